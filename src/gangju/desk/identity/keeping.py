"""The keeper of imports: recognises people by the keyed hash of their number, keeps new numbers sealed, very many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.db.models import QuerySet

from gangju.desk import clock
from gangju.desk.identity.kept import opened, sealed
from gangju.desk.identity.models import NUMBER, PersonIdentity
from gangju.desk.ledgers import bulk
from gangju.desk.vault.hashing import candidates, keyed_hash
from gangju.desk.vault.keys import held

T = TypeVar("T")
AT_ONCE = 500
WHOLE_TABLE = 20_000  # above this one pass over the table is quicker than asking in pieces
COLUMNS = ("person_id", "number", "number_hash", "phone", "phone_hash", "changed_at")


class SealedNumbers:
    """`sheets.identity.Keeper` over `PersonIdentity`."""

    model = PersonIdentity

    def find(self, numbers: Sequence[str]) -> Mapping[str, int]:
        """Whoever has one of the numbers, wherever he is; the caller cuts to its scope."""
        with held():
            asked = {hashed: number for number in numbers for hashed in candidates(number.encode(), purpose=NUMBER)}
        return {asked[hashed]: person for hashed, person in _persons(asked)}

    def known(self, numbers: Mapping[int, str]) -> Mapping[int, bool]:
        """Of the persons with a number kept already: is it this one?"""
        kept = ((person, hashed) for person, hashed in _kept(numbers) if hashed is not None)
        with held():
            return {person: hashed in candidates(numbers[person].encode(), purpose=NUMBER) for person, hashed in kept}

    def keep(self, numbers: Mapping[int, str], at: datetime) -> Sequence[int]:
        """Adds numbers of persons who have none, and says whose. An IntegrityError is a number held by another."""
        there = dict(_kept(numbers))
        with held():
            fresh = {person: sealed("number", person, number) for person, number in numbers.items() if there.get(person) is None}
        new = ((person, *values, None, None, at) for person, values in fresh.items() if person not in there)
        bulk.insert(PersonIdentity, COLUMNS, new)
        for person in fresh.keys() & there.keys():
            value, hashed = fresh[person]
            PersonIdentity.objects.filter(pk=person).update(number=value, number_hash=hashed, changed_at=at)
        return list(fresh)

    def moved(self, persons: Sequence[int], at: datetime) -> int:
        """How many of those added then have been changed since."""
        there = sum(PersonIdentity.objects.filter(pk__in=some, changed_at=at).count() for some in _pieces(persons))
        return len(persons) - there

    def take_back(self, persons: Sequence[int]) -> None:
        for some in _pieces(persons):
            PersonIdentity.objects.filter(pk__in=some, phone__isnull=True).delete()
            PersonIdentity.objects.filter(pk__in=some).update(number=None, number_hash=None, changed_at=clock.now())

    def fingerprints(self, numbers: Iterable[str]) -> list[str]:
        """Numbers as a plan's fingerprint may hold them."""
        with held():
            return [keyed_hash(number.encode(), purpose=NUMBER).hex() for number in numbers]


def whole_of(persons: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """Number and phone of very many, for an export that was asked for by reason. The caller has asked the scope. Raises KeyProblem."""
    rows = PersonIdentity.objects.values_list("person_id", "number", "phone")
    found = (row for some in _some(rows, "person_id__in", persons) for row in some if row[0] in persons)
    with held():
        return {
            person: {"identity": opened("number", person, number), "phone": opened("phone", person, phone)}
            for person, number, phone in found
        }


def _persons(asked: Collection[bytes]) -> Iterator[tuple[bytes, int]]:
    """Who holds one of the hashes."""
    rows = PersonIdentity.objects.filter(number_hash__isnull=False).values_list("number_hash", "person_id")
    for some in _some(rows, "number_hash__in", asked):
        yield from ((bytes(hashed), person) for hashed, person in some if bytes(hashed) in asked)


def _kept(persons: Collection[int]) -> Iterator[tuple[int, bytes | None]]:
    """Those of the persons who have a row, with the hash of the number that stands in it."""
    rows = PersonIdentity.objects.values_list("person_id", "number_hash")
    for some in _some(rows, "person_id__in", persons):
        yield from ((person, bytes(hashed) if hashed is not None else None) for person, hashed in some if person in persons)


def _some(rows: QuerySet[Any, tuple[Any, ...]], condition: str, asked: Collection[Any]) -> Iterator[Iterable[tuple[Any, ...]]]:
    if len(asked) > WHOLE_TABLE:
        yield rows.iterator(chunk_size=10_000)
    else:
        yield from (rows.filter(**{condition: some}) for some in _pieces(asked))


def _pieces(asked: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(asked)
    while some := list(islice(rest, AT_ONCE)):
        yield some
