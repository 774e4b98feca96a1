"""Tables that a copy has run together, all cells of all rows in one line: `…序号考核内容分值…1值班备勤…每次扣1分。52信息报送…`.

What holds such a table together are its serial numbers: they stand between words, without a measure word, and count
1, 2, 3. The number before a serial number, behind a full stop, is the worth of the row that ends there (`。52信息` is 5 and
the row 2). Where that does not come out, the line stays what it is: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from gangju.reader.measure import unit_pattern
from gangju.reader.page import Flow, Line, Paragraph, lines_of
from gangju.reader.table import CELL

FEWEST_ROWS = 3
MOST_POINTS = 60
MOST_LOST = 2
#: A line with the heads of the columns and a row has at least so many characters.
LONG_LINE = 60
_HAN = "\u4e00-\u9fff"
#: The heads of the columns, run together: one of serial numbers, one of points.
_HEADS = re.compile(rf"(?=[{_HAN} ]{{0,60}}(?:分值|标准分|应得分|满分|分比|得分))[{_HAN} ]{{0,30}}序号[{_HAN} ]{{6,60}}")
#: The head of the column of points alone; a number between a full stop and the next item of a list stands in that column.
_WORTH_HEAD = re.compile(rf"[{_HAN}]{{4,30}}(?:分值|标准分|应得分|权重)[{_HAN}]{{0,8}}")
_BEFORE_ITEM = re.compile(r"(?<=[。;])[1-9]\d?(?=\(\d{1,2}\)|[一二三四五六七八九十]{1,2}、|$)")
#: A number without a measure word, between words; or the 1 of a list that a worth has run into (。41、未建立).
_NO_MEASURE = rf"(?! ?{unit_pattern()})(?!年(?![初末底终])|[月日号至到])"
_BARE = re.compile(rf"(?<=[{_HAN}。.,;)】”])(?P<digits>\d{{1,4}})(?:(?=[{_HAN}“(《]|$){_NO_MEASURE}|(?P<listed>(?=[、.](?!\d))))")
_STOPS = "。.,;)】"
#: Sharing sites number the pieces that they have cut a text into.
_PIECE = re.compile(r"^\d{1,2}、 ?")
#: 厕所12分 between two rows is the head of a group.
_GROUP = re.compile(rf"(?<=[{_HAN}])(?<![扣减加得计记])\d{{1,3}}分(?=[{_HAN}])")


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a cell begins that holds a number, and where the next begins behind it."""

    first: int
    last: int
    serial: bool


def glued(text: str) -> list[Paragraph]:
    """The rows of such a table, and what stands before its first row."""
    lines = lines_of(text)
    found: list[Paragraph] = []
    place = 0
    while place < len(lines):
        group = _group(lines, place)
        found.extend(_table(text, group))
        place += max(1, len(group))
    return found


def _group(lines: Sequence[Line], place: int) -> Sequence[Line]:
    """The line with the heads of the columns and the long lines below it."""
    if len(lines[place].text) < LONG_LINE or not (_HEADS.search(lines[place].text) or _WORTH_HEAD.search(lines[place].text)):
        return []
    last = place + 1
    while last < len(lines) and _PIECE.match(lines[last].text):
        last += 1
    return lines[place:last]


def _table(text: str, group: Sequence[Line]) -> Iterator[Paragraph]:
    if not group:
        return
    flow = _joined(text, group)
    heads = _HEADS.search(flow.text)
    cuts = _cuts(flow.text, heads.end() - 1) if heads else []
    if not cuts:
        yield from _listed(flow, group)
        return
    rows = [cut.first for cut in cuts if cut.serial]
    if FEWEST_ROWS <= len(rows) < len(cuts):
        yield _paragraph(flow.part(0, rows[0]), group, [])
        for first, last in pairwise([*rows, len(flow.text)]):
            inside = [replace(cut, first=cut.first - first, last=cut.last - first) for cut in cuts if first <= cut.first < last]
            yield _paragraph(flow.part(first, last), group, inside)


