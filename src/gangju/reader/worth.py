"""What the points of a document are points of: sections, items, rows, groups of rows, the whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from gangju.reader.model import Score
from gangju.reader.sums import Worth, is_bonus, is_whole, out_of_hundred
from gangju.reader.table import cells, is_total
from gangju.reader.table import is_bonus as is_bonus_row

if TYPE_CHECKING:
    from gangju.reader.reading import Reading

HUNDRED = Fraction(100)
#: Levels below those of the columns.
ITEM, PART = 1000, 1001
_NAME = re.compile(r"^[^,。;:]{2,24}[(:]?(?:共|满分|分值)?\d+(?:\.\d+)?分\)?$")


def worths_of(readings: Sequence[Reading]) -> list[Worth]:
    """All points that ought to add up to something, in the order they stand in."""
    found = [worth for reading in readings for worth in (_of_row(reading) if reading.row else _of_sentence(reading))]
    if not any(worth.whole and worth.table is None for worth in found):
        found += _unsaid_hundred(readings)
    return sorted(found, key=lambda worth: worth.score.start)


def _of_sentence(reading: Reading) -> Iterator[Worth]:
    for score in reading.points.scoring:
        if isinstance(score.points, Fraction):
            before = reading.flow.text[: max(0, score.end - reading.flow.start)]
            yield Worth(score, score.points, reading.section, reading.heading, is_whole(score.text), is_bonus(before))


def _of_row(reading: Reading) -> Iterator[Worth]:
    """The column of points holds the row's; a name with points (组织建设(30分)) a group's; others are parts of the row."""
    bonus = is_bonus_row(reading.row)
    row = cells(reading.flow.text)
    starts = [reading.flow.places[min(cell.first, len(reading.flow.places) - 1)] for cell in row]
    for score in reading.points.scoring:
        if not isinstance(score.points, Fraction):
            continue
        place = bisect_right(starts, score.start) - 1
        level = PART
        if score.text[:1].isdigit():
            level = ITEM
        elif _NAME.match(row[max(place, 0)].text):
            level = place
        if not (level == PART and score.rules):
            yield Worth(score, score.points, None, False, is_total(reading.row), bonus, reading.table, level)


def _unsaid_hundred(readings: Sequence[Reading]) -> Iterator[Worth]:
    """实行百分制: the whole is 100 though no figure says so."""
    for reading in readings:
        text = reading.flow.text
        if not reading.row and not reading.heading and out_of_hundred(text):
            first = text.index("百分制")
            yield Worth(Score(*reading.flow.span(first, first + 3), HUNDRED, ()), HUNDRED, reading.section, whole=True)
            return
