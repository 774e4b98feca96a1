"""Days and spans: 2018年6月底前, 今年年底前, “七一”前夕, 2月上旬至6月下旬, (4-11月), 年内, 到2013年.

Relative years are counted from the document's own year (its day of issue, else its title, else
its opening); where the text gives none the day is printed without a year, `--06-30`. “6月底前” has
an end and no beginning; a month or a year by itself is all of it.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from gangju.reader.masthead import Masthead
from gangju.reader.model import Deadline
from gangju.reader.numeral import number
from gangju.reader.page import Flow

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_REL = r"今年|本年度?|明年|次年|来年"
_PART = r"上旬|中旬|下旬|底|末|初|中旬"
_PART_OF_YEAR = r"(?:第?[一二三四]季度|[上下]半年)(?:末|底)?"
FEASTS = {
    "元旦": (1, 1), "三八": (3, 8), "五一": (5, 1), "五四": (5, 4), "六一": (6, 1), "七一": (7, 1),
    "八一": (8, 1), "十一": (10, 1), "国庆": (10, 1), "国庆节": (10, 1), "建党节": (7, 1), "建军节": (8, 1), "劳动节": (5, 1),
}  # fmt: skip
_FEAST_NAMES = "|".join(sorted(FEASTS, key=len, reverse=True))
_BEFORE = r"(?:之前|以前|前夕|前后|前)"

_YEAR = rf"(?:(?P<year>(?:19|20)\d{{2}})年|(?P<rel>{_REL}))"
DAY = re.compile(
    rf"{_YEAR}?(?P<month>{_MONTH})月(?:份)?(?:(?P<day>[123]?\d)[日号]|(?P<part>{_PART}))?"
    rf"|{_YEAR.replace('year', 'year_of_feast').replace('rel', 'rel_of_feast')}?的?"
    rf"(?:[“‘](?P<quoted>{_FEAST_NAMES})[”’]|(?P<feast>元旦|国庆节?|建党节|建军节|劳动节))"
    rf"|{_YEAR.replace('year', 'year_of_part').replace('rel', 'rel_of_part')}"
    rf"(?P<span>{_PART_OF_YEAR}|年?底|年?末|年?初|内|之内)"
    rf"|(?<![一二两三四五六七八九十半几数每\d])(?P<loose>年初|年底|年末|年内|{_PART_OF_YEAR})"
    rf"|{_YEAR.replace('year', 'bare_year').replace('rel', 'bare_rel')}"
)
#: 3-4月, 4-11月, 2021-2023年, 2021至2023年: the unit is printed once.
SHORT_RANGE = re.compile(
    rf"{_YEAR}?(?P<first>{_MONTH})(?:月份?)?(?:-|~|至|到)(?P<last>{_MONTH})月(?:份)?"
    rf"|{_YEAR.replace('year', 'year_of_days').replace('rel', 'rel_of_days')}?(?P<month>{_MONTH})月(?P<from_day>[123]?\d)日?"
    rf"(?:-|~|至|到)(?P<to_day>[123]?\d)日"
    rf"|(?P<from_year>(?:19|20)\d{{2}})年?(?:-|~|至|到)(?P<to_year>(?:19|20)\d{{2}})年"
)
#: 到“十四五”末: five-year plans are numbered; the third ended in 1970.
FIVE_YEARS = re.compile(r"[“]?(?P<plan>十[一二三四五六七八九]?)五[”]?(?:规划)?(?:时期|期)?末")
_LINK = re.compile(r"(?:开始|起)?,?(?:-|~|至|到|—+)$")
LONGEST_LINK = 4
#: A plan is often signed some weeks after its first phase has begun; what lies further back is meant for the next year.
LATE = timedelta(days=31)
_NAMED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年(?=\d{1,2}月|[上下]半年|第?[一二三四]季度)")
_ENDING = re.compile(rf"^(?:{_BEFORE})")
_STARTING = re.compile(r"^(?:起|开始|以来|以后|之后|后)")
_AIMED = re.compile(r"(?:(?:时限|期限|时间|日期):|到|在|于|至|截至|截止|力争|确保|争取|计划|用)$")
_SEGMENT_START = re.compile(r"(?:^|[,。;:、(]|确保|力争|计划|要|在|于|到|从|自|其中)$")
#: 到2024年, bounds what follows; 截至2024年, tells.
_UNTIL = re.compile(r"(?<![达直得截])到$|力争$")
#: 其中2026年完成60%, 2027年全部达标: a step of a plan of several years.
_STEP = re.compile(r"(?:起|开始)[,每]|(?:全面|全部|基本|要|再|新|计划|力争|确保)*(?:完成|达到|实现|建成|达标|覆盖)")
#: 每年春节、国庆前后: a rhythm; 每年12月15日前 bounds too, in every year.
_RECURRING = re.compile(r"每(?:半?年|学?期|季度?|个?月)[^,。;:]*$")
#: Names of papers, and the months that papers are of: 将7-12月份台账报送.
_NAMES = re.compile(
    rf"《[^《》]*》|\([^()]*号\)|(?<=[将把对]){_MONTH}(?:月份?)?(?:(?:-|~|至|到|、|和){_MONTH})?月份?(?![\d前底末初中上下内])"
)
_CLOSED = re.compile(r"(?:每|去|上一|以往|截至)$")


@dataclass(frozen=True, slots=True)
class Point:
    """A printed day, month, year or feast. `low` and `high` are its first and last day, as (year, month, day)."""

    first: int
    last: int
    year: int | None
    low: tuple[int, int]
    high: tuple[int, int]
    kind: str


def deadlines(flow: Flow, head: Masthead) -> list[Deadline]:
    """All days and spans of a sentence that bound something; days that only name or report are left out."""
    text = _without_names(flow.text)
    found: list[Deadline] = []
    taken = 0
    for match in SHORT_RANGE.finditer(text):
        found.extend(_short_range(flow, match, head))
    found.extend(_plan_ends(flow, text))
    points = [point for point in _points(text, head) if not any(_meets(flow, point, item) for item in found)]
    for place, point in enumerate(points):
        if place < taken:
            continue
        other = points[place + 1] if place + 1 < len(points) else None
        if other and _is_span(text, point, other):
            found.append(_between(flow, point, other))
            taken = place + 2
        elif _bounds(text, point, head):
            found.append(_single(flow, text, point))
    ordered = sorted(found, key=lambda item: item.start)
    return [_reckoned(item, carried_year(head, flow.text[: bisect_left(flow.places, item.start)])) for item in ordered]


def carried_year(head: Masthead, before: str) -> Masthead:
    """The head for what follows in a paragraph.

    A year named with its month holds for the months behind it, unless it lies before the document's own.
    """
    years = [int(year) for year in _NAMED_YEAR.findall(_without_names(before))]
    return replace(head, carried=years[-1]) if years and (head.year is None or years[-1] > head.year) else head


def _reckoned(item: Deadline, head: Masthead) -> Deadline:
    """A day whose year is not printed says what it was counted from; a month long past on the day of issue is next year's."""
    first, last = item.first, item.last
    bare = not re.search(_REL, item.text)
    unknown = head.year is None and head.carried is None
    if unknown or re.search(r"(?:19|20)\d{2}", item.text) or FIVE_YEARS.search(item.text) or (last or first or "--")[:2] == "--":
        return item
    if head.carried and bare:
        return replace(item, counted_from=str(head.carried))
    if bare and last and head.issued_on and last < (head.issued_on - LATE).isoformat() and last[:4] == str(head.issued_on.year):
        return replace(item, first=first and _next_year(first), last=_next_year(last), counted_from=head.counted_from)
    return replace(item, counted_from=head.counted_from)


