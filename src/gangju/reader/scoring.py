"""Points: what an item is worth and what is deducted, awarded, capped; grades and their quotas.

`组织建设20分` and `(20分)` are worths; `每少一次扣1分,最多扣5分` is a rule with its cap; `90分以上的为五星级`
a band; `五星级不超过20%` a quota; 一票否决 a veto. Points are never quantities: nobody is asked for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gangju.reader.model import Band, Flag, Quantity, Quota, Rule, Score, Value
from gangju.reader.page import Flow

_EACH = re.compile(
    r"(?:每(?P<per>[\u4e00-\u9fff]{0,6}?(?:次|项|人|名|个|件|篇|条|天|日|户|月|年|季|例|起|处|家|期|场))|(?:发现|有|出现|发生|缺|少|迟)[\u4e00-\u9fff]{0,6}?[一1](?P<one>次|项|人|名|个|件|例|起|处))"
)
_DEDUCT = re.compile(r"(?:扣减|扣除|扣|减)(?:去|掉)?$")
_AWARD = re.compile(r"(?:奖励|加|增加|奖)$")
_GAIN = re.compile(r"(?:计|得|记|记为|计为|赋)$")
_CAP = re.compile(r"(?:最多|最高|至多|累计|总计|不超过|不得超过|以内|为限|上限|封顶|限)[\u4e00-\u9fff]{0,6}$")
_CAP_BEHIND = re.compile(r"^(?:封顶|为限|为止|以内)")
_TOTAL = re.compile(r"(?:共|共计|计|满分|总分|分值|合计|基础分)(?:为|是|:)?$")
_NAMED = re.compile(r"[\u4e00-\u9fff”)](?:[:(]|为|占|计)?$")
_VETO = re.compile(r"“?一票否决”?")
_ZERO = re.compile(r"(?:不得分|不计分|不予计分|得0分|计0分|记0分|按0分计)")
_TILL_EMPTY = re.compile(r"扣完(?:该项|本项)?(?:分值?)?为止|扣完即止")

_GRADE = r"“?(?P<{}>[\u4e00-\u9fff]{{1,8}}?)”?(?=[,;。:、)]|等次|党支部|党组织|单位|支部|$)"
_VERB = r"的?[,:]?(?:评定为|确定为|认定为|评为|定为|划为|为|是)"
_NUMBER = r"\d+(?:\.\d+)?"
BAND = re.compile(
    rf"(?P<a>{_NUMBER})分?(?:-|~|至|到)(?P<b>{_NUMBER})分(?:之间)?{_VERB}{_GRADE.format('label')}"
    rf"|(?P<low>{_NUMBER})分(?:\(含\))?及?(?:\(含\))?以上(?:[、,]?(?:不满|不足|未满|低于)?(?P<high>{_NUMBER})分(?:以下|\(不含\))?)?{_VERB}{_GRADE.format('label_low')}"
    rf"|(?:不满|不足|低于)?(?P<under>{_NUMBER})分(?:\(不含\))?(?:以下)?{_VERB}{_GRADE.format('label_under')}"
)
BEFORE_BAND = re.compile(
    r"(?P<label>优秀|良好|优|良|好|较好|中等|一般|合格|较差|差|不合格|基本合格|称职|基本称职|不称职|[一二三四五]星级?|先进|达标|不达标)(?:等次|党支部|单位)?[:(](?P<text>[^()。;,]*?分[^()。;,]*)"
)
QUOTA = re.compile(
    r"(?P<label>优秀|良好|先进|好|较好|[一二三四五]星级|示范|达标|不合格|一般|后进|合格)(?:等次|党支部|党组织|单位|支部|党员)?(?:的)?(?:比例|名额|数量|占比)?[^,。;]{0,12}$"
)


@dataclass(slots=True)
class Points:
    """What a sentence says about points, and which of its figures it used up."""

    scoring: list[Score] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    used: set[int] = field(default_factory=set)


def points_of(flow: Flow, found: Sequence[Quantity]) -> Points:
    """Reads points, bands and quotas; `used` holds the starts of the figures that are points."""
    result = Points()
    result.bands = list(_bands(flow))
    spans = [(band.start, band.end) for band in result.bands]
    result.quotas = list(_quotas(flow, found, result.bands))
    for quantity in (item for item in found if item.unit == "分"):
        in_band = any(start <= quantity.start < end for start, end in spans)
        if in_band or _score(flow, quantity, result.scoring):
            result.used.add(quantity.start)
    _without_figures(flow, result.scoring)
    return result


def _score(flow: Flow, quantity: Quantity, scoring: list[Score]) -> bool:
    """Adds a worth, a rule or a cap; False where the figure is no points after all (a condition)."""
    place = _place(flow, quantity.start)
    left = re.split(r"[;。]", flow.text[:place])[-1]
    near = re.split(r"[,]", left)[-1]
    right = flow.text[_place(flow, quantity.end - 1) + 1 :]
    if _caps(near, right, quantity) and scoring and scoring[-1].rules:
        scoring[-1] = _extended(flow, scoring[-1], quantity, cap=quantity.value)
        return True
    kind = _kind(near, left)
    if kind:
        _add_rule(flow, scoring, quantity, kind, left)
        return True
    if quantity.op == "=" and _TOTAL.search(near) and scoring and scoring[-1].points is None and "," in left:
        scoring[-1] = replace(_extended(flow, scoring[-1], quantity), points=quantity.value)
        return True
    if quantity.op == "=" and (_TOTAL.search(near) or _NAMED.search(near)):
        scoring.append(Score(*_whole(flow, place, quantity), quantity.value, ()))
        return True
    return False


def _caps(near: str, right: str, quantity: Quantity) -> bool:
    return quantity.op == "<=" or bool(_CAP.search(near)) or bool(_CAP_BEHIND.match(right))


def _kind(near: str, left: str) -> str | None:
    each = _EACH.search(near) or (_EACH.search(left) if "," in left else None)
    for pattern, name in ((_DEDUCT, "deduct"), (_AWARD, "award"), (_GAIN, "award")):
        if pattern.search(near) or (name != "award" and re.search(r"[、和](?:\d+分[、和])*$", near) and "扣" in near):
            return f"{name}_{'each' if each else 'if'}"
    return "award_if" if re.search(r"加\d+分、(?:\d+分、)*$", near) else None


def _add_rule(flow: Flow, scoring: list[Score], quantity: Quantity, kind: str, left: str) -> None:
    each = list(_EACH.finditer(left))
    per = (each[-1]["per"] or each[-1]["one"])[-1] if each and kind.endswith("each") else None
    rule = Rule(kind, quantity.value, per, None)
    open_item = scoring and not re.search(r"[;。]", flow.text[_place(flow, scoring[-1].end - 1) + 1 : _place(flow, quantity.start)])
    if scoring and open_item:
        scoring[-1] = _extended(flow, scoring[-1], quantity, rule=rule)
    else:
        scoring.append(Score(*_whole(flow, _place(flow, quantity.start), quantity), None, (rule,)))


def _extended(flow: Flow, score: Score, quantity: Quantity, *, rule: Rule | None = None, cap: Value = None) -> Score:
    text, start, end = flow.span(_place(flow, score.start), _place(flow, quantity.end - 1) + 1)
    rules = (*score.rules, rule) if rule else score.rules
    if cap is not None:
        rules = (*score.rules[:-1], replace(score.rules[-1], cap=cap))
    return Score(text, start, end, score.points, rules)


def _whole(flow: Flow, place: int, quantity: Quantity) -> tuple[str, int, int]:
    """From the beginning of its part of the sentence to the figure."""
    first = max((flow.text.rfind(mark, 0, place) for mark in ",;:。"), default=-1) + 1
    return flow.span(first, _place(flow, quantity.end - 1) + 1)


def _without_figures(flow: Flow, scoring: list[Score]) -> None:
    """Veto, no points, and 扣完为止 carry no figure of their own."""
    for pattern, kind in ((_VETO, "veto"), (_ZERO, "zero_if"), (_TILL_EMPTY, "floor_zero")):
        for match in pattern.finditer(flow.text):
            rule = Rule(kind, None, None, None)
            if scoring and kind == "floor_zero":
                scoring[-1] = replace(scoring[-1], rules=(*scoring[-1].rules, rule))
            else:
                scoring.append(Score(*flow.span(*match.span()), None, (rule,)))


def _bands(flow: Flow) -> Iterator[Band]:
    for match in BAND.finditer(flow.text):
        label = match["label"] or match["label_low"] or match["label_under"]
        low = match["a"] or match["low"]
        high = match["b"] or match["high"] or match["under"]
        yield Band(*flow.span(*match.span()), label, _fraction(low), _fraction(high))
    for match in BEFORE_BAND.finditer(flow.text):
        figures = [Fraction(part) for part in re.findall(r"\d+(?:\.\d+)?", match["text"])]
        below = "以下" in match["text"] or "不满" in match["text"]
        if figures:
            low, high = (None, figures[0]) if below and len(figures) == 1 else (figures[0], figures[1] if len(figures) > 1 else None)
            yield Band(*flow.span(*match.span()), match["label"], low, high)


def _quotas(flow: Flow, found: Sequence[Quantity], bands: Sequence[Band]) -> Iterator[Quota]:
    for quantity in found:
        near = re.split(r"[,;。]", flow.text[: _place(flow, quantity.start)])[-1]
        match = QUOTA.search(near)
        if not match and near.startswith("比例") and quantity.op == "<=" and bands:
            yield Quota(near + quantity.text, bands[-1].label, quantity.value)
        if match and quantity.unit == "%" and quantity.op in {"<=", "="}:
            yield Quota(
                flow.text[_place(flow, quantity.start) - len(match.group()) : _place(flow, quantity.end - 1) + 1],
                match["label"],
                quantity.value,
            )


def sums(flow: Flow, scoring: Sequence[Score]) -> Iterator[Flag]:
    """总分100分,其中A20分、B25分…: the parts against the total."""
    worths = [score for score in scoring if score.points is not None and not score.rules]
    totals = [score for score in worths if re.search(r"总分|满分|百分制|共计", score.text)]
    if len(totals) != 1 or len(worths) < 3 or worths[0] is not totals[0]:
        return
    parts = sum(score.points for score in worths[1:] if isinstance(score.points, Fraction))
    if parts != totals[0].points:
        last = worths[-1]
        text, start, end = flow.span(_place(flow, totals[0].start), _place(flow, last.end - 1) + 1)
        yield Flag(text, start, end, "sum", f"各项相加为{parts}分,与总分不一致:请核对")


def _fraction(printed: str | None) -> Fraction | None:
    return Fraction(printed) if printed else None


def _place(flow: Flow, where: int) -> int:
    return next((place for place, there in enumerate(flow.places) if there >= where), len(flow.text))
