"""What stands on the paper, in the words of the standard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body: level 1 一、 in 黑体, 2 (一) in 楷体, 3 and 4 in the letter of the body. The number is part of the text."""

    text: str
    level: Literal[1, 2, 3, 4] = 1


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph of the body; its first line begins two characters in."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as wide as the type area. `widths` are in millimetres and are scaled to it.

    Columns named in `merged` are joined downwards where neighbours say the same, each only inside the cells that the column
    before it in `merged` joins. Columns named in `centred` hold short marks. A wide table lies across the page, in a section
    of its own: its head towards the binding edge, the page number where it stands on the other pages.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    merged: Sequence[int] = ()
    centred: Sequence[int] = ()
    wide: bool = False


Block = Heading | Text | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """One document. What is empty is left out. A line break in the title is kept; `under_title` is for (试行) and the like.

    `letterhead` is the red name at the head (发文机关标志) with its red rule; `number` is printed with 〔〕; the date stands four
    characters from the right, the signature centred above it.
    """

    title: str
    body: Sequence[Block]
    letterhead: str = ""
    number: str = ""
    under_title: str = ""
    addressee: str = ""
    attachments: Sequence[str] = ()
    signed: str = ""
    on: date | None = None
