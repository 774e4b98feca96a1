"""The page of GB/T 9704-2012 in the units of the file: A4, edges 37 mm above and 28 mm left, type area 156 × 225 mm,
22 lines of 28 characters.

Twenty-eight characters of 16 pt are 158 mm, so each is set 0.25 pt closer. A grid of characters would do the same in Word, but
LibreOffice then sets eighteen in a line; closer setting holds in both. The pitch of lines is exact: no font moves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: One twentieth of a point is the unit of lengths in the file.
TWIPS_PER_MM: Final = 1440 / 25.4
#: 22 lines of 28.95 pt are 224.7 mm.
LINE: Final = 579
#: 三号; sizes in the file are in half points.
BODY_HALF_POINTS: Final = 32
#: Twentieths of a point that each character of the body is set closer.
CLOSER: Final = -5
#: One character of the body, in twentieths of a point.
CHARACTER: Final = BODY_HALF_POINTS * 10 + CLOSER
#: 四号, the size of page numbers, in twentieths of a point.
FOLIO: Final = 280
LINES, CHARACTERS = 22, 28


def twips(millimetres: float) -> int:
    return round(millimetres * TWIPS_PER_MM)


@dataclass(frozen=True, slots=True)
class Edges:
    """The white edges of a page, in millimetres, and whether it lies across."""

    top: float
    bottom: float
    left: float
    right: float
    across: bool = False

    @property
    def size(self) -> tuple[float, float]:
        return (297.0, 210.0) if self.across else (210.0, 297.0)

    @property
    def area(self) -> tuple[float, float]:
        """Width and height of the type area."""
        width, height = self.size
        return width - self.left - self.right, height - self.top - self.bottom


UPRIGHT: Final = Edges(top=37, bottom=35, left=28, right=26)
#: The upright page turned so that its binding edge lies above: 表头在订口一边.
ACROSS: Final = Edges(top=28, bottom=26, left=35, right=37, across=True)
#: The dash beside the page number stands 7 mm below the type area, one character in from its side.
FOLIO_BELOW: Final = 7.0
