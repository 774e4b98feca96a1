"""Points: what an item is worth and what is deducted, awarded, capped.

Every figure of points in a sentence plays one part, told by the words right before it and right behind it:
a worth (`组织建设20分`, `(20分)`), a rule (`每少一次扣1分`), a cap of the rule before it (`最多扣5分`), or a
condition (`60分以下的`), which is no points at all. Rules without a figure (一票否决, 不得分, 扣完为止, 按比例计分) are
read by their own words. A sentence holds one item; its rules belong to the worth that stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gangju.reader.grades import bands_of, quotas_of
from gangju.reader.model import Band, Quantity, Quota, Rule, Score, Value
from gangju.reader.numeral import number
from gangju.reader.page import Flow
from gangju.reader.repeat import repeat_at, repeat_behind

_DIGITS = r"\d+(?:\.\d+)?"
#: 分 as a measure of points, not the beginning of another word (分类, 分别, 分管).
_POINT = r"分(?![类管工别之钟布散层解组行开批配级享段支队校局店公\d])"
FIGURE = re.compile(
    rf"(?<![\d.])(?<!\d:)(?:(?P<low>{_DIGITS})分?(?:-|~|至|到)(?P<high>{_DIGITS})|(?P<many>{_DIGITS}(?:、{_DIGITS})+)|(?P<one>{_DIGITS})){_POINT}"
    rf"|(?P<han>(?:(?<=[扣加减得计记积(])|(?<![零〇一二两三四五六七八九十百])(?=[一二三四五六七八九十百]{{2}}))[零一二两三四五六七八九十百]+)"
    rf"{_POINT}(?![制比点为明重])"
)
#: A sentence without one of these says nothing about points.
_SPEAKS = re.compile(r"分|否决|直接|比例|[>≥≤<]")
_BORDER = re.compile(r"[,;:。|()]")

#: Where a statement about points begins: behind a mark, or behind the worth of another (甲(10分)、乙(20分)).
_BEGINS = re.compile(r"[,;:。|]|(?<=[分)])、")

_AMONG = r"(?:分别|各|为|予以|给予|分|总分|基本分|年度|考核分|奖励分|单位|绩效分|责任人|个人|党?支部|党组织|书记|主任)*"
_DEDUCT = re.compile(rf"(?:扣(?:减|除|罚|发|去|掉)?|倒扣|减(?![少负轻免排])(?:去|掉|扣)?)(?:其|该项|本项|当年)?{_AMONG}$")
_BONUS = re.compile(rf"(?:加(?:记|计)?|奖励?|增加|奖加){_AMONG}$")
_GAIN = re.compile(r"(?:得|计(?:入|为)?|记(?:入|为)?|积|赋|给予?)$")
#: 每项制度2分; 每名党员基础积分60分 is a worth.
_COUNTED_THING = re.compile(r"(?![\u4e00-\u9fff]*(?:分|共|占))[\u4e00-\u9fff]{0,6}?(?:为|计|是)?")
_SCARCE = re.compile(r"[计记积]$")
_CONDITION = re.compile(r"的[\u4e00-\u9fff]{0,4}$|达到|完成|以上|以下|每|按期|按时|未|居|级")

_CAP = re.compile(
    r"(?:(?:最多|最高|至多|上限)[\u4e00-\u9fff]{0,4}|累计(?:加|扣|得|计)|不(?:得)?(?:超过|高于|多于|大于)|[扣加减]完|[扣加]满)$"
)
#: 总分不超过110分 bounds the outcome, no rule.
_OF_ALL = re.compile(r"(?:总分|总得分|总成绩)(?:不(?:得)?(?:超过|高于|低于)|最[高低多少]|低于|高于)(?:为)?$")
_CAP_BEHIND = re.compile(r"^\)?(?:封顶|为限|为止|以内|为上限|止)")
_WHOLE_CAP = re.compile(r"(?:加分|附加分|奖励分|奖分|得分|总加分)(?:项|项目)?[\u4e00-\u9fff]{0,6}$")
_BONUS_NAMED = re.compile(r"加分|附加分?|奖励分|奖分")

_OPENS_BOUND = re.compile(r"^分?(?:\([^()]{1,6}\))?(?:及其?|或)?以[上下]|^分?\((?:不)?含")
_ENDS_BOUND = re.compile(r"(?:不低于|低于|不足|不满|未满|高于|超过|超出|达到|达|满|少于|不到|[<>≥≤=])$")
_TOLD = re.compile(r"(?:得分|成绩|均分|评分|排名|分数|由|从|在|比|近|约|获得|取得)(?:为|是)?$")
_LABEL = re.compile(r"(?:满分|总分|总计|共计?|合计|分值|标准分|基准分|基础分|基本分|权重|赋分|配分|占|计|各|为|是|本项)*$")
_LABELLED = re.compile(r"(?:满分|总分|总计|合计|分值|标准分|权重|基准分|基础分|基本分)(?:为|是)?:$")
_NAMED_BEFORE = re.compile(r"(?:^|[,;。、|] ?)([\u4e00-\u9fff“”]{2,12}):$")
#: 好10分,一般6分,差0分: the name of a grade alone before the figure.
_GRADE = re.compile(
    r"(?:评价|评定|等次)?(?:为)?“?(?:优秀?|良好?|中等?|较?[好差]|一般|(?:基本)?(?:合格|达标|满意)|不(?:合格|达标|满意))”?(?:等次|的)?"
)
#: What may stand behind a worth: the end of its part, a bracket, another item.
_ENDS = re.compile(r"^(?:$|[,;。:、|() ]|和|与|及|的权重|计[算分])")
_TOTAL = re.compile(r"共|合计|总计|满分|全年|总分")
_NAMED = re.compile(r"[\u4e00-\u9fff”A-Z]$")

VETO = re.compile(r"“?一票否决”?|直接(?:评定|认定|确定|评|定|列)为“?(?:不合格|较差|差|末|最低|不称职|[一1]星|后进)")
ZERO = re.compile(
    r"(?:不得分|不计分|不予计分|不予得分|不给分|得零分|得0分|[计记]0分|[计记]零分|按[0零]分计|为[0零]分"
    r"|(?:扣|减)(?:除|完|光)?(?:本项|该项|此项)?(?:全部|所有)(?:分值?|得分)|取消(?:该项|本项)?得分)"
)
TILL_EMPTY = re.compile(
    r"[扣减][完至到](?:本项|该项|此项|所得)?(?:分值?|分数|[0零]分|得分)?(?:为止|即止|止)|扣完(?:为止|即止)|直至扣完|最低(?:为|得|计)?0分|不(?:出现|计|记|得|倒扣)负分|[扣减]完不再[扣减]"
)
SHARED = re.compile(
    r"(?:按照?|以)[^,;。|]{0,18}?(?:比例|百分比|率|满意度|比重|占比)[^,;。|%\d]{0,8}?(?:计分|计算|得分|记分|折算|折合|换算|扣分|扣减|赋分|评分|给分|加分|乘以)"
    r"|按[^,;。|]*[×÷*][^,;。|]*?(?:计算|计分|得分)|(?:相应|同等|同)比例[^,;。|]{0,4}?(?:计分|得分|扣分|扣减|折算)|得分=[^;。|+]*?[×*][^;。|+]*(?=$|[;。|])"
)
_UNSAID = ((VETO, "veto"), (ZERO, "zero_if"), (TILL_EMPTY, "floor_zero"), (SHARED, "proportional"))
#: 得10分: an award or a step of a band, to be settled with the rest of its item.
_STEP = "step"
#: The most points that the steps of one item reach; grades of a whole reach higher.
LARGEST_ITEM = 30
#: A cap in a sentence of its own.
_CAP_ALONE = "cap"
#: What makes an award a step: 95%以上得5分, 居中得3分, 一般的得2分.
_GRADED = re.compile(r"%|以上|以下|\d(?:至|-|~)\d|不足|不满|未满|优|良|较?[好差]的|一般|居|名次|前\d|后\d|靠[前后]|中等")
#: A piece before a comma that ends like this says when the rule behind the comma holds.
_NO_CONDITION = re.compile(r"^(?:酌情|视情节?|相应|一次性|该项|本项|则|可|再|另|应|均|要|年度|直接|情况)*$")


@dataclass(slots=True)
class Points:
    """What a sentence says about points. `spans` are the places whose figures are points or tell how often a rule counts."""

    scoring: list[Score] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def covers(self, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Part:
    """One statement about points, `first`–`last` in the sentence: a worth, a rule, or a cap of the rule before it."""

    first: int
    last: int
    role: str
    amount: Value = None
    rule: Rule | None = None
    counted_from: int | None = None
    side: str = ""


def points_of(flow: Flow, found: Sequence[Quantity], grades: Collection[str] = ()) -> Points:
    """Reads points, bands and quotas of a sentence; `grades` are the names of grades that the document gives.

    Awards that may be steps of a band stay open until `settle` has seen the whole item.
    """
    if not _SPEAKS.search(flow.text):
        return Points(quotas=list(quotas_of(flow, found, (), grades)))
    bands, steps = _by_scale(list(bands_of(flow)))
    taken = [(_place(flow, found.start), _place(flow, found.end - 1) + 1) for found in (*bands, *steps)]
    parts = [part for part in _parts(flow.text) if not any(first < part.last and part.first < last for first, last in taken)]
    spans = [(flow.places[part.counted_from if part.counted_from is not None else part.first], _end(flow, part.last)) for part in parts]
    return Points(
        scoring=sorted([*steps, *_items(flow, parts)], key=lambda score: score.start),
        bands=bands,
        quotas=list(quotas_of(flow, found, bands, grades)),
        spans=[*spans, *((found.start, found.end) for found in (*bands, *steps))],
    )


def _by_scale(bands: list[Band]) -> tuple[list[Band], list[Score]]:
    """好(8-10分)、一般(0-4分) are the steps of one item, not grades of a whole: no scale of grades ends so low."""
    ends = [end for band in bands for end in (band.first, band.last) if isinstance(end, Fraction)]
    if not ends or max(ends) > LARGEST_ITEM:
        return bands, []
    return [], [_stepped(band) for band in bands]


def _stepped(band: Band) -> Score:
    ends = tuple(end for end in (band.first, band.last) if isinstance(end, Fraction))
    return Score(band.text, band.start, band.end, None, (Rule("band", ends[0] if len(ends) == 1 else ends, None, None),))


def _parts(text: str) -> list[Part]:
    """All statements about points in the order they stand in."""
    unsaid = list(_unsaid(text))
    parts: list[Part] = []
    for match in FIGURE.finditer(text):
        if not any(part.first < match.end() and match.start() < part.last for part in unsaid):
            parts.extend(_part(text, match, parts))
    return sorted([*unsaid, *parts], key=lambda part: part.first)


def _unsaid(text: str) -> Iterator[Part]:
    for pattern, kind in _UNSAID:
        matches = list(pattern.finditer(text))
        # How points are shared out, or that they run out, is often said twice over; it is one rule.
        for match in matches if kind == "zero_if" else matches[:1]:
            yield Part(match.start(), match.end(), "rule", rule=Rule(kind, None, None, None))


def _part(text: str, match: re.Match[str], before: Sequence[Part]) -> Iterator[Part]:
    left, right = text[: match.start()], text[match.end() :]
    near = _BORDER.split(left)[-1]
    joined = bool(before) and re.fullmatch(r"[、和及或]|,?分别(?:加|扣|计|得)?", text[before[-1].last : match.start()]) is not None
    if joined and before[-1].rule:
        yield from _rules(match, replace(before[-1].rule), before[-1].counted_from)
        return
    kind = _kind(near)
    if _OPENS_BOUND.match(right) or _OF_ALL.search(near):
        return
    if _CAP.search(near) or _CAP_BEHIND.match(right):
        yield Part(match.start(), match.end(), "cap", _amounts(match)[-1], _named_cap(left, near, kind), side=_side(near))
    elif kind or repeat_behind(right):
        kind = kind or ("deduct" if left.endswith("-") else "award")
        yield from _counted(text, match, near, kind)
    elif _GRADE.fullmatch(near) and _ENDS.match(right):
        if _amounts(match) == [0]:
            yield Part(match.start(), match.end(), "rule", rule=Rule("zero_if", None, None, None))
        else:
            yield from _rules(match, Rule(_STEP, None, None, None), None)
    elif not match["low"] and not _ENDS_BOUND.search(near) and _is_worth(left, near, right):
        yield Part(match.start(), match.end(), "total" if _TOTAL.search(near) else "worth", _amounts(match)[-1])


def _kind(near: str) -> str | None:
    """deduct, award (加, 奖) or gain (得, 计): the verb right before the figure."""
    for pattern, name in ((_DEDUCT, "deduct"), (_BONUS, "award")):
        if pattern.search(near):
            return name
    if re.search(r"(?:级|等奖)$", near):
        return "award"
    if not _GAIN.search(near):
        # 每项2分: what is counted stands right before the figure.
        found = repeat_at(near, each=True)
        return "gain" if found and _COUNTED_THING.fullmatch(near[found.last :]) else None
    # 计10分 is a worth unless something is said to earn it.
    return "gain" if not _SCARCE.search(near) or _CONDITION.search(near[:-1]) else None


def _counted(text: str, match: re.Match[str], near: str, kind: str) -> Iterator[Part]:
    """A rule with its figure, and what it counts: from the words before the figure, or behind it (扣5分/次)."""
    start = match.start() - len(near)
    found = repeat_at(near, each=kind == "gain")
    if not found and _is_bare(near) and start > 0 and text[start - 1] == ",":
        near = _BORDER.split(text[: start - 1])[-1]
        start = start - 1 - len(near)
        found = repeat_at(near, each=kind == "gain")
    behind = repeat_behind(text[match.end() :])
    counted = behind or (found.per if found else None)
    base = "deduct" if kind == "deduct" else "award"
    rule = Rule(f"{base}_{'each' if counted else 'if'}", None, counted, None)
    tier = replace(rule, kind=_STEP) if kind == "gain" and not counted and _GRADED.search(near) else rule
    yield from _rules(match, tier, start + found.first if found and not behind else None)


def _is_bare(near: str) -> bool:
    for pattern in (_DEDUCT, _BONUS, _GAIN):
        match = pattern.search(near)
        if match:
            return bool(_NO_CONDITION.match(near[: match.start()]))
    return False


def _rules(match: re.Match[str], rule: Rule, counted_from: int | None) -> Iterator[Part]:
    for amount in _amounts(match):
        yield Part(match.start(), match.end(), "rule", rule=replace(rule, amount=amount), counted_from=counted_from)


def _amounts(match: re.Match[str]) -> list[Value]:
    if match["low"]:
        return [(Fraction(match["low"]), Fraction(match["high"]))]
    if match["many"]:
        return [Fraction(part) for part in match["many"].split("、")]
    return [Fraction(match["one"])] if match["one"] else [number(match["han"])]


def _side(near: str) -> str:
    """What a cap holds for: 最多扣5分 for deductions, 最多加5分 for awards, 最多5分 for whichever stands before it."""
    return "deduct" if re.search(r"[扣减]", near) else "award" if re.search(r"[加奖得计]", near) else ""


def _named_cap(left: str, near: str, kind: str | None) -> Rule | None:
    """加分合计不超过5分 caps all that is awarded; 最多加5分 the rule before it."""
    whole = _WHOLE_CAP.search(re.sub(r"(?:最多|最高|至多|累计|总计|合计|总和|上限|限)?(?:不(?:得)?(?:超过|高于))?$", "", near))
    alone = _side(near) != "deduct" and not re.search(rf"[扣加减得计记]{_DIGITS}分", left) and bool(_BONUS_NAMED.search(left))
    return Rule("bonus_cap", None, None, None) if (whole and kind != "deduct") or alone else None


def _is_worth(left: str, near: str, right: str) -> bool:
    if not _ENDS.match(right):
        return False
    bare = _LABEL.sub("", near)
    if not bare:
        named = _NAMED_BEFORE.search(left)
        return bool(near or not left or left.endswith("(") or _LABELLED.search(left) or (named and not _TOLD.search(named[1])))
    if _LABELLED.search(near + ":"):
        return True
    return bool(_NAMED.search(bare)) and not _TOLD.search(near)


def settle(sentences: Sequence[Points]) -> None:
    """What only the whole item shows; it may take several sentences of a paragraph or a cell.

    90%以上得10分 is a step of a band where there is another step, else an award. 本项最多扣5分 caps the rule that stands before
    it, also in the sentence before. The next worth begins another item.
    """
    item: list[tuple[Points, int]] = []
    for points in sentences:
        for place, score in enumerate(points.scoring):
            if score.points is not None:
                _settle(item)
                item = []
            item.append((points, place))
    _settle(item)
    for points in sentences:
        points.scoring = [score for score in points.scoring if score.points is not None or score.rules]


def _settle(item: Sequence[tuple[Points, int]]) -> None:
    steps = sum(rule.kind == _STEP for points, place in item for rule in points.scoring[place].rules)
    kind = "band" if steps > 1 else "award_if"
    capped: tuple[Points, int] | None = None
    for points, place in item:
        score = points.scoring[place]
        rules = tuple(replace(rule, kind=kind) if rule.kind == _STEP else rule for rule in score.rules)
        if capped and len(rules) == 1 and rules[0].kind == _CAP_ALONE and capped[0].scoring[capped[1]].rules[-1].kind.startswith("deduct"):
            before = capped[0].scoring[capped[1]]
            capped[0].scoring[capped[1]] = replace(before, rules=(*before.rules[:-1], replace(before.rules[-1], cap=rules[0].cap)))
            rules = ()
        elif rules:
            rules = tuple(replace(rule, kind="deduct_if") if rule.kind == _CAP_ALONE else rule for rule in rules)
            capped = (points, place)
        points.scoring[place] = replace(score, rules=rules)


def _items(flow: Flow, parts: Sequence[Part]) -> list[Score]:
    """Statements put together: what follows a worth belongs to it."""
    items: list[Score] = []
    total = False
    for part in parts:
        if part.role in {"worth", "total"}:
            if part.role == "total" and items and items[-1].points is None and _awards(items[-1]):
                items[-1] = _wider(flow, items[-1], part, points=part.amount)
            else:
                items.append(Score(*_whole(flow, part), part.amount, ()))
            total = part.role == "total"
        elif part.role == "cap":
            _cap(flow, items, part)
        elif part.rule and items and not total:
            items[-1] = _wider(flow, items[-1], part, rules=(*items[-1].rules, part.rule))
        elif part.rule:
            items.append(Score(*_whole(flow, part), None, (part.rule,)))
            total = False
    return items


def _awards(score: Score) -> bool:
    return any(rule.kind in {"award_each", "award_if", _STEP} for rule in score.rules)


def _cap(flow: Flow, items: list[Score], part: Part) -> None:
    """A cap holds for the rule before it; where none stands, for all that may be awarded, or it is the worth."""
    rules = items[-1].rules if items else ()
    fits = bool(rules) and (not part.side or rules[-1].kind.startswith(part.side))
    if part.rule and rules:
        items[-1] = _wider(flow, items[-1], part, rules=(*rules, replace(part.rule, amount=part.amount)))
    elif part.rule:
        items.append(Score(*_whole(flow, part), None, (replace(part.rule, amount=part.amount),)))
    elif fits:
        items[-1] = _wider(flow, items[-1], part, rules=(*rules[:-1], replace(rules[-1], cap=part.amount)))
    elif part.side == "deduct":
        items.append(Score(*_whole(flow, part), None, (Rule(_CAP_ALONE, None, None, part.amount),)))
    elif not items:
        items.append(Score(*_whole(flow, part), part.amount, ()))


def _wider(flow: Flow, score: Score, part: Part, *, points: Value = None, rules: tuple[Rule, ...] | None = None) -> Score:
    text, start, end = flow.span(_place(flow, score.start), max(part.last, _place(flow, score.end - 1) + 1))
    return Score(text, start, end, score.points if points is None else points, score.rules if rules is None else rules)


def _whole(flow: Flow, part: Part) -> tuple[str, int, int]:
    """From the beginning of its part of the sentence to the end of the statement."""
    first = max((match.end() for match in _BEGINS.finditer(flow.text, 0, part.first)), default=0)
    while first < part.first and flow.text[first] == " ":
        first += 1
    printed = flow.text[first : part.last]
    closes = printed.count("(") > printed.count(")") and flow.text[part.last : part.last + 1] == ")"
    return flow.span(first, part.last + closes)


def _end(flow: Flow, last: int) -> int:
    return flow.places[last - 1] + 1


def _place(flow: Flow, where: int) -> int:
    return next((place for place, there in enumerate(flow.places) if there >= where), len(flow.text))
