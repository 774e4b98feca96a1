"""Grades: from how many points on a grade is given, and to how many it may be given.

A band is a span of points joined to a name: `90分以上的为五星级`, `80(含)-90分评为“较好”`, `优秀(90分以上)`. A quota is a
share joined to the name of a grade: `优秀等次不超过30%`, `按10%的比例评选先进`. Names of grades are those that the
document's own bands give, and the few that are in general use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from gangju.reader.model import Band, Quantity, Quota
from gangju.reader.numeral import number
from gangju.reader.page import Flow

_N = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百]{2,5})"
_NOTE = r"(?:\((?:不)?含[^()]{0,6}\))?"
_UP = rf"{_NOTE}(?:及其?|或)?以上{_NOTE}"
_UNDER = r"(?:不满|不足|未满|低于|不到|少于|小于)"
#: Spans of points, the fuller ones first.
SPAN = (
    rf"(?:(?P<a>{_N})分?{_NOTE}(?:-|~|至|到)(?P<b>{_N})分{_NOTE}(?:之间|以下|以内)?"
    rf"|(?P<c>{_N})分?{_UP}[、,]?(?:且|但|并)?(?:{_UNDER}(?P<d>{_N})分{_NOTE}(?:以下)?|(?P<e>{_N})分{_NOTE}(?:及?以下|以内){_NOTE})"
    rf"|(?P<f>{_N})分?[>≥≤<]=?[\u4e00-\u9fffA-Za-z]{{0,6}}[>≥≤<]=?(?P<g>{_N})分?"
    rf"|(?:不低于|达到|高于|超过|≥|>=?)?(?P<low>{_N})分{_UP}|(?:不低于|达到|≥|>=?)(?P<least>{_N})分"
    rf"|(?:{_UNDER}|<=?)(?P<under>{_N})分{_NOTE}(?:以下)?|(?P<high>{_N})分{_NOTE}(?:及其?)?以下{_NOTE}|(?P<full>{_N})分(?=(?:的)?为))"
)
_TAIL = r"等次|等级|档次|党支部|党组织|支部|单位|称号|村|社区|(?=[,;。:、)(|]|$)"
_NO_NAME = r"(?!不得|止|限|满分|总分|基[准础]|基本分|扣|得\d|由|给予|予以|不予|[\d“])"
_NAME = rf"(?:“(?P<quoted>[^“”]{{1,10}})”|{_NO_NAME}(?P<plain>[A-Z\u4e00-\u9fff]{{1,10}}?)(?:{_TAIL}))"
_GIVES = (
    r"(?:,?[且并][^,;。:|分]{0,30})?(?:的|者|之间的)?(?:[\u4e00-\u9fff]{0,4})?[,:]?(?:可|应|直接|综合|初步|相应|其)?"
    r"(?:(?:评定|确定|认定|评价|判定|评|定|划|列|确认|命名|定级|授予|归|视|晋升|属)(?:等次|等级)?(?:为|成|于|入)?|(?:等次|等级)?(?:为|是|即|:))"
)
BEHIND = re.compile(SPAN + _GIVES + _NAME)
_SCORED = r"(?:(?:年度|综合|考核|考评|指标|各项|总)*(?:得分|总分|分数|成绩|评分|分值)(?:在|为|达到|须达|需达)?)?(?:在|须|应|需)?"

#: Names of grades in general use; a document's own come from its bands.
COMMON_LONG = (
    r"优秀|良好|优等|中等|较好|较差|一般|不合格|基本合格|合格|不称职|基本称职|称职|不达标|基本达标|达标|先进|后进|示范[\u4e00-\u9fff]{0,2}?"
    r"|评优|不满意|基本满意|[一二三四五]星级?|[一二三四A-D]类|[一二三甲乙丙丁A-D][等级]"
)
#: 80分以上合格: a grade in general use right behind its span.
_AT_ONCE = re.compile(SPAN + rf"[,:]?(?:“(?P<quoted>[^“”]{{1,10}})”|(?P<plain>{COMMON_LONG}))(?=[,;。、)(|]|$)")
#: Names of one character begin and end other words; alone they stand in quotation marks.
COMMON_SHORT = r"(?<=“)[优良中差好](?=”)"
BEFORE = re.compile(
    rf"(?:“(?P<quoted>[^“”]{{1,10}})”|(?<![\u4e00-\u9fff])(?P<plain>{COMMON_LONG}|[优良中差好]|第?[A-Z一二三四五甲乙丙丁]+(?:星级|级|等|类|星|档)))"
    rf"(?:等次|等级|档次|党支部|党组织|支部|单位)?(?:的?标准)?(?:[(:]|为|是|的?(?:须|应|需))*{_SCORED}{SPAN}"
)

_SHARED = re.compile(r"比例|名额|数量|占比|控制|不超过|不得超过|以内|不高于|总数|至多|最多|人数|不少于|不低于|一般")
_GRADED = re.compile(r"^”?(?:等次|等级|的)*(?:占比?|比例)(?:为|占|:)?$|^”?的?(?:党组织|党支部|支部|单位|村|社区|党员|干部)")
_RATE = re.compile(r"^(?:率|度)")
_GRANTS = re.compile(
    r"^(?:以内|左右|的)*(?:的?比例)?[\u4e00-\u9fff]{0,4}?(?:评定|确定|认定|评选|推荐|产生|评为|定为|为|列为|评出|表彰|评|定)(?:为|出)?"
)


def grades_of(text: str) -> frozenset[str]:
    """The names of grades that a text gives by its bands."""
    flat = text.replace("\n", "")
    names = [match["quoted"] or match["plain"] for match in BEHIND.finditer(flat)]
    return frozenset(name for name in names if name)


def bands_of(flow: Flow) -> Iterator[Band]:
    """All bands of a sentence, in the order they stand in."""
    found: list[tuple[int, Band]] = []
    for pattern in (BEFORE, BEHIND, _AT_ONCE):
        for match in pattern.finditer(flow.text):
            label = match["quoted"] or match["plain"]
            if re.search(r"[扣减][\u4e00-\u9fff]{0,4}$", flow.text[: match.start()]):
                continue
            low, high = _ends(match)
            band = Band(*flow.span(*match.span()), label, low, high)
            if not any(band.start < other.end and other.start < band.end for _, other in found):
                found.append((band.start, band))
    yield from (band for _, band in sorted(found, key=lambda item: item[0]))


def span_of(text: str) -> tuple[Fraction | None, Fraction | None] | None:
    """The ends of a text that is nothing but a span of points (a cell of a table of grades)."""
    match = re.fullmatch(_SCORED + SPAN + "者?", text)
    return _ends(match) if match else None


def _ends(match: re.Match[str]) -> tuple[Fraction | None, Fraction | None]:
    low = match["a"] or match["c"] or match["low"] or match["least"] or match["full"]
    high = match["b"] or match["d"] or match["e"] or match["under"] or match["high"] or match["full"]
    if match["f"]:
        low, high = match["f"], match["g"]
    first, last = _number(low), _number(high)
    return (last, first) if first is not None and last is not None and last < first else (first, last)


def quotas_of(flow: Flow, found: Sequence[Quantity], bands: Sequence[Band], grades: Collection[str]) -> Iterator[Quota]:
    """Shares that a grade may reach, or must."""
    own = [re.escape(name) if len(name) > 1 else f"(?<=“){re.escape(name)}(?=”)" for name in sorted(grades, key=len, reverse=True)]
    names = re.compile("|".join([*own, COMMON_LONG, COMMON_SHORT]))
    for quantity in found:
        if quantity.unit != "%" or quantity.op not in {"<=", "=", ">=", "~"}:
            continue
        first, last = _place(flow, quantity.start), _place(flow, quantity.end - 1) + 1
        near = re.split(r"[,;。|]|(?<!比例)(?<!占比):|(?<=%)、", flow.text[:first])[-1]
        right = flow.text[last:]
        label = _label(names, near, right, quantity.op)
        if label:
            begin = first - len(near) + near.rfind(label) if label in near else first
            yield Quota(flow.text[begin:last], label, quantity.value)
        elif bands and re.match(r"占?比例|占比|名额|数量|人数", near):
            yield Quota(near + quantity.text, bands[-1].label, quantity.value)


def _label(names: re.Pattern[str], near: str, right: str, op: str) -> str | None:
    """The grade that a share speaks of: named before the figure, or behind it where the figure grants it."""
    before = [match for match in names.finditer(near) if not _RATE.match(near[match.end() :])]
    said = _SHARED.search(near) or op == "<=" or near.endswith("占")
    # A rate to be reached (优秀率达到90%) is no quota; a share of those graded (三星支部不少于30%) is.
    graded = op == "<=" or re.search(r"比例|名额|数量|占比|总数|等次", near) or (before and _GRADED.match(near[before[0].end() :]))
    if before and said and graded:
        return before[0].group()
    grants = _GRANTS.match(right)
    behind = names.match(right[grants.end() :].lstrip("“")) if grants else None
    return behind.group() if behind else None


def _number(printed: str | None) -> Fraction | None:
    return number(printed) if printed else None


def _place(flow: Flow, where: int) -> int:
    return next((place for place, there in enumerate(flow.places) if there >= where), len(flow.text))
