"""What the references of a page's rows are called: each kind of thing is asked once for the whole page.

What lies outside the viewer's scope has no name here, and a person only where the scope opens it; the page then says so in place
of the name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from markupsafe import Markup, escape

from gangju.desk.access.prepared import padded
from gangju.desk.access.scope import Scope
from gangju.desk.access.scoped import ask
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Activity, Case, DocumentVersion, OrganizationVersion, Person, Task, Tie, UnitVersion, Venue
from gangju.desk.ledgers.names import NAMELESS
from gangju.desk.ledgers.places import BRANCHES
from gangju.desk.ui.words import short_day

OUTSIDE = "（不在您的范围内）"
Named = dict[int, str]
Found = QuerySet[Any, tuple[Any, ...]]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Names:
    """By kind of thing and number. `missing` is said of what has no name here."""

    known: Mapping[str, Mapping[int, str]]

    def of(self, kind: str, number: int) -> str:
        found = self.known.get(kind, {}).get(number)
        return found if found is not None else missing(kind)

    def shown(self, kind: str, number: int) -> bool:
        return number in self.known.get(kind, {})


def missing(kind: str) -> str:
    return NAMELESS if kind == "person" else OUTSIDE


def names(scope: Scope, permission: str, wanted: Mapping[str, Iterable[int]]) -> Names:
    asked = {kind: set(numbers) for kind, numbers in wanted.items()}
    return Names({kind: _KINDS[kind](scope, permission, numbers) for kind, numbers in asked.items() if numbers and kind in _KINDS})


def _asked(kind: str, scope: Scope, permission: str, numbers: Iterable[int], build: Callable[[Scope, str, Sequence[int]], Found]) -> Rows:
    wanted = padded(sorted(numbers))
    return ask(scope, ("names", kind, permission, len(wanted)), wanted, lambda stand, marks: build(stand, permission, marks))


def _organizations(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    """The newest name with a link to its own page, for dissolved organisations too."""
    found = _asked("org", scope, permission, numbers, _versions)
    results = bool(scope.may("standard.read"))
    return {number: _link(_home(kind, results=results).replace(HOLE, code), name) for number, code, name, kind in found}


def _versions(scope: Scope, permission: str, numbers: Sequence[int]) -> Found:
    rows = OrganizationVersion.objects.filter(scope.reach(permission, "organization__"), organization__in=numbers).order_by("since")
    return rows.values_list("organization_id", "organization__code", "name", "kind")


def _link(href: str, words: str) -> Markup:
    return Markup(f'<a href="{escape(href)}">{escape(words)}</a>')  # noqa: S704 - both parts are escaped; fifty formats cost a millisecond


HOLE = "-code-"


@cache
def _home(kind: str, *, results: bool) -> str:
    """The address of an organisation's page with a hole for its code: to reverse fifty addresses one by one costs a millisecond.

    Who reads no results has no page of an organisation but its past."""
    if not results:
        return reverse("ledgers:history", args=[HOLE])
    return reverse("work:branch" if kind in BRANCHES else "plans:matrix", args=[HOLE])


def _units(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    return dict(_asked("unit", scope, permission, numbers, _unit_versions))


def _unit_versions(scope: Scope, permission: str, numbers: Sequence[int]) -> Found:
    rows = UnitVersion.objects.filter(scope.reach(permission, "org__"), unit__in=numbers).order_by("since")
    return rows.values_list("unit_id", "name")


def _persons(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    if not scope.naming_paths:
        return {}
    return dict(_asked("person", scope, permission, numbers, _named_persons))


def _named_persons(scope: Scope, permission: str, numbers: Sequence[int]) -> Found:
    return Person.objects.filter(scope.reach(permission, "org__"), scope.named(), pk__in=numbers).values_list("pk", "name")


def _venues(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    rows = Venue.objects.filter(scope.reach(permission, "org__"), pk__in=numbers).values_list("pk", "name", "kind")
    return {number: name or label("venue.kind", kind) for number, name, kind in rows}


def _activities(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    seen = scope.reach(permission, "org__") & scope.reach("activity.read", "org__")
    rows = Activity.objects.filter(seen, pk__in=numbers).values_list("pk", "code", "kind", "started_at")
    address = reverse("ledgers:activity", args=[HOLE])
    return {
        number: _link(address.replace(HOLE, code), f"{label('activity.kind', kind)} {short_day(held)}") for number, code, kind, held in rows
    }


def _documents(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    rows = DocumentVersion.objects.filter(scope.reach(permission, "org__"), document__in=numbers).order_by("since")
    return dict(rows.values_list("document_id", "title"))


def _cases(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    rows = Case.objects.filter(scope.reach(permission, "org__"), pk__in=numbers).values_list("pk", "kind", "opened_on")
    return {number: f"{label('case.kind', kind)} {short_day(opened)}" for number, kind, opened in rows}


def _ties(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    rows = Tie.objects.filter(scope.reach(permission, "org__"), pk__in=numbers).values_list("pk", "kind", "since")
    return {number: f"{label('tie.kind', kind)} {short_day(since)} 起" for number, kind, since in rows}


def _tasks(scope: Scope, permission: str, numbers: Iterable[int]) -> Named:
    rows = Task.objects.filter(scope.reach(permission, "org__"), pk__in=numbers).values_list("pk", "plan", "clause")
    return {number: f"{plan} {clause}" for number, plan, clause in rows}


_KINDS: Mapping[str, Callable[[Scope, str, Iterable[int]], Any]] = {
    "org": _organizations,
    "unit": _units,
    "person": _persons,
    "venue": _venues,
    "activity": _activities,
    "document": _documents,
    "case": _cases,
    "tie": _ties,
    "task": _tasks,
}
