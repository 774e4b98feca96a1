"""Tables that a copy has taken apart, each cell on a line of its own; put together again as rows.

A run of lines that are names of columns is a header; the lines below it are rows as long as every so-and-so-manieth
line is the number that its column promises (serial numbers, points). Where the lines do not come out even, a number alone
above or below a line of rules (每少一次扣2分) is the worth of what it stands with; all other lines stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from gangju.reader.page import Flow, Line, Paragraph, lines_of
from gangju.reader.table import CELL, counts, gives_points, is_column, is_number

NARROWEST, WIDEST = 3, 9
FEWEST_ROWS = 2
#: What one row of a table may be worth, and the serial numbers that a run of rows may begin with.
_POINTS = re.compile(r"(?:[1-9]\d?|100)(?:\.\d)?$|0\.\d$")
FIRST_SERIALS = 3


def upright(text: str) -> list[Paragraph]:
    """The rows, headers among them, of all tables that stand with one cell a line."""
    lines = lines_of(text)
    found: list[Paragraph] = []
    place = 0
    while place < len(lines):
        rows = _table(lines, place)
        found.extend(_row(text, row) for row in rows)
        # On to the line behind the table; lines above its header were none of it.
        place = lines.index(rows[-1][-1], place) + 1 if rows else place + 1
    return found or [_row(text, pair, before="| ") for pair in _worths(lines)]


def _worths(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Numbers alone above a line of rules, each with that line; where there are none, numbers alone below one."""
    cells = [line for line in lines if line.text.strip() != "|"]
    above = [(number, rules) for number, rules in pairwise(cells) if _is_worth(number) and gives_points(rules.text)]
    if len(above) >= FEWEST_ROWS:
        return [] if _counts_up([number for number, _ in above]) else above
    below = [(rules, number) for rules, number in pairwise(cells) if _is_worth(number) and gives_points(rules.text)]
    return below if len(below) > FEWEST_ROWS and not _counts_up([number for _, number in below]) else []


def _is_worth(line: Line) -> bool:
    return _POINTS.match(line.text.strip()) is not None


def _counts_up(numbers: Sequence[Line]) -> bool:
    """Are these the serial numbers of rows?"""
    values = [Fraction(number.text.strip()) for number in numbers]
    whole = all(value.denominator == 1 for value in values)
    return whole and values[0] <= FIRST_SERIALS and all(low < high for low, high in pairwise(values))


def _table(lines: Sequence[Line], first: int) -> list[Sequence[Line]]:
    """The table whose header begins here, row by row; nothing where none does."""
    run = 0
    while run < WIDEST and first + run < len(lines) and is_column(lines[first + run].text.strip()):
        run += 1
    below = first + run
    # What stands above the header may be named like a column too (考核细则): the header is what is next to the rows.
    for width in range(run, NARROWEST - 1, -1):
        names = [line.text.strip() for line in lines[below - width : below]]
        rows = list(_rows(lines, below, names))
        if len(rows) >= FEWEST_ROWS:
            return [lines[below - width : below], *rows]
    return []


def _rows(lines: Sequence[Line], first: int, names: Sequence[str]) -> Iterator[Sequence[Line]]:
    numbered = [place for place, name in enumerate(names) if counts(name)]
    while numbered and first + len(names) <= len(lines):
        row = lines[first : first + len(names)]
        if not all(is_number(line.text.strip()) == (place in numbered) for place, line in enumerate(row)):
            return
        yield row
        first += len(names)


def _row(text: str, row: Sequence[Line], before: str = "") -> Paragraph:
    """One row as if it were printed in a line; what parts two cells stands where the line broke."""
    first = row[0].text.strip()
    printed, places = before + first, [row[0].start] * len(before) + list(range(row[0].start, row[0].start + len(first)))
    for above, line in pairwise(row):
        cell = line.text.strip()
        printed += CELL + cell
        places += [above.end] * len(CELL) + list(range(line.start, line.start + len(cell)))
    return Paragraph(Flow(text, printed, places), tuple(row), ())
