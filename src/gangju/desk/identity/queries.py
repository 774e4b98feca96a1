"""What pages may show of somebody's number and phone without a reason: masked, and only where his name may be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gangju.desk.access.scope import Scope
from gangju.desk.identity.kept import opened
from gangju.desk.identity.models import PersonIdentity
from gangju.desk.identity.sights import shown
from gangju.desk.ledgers.models import Person

READS = "organization.read"
REVEALS, WRITES = "person.identity", "ledger.write"


@dataclass(frozen=True)
class Masked:
    """Texts are empty where nothing is kept or nothing may be shown."""

    number: str = ""
    phone: str = ""
    may_reveal: bool = False
    may_enter: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.number or self.phone)


def masked(scope: Scope, person: Person) -> Masked:
    """Raises KeyProblem."""
    return masked_many(scope, [person])[person.pk]


def masked_many(scope: Scope, persons: Iterable[Person]) -> Mapping[int, Masked]:
    """One query for all; persons come with their organisation. Raises KeyProblem."""
    asked = list(persons)
    rows = PersonIdentity.objects.in_bulk([person.pk for person in asked])
    return {person.pk: _masked(scope, person, rows.get(person.pk)) for person in asked}


def _masked(scope: Scope, person: Person, row: PersonIdentity | None) -> Masked:
    if not (scope.can(READS, person.org) and scope.persons_named(person.org)):
        return Masked()
    number = opened("number", person.pk, row.number) if row else ""
    phone = opened("phone", person.pk, row.phone) if row else ""
    may = bool(scope.can(REVEALS, person.org))
    return Masked(
        shown(scope, person.org, "number", number),
        shown(scope, person.org, "phone", phone),
        may_reveal=may and bool(number or phone),
        may_enter=may and bool(scope.can(WRITES, person.org)),
    )


def birthdays_differ(scope: Scope, person: Person) -> bool:
    """Does the number name another birthday than the ledger? Reason to warn alone: the personnel file may be right. Raises KeyProblem."""
    row = PersonIdentity.objects.filter(pk=person.pk).first()
    if row is None or person.born_on is None or not (scope.can(READS, person.org) and scope.persons_named(person.org)):
        return False
    number = opened("number", person.pk, row.number)
    return bool(number) and number[6:14] != person.born_on.strftime("%Y%m%d")


def find_person(scope: Scope, code: str) -> Person | None:
    """A person whose name the viewer may read."""
    return scope.rows(Person, REVEALS).filter(scope.named(), code=code).select_related("org").first()
