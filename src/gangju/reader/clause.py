"""From sentences to clauses: each is cut into the smallest spans that ask for one thing.

A cut is made at a comma where a second figure or list begins; no find is ever cut in two. A list of
units printed at the end of an item holds for every clause of the item.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from gangju.reader.domain import begun
from gangju.reader.governed import Placed, handed_down
from gangju.reader.listing import Listing
from gangju.reader.model import Clause, Found
from gangju.reader.reading import Reading
from gangju.reader.sentence import segments
from gangju.reader.subject import subject_of
from gangju.reader.table import is_row
from gangju.reader.tree import Tree

SHORTEST_CLAUSE = 6
T = TypeVar("T", bound=Found)


def clauses(readings: Sequence[Reading], tree: Tree) -> tuple[Clause, ...]:
    """All clauses in the order they stand in. Sentences without a find are kept, headings only with one."""
    cut = [Placed(clause, reading.paragraph.start) for reading in readings for clause in _cut(reading)]
    whole = handed_down(cut, tree)
    return tuple(replace(clause, id=f"c{place}") for place, clause in enumerate(whole, 1))


def _cut(reading: Reading) -> Iterator[Clause]:
    """The clauses of a sentence. A heading without finds is none."""
    finds = _finds(reading)
    listed = reading.listings and reading.flow.text.endswith(("。", ";"))
    if not (finds or reading.duties or listed) and (reading.heading or len(reading.flow.text) < SHORTEST_CLAUSE):
        return
    subject: str | None = None
    for first, last in _pieces(reading):
        if not is_row(reading.flow.text):
            subject = subject_of(reading.flow.text[first:last].lstrip(" ,")) or subject
        yield _clause(reading, first, last, subject)


def _finds(reading: Reading) -> list[Found]:
    points = [*reading.points.scoring, *reading.points.bands]
    return [*reading.quantities, *reading.deadlines, *reading.frequencies, *reading.flags, *points]


def _pieces(reading: Reading) -> list[tuple[int, int]]:
    """Spans between commas, joined until a second figure or list begins; no find is ever cut in two."""
    pieces: list[tuple[int, int, set[str]]] = []
    if is_row(reading.flow.text):
        return [(0, len(reading.flow.text))]
    for first, last in segments(reading.flow.text):
        start, end = reading.flow.places[first], reading.flow.places[last - 1] + 1
        kinds = {kind for kind, item in _splitting(reading) if start <= item[0] < end}
        if pieces and (not kinds & pieces[-1][2] or _glued(reading, start)):
            pieces[-1] = (pieces[-1][0], last, pieces[-1][2] | kinds)
        else:
            pieces.append((first, last, kinds))
    return [(first, last) for first, last, _ in pieces]


def _splitting(reading: Reading) -> list[tuple[str, tuple[int, int]]]:
    figures = [("quantity", (item.start, item.end)) for item in reading.quantities]
    return figures + [("list", _listed(reading, item)) for item in reading.listings]


def _listed(reading: Reading, listing: Listing) -> tuple[int, int]:
    return reading.flow.places[listing.first], reading.flow.places[listing.last - 1] + 1


def _glued(reading: Reading, start: int) -> bool:
    finds: list[tuple[int, int]] = [(item.start, item.end) for item in _finds(reading)]
    finds += [_listed(reading, listing) for listing in reading.listings]
    finds += [(reading.flow.places[duty.first], reading.flow.places[duty.last - 1] + 1) for duty in reading.duties]
    return any(first < start < last for first, last in finds)


def _clause(reading: Reading, first: int, last: int, subject: str | None) -> Clause:
    inner = reading.flow.text[first:last]
    text, start, end = reading.flow.span(first + len(inner) - len(inner.lstrip()), first + len(inner.rstrip()))
    lists = sorted((item for item in reading.listings if first <= item.first < last), key=lambda item: item.rank)
    owed = [duty for duty in reading.duties if first <= duty.first < last]
    return Clause(
        id="",
        start=start,
        end=end,
        text=text,
        section=reading.section,
        domains=(begun(inner) if first else ()) or reading.domains,
        subject=subject,
        quantities=_within(reading.quantities, start, end),
        deadlines=_within(reading.deadlines, start, end),
        frequencies=_within(reading.frequencies, start, end),
        lead=tuple(dict.fromkeys(unit for duty in owed for unit in duty.lead)),
        responsible=tuple(dict.fromkeys(unit for duty in owed for unit in duty.responsible)),
        checklist=lists[0].items if lists else (),
        scoring=_within(reading.points.scoring, start, end),
        bands=_within(reading.points.bands, start, end),
        quotas=tuple(quota for quota in reading.points.quotas if quota.text in text.replace("\n", "")),
        flags=_within(reading.flags, start, end),
    )


def _within(finds: Sequence[T], start: int, end: int) -> tuple[T, ...]:
    return tuple(item for item in finds if start <= item.start < end)
