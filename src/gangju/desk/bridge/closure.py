"""The facts that the verdicts of one organisation can depend on, and no others.

Organisations, placements and units come whole: they are few, and ancestors, coverage and searched metrics climb through
them. Everything else comes by what it is about: the organisations of the subtree and those set up in, or covering,
their units; their people wherever these earned their hours; their units and all units above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from django.db.models import Q

from gangju.desk.access.scope import STEP, way_to
from gangju.desk.bridge import tables
from gangju.desk.bridge.snapshot import one_moment
from gangju.desk.ledgers.models import (
    Activity,
    Case,
    Membership,
    Organization,
    OrganizationVersion,
    Participation,
    Person,
    Post,
    Tie,
    UnitVersion,
    Venue,
    below,
)
from gangju.engine.facts import Facts
from gangju.engine.relations import RELATIONS

WHOLE = ("organization", "placement", "unit")
Ids = frozenset[int]


@dataclass(frozen=True)
class Reach:
    """Numbers of everything that a row may be about. `above` are organisations that the subtree hangs below."""

    orgs: Ids
    above: Ids
    units: Ids
    units_above: Ids
    persons: Ids
    venues: Ids
    activities: Ids
    cases: Ids


@contextmanager
def closure(org: Organization) -> Iterator[Facts]:
    """Facts for one organisation and its subtree, each row with its number in its ledger. The hash is empty: they are never published.

    Inside the context they are read as of one moment, each relation when it is first asked for.
    """
    with one_moment():
        yield Facts(_Asked(_conditions(reach_of(org))), hash="")


class _Asked(Mapping[str, pa.Table]):
    def __init__(self, conditions: Mapping[str, Q]) -> None:
        self._conditions = conditions
        self._read: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._read:
            where = None if name in WHOLE else self._conditions.get(name, Q(pk__in=[]))
            self._read[name] = tables.read(name, where, by_row=True)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(RELATIONS)

    def __len__(self) -> int:
        return len(RELATIONS)


def reach_of(org: Organization) -> Reach:
    """Follow the references outward until nothing new can matter."""
    subtree = _ids(Organization.objects.filter(below(org.path)).values_list("pk", flat=True)) | {org.pk}
    units = _units(subtree)
    orgs = subtree | _organizations_of(units)
    persons = _persons(orgs, units)
    venues = _ids(Venue.objects.filter(Q(org__in=orgs) | Q(unit__in=units)).values_list("pk", flat=True))
    attended = Participation.objects.filter(person__in=persons).values_list("activity_id", flat=True)
    about = _about(orgs, units, persons, venues)
    cases = _ids(Case.objects.filter(Q(org__in=orgs) | about).values_list("pk", flat=True))
    held = Activity.objects.filter(Q(org__in=orgs) | Q(unit__in=units) | about | Q(subject_case__in=cases))
    return Reach(
        orgs=orgs,
        above=_above(orgs),
        units=units,
        units_above=_units_above(units),
        persons=persons,
        venues=venues,
        activities=_ids(attended) | _ids(held.values_list("pk", flat=True)),
        cases=cases,
    )


def _ids(found: Iterable[int | None]) -> Ids:
    return frozenset(number for number in found if number is not None)


def _units(orgs: Ids) -> Ids:
    """Units the organisations answer for, are set up in, hold posts and venues in, or are tied to."""
    answered = UnitVersion.objects.filter(org__in=orgs).values_list("unit_id", flat=True)
    set_up = OrganizationVersion.objects.filter(organization__in=orgs).values_list("unit_id", flat=True)
    posts = Post.objects.filter(org__in=orgs).values_list("unit_id", flat=True)
    venues = Venue.objects.filter(org__in=orgs).values_list("unit_id", flat=True)
    ties = Tie.objects.filter(from_org__in=orgs).values_list("to_unit_id", flat=True)
    return _ids(answered) | _ids(set_up) | _ids(posts) | _ids(venues) | _ids(ties)


def _organizations_of(units: Ids) -> Ids:
    """Organisations set up in the units, covering them or answering for them."""
    set_up = OrganizationVersion.objects.filter(unit__in=units).values_list("organization_id", flat=True)
    covering = Tie.objects.filter(to_unit__in=units).values_list("from_org_id", flat=True)
    return _ids(set_up) | _ids(covering)


def _persons(orgs: Ids, units: Ids) -> Ids:
    members = Membership.objects.filter(org__in=orgs).values_list("person_id", flat=True)
    holders = Post.objects.filter(Q(org__in=orgs) | Q(unit__in=units)).values_list("person_id", flat=True)
    tied = Tie.objects.filter(Q(to_unit__in=units) | Q(to_org__in=orgs)).values_list("from_person_id", flat=True)
    answered = Person.objects.filter(org__in=orgs).values_list("pk", flat=True)
    return _ids(members) | _ids(holders) | _ids(tied) | _ids(answered)


def _above(orgs: Ids) -> Ids:
    """Today's ancestors, by their paths."""
    paths = Organization.objects.filter(pk__in=orgs).values_list("path", flat=True)
    prefixes = {step for path in paths for step in way_to(path[:-STEP])}
    return _ids(Organization.objects.filter(path__in=prefixes).values_list("pk", flat=True)) - orgs