def _next_year(day: str) -> str:
    year, month = int(day[:4]) + 1, int(day[5:7])
    return f"{year}-{month:02d}-{min(int(day[8:]), calendar.monthrange(year, month)[1]):02d}"


def _is_span(text: str, point: Point, other: Point) -> bool:
    """从2月上旬开始,至6月下旬结束; 6月20日开始,7月5日前结束."""
    between = text[point.last : other.first]
    started = re.fullmatch(r"(?:开始|起),", between) and re.match(r"(?:之前|以前|前)?(?:结束|截止|为止)", text[other.last :])
    return bool(started) or (_LINK.search(between) is not None and len(between) <= LONGEST_LINK)


def _plan_ends(flow: Flow, text: str) -> Iterator[Deadline]:
    for match in FIVE_YEARS.finditer(text):
        plan = number(match["plan"])
        if plan is not None:
            yield Deadline(*flow.span(*match.span()), None, f"{1970 + 5 * (int(plan) - 3)}-12-31")


def _meets(flow: Flow, point: Point, item: Deadline) -> bool:
    _, start, end = flow.span(point.first, point.last)
    return start < item.end and item.start < end


def _without_names(text: str) -> str:
    return _NAMES.sub(lambda match: "\ue000" * len(match.group()), text)


def _short_range(flow: Flow, match: re.Match[str], head: Masthead) -> Iterator[Deadline]:
    text, start, end = flow.span(match.start(), match.end())
    if match["from_year"]:
        yield Deadline(text, start, end, f"{match['from_year']}-01-01", f"{match['to_year']}-12-31")
        return
    if match["from_day"]:
        yield from _days(flow, match, head)
        return
    year = _year(match["year"], match["rel"], head)
    first, last = number(match["first"]), number(match["last"])
    if first is not None and last is not None and (head.normative or match["year"] or match["rel"]):
        low, high = _month(year, int(first)), _month(year, int(last))
        yield Deadline(text, start, end, _iso(year, low[0]), _iso(year, high[1]))


