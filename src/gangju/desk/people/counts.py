"""How many stand on the lists of persons, where the names are not for the viewer and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Substr

from gangju.desk.access.scope import STEP, Scope
from gangju.desk.ledgers.models import Organization, RosterEntry, below, in_force
from gangju.desk.ledgers.places import Place
from gangju.desk.lists.reach import MOST_NARROW
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


def within(scope: Scope, org: Place) -> Q:
    """The condition on rows answered for at or below an organisation, in the way that its width asks for (`lists.reach`): a town's
    organisations by their numbers; of a county's the rows are found by their list and each asks whether it lies within."""
    mine = Organization.objects.filter(scope.reach("organization.read", ""), below(org.path))
    numbers = list(mine.values_list("pk", flat=True)[: MOST_NARROW + 1])
    return Q(org__in=numbers) if len(numbers) <= MOST_NARROW else Q(Exists(mine.filter(pk=OuterRef("org"))))


def on_list(scope: Scope, cut: Q, rosters: Sequence[str]) -> QuerySet[RosterEntry]:
    """Rows in force today about persons; `cut` is of `within`."""
    return RosterEntry.objects.filter(cut, in_force(scope.today), roster__in=list(rosters), subject_person__isnull=False)


def by_part(scope: Scope, org: Place, cut: Q, rosters: Sequence[str]) -> dict[str, dict[str, int]]:
    """Path of each organisation directly below (or its own) → roster → number."""
    part = Substr(F("org__path"), Value(1), Value(len(org.path) + STEP))
    rows = on_list(scope, cut, rosters).annotate(part=part).values("part", "roster").annotate(number=Count("pk")).order_by("part")
    found: dict[str, dict[str, int]] = {}
    for each in rows:
        found.setdefault(each["part"], {})[each["roster"]] = each["number"]
    return found