def _units_above(units: Ids) -> Ids:
    parents: dict[int, set[int]] = {}
    for unit, parent in UnitVersion.objects.filter(parent__isnull=False).values_list("unit_id", "parent_id"):
        parents.setdefault(unit, set()).add(parent)
    found: set[int] = set()
    waiting = set(units)
    while waiting:
        waiting = {parent for unit in waiting for parent in parents.get(unit, ())} - found
        found |= waiting
    return frozenset(found)


def _about(orgs: Ids, units: Ids, persons: Ids, venues: Ids) -> Q:
    named = Q(subject_org__in=orgs) | Q(subject_unit__in=units)
    return named | Q(subject_person__in=persons) | Q(subject_venue__in=venues)


def _conditions(reach: Reach) -> dict[str, Q]:
    """Which rows of each relation belong to the closure."""
    mine = Q(org__in=reach.orgs)
    about = _about(reach.orgs | reach.above, reach.units | reach.units_above, reach.persons, reach.venues)
    about |= Q(subject_activity__in=reach.activities) | Q(subject_case__in=reach.cases)
    at_units = mine | Q(unit__in=reach.units)
    ends = [Q(**{f"{end}_{kind}__in": ids}) for end in ("from", "to") for kind, ids in _subjects(reach).items()]
    ties = ends[0]
    for end in ends[1:]:
        ties |= end
    companions = {name: Q(case__in=reach.cases) for name, relation in RELATIONS.items() if relation.companion_of}
    return companions | {
        "case": Q(pk__in=reach.cases),
        "person": Q(pk__in=reach.persons),
        "membership": mine | Q(person__in=reach.persons),
        "post": at_units | Q(person__in=reach.persons),
        "tie": mine | ties,
        "roster_entry": mine | about | _of_tied_units(reach),
        "activity": Q(pk__in=reach.activities),
        "participation": mine | Q(person__in=reach.persons) | Q(activity__in=reach.activities),
        "venue": Q(pk__in=reach.venues),
        "check_answer": mine | about,
        "fund_entry": at_units | Q(person__in=reach.persons),
        "observation": mine | about,
        "task": mine,
        "document": mine | Q(org__in=reach.above),
        "score": mine | about,
    }


def _subjects(reach: Reach) -> dict[str, Ids]:
    return {"org": reach.orgs, "unit": reach.units, "person": reach.persons, "venue": reach.venues, "case": reach.cases}


def _of_tied_units(reach: Reach) -> Q:
    """A unit that one of ours is tied to may stand on a list that spoils the tie."""
    tied = Tie.objects.filter(from_unit__in=reach.units, to_unit__isnull=False).values("to_unit_id")
    return Q(subject_unit__in=tied)
