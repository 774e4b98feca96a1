"""A clause read again with the words that a person put in the place of a doubt.

The reader reads the mended sentence as it would have read it in the text; spans of what it finds are led back to the
places where the document has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gangju.drafting.model import Resolution
from gangju.reader.model import Clause, Document
from gangju.reader.read import read_text


@dataclass(frozen=True)
class Reread:
    """`clause` is what is read now, `original` what the document says; offsets of the one lie `shifts` beside those of the other."""

    original: Clause
    clause: Clause
    resolved_by: str = ""
    shifts: tuple[tuple[int, int, int], ...] = ()

    def place(self, offset: int) -> int:
        """Where the document has what stands at this offset of the clause as read."""
        moved = 0
        for start, end, more in self.shifts:
            if offset >= end + more + moved:
                moved += more
            elif offset > start + moved:
                return min(start + (offset - start - moved), end)
        return offset - moved


def reread(document: Document, clause: Clause, resolved: Sequence[Resolution]) -> Reread:
    """The clause with every settled doubt mended; unsettled doubts stay."""
    mine = sorted((each for each in resolved if clause.start <= each.start and each.end <= clause.end), key=lambda each: each.start)
    if not mine:
        return Reread(clause, clause)
    text, shifts, place = "", list[tuple[int, int, int]](), clause.start
    for each in mine:
        text += document.text[place : each.start] + each.words
        shifts.append((each.start, each.end, len(each.words) - (each.end - each.start)))
        place = each.end
    text += document.text[place : clause.end]
    mended = _read(text, clause, [flag for flag in clause.flags if not any(each.start == flag.start for each in mine)])
    return Reread(clause, mended, mine[0].resolved_by, tuple(shifts))


def _read(text: str, clause: Clause, flags: Sequence[object]) -> Clause:
    """The sentence read by itself; domain, subject and units are those that the document gave it."""
    found = read_text(text)
    moved = [_moved(each, clause.start) for each in found.clauses]
    first = moved[0] if moved else clause
    kept = tuple(flag for flag in clause.flags if flag in flags)
    return replace(
        clause,
        text=text,
        end=clause.start + len(text),
        quantities=tuple(quantity for each in moved for quantity in each.quantities),
        frequencies=tuple(frequency for each in moved for frequency in each.frequencies),
        deadlines=tuple(deadline for each in moved for deadline in each.deadlines),
        checklist=clause.checklist or first.checklist,
        flags=kept,
    )


def _moved(clause: Clause, by: int) -> Clause:
    return replace(
        clause,
        quantities=tuple(replace(each, start=each.start + by, end=each.end + by) for each in clause.quantities),
        frequencies=tuple(replace(each, start=each.start + by, end=each.end + by) for each in clause.frequencies),
        deadlines=tuple(replace(each, start=each.start + by, end=each.end + by) for each in clause.deadlines),
    )
