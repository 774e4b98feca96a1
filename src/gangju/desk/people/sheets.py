"""核对单: what the ledgers hold about each member, for the member to read and correct by hand.

A branch of sixty is put together in a fixed number of queries. The sheet is the member's own: it says what is kept about him,
also on which lists he stands, as far as whoever prints it may read that; numbers stay masked, for a paper travels.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, Model, Sum

from gangju.desk.access.scope import Scope
from gangju.desk.identity.queries import Masked, masked_many
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.fields import as_decimal
from gangju.desk.ledgers.models import Membership, Person, Post, RosterEntry, in_force
from gangju.desk.ledgers.places import Place
from gangju.desk.people.attendance import of_year
from gangju.desk.people.spells import Names, Spell, Stands, offices, spells, stands

M = TypeVar("M", bound=Model)
NONE = (0, Decimal(0))


@dataclass(frozen=True)
class Sheet:
    code: str
    name: str
    gender: str
    born_on: date | None
    education: str
    standing: str
    spells: Sequence[Spell]
    offices: Sequence[Spell]
    stands: Sequence[Stands]
    identity: Masked
    times: int
    hours: Decimal


def roll(scope: Scope, branch: Place, chosen: Collection[str] | None = None) -> list[Person]:
    """The branch's members of today, by name; only for who may read names."""
    mine = Membership.objects.filter(in_force(scope.today), org=branch.org.pk).values("person_id")
    found = scope.rows(Person).filter(scope.named(), pk__in=mine).select_related("org").order_by("name", "code")
    return list(found if chosen is None else found.filter(code__in=chosen))


def sheets(scope: Scope, persons: Sequence[Person]) -> list[Sheet]:
    """In the order given. The caller has seen to it that the names are open."""
    numbers = [person.pk for person in persons]
    members = _by_person(Membership.objects.filter(person__in=numbers).order_by("since"), "person_id")
    held = _by_person(Post.objects.filter(in_force(scope.today), person__in=numbers).order_by("since", "pk"), "person_id")
    listed = RosterEntry.objects.filter(in_force(scope.today), subject_person__in=numbers).select_related("org").order_by("roster", "since")
    lists = _by_person(listed, "subject_person_id")
    known = Names(
        scope,
        [row.org_id for rows in members.values() for row in rows] + [row.org_id for rows in held.values() for row in rows],
        [row.unit_id for rows in held.values() for row in rows if row.unit_id],
    )
    came, identities = _attendance(numbers, scope.today.year), masked_many(scope, persons)
    return [
        Sheet(
            code=person.code,
            name=person.name,
            gender=label("person.gender", person.gender),
            born_on=person.born_on,
            education=label("person.education", person.education),
            standing=_standing(members.get(person.pk, []), scope.today),
            spells=spells(known, members.get(person.pk, [])),
            offices=offices(known, held.get(person.pk, [])),
            stands=[stands(scope, row) for row in lists.get(person.pk, [])],
            identity=identities[person.pk],
            times=came.get(person.pk, NONE)[0],
            hours=came.get(person.pk, NONE)[1],
        )
        for person in persons
    ]


def _standing(rows: Sequence[Membership], today: date) -> str:
    here = [row for row in rows if row.since <= today and (row.until is None or row.until > today)]
    return label("membership.kind", here[-1].kind) if here else ""


def _attendance(numbers: Sequence[int], year: int) -> Mapping[int, tuple[int, Decimal]]:
    """Times and hours of the year by person."""
    rows = of_year(year).filter(person__in=numbers, attended=True).values("person_id").annotate(times=Count("pk"), hours=Sum("hours"))
    return {each["person_id"]: (each["times"], as_decimal(each["hours"]) or Decimal(0)) for each in rows}


def _by_person(rows: Iterable[M], column: str) -> dict[int, list[M]]:
    found: dict[int, list[M]] = {}
    for row in rows:
        found.setdefault(getattr(row, column), []).append(row)
    return found
