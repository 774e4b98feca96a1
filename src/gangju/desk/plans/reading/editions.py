"""Which draft stands: the wording in force and the doubts settled in it follow from the steps; what was drafted from both is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gangju.desk.bridge import drafting
from gangju.desk.bridge.drafting import Made, Settled
from gangju.desk.plans.reading.models import Edition, Reading, Step, Wording
from gangju.desk.plans.reading.standing import Taken


@dataclass(frozen=True)
class Base:
    """`wording` is its number."""

    wording: int
    settled: tuple[Settled, ...]

    @property
    def key(self) -> str:
        said = [self.wording, [[each.start, each.end, each.words, each.by] for each in self.settled]]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def base(steps: Sequence[Taken]) -> Base:
    """Of steps that were not taken back, in order."""
    number = next((step.said["wording"] for step in reversed(steps) if step.kind == "revise"), 1)
    return Base(number, tuple(sorted(settled(steps).values(), key=lambda each: each.start)))


def settled(steps: Sequence[Taken]) -> dict[int, Settled]:
    """The settled doubts by the serial of their step; who settles a place anew replaces what was said of it.

    A revision says where each stands in the new text, or that it is gone.
    """
    found: dict[int, Settled] = {}
    for step in steps:
        if step.kind == "resolve":
            said = Settled(step.said["start"], step.said["end"], step.said["words"], step.by_name)
            found = {serial: each for serial, each in found.items() if not _same_place(each, said)} | {step.serial: said}
        elif step.kind == "revise":
            places = {serial: step.said["moved"].get(str(serial)) for serial in found}
            found = {serial: replace(found[serial], start=at[0], end=at[1]) for serial, at in places.items() if at}
    return found


def _same_place(one: Settled, other: Settled) -> bool:
    return (one.start, one.end) == (other.start, other.end) or (one.start < other.end and other.start < one.end)


def taken(reading: Reading) -> list[Taken]:
    """Every step that was not taken back, in order."""
    rows = reading.steps.filter(undone_at__isnull=True).order_by("serial")
    return [as_taken(row) for row in rows]


def as_taken(row: Step) -> Taken:
    return Taken(row.serial, row.kind, row.items, row.said, row.by_id, row.by_name)


def drafted(reading: Reading, on: Base) -> Edition:
    """The kept draft, or a new one. Raises NotRead."""
    found = reading.editions.filter(key=on.key).select_related("wording").first()
    if found is not None:
        return found
    wording = reading.wordings.get(number=on.wording)
    return keep(reading, wording, on, drafting.made(wording.text, on.settled))


def keep(reading: Reading, wording: Wording, on: Base, made: Made) -> Edition:
    return Edition.objects.create(
        reading=reading,
        wording=wording,
        key=on.key,
        plan=made.plan,
        headings=made.headings,
        items=made.items,
        burdens=made.burdens,
    )


def as_made(edition: Edition) -> Made:
    text = edition.wording.text
    return Made(text, edition.reading.title, edition.plan, edition.headings, edition.items, edition.burdens)
