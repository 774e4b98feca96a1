"""The text as the page colours it: cut where an item begins or ends, so that spans may overlap. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gangju.desk.plans.reading.standing import Line

#: Where spans overlap the first of these gives its colour.
KINDS: Mapping[str, str] = {"doubt": "存疑", "standard": "标准", "checklist": "清单", "score": "评分", "task": "任务"}
#: A heading that runs on into its paragraph, or is or has a whole sentence, is not set as one.
LONGEST_HEADING, STOPS = 48, "。；;"
_FIRST = {kind: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Piece:
    """A stretch of one line with the same items over it. `begins` are the numbers of the items that begin here."""

    start: int
    text: str
    items: Sequence[str]
    kind: str
    state: str
    begins: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class Row:
    """One line of the text; `level` 0 is no heading."""

    level: int
    pieces: Sequence[Piece]


def rows(text: str, headings: Sequence[Sequence[int]], lines: Sequence[Line], numbers: Mapping[str, int]) -> list[Row]:
    levels = {start: level for start, _, level in headings}
    ordered = sorted(lines, key=lambda line: (line.start, line.end))
    made, at = [], 0
    for words in text.split("\n"):
        end = at + len(words)
        if words.strip():
            over = [line for line in ordered if line.start < end and line.end > at]
            stands_alone = len(words) <= LONGEST_HEADING and not any(stop in words for stop in STOPS)
            level = next((levels[place] for place in range(at, end) if place in levels), 0) if stands_alone else 0
            made.append(Row(level, list(_pieces(text, at, end, over, numbers))))
        at = end + 1
    return made


def _pieces(text: str, at: int, end: int, over: Sequence[Line], numbers: Mapping[str, int]) -> Iterator[Piece]:
    cuts = sorted({at, end, *(place for line in over for place in (line.start, line.end) if at < place < end)})
    for first, last in pairwise(cuts):
        here = [line for line in over if line.start <= first and last <= line.end]
        top = min(here, key=lambda line: _FIRST[line.kind], default=None)
        begins = [(numbers[line.id], line.id) for line in here if line.start == first]
        kind, state = (top.kind, top.state) if top else ("", "")
        yield Piece(first, text[first:last], [line.id for line in here], kind, state, begins)
