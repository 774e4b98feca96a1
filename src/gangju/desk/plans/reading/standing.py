"""What stands decided: the drafted items with every step that was not taken back, in order. Pure: rows in, lines out.

A decision is about words. It carries the fingerprint of what the officer had before him, and where the item says something
else by now (a doubt was settled, the text was revised) it does not hold any more: the line is open again and says what had been decided.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gangju.desk.plans.reading import editing

Data = Mapping[str, Any]

ACCEPTED, REJECTED, UNDECIDED = "accepted", "rejected", "open"
SCORE: Final = "score"
#: Steps that decide about items, by what they make of them.
DECIDES: Final[Mapping[str, str]] = {"accept": ACCEPTED, "reject": REJECTED}
#: Steps that change what is read rather than what is decided.
REREADS: Final = ("resolve", "revise")
#: Steps of the review as a whole; they are never taken back, only answered.
PASSES: Final = ("submit", "back", "approve", "drop", "restore")


@dataclass(frozen=True)
class Taken:
    """A step as the fold needs it."""

    serial: int
    kind: str
    items: Sequence[str]
    said: Data
    by: int
    by_name: str


@dataclass(frozen=True)
class Line:
    """One item as it stands. `data` is what it says now, `drafted` what was drafted; `earlier` is a decision that holds no more."""

    data: Data
    drafted: Data | None
    state: str = UNDECIDED
    by_name: str = ""
    earlier: str = ""
    #: Whose step left it so; None where nobody has touched it, or it was settled with a doubt.
    by: int | None = None

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def kind(self) -> str:
        return str(self.data["kind"])

    @property
    def start(self) -> int:
        return int(self.data["start"])

    @property
    def end(self) -> int:
        return int(self.data["end"])

    @property
    def lacking(self) -> list[str]:
        return list(self.data["lacking"])

    @property
    def is_doubt(self) -> bool:
        return self.kind == "doubt"

    @property
    def corrected(self) -> bool:
        return self.drafted is None or fingerprint(self.data) != fingerprint(self.drafted)


def fingerprint(item: Data) -> str:
    """Of what an item says; where it stands in the text does not matter."""
    said = {name: item[name] for name in ("kind", "text", "body", "params", "measures", "kinds")}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def mark(line: Line) -> str:
    """What a page shows of an item, for the answer to name: what it says and what stands decided."""
    return f"{fingerprint(line.data)}.{line.state}"


def shown(line: Line, seen: str, officer: int) -> bool:
    """Whether the item still is as the officer saw it. His own decision since then is no surprise to him, another's is."""
    said, _, _ = seen.partition(".")
    return seen == mark(line) or (line.by == officer and said == fingerprint(line.data))


def lines(items: Iterable[Data], steps: Sequence[Taken], text: str) -> dict[str, Line]:
    """By id, in the order of the text."""
    found = {str(item["id"]): _drafted(item) for item in items}
    for step in carried(steps):
        if step.kind in DECIDES:
            _decide(found, step)
        elif step.kind == "correct":
            _correct(found, step)
        elif step.kind in ("merge", "split"):
            found = _reshape(found, step, text)
    return found


def _drafted(item: Data) -> Line:
    """A doubt that somebody has settled is decided by that."""
    by = str(item["resolved_by"])
    return Line(item, item, ACCEPTED, by) if item["kind"] == "doubt" and by else Line(item, item)


def carried(steps: Sequence[Taken]) -> list[Taken]:
    """The steps in the ids of the newest wording: an item that survived a revision may have moved to another clause."""
    made: list[Taken] = []
    for step in steps:
        if step.kind == "revise":
            made = [_moved(each, step.said["survived"]) for each in made]
        made.append(step)
    return made


def _moved(step: Taken, survived: Mapping[str, Sequence[str]]) -> Taken:
    """`survived`: earlier id → later id, fingerprint as drafted then and as drafted now."""
    marks = step.said.get("marks")
    if marks is None:
        return step
    moved = {item: survived[item] for item in step.items if item in survived}
    new = {(moved[item][0] if item in moved else item): _mark(mark, moved.get(item)) for item, mark in marks.items()}
    return replace(step, items=[moved[item][0] if item in moved else item for item in step.items], said={**step.said, "marks": new})