def _listed(flow: Flow, group: Sequence[Line]) -> Iterator[Paragraph]:
    """Rows without serial numbers, whose items are a list: …全覆盖。10(2)建立…。5(3)…。"""
    worths = list(_BEFORE_ITEM.finditer(flow.text))
    if len(worths) < FEWEST_ROWS:
        return
    for first, match in zip([0, *(match.end() for match in worths)], worths, strict=False):
        yield _paragraph(flow.part(first, match.end()), group, [_Cut(match.start() - first, match.end() - first, False)])
    if worths[-1].end() < len(flow.text):
        yield _paragraph(flow.part(worths[-1].end(), len(flow.text)), group, [])


def _joined(text: str, group: Sequence[Line]) -> Flow:
    printed = ""
    places: list[int] = []
    for number, line in enumerate(group):
        piece = _PIECE.match(line.text) if number or line.text.startswith("1、") else None
        first = piece.end() if piece else 0
        printed += line.text[first:]
        places += range(line.start + first, line.end)
    return Flow(text, printed, places)


def _cuts(text: str, start: int) -> list[_Cut]:
    """Serial numbers and worths, in their order; none at all where a number can be read in no way."""
    bare = list(_BARE.finditer(text, start))
    found: list[_Cut] = []
    expected = 1
    for match, following in zip_longest(bare, bare[1:]):
        again = following is not None and not following["listed"] and following["digits"] == match["digits"]
        unpaid = bool(found) and found[-1].serial
        cuts = _read(match, expected, text[match.start() - 1] in _STOPS, worth_first=again and unpaid)
        if cuts is None:
            return []
        found += cuts
        expected = int(text[cuts[-1].first : cuts[-1].last]) + 1 if cuts and cuts[-1].serial else expected
    return found


def _read(match: re.Match[str], expected: int, stopped: bool, worth_first: bool) -> list[_Cut] | None:
    """What a number is: the worth of a row, the serial number of the next, or both run together; None where it can be neither."""
    digits, (first, last) = match["digits"], match.span()
    if match["listed"] is not None:
        listed = stopped and digits.endswith("1") and _is_worth(digits[:-1])
        return [_Cut(first, last - 1, False)] if listed else []
    # A damaged copy may have lost the number of a row or two; behind the last number no row follows.
    many = 0 if last == len(match.string) else 1 if expected == 1 else 1 + MOST_LOST
    serials = [str(expected + lost) for lost in range(many)]
    if digits in (serials[:1] if stopped else serials) and not (stopped and worth_first):
        return [_Cut(first, last, True)]
    if not stopped or expected == 1:
        return []
    for serial in serials:
        if digits.endswith(serial) and _is_worth(digits.removesuffix(serial)):
            return [_Cut(first, last - len(serial), False), _Cut(last - len(serial), last, True)]
    return [_Cut(first, last, False)] if _is_worth(digits) else None


def _is_worth(digits: str) -> bool:
    return digits[:1] not in {"", "0"} and int(digits) <= MOST_POINTS


def _paragraph(flow: Flow, group: Sequence[Line], numbers: Sequence[_Cut]) -> Paragraph:
    """A row: its numbers and what stands between them, each in a cell of its own; a head of a group ends its cell."""
    worths = {cut.last for cut in numbers if not cut.serial}
    borders = {place for cut in numbers for place in (cut.first, cut.last)} | {match.end() for match in _GROUP.finditer(flow.text)}
    ends = [*sorted(border for border in borders if 0 < border < len(flow.text)), len(flow.text)]
    part = CELL if numbers else " "
    printed = ""
    places: list[int] = []
    for first, last in pairwise([0, *ends]):
        cell = flow.text[first:last] + ("分" if last in worths else "")
        printed += (part if first else "") + cell
        places += (
            [flow.places[first]] * (len(part) if first else 0) + list(flow.places[first:last]) + [flow.places[last - 1]] * (last in worths)
        )
    return Paragraph(Flow(flow.source, printed, places), tuple(group), ())
