"""Search within a list: rows are found by the names of the things they are about, never by a walk over the rows themselves.

The names are asked first, in the scope; the rows then follow by the index of the reference. Names of persons are searched only
among those that the viewer may know: an answer must not tell who stands on a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from gangju.desk.access.prepared import padded, pattern
from gangju.desk.ledgers.models import Organization, OrganizationVersion, Person, UnitVersion, Venue
from gangju.desk.lists.reach import Reach, asked_within
from gangju.desk.lists.registers import Field, Register

MOST_THINGS = 200
NOTHING = Q(pk__in=[])
Numbers = QuerySet[Any, tuple[int, ...]]


@dataclass(frozen=True)
class Found:
    """What was found to bear the name: by path of a reference its numbers, and a condition on the rows' own texts. `vague` says that
    more things bear the name than were looked up, `by_reference` that the rows are found by indexes of their references alone.
    """

    asked: bool = False
    references: tuple[tuple[str, tuple[int, ...]], ...] = ()
    own: Q = NOTHING
    vague: bool = False
    by_reference: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        return tuple(number for _, numbers in self.references for number in numbers)

    def condition(self, numbers: Sequence[int]) -> Q:
        """On the rows; `numbers` are those of the references, or marks in their places."""
        if not self.asked:
            return Q()
        found, left = self.own, list(numbers)
        for path, known in self.references:
            found |= Q(**{f"{path}__in": left[: len(known)]})
            del left[: len(known)]
        return found


def found_by_name(register: Register, within: Reach, q: str) -> Found:
    if not q:
        return Found()
    own, references, vague = NOTHING, [], False
    for name in register.search:
        column = register.column(name)
        if column.type == "text":
            own |= _own_text(within, register, column, q)
            continue
        for kind, path in _references(column):
            numbers = _bearing(kind, within, q)
            vague |= len(numbers) > MOST_THINGS
            if numbers:
                known = numbers[:MOST_THINGS]
                # PostgreSQL would expect more rows for a number said twice, and rather walk the whole kind
                references.append((path, tuple(padded(known) if connection.vendor == "sqlite" else known)))
    return Found(True, tuple(references), own, vague, all(register.column(name).type != "text" for name in register.search))


def _bearing(kind: str, within: Reach, q: str) -> list[int]:
    if kind == "person":
        return list(_persons(within, q)[: MOST_THINGS + 1])
    if kind not in _LOOKED_UP:
        return []
    look = _LOOKED_UP[kind]
    found = asked_within(within, ("bearing", kind), (pattern(q),), lambda stand, marks: look(stand, marks[0])[: MOST_THINGS + 1])
    return [number for (number,) in found]


def _own_text(within: Reach, register: Register, column: Field, q: str) -> Q:
    found = Q(**{f"{column.path}__contains": q})
    return found & Q(**{f"{register.through}__in": _near(within)}) if column.private else found


def _references(column: Field) -> list[tuple[str, str]]:
    """Kind of thing and the model's reference to it."""
    if column.type == "subject":
        return [(kind, f"{column.path}{kind}_id") for kind in column.subjects]
    return [(column.type, f"{column.path}_id")]


def _organizations(within: Reach, q: str) -> Numbers:
    named = within.cut(OrganizationVersion.objects.filter(name__contains=q), "organization")
    return named.order_by().values_list("organization_id").distinct()


def _units(within: Reach, q: str) -> Numbers:
    return within.cut(UnitVersion.objects.filter(name__contains=q), "org").order_by().values_list("unit_id").distinct()


def _venues(within: Reach, q: str) -> Numbers:
    return within.cut(Venue.objects.filter(name__contains=q), "org").order_by().values_list("pk")


def _persons(within: Reach, q: str) -> QuerySet[Any, int]:
    return Person.objects.filter(org__in=_near(within), name__contains=q).order_by().values_list("pk", flat=True)


def _near(within: Reach) -> list[int]:
    """The few organisations whose persons may be named: asked first, so that persons are looked for by an index on any database."""
    near = Organization.objects.filter(within.scope.named(""), within.condition())
    return list(near.values_list("pk", flat=True))


_LOOKED_UP: Mapping[str, Callable[[Reach, str], Numbers]] = {"org": _organizations, "unit": _units, "venue": _venues}
