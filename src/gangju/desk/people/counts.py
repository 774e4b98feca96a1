"""How many stand on the lists of persons, where the names are not for the viewer and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Substr

from gangju.desk.access.scope import STEP, Scope
from gangju.desk.ledgers.models import RosterEntry, below, in_force
from gangju.desk.ledgers.places import Place
from gangju.desk.people.lists import LISTED, PAGES, TITLES


@dataclass(frozen=True)
class Figure:
    """One list of a branch with its number of people."""

    page: str
    title: str
    number: int


def figures(scope: Scope, branch: Place) -> list[Figure]:
    """Floating, in difficulty, exempt: of one branch, one query."""
    found = scope.rows(RosterEntry).filter(in_force(scope.today), org=branch.org.pk, roster__in=list(LISTED), subject_person__isnull=False)
    by_roster = dict(found.values("roster").annotate(number=Count("subject_person", distinct=True)).values_list("roster", "number"))
    return [Figure(page, TITLES[page], sum(by_roster.get(roster, 0) for roster in rosters)) for page, rosters in PAGES.items()]


def on_list(scope: Scope, org: Place, rosters: Sequence[str]) -> QuerySet[RosterEntry]:
    """Rows in force today about persons at or below the organisation, as far as the viewer reaches."""
    rows = scope.rows(RosterEntry).filter(below(org.path, "org__path"), in_force(scope.today))
    return rows.filter(roster__in=list(rosters), subject_person__isnull=False)


def by_part(scope: Scope, org: Place, rosters: Sequence[str]) -> dict[str, dict[str, int]]:
    """Path of each organisation directly below (or its own) → roster → number."""
    part = Substr(F("org__path"), Value(1), Value(len(org.path) + STEP))
    rows = on_list(scope, org, rosters).annotate(part=part).values("part", "roster").annotate(number=Count("pk")).order_by("part")
    found: dict[str, dict[str, int]] = {}
    for each in rows:
        found.setdefault(each["part"], {})[each["roster"]] = each["number"]
    return found