def _mark(mark: str, moved: Sequence[str] | None) -> str:
    return moved[2] if moved and mark == moved[1] else mark


def _holds(found: Mapping[str, Line], step: Taken, item: str) -> bool:
    return item in found and step.said["marks"].get(item) == fingerprint(found[item].data)


def _decide(found: dict[str, Line], step: Taken) -> None:
    for item in step.items:
        if _holds(found, step, item):
            found[item] = replace(found[item], state=DECIDES[step.kind], by_name=step.by_name, earlier="", by=step.by)
        elif item in found:
            found[item] = replace(found[item], state=UNDECIDED, by_name=step.by_name, earlier=DECIDES[step.kind], by=step.by)


def _correct(found: dict[str, Line], step: Taken) -> None:
    """A correction leaves the item open: it is accepted as any other."""
    item = step.items[0]
    if _holds(found, step, item):
        data = {**found[item].data, **step.said["item"]}
        found[item] = replace(found[item], data=data, state=UNDECIDED, by_name=step.by_name, by=step.by)
    elif item in found:
        found[item] = replace(found[item], earlier="corrected", by_name=step.by_name)


def _reshape(found: dict[str, Line], step: Taken, text: str) -> dict[str, Line]:
    """Merge puts one item in place of two, split two in place of one."""
    if not all(_holds(found, step, item) for item in step.items):
        return {each: replace(line, earlier="corrected") if each in step.items else line for each, line in found.items()}
    new = reshaped([found[item].data for item in step.items], step.said.get("at"), text)
    made: dict[str, Line] = {}
    for each, line in found.items():
        if each == step.items[0]:
            made |= {str(item["id"]): Line(item, None, by_name=step.by_name, by=step.by) for item in new}
        elif each not in step.items:
            made[each] = line
    return made


def reshaped(items: Sequence[Data], at: int | None, text: str) -> list[dict[str, Any]]:
    """Two items made one; or one made two, `at` so many characters after its beginning. Raises ValueError with a sentence."""
    if at is None:
        return [editing.merged(items[0], items[1], text)]
    return editing.split(items[0], items[0]["start"] + at, text)


def in_order(found: Iterable[Line]) -> list[Line]:
    """Doubts first, then as the text goes."""
    return sorted(found, key=lambda line: (not line.is_doubt, line.start, line.end, line.id))


def clear(found: Iterable[Line]) -> list[Line]:
    """What can be accepted without a second look: nothing lacking, no doubt inside its words, nothing decided about it before; what is
    scored only where its sheet can be taken as well."""
    every = list(found)
    doubtful = [(line.start, line.end) for line in every if line.is_doubt and line.state == UNDECIDED]
    kinds = {line.kind for line in every} - (set() if _sheets_stand(every) else {SCORE})
    return [line for line in every if line.kind in kinds and may_accept(line) and _plain(line) and not _touched(line, doubtful)]


def _sheets_stand(every: Iterable[Line]) -> bool:
    """A score sheet is the score item that says who is scored."""
    sheets = [line for line in every if line.kind == SCORE and "where" in line.data["body"]]
    return all(not sheet.lacking and sheet.state != REJECTED for sheet in sheets)


def _plain(line: Line) -> bool:
    return line.state == UNDECIDED and not line.earlier


def _touched(line: Line, doubtful: Sequence[tuple[int, int]]) -> bool:
    return any(start < line.end and line.start < end for start, end in doubtful)


def may_accept(line: Line) -> bool:
    return not line.is_doubt and not line.lacking


def counts(found: Iterable[Line]) -> tuple[int, int]:
    """How many are decided, of how many."""
    every = list(found)
    return sum(1 for line in every if line.state != UNDECIDED), len(every)


def last_of(steps: Sequence[Taken], by: int) -> Taken | None:
    """The last step of this officer that can be taken back at all."""
    return next((step for step in reversed(steps) if step.by == by and step.kind not in PASSES), None)


def built_on(steps: Iterable[Taken], mine: Taken) -> Taken | None:
    """A later step of another officer on the same item, or on everything."""
    for step in steps:
        later = step.serial > mine.serial and step.kind not in PASSES and step.by != mine.by
        if later and ("revise" in (step.kind, mine.kind) or set(step.items) & set(mine.items)):
            return step
    return None
