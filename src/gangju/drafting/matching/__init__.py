"""From one figure of a clause to the form and the ledger that it asks about.

Each matcher knows one shape of demand and answers None where the figure is none of its own. The first that answers is right;
they are ordered from the narrow to the wide. A matcher that knows the shape and lacks a word answers with what it lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from gangju.drafting.matching import beat, counts, cover, hours, money, pay, rooms, share, spans, spells, ties, trends
from gangju.drafting.matching.conditions import confined
from gangju.drafting.passage import Figure, Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.subjects import apart, whole

Matcher = Callable[[Passage, Figure], Sketch | None]

MATCHERS: Final[Sequence[Matcher]] = (
    hours.match,
    rooms.match,
    pay.match,
    money.match,
    beat.match,
    ties.match,
    cover.match,
    share.match,
    counts.match,
    spans.match,
)


def sketches_of(passage: Passage, figure: Figure) -> Iterator[Sketch]:
    """What a figure asks of each kind of subject that the clause names together (党组织和在职党员)."""
    spell = spells.match(passage) if figure.unit == "年" else None
    if spell is not None:
        yield spell
        return
    for one in apart(passage):
        found = _sketch_of(one, figure)
        if found is not None:
            yield whole(one, found, figure)


def _sketch_of(passage: Passage, figure: Figure) -> Sketch | None:
    """None where nothing here knows the shape."""
    found = next((found for matcher in MATCHERS if (found := matcher(passage, figure)) is not None), None)
    return confined(passage, found) if found is not None and passage.conditions else found


def sketches_without_figure(passage: Passage) -> Sequence[Sketch]:
    """What a clause asks for without a number of its own: of everybody whom a condition means, or of all without exception."""
    spell = spells.match(passage)
    if spell is not None:
        return (spell,)
    return cover.without_figure(passage) or pay.without_figure(passage) or counts.without_figure(passage) or trends.without_figure(passage)