def _days(flow: Flow, match: re.Match[str], head: Masthead) -> Iterator[Deadline]:
    """4月1日-15日: the month is printed once."""
    year = _year(match["year_of_days"], match["rel_of_days"], head)
    month, first, last = int(number(match["month"]) or 0), int(match["from_day"]), int(match["to_day"])
    if 1 <= first <= last <= _month(year, month)[1][1]:
        yield Deadline(*flow.span(*match.span()), _iso(year, (month, first)), _iso(year, (month, last)))


def _points(text: str, head: Masthead) -> list[Point]:
    found = []
    for match in DAY.finditer(text):
        point = _point(match, carried_year(head, text[: match.start()]))
        if point and not _CLOSED.search(text[: match.start()]):
            yearly = _RECURRING.search(text[: match.start()]) and not re.search(rf"\d{{4}}|{_REL}", match.group())
            found.append(replace(point, year=None) if yearly else point)
    return found


def _point(match: re.Match[str], head: Masthead) -> Point | None:
    group = match.groupdict()
    year = _year(
        group["year"] or group["year_of_feast"] or group["year_of_part"] or group["bare_year"],
        group["rel"] or group["rel_of_feast"] or group["rel_of_part"] or group["bare_rel"],
        head,
    )
    span = match.start(), match.end()
    if group["month"]:
        return _of_month(group, span, year)
    if group["quoted"] or group["feast"]:
        day = FEASTS[group["quoted"] or group["feast"] or ""]
        return Point(*span, year, day, day, "feast")
    part = group["span"] or group["loose"]
    if part:
        return Point(*span, year, *_part_of_year(part), "end" if part.endswith(("底", "末")) else "year")
    return Point(*span, year, (1, 1), (12, 31), "bare_rel" if group["bare_rel"] else "bare_year")


def _of_month(group: dict[str, str | None], span: tuple[int, int], year: int | None) -> Point | None:
    month = int(number(group["month"] or "") or 0)
    low, high = _month(year, month)
    if group["day"]:
        day = int(group["day"])
        return Point(*span, year, (month, day), (month, day), "day") if 1 <= day <= high[1] else None
    bounds = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, high[1]), "初": (1, 10), "底": (high[1], high[1]), "末": (high[1], high[1])}
    part = group["part"]
    if part:
        return Point(*span, year, (month, bounds[part][0]), (month, bounds[part][1]), "end" if part in "底末" else "part")
    return Point(*span, year, low, high, "month")


