"""预演: what holds today against the same with other values of parameters, on the facts of the results on show, cut to the viewer.

The comparison is the engine's, so the page lists what `gangju compare` lists on the same facts. Rows about persons leave one by one
only where they may be named; elsewhere as counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import adopted_on, nearest, packs_of
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.reading import IMPERSONAL, codes_named, codes_seen
from gangju.desk.bridge.run import current
from gangju.desk.bridge.snapshot import kept_facts
from gangju.desk.ledgers.models import Organization
from gangju.engine.compare import Comparison, Side, better, compare, worse
from gangju.engine.model import Param
from gangju.engine.prospects import Asked, Cost, Never, asked, costs, never
from gangju.engine.rehearsal import Setting, number, rehearsed, slots, whom_of

__all__ = ["Asked", "Cost", "Never", "Setting", "Slot", "better", "number", "worse"]


@dataclass(frozen=True)
class Slot:
    """One value that may be moved: `key` names it in an address, `domain`, `place`, `category` say for whom it holds."""

    key: str
    title: str
    unit: str
    value: Fraction
    clause: tuple[str, ...]
    local: bool
    domain: str | None = None
    place: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Rehearsed:
    """What a viewer may see of a rehearsal. `subjects` and `groups` are rows as `Comparison` says them, `nameless` counts persons
    by organisation, standard, verdict before and after."""

    as_of: date
    known_on: date
    subjects: Sequence[Mapping[str, Any]]
    groups: Sequence[Mapping[str, Any]]
    nameless: Mapping[tuple[str, str, str | None, str | None], int]
    costs: Sequence[Cost]
    never: Sequence[Never]
    never_nameless: int
    asks: Sequence[Asked]


def slots_of(pack_id: str, org: Organization, today: date) -> list[Slot]:
    """The values of the pack as they bind this organisation; empty where it is not bound."""
    adoption = nearest(pack_id, org, today)
    if adoption is None:
        return []
    pack = packs_of([adoption])[0]
    found = []
    for name, param in pack.params.items():
        if name in adoption.params:
            found.append(Slot(name, param.title, param.unit, adoption.params[name], param.clause, True))
        else:
            found += _own(name, param, today)
    return found


def _own(name: str, param: Param, today: date) -> list[Slot]:
    values = slots(param, today)
    keys = [name if whom_of(value) is None else f"{name}@{whom_of(value)}" for value in values]
    return [
        Slot(key, param.title, param.unit, value.value, param.clause, param.local, value.domain, value.place, value.category)
        for key, value in zip(keys, values, strict=True)
    ]


def rehearse(scope: Scope, org: Organization, settings: Iterable[Setting]) -> Rehearsed | None:
    """None before the first run. Raises BadInput for a setting that no pack has, NotKept where the facts are gone."""
    scope.require("plan.rehearse", org)
    shown = current()
    if shown is None:
        return None
    found = _compared(shown, org.code, tuple(settings), _state(shown.as_of))
    return _cut(scope, found)


def _state(day: date) -> tuple[object, ...]:
    """What the kept comparison rests on beside facts and settings: another adoption is another comparison."""
    return tuple((each.pack_hash, each.org, each.since, each.until, tuple(sorted(each.params.items()))) for each in adopted_on(day))


@lru_cache(maxsize=8)
def _compared(shown: ResultSet, org: str, settings: tuple[Setting, ...], _: tuple[object, ...]) -> Comparison:
    adopted = adopted_on(shown.as_of)
    bound = [each.binding() for each in adopted]
    now = Side(packs_of(adopted), kept_facts(shown.facts_hash), shown.as_of, shown.known_on, None, bound, org)
    return compare(now, rehearsed(now, settings))


def _cut(scope: Scope, found: Comparison) -> Rehearsed:
    after = found.sides[1]
    seen = codes_seen(scope)
    named = codes_named(scope, seen)
    moved = [row for row in found.subject_rows() if row["org_id"] in seen]
    out = [each for each in never(after, found.after) if each.org_id in seen]
    open_out = [each for each in out if each.subject_kind in IMPERSONAL or each.org_id in named]
    return Rehearsed(
        as_of=found.after.as_of,
        known_on=found.after.known_on,
        subjects=[row for row in moved if row["subject_kind"] in IMPERSONAL or row["org_id"] in named],
        groups=[row for row in found.group_rows() if row["org_id"] in seen],
        nameless=Counter(_counted(row) for row in moved if row["subject_kind"] not in IMPERSONAL and row["org_id"] not in named),
        costs=[each for each in costs(found.before, found.after) if each.org_id in seen],
        never=open_out,
        never_nameless=len(out) - len(open_out),
        asks=[each for each in asked(after, found.after) if each.org_id in seen],
    )


def _counted(row: Mapping[str, Any]) -> tuple[str, str, str | None, str | None]:
    before, after = (None if row[side] is None else row[side]["verdict"] for side in ("before", "after"))
    return row["org_id"], row["standard"], before, after
