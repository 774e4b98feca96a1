"""名, 个, 处, 支: so many of something for each who is meant, or so many over the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gangju.drafting.matching.common import subject_words
from gangju.drafting.matching.conditions import Narrowed, narrowed
from gangju.drafting.matching.having import Had, having, having_of
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch, bound, param
from gangju.drafting.vocabulary import Mention
from gangju.drafting.who import Who, any_of, who_of

EVERYBODY: Final = re.compile(r"所有|每个?|各|都|均|全面|普遍|全部|一律|全覆盖|村村")
HAVING: Final = re.compile(r"(?:建成|建有|建好|建立|设立|设有|设置|配备|配齐|配有|配强|成立|开设)(?:[^,。;:、]{0,10})$")
COMPLETE: Final = re.compile(r"[^,。;:、]{0,6}(?:配齐|全覆盖|应建尽建)")
OTHERS: Final = re.compile(r"(?:指派|选派|委派|安排|派出|推荐|表彰|评选|遴选)[^,。;:、]{0,10}$")
WHOLE: Final = re.compile(r"全[省市县区镇乡]")
SEATS: Final = re.compile(r"(?:由|一般由|一般为|为)$")
MADE_UP: Final = re.compile(r"组成")
MEMBERS: Final = re.compile(r"(?:正式)?党员")
COMMITTEE: Final = ("secretary", "deputy_secretary", "committee_member", "organization_commissioner")
TOLD: Final = re.compile(r"了(?!解)|得到|已(?:经|有|建|完成)|连续[\d一二三四五六七八九十]+年|蝉联|共享|荣获")
ADDED: Final = re.compile(r"[++]")
HAS: Final = re.compile(r"建[成有设立好]|设[立有置]|[配储]备|配[齐有强]|有|明确|聘|拥有|成立|打造")
QUOTA: Final = re.compile(r"评定|评选|命名|建立|建成|建设|创建|表彰|打造|培育|授牌|认定|遴选|选树|推出|评出|确定|重奖|奖励")
UNITS: Final = ("名", "人", "个", "支", "处", "座", "家", "所", "门", "件", "户", "项", "条")
FEWEST: Final = 2
TIERS: Final = {"省级": "province", "市级": "city", "县级": "county", "区级": "county", "镇级": "township", "村级": "village"}


def match(passage: Passage, figure: Figure) -> Sketch | None:
    if figure.unit not in UNITS or figure.value is None:
        return None
    found = _composed(passage, figure) or _listed(passage, figure) or _places(passage, figure)
    if found is not None:
        return found
    who = who_of(passage, figure)
    others = OTHERS.search(passage.slice(passage.clause.start, figure.start)) or ADDED.search(passage.slice(*passage.part(figure)))
    asked = HAS.search(passage.slice(passage.part(figure)[0], figure.start)) is not None
    had = having(passage, figure, who) if who is not None and asked and not others else None
    if who is not None and had is not None:
        return _for_each(figure, who, had)
    return _unknown(passage, figure)


def _composed(passage: Passage, figure: Figure) -> Sketch | None:
    """支部委员会由3至5人组成, 每个党小组5至15名党员: so many seats of a committee, so many members of an organisation."""
    if figure.unit not in ("名", "人"):
        return None
    first, last = passage.part(figure)
    before, after = passage.slice(first, figure.start), passage.slice(figure.end, last)
    named = [mention for mention in passage.between(first, figure.start) if mention.names("organization.kind", "activity.kind")]
    if not named:
        return None
    kinds = passage.words.said["committees"].get(named[-1].text)
    if kinds and SEATS.search(before) and MADE_UP.match(after):
        who = Who("organization", (any_of("organization.kind", kinds),), named[-1].text, kinds[0])
        return _for_each(
            figure, who, Had(f"count(distinct post.person_id) filter (where {any_of('post.role', COMMITTEE)})", "组成人数", "seats", "人")
        )
    codes = named[-1].of("organization.kind")
    if codes and MEMBERS.match(after) and before[: len(before) - len(named[-1].text)] in ("每个", "每") and before.endswith(named[-1].text):
        who = Who("organization", (any_of("organization.kind", codes),), named[-1].text, codes[0])
        return _for_each(figure, who, Had("count(membership.person_id)", "党员数", "size", "人"))
    return None


def without_figure(passage: Passage) -> Sequence[Sketch]:
    """Whom a condition means, or each of all, shall have at least one."""
    if passage.conditions:
        narrow = narrowed(passage)
        had = having(passage, None, narrow.who) if narrow is not None else None
        return (_at_least_one(narrow, had),) if narrow is not None and had is not None else ()
    return tuple(_everybodys(passage)) if EVERYBODY.search(passage.text) else ()


def _at_least_one(narrow: Narrowed, had: Had) -> Sketch:
    keys = {"value": had.value, "require": had.require}
    slug, title = f"{narrow.who.slug}-{had.slug}", f"{narrow.who.title}有{had.title}"
    return Sketch(slug, title, "threshold", narrow.who, had.unit, keys, had.period, narrow.params, (*narrow.measures, *had.measures))


def _everybodys(passage: Passage) -> Iterator[Sketch]:
    """每村都建有综合服务大厅: the thing stands after a verb of having, or is what is to be complete."""
    for mention in passage.mentions:
        before = passage.slice(passage.clause.start, mention.start)
        after = passage.slice(mention.end, passage.clause.end)
        if not (HAVING.search(before) or COMPLETE.match(after)) or OTHERS.search(before):
            continue
        narrow = _whose(passage, mention)
        had = having_of(mention, passage, narrow.who) if narrow is not None else None
        if narrow is not None and had is not None:
            yield _at_least_one(narrow, had)


def _whose(passage: Passage, asked: Mention) -> Narrowed | None:
    before = [mention for mention in passage.between(passage.clause.start, asked.start) if mention.names("unit.kind")]
    return narrowed(passage, asked) if before or passage.clause.domains else None


def _for_each(figure: Figure, who: Who, had: Had) -> Sketch | None:
    slug = f"{who.slug}-{had.slug}"
    title = f"{who.title}{had.title}"
    name = slug.replace("-", "_")
    if isinstance(figure.value, tuple):
        return _within(figure, slug, title, who, had)
    op, least = bound(figure)
    keys = {"value": had.value, "require": f"value {op} param('{name}')"}
    return Sketch(slug, title, "threshold", who, had.unit, keys, had.period, (param(name, title, had.unit, least),), had.measures)


def _within(figure: Figure, slug: str, title: str, who: Who, had: Had) -> Sketch | None:
    """一至二个: both ends are conditions of their own."""
    assert isinstance(figure.value, tuple)
    low, high = min(figure.value), max(figure.value)
    name = slug.replace("-", "_")
    parts = [
        {"title": f"不少于{low.numerator}{had.unit}", "value": had.value, "require": f"value >= param('{name}_low')"},
        {"title": f"不多于{high.numerator}{had.unit}", "value": had.value, "require": f"value <= param('{name}_high')"},
    ]
    params = (param(f"{name}_low", f"{title}下限", had.unit, low), param(f"{name}_high", f"{title}上限", had.unit, high))
    return Sketch(slug, title, "threshold", who, had.unit, {"parts": parts}, had.period, params, had.measures)


def _listed(passage: Passage, figure: Figure) -> Sketch | None:
    """A list that must hold so many over the whole: a quota, judged where the issuer stands."""
    after = (each for each in passage.between(figure.end, figure.end + 16) if each.names("roster_entry.roster"))
    mention = next(after, None)
    if mention is None or figure.single is None or figure.single.denominator != 1 or figure.per is not None:
        return None
    if figure.single < FEWEST or not QUOTA.search(passage.slice(passage.clause.start, figure.start)):
        return None
    rosters = mention.of("roster_entry.roster")
    first, _ = passage.part(figure)
    first = max([first, *(each.start for each in passage.figures if each.end <= figure.start)])
    first = figure.start if first > passage.part(figure)[0] else first  # what follows another figure is counted by that one
    other = next((each for each in passage.between(first, figure.start) if _another(each, rosters)), None)
    category = mention.of("roster_entry.category")[:1] or tuple(filter(None, [passage.words.said["categories"].get(mention.text)]))
    tier = next((code for word, code in TIERS.items() if word in passage.slice(figure.end, mention.end)), None)
    members: Mapping[str, Any] = {
        "roster": rosters[0],
        **({"category": category[0]} if category else {}),
        **({"tier": tier} if tier else {}),
    }
    slug = "-".join([*(category or rosters[:1]), "quota"]).replace("_", "-")
    name = slug.replace("-", "_")
    op, number = (figure.op if figure.op != "~" else ">="), figure.single
    keys = {"members": members, "bound": {"op": op, "value": f"param('{name}')"}}
    level = passage.level
    where = (f"organization.level = '{level}'",) if level else ("",)
    who = Who("organization", where, mention.text, level or "whole")
    lacking: tuple[str, ...] = (f"“{other.text}”和“{mention.text}”都有名册,不知道数哪一本:请选一种",) if other else ()
    lacking += () if level else (f"没有写明由哪一级合计“{mention.text}”的数:请选定市、县或者乡镇",)
    return Sketch(
        slug, f"{mention.text}数", "quota", who, "个", keys, params=(param(name, f"{mention.text}数", "个", number),), lacking=lacking
    )


def _another(mention: Mention, rosters: Sequence[str]) -> bool:
    return mention.names("roster_entry.roster") and not set(mention.of("roster_entry.roster")) & set(rosters)


def _places(passage: Passage, figure: Figure) -> Sketch | None:
    """全市建立一百个工作室: so many places over the whole."""
    after = next((each for each in passage.between(figure.end, figure.end + 20) if each.names("venue.kind")), None)
    first, _ = passage.part(figure)
    if after is None or figure.single is None or not WHOLE.search(passage.slice(first, figure.start)):
        return None
    kinds, level = after.of("venue.kind"), passage.level
    label = passage.words.label("venue.kind", kinds[0])
    name = f"{kinds[0]}_places"
    op, least = bound(figure)
    roll_up = {"kind": "count", "op": op, "value": f"param('{name}')", **({"at": level} if level else {})}
    who = Who("venue", (any_of("venue.kind", kinds),), label, kinds[0])
    keys = {"value": any_of("venue.kind", kinds), "require": "value >= 1"}
    lacking = () if level else (f"没有写明由哪一级合计“{label}”的数:请选定市、县或者乡镇",)
    one = param(name, f"{label}数", "个", least)
    return Sketch(name.replace("_", "-"), f"{label}数", "threshold", who, "个", keys, params=(one,), roll_up=(roll_up,), lacking=lacking)


def _unknown(passage: Passage, figure: Figure) -> Sketch:
    words = subject_words(passage, figure)
    after = passage.slice(figure.end, min(figure.end + 10, passage.clause.end)).strip("的")
    lacking = f"不知道“{figure.text}{after[:8]}”数的是什么:没有登记过这样的事,先在目录里加一种,或者请人工选定对象和台账"
    if ADDED.search(passage.slice(*passage.part(figure))):
        lacking = f"“{figure.text}{after[:8]}”和别的数合在一起,一项标准看不了:请拆开分别写,或者不采用"
    elif TOLD.search(passage.text):
        lacking = f"“{figure.text}{after[:8]}”像是讲已经做过的事,不是要求:不是要求的不采用,是要求的请选定对象和台账"
    value = figure.single if figure.single is not None else Fraction(1)
    keys = {"value": "", "require": f"value >= {value.numerator}"}
    return Sketch("count", f"{words}{figure.text}"[-20:], "threshold", who_of(passage, figure), figure.unit, keys, lacking=(lacking,))
