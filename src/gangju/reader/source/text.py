"""What a file becomes before it is read as a document: lines, and which of them may stand in the wrong place.

A paragraph is a line. A row of a table is a line too, its cells joined by ` | `; an empty cell keeps its place, so that
`a | | c` has three. A merged cell has its text once, where it begins; to its right the places it covers are empty, below
they hold a ditto mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from gangju.reader.page import DITTO

CELL = "|"
#: A merged row shorter than this is a heading within the table; a longer one is a text in a box.
LONGEST_BAND = 60
#: No table of a policy has more columns; a file that claims more wants to fill the memory.
MOST_COLUMNS = 64


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a file, none of them empty. `unsure` are the places of those whose order is a guess."""

    lines: tuple[str, ...]
    unsure: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its paragraphs and how many columns it covers. Under a merged cell stands `BELOW`."""

    paragraphs: tuple[str, ...]
    width: int = 1

    @property
    def text(self) -> str:
        return " ".join(self.paragraphs)


BELOW = Cell((DITTO,))
Row = Sequence[Cell]


def tidy(lines: Iterable[str]) -> Lines:
    """Blanks at the edges and empty lines left out."""
    pieces = (piece.strip() for line in lines for piece in line.splitlines())
    return Lines(tuple(piece for piece in pieces if piece))


def table_lines(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a table. One that has a single column only frames a text; so does a long merged row."""
    columns = max((sum(cell.width for cell in row) for row in rows), default=0)
    begun = False
    above = [""] * columns
    for row in rows:
        filled = [cell for cell in row if cell.text.strip() and cell.text != DITTO]
        alone = len(filled) == 1 and (columns == 1 or filled[0].width == columns)
        if not filled:
            continue
        if alone and (columns == 1 or not begun or len(filled[0].paragraphs) > 1 or len(filled[0].text) > LONGEST_BAND):
            yield from (paragraph.replace(CELL, "/") for paragraph in filled[0].paragraphs)
            continue
        begun = True
        places = _spread(row, columns)
        above = [old if cell == DITTO else cell for cell, old in zip(places, above, strict=True)]
        yield row_line([cell if old else "" for cell, old in zip(places, above, strict=True)])


def row_line(cells: Sequence[str]) -> str:
    """One row as one line; every cell keeps its place."""
    return " ".join(f" {CELL} ".join(" ".join(cell.replace(CELL, "/").split()) for cell in cells).split())


def _spread(row: Row, columns: int) -> list[str]:
    cells: list[str] = []
    for cell in row:
        cells += [cell.text, *[""] * (cell.width - 1)]
    return [cell for cell, _ in zip_longest(cells[:columns], range(columns), fillvalue="")]
