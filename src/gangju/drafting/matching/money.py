"""元: what is paid, granted or earned. A kind of fund is added up over its ledger, a measured income is looked up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gangju.drafting.matching.common import PERIODS, codes_of, nearest, subject_words
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import Who, any_of, branches_of, places_of, who_of

BY_HEAD: Final = re.compile(r"每(?:一)?名党员|每位党员|每个党员|党员每人|按党员人数")
NEAR: Final = 10
TIMES: Final = ("年", "月", "季", "季度", "半年", "周", "天", "个")
PAID: Final = ("basic_pay", "salary")
BUDGET: Final = re.compile(r"预算|核定|安排|列支")
RISE: Final = re.compile(r"增加|增长|提高|上调")
LAST_YEAR: Final = re.compile(r"上年度?|上一年度?|去年")


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit == "%":
        return _share(passage, figure)
    if figure.unit not in ("元", "元/人") or figure.single is None or passage.share_of(figure) is not None:
        return None
    funds = _funds(passage, figure)
    if funds:
        return _rise(passage, figure, funds) if RISE.search(_before(passage, figure)) else _fund(passage, figure, funds)
    metrics = codes_of(nearest(passage, figure, "observation")[-1:] or _carried(passage), "observation")
    return _metric(passage, figure, metrics[0]) if metrics else _no_home(passage, figure)


def _share(passage: Passage, figure: Figure) -> Sketch | None:
    """集体经济收入十万元以上的村达到85%: the places that reach the sum, as a share of all of them."""
    reached = passage.reached_by(figure, "元")
    if reached is None or reached.single is None or figure.single is None:
        return None
    metrics = codes_of(nearest(passage, reached, "observation")[-1:] or _carried(passage), "observation")
    if not metrics:
        return _no_home(passage, reached)
    found = _metric(passage, reached, metrics[0])
    op, share = bound(figure)
    name = f"{metrics[0]}_share"
    roll_up = {"kind": "share", "op": op, "value": f"param('{name}')", **({"at": passage.level} if passage.level else {})}
    one = param(name, f"{found.title}达到{reached.text}的占比", "ratio", share / 100)
    slug = f"{found.slug}-share"
    return replace(found, slug=slug, form="share", title=f"{found.title}达标占比", roll_up=(roll_up,), params=(*found.params, one))


def _carried(passage: Passage) -> Sequence[Mention]:
    """What the clause before spoke of, where this one only names others (非贫困村力争达到两万元)."""
    last = passage.before[-1] if passage.before else None
    same = last is not None and last.number == passage.number and last.text.rstrip().endswith((",", ",", ";", "、"))
    return [mention for mention in last.mentions if mention.names("observation")][-1:] if last is not None and same else ()


def _funds(passage: Passage, figure: Figure) -> tuple[str, ...]:
    """A fund is named before its sum, or directly after it (两千元的工作经费)."""
    found = nearest(passage, figure, "fund_entry.kind")
    near = [mention for mention in found if mention.start < figure.end + NEAR and not _source(passage, mention)]
    return codes_of(near, "fund_entry.kind")


def _source(passage: Passage, mention: Mention) -> bool:
    """从党费中列支: where the money comes from, not what it is."""
    return re.search(r"从[^,。;]{0,6}$", passage.slice(passage.clause.start, mention.start)) is not None


def _before(passage: Passage, figure: Figure) -> str:
    return passage.slice(passage.part(figure)[0], figure.start)


def flow(passage: Passage, funds: Sequence[str]) -> str:
    """Pay is judged on what was paid, what is planned on the budget, everything else on what was granted."""
    if set(funds) <= set(PAID):
        return "paid"
    return "budget" if BUDGET.search(passage.text) else "granted"


def total(funds: Sequence[str], way: str) -> str:
    return f"sum(fund_entry.amount) filter (where {any_of('fund_entry.kind', funds)} and fund_entry.flow = '{way}')"


def _fund(passage: Passage, figure: Figure, funds: Sequence[str]) -> Sketch:
    by_head = figure.per in ("人", "名") or figure.unit == "元/人" or BY_HEAD.search(_before(passage, figure)) is not None
    who = _payee(passage, figure, by_head)
    label = "与".join(passage.words.label("fund_entry.kind", fund) for fund in funds)
    slug = funds[0].replace("_", "-")
    name = f"{who.slug}-{slug}" if who else slug
    lacking: tuple[str, ...] = () if who else (f"没有写明“{label}”给谁:请选定党组织、单位或者人员",)
    narrow = _narrowed_heads(passage, figure) if by_head else ""
    lacking += (f"“{narrow}”这个限定还没有写进对象:请补写条件,或者确认不分",) if narrow else ()
    op, least = bound(figure)
    asked = f"param('{name.replace('-', '_')}')"
    head = passage.words.label("fund_entry.kind", funds[0])
    return Sketch(
        slug=slug if len(funds) == 1 else f"{slug}-and-more",
        title=f"{label}合计" if len(funds) > 1 else head,
        form="threshold",
        who=who,
        unit="元",
        period=PERIODS.get(figure.per or "", "year"),
        keys={
            "value": total(funds, flow(passage, funds)),
            "require": f"value {op} {asked}{' * count(membership.person_id)' if by_head else ''}",
        },
        params=(param(name, f"{label}{'(每名党员)' if by_head else ''}", "元/人" if by_head else "元", least),),
        lacking=lacking,
    )


def _narrowed_heads(passage: Passage, figure: Figure) -> str:
    """学生党员每人: a word before those who are counted by head that no condition says."""
    first, _ = passage.part(figure)
    heads = [mention for mention in passage.mentions if mention.end <= figure.start and mention.names("membership.kind")]
    if not heads or heads[-1].start < first:
        return ""
    before = passage.slice(passage.clause.start, heads[-1].start)
    return next((word for word in passage.words.said["narrowing"] if before.endswith(word)), "")


def _payee(passage: Passage, figure: Figure, by_head: bool) -> Who | None:
    """By head the branch receives for its members; pay goes to who holds the office; else the place or branch that is named."""
    who = who_of(passage, figure)
    if by_head:
        return branches_of(passage) if who is None or who.each != "organization" else who
    if who is not None and who.each == "person" and any(condition.startswith("post.role") for condition in who.where) and not who.places:
        return who
    if figure.per not in (*TIMES, None) and not passage.words.mentions(figure.per or ""):
        return None  # 每个网格: a holder that no ledger knows
    told = re.search(r"支部|党组织", passage.text) is not None
    return who or places_of(passage) or (branches_of(passage) if told else None)


def _rise(passage: Passage, figure: Figure, funds: Sequence[str]) -> Sketch:
    """So much more than last year, on the average of those who are meant."""
    who = who_of(passage, figure) or places_of(passage) or branches_of(passage)
    label = passage.words.label("fund_entry.kind", funds[0])
    name = f"{who.slug}-{funds[0]}-rise"
    keys = {
        "mean_of": total(funds, flow(passage, funds)),
        "against": "previous year",
        "require": f"mean >= previous + param('{name.replace('-', '_')}')",
        **({"at": passage.level} if passage.level else {}),
    }
    _, least = bound(figure)
    title = f"{who.title}{label}比上年增加"
    return Sketch(name, title, "trend", who, "元", keys, "year", params=(param(name, title, "元", least),), roll_up=())


def _metric(passage: Passage, figure: Figure, metric: str) -> Sketch:
    words = passage.words
    said = words.catalogue.metrics[metric]
    who = who_of(passage, figure)
    if who is None or who.each not in said.subject:
        who = places_of(passage) or who
    slug = metric.replace("_", "-")
    name = f"{metric}_floor" if not (who and who.named) else f"{who.slug}-{metric}".replace("-", "_")
    back = ", year - 1" if LAST_YEAR.search(passage.text) else ""
    op, least = bound(figure)
    keys = {"value": f"observation('{metric}'{back})", "require": f"value {op} param('{name}')"}
    lacking = () if who else (f"没有写明看谁的“{said.label}”:请选定对象",)
    return Sketch(
        slug, said.label, "threshold", who, said.unit, keys, "year", params=(param(name, said.label, said.unit, least),), lacking=lacking
    )


def _no_home(passage: Passage, figure: Figure) -> Sketch:
    words = subject_words(passage, figure)
    lacking = f"没有登记“{words}”这项经费或指标:先在经费类别或指标里加一种,或者从已有的里选一种"
    name = "amount"
    op, least = bound(figure)
    keys = {"value": "", "require": f"value {op} param('{name}')"}
    return Sketch(
        name, words, "threshold", who_of(passage, figure), "元", keys, "year", params=(param(name, words, "元", least),), lacking=(lacking,)
    )
