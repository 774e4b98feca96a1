"""Results cut to a viewer. The only way out of a result table goes through a scope; there is none without.

Rows about organisations, units and venues are given one by one. Rows about persons are given one by one only where the
viewer may know the names; elsewhere they leave as counts by organisation, standard and verdict.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Organization
from gangju.engine.results import GROUP_KEYS, SUBJECT_KEYS, Results, exact

Exact = int | str | None
# Subjects that are no persons; a row about anything else is treated as one about a person.
IMPERSONAL = ("organization", "unit", "venue", "activity", "document")
COUNTED = ("pack", "standard", "part", "period", "org_id", "subject_kind", "verdict")


@dataclass(frozen=True)
class GroupRow:
    """How an organisation stands in one standard. Figures are exact, in the unit of the standard."""

    pack: str
    standard: str
    part: str | None
    period: str | None
    clause: tuple[str, ...]
    force: str
    roll_up: str
    org_id: str
    lo: Exact
    hi: Exact
    n: Exact
    exempt: int
    exempt_by_decision: int
    target: Exact
    verdict: str | None
    shortfall: Exact
    unit: str


@dataclass(frozen=True)
class SubjectRow:
    """How one subject stands in one standard."""

    pack: str
    standard: str
    part: str | None
    period: str | None
    clause: tuple[str, ...]
    force: str
    subject_kind: str
    subject_id: str
    org_id: str
    value: Exact
    target: Exact
    shortfall: Exact
    unit: str
    verdict: str | None
    note: str | None
    windows: tuple[Mapping[str, Any], ...] | None


@dataclass(frozen=True)
class CountRow:
    """So many persons of this organisation stand so; who they are is not said."""

    pack: str
    standard: str
    part: str | None
    period: str | None
    org_id: str
    subject_kind: str
    verdict: str
    n: int


@dataclass(frozen=True)
class Reading:
    """What one viewer may see of one evaluation. `more` tells that `most` cut the subjects off."""

    as_of: date
    known_on: date
    groups: tuple[GroupRow, ...]
    subjects: tuple[SubjectRow, ...]
    counted: tuple[CountRow, ...]
    more: bool = False


@dataclass(frozen=True)
class Wanted:
    """Which part of the results a page asks for; None is all of it."""

    pack: str | None = None
    standard: str | None = None
    orgs: Collection[str] | None = None
    verdicts: Collection[str] | None = None
    subject: str | None = None
    groups: bool = True
    subjects: bool = True
    most: int = 2_000


def cut(results: Results, scope: Scope, wanted: Wanted) -> Reading:
    """Read as the viewer may."""
    seen = codes_seen(scope, wanted.orgs)
    subjects = _matching(results.subjects, seen, wanted, wanted.subjects)
    named = pc.or_(_among(subjects, "subject_kind", IMPERSONAL), _among(subjects, "org_id", codes_named(scope, seen)))
    open_rows = subjects.filter(named)
    return Reading(
        as_of=results.as_of,
        known_on=results.known_on,
        groups=tuple(_group(row) for row in _matching(results.groups, seen, wanted, wanted.groups).to_pylist()),
        subjects=tuple(_subject(row) for row in open_rows.slice(0, wanted.most).to_pylist()),
        counted=_counts(subjects.filter(pc.invert(named))) if wanted.subject is None else (),
        more=open_rows.num_rows > wanted.most,
    )


def codes_seen(scope: Scope, asked: Collection[str] | None = None) -> frozenset[str]:
    """Public codes of the organisations whose verdicts the scope opens, dissolved ones too."""
    found = Organization.objects.filter(scope.reach("standard.read", ""))
    codes = found.values_list("code", flat=True)
    return frozenset(codes if asked is None else codes.filter(code__in=asked))


def codes_named(scope: Scope, seen: Collection[str]) -> frozenset[str]:
    """Among them, those whose persons may be named."""
    return frozenset(Organization.objects.filter(scope.named("")).values_list("code", flat=True)) & frozenset(seen)


def _among(table: pa.Table, column: str, values: Collection[str]) -> pa.ChunkedArray:
    return pc.is_in(table.column(column), pa.array(sorted(values), pa.string()))


def _matching(table: pa.Table, seen: Collection[str], wanted: Wanted, at_all: bool) -> pa.Table:
    if not at_all:
        return table.slice(0, 0)
    mask = _among(table, "org_id", seen)
    exactly = {"pack": wanted.pack, "standard": wanted.standard, "subject_id": wanted.subject}
    for column, value in exactly.items():
        if value is not None and column in table.column_names:
            mask = pc.and_(mask, pc.equal(table.column(column), value))
    if wanted.verdicts is not None:
        mask = pc.and_(mask, _among(table, "verdict", wanted.verdicts))
    return table.filter(mask)


def _counts(table: pa.Table) -> tuple[CountRow, ...]:
    """An empty part or period is a value of its own."""
    if not table.num_rows:  # most often: a secretary may name everybody of the branch
        return ()
    grouped = table.select(list(COUNTED)).group_by(list(COUNTED)).aggregate([([], "count_all")])
    ordered = grouped.sort_by([(name, "ascending") for name in COUNTED])
    return tuple(CountRow(**{name: row[name] for name in COUNTED}, n=row["count_all"]) for row in ordered.to_pylist())


def _group(row: Mapping[str, Any]) -> GroupRow:
    said = {key: row[key] for key in GROUP_KEYS} | {"clause": tuple(row["clause"])}
    counts = {key: exact(row[key], row["count_scale"]) for key in ("lo", "hi", "target")}
    return GroupRow(**said | counts | {"shortfall": exact(row["shortfall"], row["scale"])})


def _subject(row: Mapping[str, Any]) -> SubjectRow:
    said = {key: row[key] for key in SUBJECT_KEYS} | {"clause": tuple(row["clause"])}
    amounts = {key: exact(row[key], row["scale"]) for key in ("value", "target", "shortfall")}
    windows = None if row["windows"] is None else tuple(row["windows"])
    return SubjectRow(**said | amounts, windows=windows)
