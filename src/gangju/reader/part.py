"""What each figure of points in a sentence is: a worth, a rule, a cap of the rule before it, or a condition that is no points.

The words right before the figure and right behind it tell: `组织建设20分` and `(20分)` are worths, `每少一次扣1分` and `反映-3分`
rules, `最多扣5分` a cap, `60分以下的` a condition. Rules without a figure (一票否决, 不得分, 扣完为止, 按比例计分) are read by their
own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from gangju.reader.model import Rule, Value
from gangju.reader.numeral import number
from gangju.reader.repeat import Repeat, repeat_at, repeat_behind

_DIGITS = r"\d+(?:\.\d+)?"
#: 分 as a measure of points, not the beginning of another word (分类, 分别, 分管).
_POINT = r"分(?![类管工别之钟布散层解组行开批配级享段支队校局店公\d])"
FIGURE = re.compile(
    rf"(?<![\d.])(?<!\d:)(?:(?P<low>{_DIGITS})分?(?:-|~|至|到)(?P<high>{_DIGITS})|(?P<many>{_DIGITS}(?:、{_DIGITS})+)|(?P<one>{_DIGITS})){_POINT}"
    rf"|(?P<han>(?:(?<=[扣加减得计记积(])|(?<![零〇一二两三四五六七八九十百])(?=[一二三四五六七八九十百]{{2}}))[零一二两三四五六七八九十百]+)"
    rf"{_POINT}(?![制比点为明重])"
)
_BORDER = re.compile(r"[,;:。|()【】]")
#: How far before a figure its words may stand.
NEAR = 200
_BRACKETED, _COVER = re.compile(r"\([^()]*\)"), "〇"

#: Names of a whole and of what is given to start with.
_TOTALS = r"满分|总分|总计|合计"
_GIVEN = r"分值|标准分|权重|基[准础本]分"

_AMONG = rf"(?:分别|各|为|予以|给予|分|总分|{_GIVEN}|年度|考核分|奖励分|单位|绩效分|责任人|个人|党?支部|党组织|书记|主任)*"
_DEDUCT = re.compile(rf"(?:扣(?:减|除|罚|发|去|掉)?|倒扣|减(?![少负轻免排])(?:去|掉|扣)?)(?:其|该项|本项|当年)?{_AMONG}$")
_BONUS = re.compile(rf"(?:加(?:记|计)?|奖励?|增加|奖加){_AMONG}$")
_GAIN = re.compile(r"(?:得|计(?:入|为)?|记(?:入|为)?|积|赋|给予?)(?:基[准础本]分)?$")
#: 每推荐一人积分为2分: the points of a deed that is counted.
_GAINED = re.compile(r"(?:积分|得分|计分|记分)(?:为|是)?$")
#: 反映-3分, 表彰+2分; 8-10分 is a span and has its own pattern.
_MINUS, _PLUS = re.compile(r"(?<![\d分—-])-$"), re.compile(r"(?<!\d)\+$")
#: 每项制度2分; 每名党员基础积分60分 is a worth.
_COUNTED_THING = re.compile(r"(?![\u4e00-\u9fff]*(?:分|共|占))[\u4e00-\u9fff]{0,6}?(?:为|计|是)?")
_SCARCE = re.compile(r"[计记积](?:基[准础本]分)?$")
_CONDITION = re.compile(r"的[\u4e00-\u9fff]{0,4}$|达到|完成|以上|以下|每|按期|按时|未|居|级")

_MOST = r"最多|最高|至多|上限|封顶"
_NOT_ABOVE = r"不(?:得)?(?:超过|高于|多于|大于)"
_CAP = re.compile(rf"(?:(?:{_MOST})[\u4e00-\u9fff]{{0,4}}|累计(?:加|扣|得|计)|{_NOT_ABOVE}|[扣加减]完|[扣加]满)$")
#: 总分不超过110分 bounds the outcome, no rule.
_OF_ALL = re.compile(rf"(?:总分|总得分|总成绩)(?:{_NOT_ABOVE}|不低于|最[高低多少]|低于|高于)(?:为)?$")
_CAP_BEHIND = re.compile(r"^\)?(?:封顶|为限|为止|以内|为上限|止)|^\(封顶\)")
_WHOLE_CAP = re.compile(r"(?:加分|附加分|奖励分|奖分|得分|总加分)(?:项|项目)?[\u4e00-\u9fff]{0,6}$")
_CAP_WORDS = re.compile(rf"(?:{_MOST}|累计|总计|合计|总和|限)?(?:{_NOT_ABOVE})?$")
_BONUS_NAMED = re.compile(r"加分|附加分?|奖励分|奖分")

_OPENS_BOUND = re.compile(r"^分?(?:\([^()]{1,6}\))?(?:及其?|或)?以[上下]|^分?\(不?含(?!\d+分\)(?:[,;。|]|$))")
_ENDS_BOUND = re.compile(r"(?:不低于|低于|不足|不满|未满|高于|超过|超出|达到|达|满|少于|不到|[<>≥≤=])$")
#: (含10分) says that a span reaches to its end.
_INCLUDED = re.compile(r"\(不?含$")
_TOLD = re.compile(r"(?:得分|成绩|均分|评分|排名|分数|由|从|在|比|近|约|获得|取得)(?:为|是)?$|不(?:为|是)$")
_LABEL = re.compile(rf"(?:{_TOTALS}|{_GIVEN}|共计?|赋分|配分|占|计|各|为|是|本项)*$")
_LABELLED = re.compile(rf"(?:{_TOTALS}|{_GIVEN})(?:为|是)?:$")
_NAMED_BEFORE = re.compile(r"(?:^|[,;。、|] ?)([\u4e00-\u9fff“”]{2,12}):$")
#: 好10分,一般6分,差0分: the name of a grade alone before the figure.
_GRADE = re.compile(
    r"(?:评价|评定|等次)?(?:为)?“?(?:优秀?|良好?|中等?|较?[好差]|一般|(?:基本)?(?:合格|达标|满意)|不(?:合格|达标|满意))”?(?:等次|的)?"
)
#: 无0分 closes a row of grades.
_NONE = frozenset(("无", "没有"))
#: What may stand behind a worth: the end of its part, a bracket, another item.
_ENDS = re.compile(r"^(?:$|[,;。:、|()【】 ]|和|与|及|的权重|计[算分]|制(?![度定约造]))")
_TOTAL = re.compile(r"共|合计|总计|满分|全年|总分")
_NAMED = re.compile(r"[\u4e00-\u9fff”A-Z]$")

VETO = re.compile(r"“?一票否决”?|直接(?:评定|认定|确定|评|定|列)为“?(?:不合格|较差|差|末|最低|不称职|[一1]星|后进)")
ZERO = re.compile(
    r"(?:不得分|不计分|不予计分|不予得分|不给分|得零分|得0分|[计记]0分|[计记]零分|按[0零]分计|(?<!不)为[0零]分"
    r"|(?:扣|减)(?:除|完|光)?(?:本项|该项|此项)?(?:全部|所有)(?:分值?|得分)|取消(?:该项|本项)?得分|分(?:数|值)?(?:直接|全部|予以)?(?:清零|归零|扣光))"
)
TILL_EMPTY = re.compile(
    r"[扣减][完至到](?:本项|该项|此项|所得)?(?:分值?|分数|[0零]分|得分)?(?:为止|即止|止)|扣完(?:为止|即止)|直至扣完|最低(?:为|得|计)?0分|不(?:出现|计|记|得|倒扣)负分|[扣减]完不再[扣减]"
)
SHARED = re.compile(
    r"(?:按照?|以)[^,;。|]{0,18}?(?:比例|百分比|率|满意度|比重|占比)[^,;。|%\d]{0,8}?(?:计分|计算|得分|记分|折算|折合|换算|扣分|扣减|赋分|评分|给分|加分|乘以)"
    r"|按[^,;。|]*[×÷*][^,;。|]*?(?:计算|计分|得分)|(?:相应|同等|同)比例[^,;。|]{0,4}?(?:计分|得分|扣分|扣减|折算)|得分=[^;。|+]*?[×*][^;。|+]*(?=$|[;。|])"
    rf"|[按以][^,;。|]{{0,18}}?(?:{_DIGITS}倍|乘以{_DIGITS})[^,;。|]{{0,4}}?(?:计分|计算|得分|记分|折算|扣分|加分)"
)
_UNSAID = ((VETO, "veto"), (ZERO, "zero_if"), (TILL_EMPTY, "floor_zero"), (SHARED, "proportional"))
#: 得10分: an award or a step of a band, to be settled with the rest of its item.
STEP = "step"
#: What makes an award a step: 95%以上得5分, 居中得3分, 一般的得2分.
_GRADED = re.compile(
    r"%|以上|以下|\d(?:分钟|小时|个?工作日|天|日|个?月)内|\d(?:至|-|~)\d|不足|不满|未满|优|良|较?[好差]的|一般|居|名次|前\d|后\d|靠[前后]|中等"
)
#: 90%以上得10分 is a step of what is measured before it: 到课率.
_MEASURED = re.compile(r"[\u4e00-\u9fff]{1,12}(?:率|度|比例|比重|占比|面积|收入|数量?|[总金]额)")
#: A piece before a comma that ends like this says when the rule behind the comma holds.
_NO_CONDITION = re.compile(r"^(?:酌情|视情节?|相应|一次性|该项|本项|则|可|再|另|应|均|要|年度|直接|情况)*$")


@dataclass(frozen=True, slots=True)
class Step(Rule):
    """An award that is perhaps a step of a band. `of` is what it measures, where that is said again."""

    of: str = ""


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


def parts_of(text: str) -> list[Part]:
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
    near = _last_piece(left)
    joined = bool(before) and re.fullmatch(r"[、,和及或]|,?分别(?:加|扣|计|得)?", text[before[-1].last : match.start()]) is not None
    if joined and before[-1].rule:
        yield from _rules(match, replace(before[-1].rule), before[-1].counted_from)
        return
    if _OPENS_BOUND.match(right) or _OF_ALL.search(near) or _INCLUDED.search(left):
        return
    kind = _kind(left, _last_piece(_unbracketed(left)))
    if _CAP.search(near) or _CAP_BEHIND.match(right):
        yield from _capped(match, left, near, kind)
    elif kind or repeat_behind(right):
        yield from _counted(text, match, near, kind or "award")
    elif (_GRADE.fullmatch(near) and _ENDS.match(right)) or (near in _NONE and _amounts(match) == [0]):
        if _amounts(match) == [0]:
            yield Part(match.start(), match.end(), "rule", rule=Rule("zero_if", None, None, None))
        else:
            yield from _rules(match, Step(STEP, None, None, None), None)
    elif not match["low"] and not _ENDS_BOUND.search(near) and _is_worth(left, near, right):
        yield Part(match.start(), match.end(), "total" if _TOTAL.search(near) else "worth", _amounts(match)[-1])


def _capped(match: re.Match[str], left: str, near: str, kind: str | None) -> Iterator[Part]:
    yield Part(match.start(), match.end(), "cap", _amounts(match)[-1], _named_cap(left, near, kind), side=_side(near))


def _kind(left: str, near: str) -> str | None:
    """deduct, award (加, 奖) or gain (得, 计): the verb or sign right before the figure."""
    for pattern, name in ((_DEDUCT, "deduct"), (_BONUS, "award"), (_MINUS, "deduct"), (_PLUS, "award")):
        if pattern.search(near):
            return name
    if re.search(r"(?:级|等奖)$", near):
        return "award"
    if not _GAIN.search(near):
        if _ENDS_BOUND.search(near):
            return None
        # 每项2分: what is counted stands right before the figure.
        found = repeat_at(near, each=True)
        counted = found and (_COUNTED_THING.fullmatch(near[found.last :]) or (found.deed and _GAINED.search(near)))
        return "gain" if counted else None
    # 计10分 is a worth unless something is said to earn it.
    earned = _CONDITION.search(near[:-1]) or (_is_bare(near) and left[: len(left) - len(near)].endswith("的,"))
    return "gain" if earned or not _SCARCE.search(near) else None


def _counted(text: str, match: re.Match[str], near: str, kind: str) -> Iterator[Part]:
    """A rule with its figure, and what it counts: from the words before the figure, or behind it (扣5分/次)."""
    bare = _is_bare(near)
    # What stands in brackets between a deed and its points (缺会一次(请假除外)扣1分) parts nothing.
    left = _unbracketed(text[: match.start()])
    near = _last_piece(left)
    start = len(left) - len(near)
    found = _repeat(near, kind)
    if not found and bare and start > 0 and left[start - 1] == ",":
        near = _last_piece(left[: start - 1])
        start = start - 1 - len(near)
        found = _repeat(near, kind)
    behind = repeat_behind(text[match.end() :])
    counted = behind or (found.per if found else None)
    base = "deduct" if kind == "deduct" else "award"
    rule = Rule(f"{base}_{'each' if counted else 'if'}", None, counted, None)
    if kind == "gain" and not counted and _GRADED.search(near):
        measured = _MEASURED.match(near)
        rule = Step(STEP, None, None, None, of=measured.group() if measured else "")
    yield from _rules(match, rule, start + found.first if found and not behind else None)


def _unbracketed(text: str) -> str:
    """The text with what stands in brackets near its end covered up."""
    near = max(0, len(text) - NEAR)
    return text[:near] + _BRACKETED.sub(lambda bracket: _COVER * len(bracket.group()), text[near:])


def _last_piece(text: str) -> str:
    return _BORDER.split(text[-NEAR:])[-1]


def _repeat(near: str, kind: str) -> Repeat | None:
    return repeat_at(near, each=kind == "gain")


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
    whole = _WHOLE_CAP.search(_CAP_WORDS.sub("", near))
    alone = _side(near) != "deduct" and not re.search(rf"[扣加减得计记]{_DIGITS}分", left) and bool(_BONUS_NAMED.search(left))
    return Rule("bonus_cap", None, None, None) if (whole and kind != "deduct") or alone else None


def _is_worth(left: str, near: str, right: str) -> bool:
    if not _ENDS.match(right):
        return False
    bare = _LABEL.sub("", near)
    if not bare:
        named = _NAMED_BEFORE.search(left)
        opened = left.endswith(("(", "【")) or (left.endswith(",") and re.match(r"$|[;。(|)]", right) is not None)
        return bool(near or not left or opened or _LABELLED.search(left) or (named and not _TOLD.search(named[1])))
    if _LABELLED.search(near + ":"):
        return True
    return bool(_NAMED.search(bare)) and not _TOLD.search(near)