def _part_of_year(part: str) -> tuple[tuple[int, int], tuple[int, int]]:
    quarters = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12), "上": (1, 6), "下": (7, 12)}
    if "季度" in part or "半年" in part:
        first, last = quarters[part.removeprefix("第")[0]]
        end = last, 30 if last in (6, 9) else 31
        return end if part.endswith(("底", "末")) else (first, 1), end
    if part.endswith(("底", "末")):
        return (12, 31), (12, 31)
    return ((1, 1), (1, 31)) if part.endswith("初") else ((1, 1), (12, 31))


def _bounds(text: str, point: Point, head: Masthead) -> bool:
    """Does this day bound what is asked for? A year that only dates a name or a result does not."""
    left, right = text[: point.first], text[point.last :]
    if point.year and head.year and point.year < head.year:
        return False
    if _RECURRING.search(left) and (point.kind == "feast" or not _ENDING.match(right)):
        return False
    if _ENDING.match(right) or (point.kind in {"end", "feast"} and re.match(r"(?:前|期间)", right)):
        return True
    if point.kind == "bare_year" and head.normative and _SEGMENT_START.search(left) and _STEP.match(right):
        return True
    if point.kind == "bare_year":
        return bool(_AIMED.search(left)) and not right.startswith("度") and (right[:1] != "," or bool(_UNTIL.search(left)))
    if point.kind == "bare_rel":
        return (
            head.normative
            and bool(_SEGMENT_START.search(left))
            and bool(re.match(r"[\u4e00-\u9fff]", right))
            and not re.match(r"[以来的]", right)
        )
    if point.kind == "feast" or (point.kind == "day" and _is_past(point, head, right)):
        return False
    return head.normative or bool(_AIMED.search(left))


def _is_past(point: Point, head: Masthead, right: str) -> bool:
    """5月7日,市教育局发布…: a day before the paper itself tells what was done."""
    if head.issued_on is None or point.year is None or _STARTING.match(right):
        return False
    return _iso(point.year, point.high) < head.issued_on.isoformat()


def _single(flow: Flow, text: str, point: Point) -> Deadline:
    ending = _ENDING.match(text[point.last :])
    starting = _STARTING.match(text[point.last :])
    tail = ending or starting
    printed = flow.span(point.first, point.last + (tail.end() if tail else 0))
    low, high = _iso(point.year, point.low), _iso(point.year, point.high)
    if ending:
        return Deadline(*printed, None, _before(point))
    if starting:
        return Deadline(*printed, low, None)
    if point.kind in {"day", "end"} or text[: point.first].endswith(("截至", "截止")):
        return Deadline(*printed, None, high)
    aimed = re.search(r"(?:到|至)$", text[: point.first])
    return Deadline(*printed, None if aimed else low, high)


def _between(flow: Flow, point: Point, other: Point) -> Deadline:
    year = other.year if point.kind == "bare_year" else point.year
    later = other.year if re.match(rf"\d{{4}}|{_REL}", flow.text[other.first :]) else year
    return Deadline(*flow.span(point.first, other.last), _iso(point.year, point.low), _iso(later, other.high))


def _before(point: Point) -> str:
    """前 after a day or the end of a month names that day; after a feast or a whole month or year the eve of it."""
    if point.kind in {"day", "end", "part"}:
        return _iso(point.year, point.high)
    if point.low == (1, 1):
        return _iso(point.year - 1 if point.year else None, (12, 31))
    month, day = point.low
    if day > 1:
        return _iso(point.year, (month, day - 1))
    return _iso(point.year, _month(point.year, month - 1)[1])


def _month(year: int | None, month: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (month, 1), (month, calendar.monthrange(year or 2001, month)[1])


def _year(printed: str | None, relative: str | None, head: Masthead) -> int | None:
    if printed:
        return int(printed)
    if relative is None and head.carried:
        return head.carried
    if head.year is None:
        return None
    return head.year + (1 if relative in {"明年", "次年", "来年"} else 0)


def _iso(year: int | None, day: tuple[int, int]) -> str:
    return f"{year:04d}-{day[0]:02d}-{day[1]:02d}" if year else f"--{day[0]:02d}-{day[1]:02d}"
