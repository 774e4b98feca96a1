"""The deeds: look at somebody's whole number against a reason, enter or correct it. The journal knows that, never the number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gangju.desk import clock
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.identity.kept import opened, put
from gangju.desk.identity.masks import masked
from gangju.desk.identity.models import NUMBER, PersonIdentity
from gangju.desk.identity.queries import REVEALS, WRITES
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.models import Person
from gangju.desk.vault.hashing import candidates

SHORTEST_REASON = 4
_NUMBER = re.compile(r"\d{17}[\dXx]")
TAKEN = "这个证件号码已经登记在另一名人员名下。请对照证件核对;确认无误的,请报上级组织部门核查是否重复登记"


@dataclass(frozen=True)
class Revealed:
    """Whole; for one response."""

    number: str
    phone: str


@dataclass(frozen=True)
class Entered:
    """What the form says. An empty text leaves what is kept; `drop_…` takes it away."""

    number: str = ""
    phone: str = ""
    drop_number: bool = False
    drop_phone: bool = False
    reason: str = ""


def reveal(scope: Scope, person: Person, reason: str) -> Revealed:
    """Raises Denied, ValidationError, KeyProblem. Nothing is remembered: the next look is logged again."""
    _require(scope, person, REVEALS)
    row = PersonIdentity.objects.filter(pk=person.pk).first()
    if row is None:
        raise ValidationError("还没有登记证件号码和电话,没有可看的")
    with deed("identity.reveal", scope.actor, org=person.org, subject=f"person:{person.code}", reason=_reason(reason)):
        return Revealed(opened("number", person.pk, row.number), opened("phone", person.pk, row.phone))


def enter(scope: Scope, person: Person, entered: Entered) -> PersonIdentity | None:
    """The row, or None where nothing is kept any more. Raises Denied, ValidationError, KeyProblem."""
    _require(scope, person, REVEALS, WRITES)
    try:
        with transaction.atomic():
            return _enter(scope, person, entered)
    except IntegrityError as taken:  # two entered it at the same moment
        raise ValidationError({"number": TAKEN}) from taken


def _enter(scope: Scope, person: Person, entered: Entered) -> PersonIdentity | None:
    row = PersonIdentity.objects.select_for_update().filter(pk=person.pk).first() or PersonIdentity(person=person)
    before = {column: opened(column, person.pk, getattr(row, column)) for column in ("number", "phone")}
    after = {
        "number": "" if entered.drop_number else entered.number or before["number"],
        "phone": "" if entered.drop_phone else entered.phone or before["phone"],
    }
    changed = [column for column in after if after[column] != before[column]]
    if not changed:
        raise ValidationError("没有改动,不用保存")
    corrected = any(before[column] for column in changed)
    reason = _reason(entered.reason) if corrected else entered.reason.strip()
    if "number" in changed and after["number"]:
        _not_taken(person, after["number"])
    with deed("identity.enter", scope.actor, org=person.org, subject=f"person:{person.code}", reason=reason) as log:
        for column in changed:
            put(row, column, after[column])
        kept = _saved(row)
        log.changed(
            "identity", {each: masked(each, before[each]) for each in changed}, {each: masked(each, after[each]) for each in changed}
        )
    return kept


def _saved(row: PersonIdentity) -> PersonIdentity | None:
    row.changed_at = clock.now()
    row.save()
    if row.number is None and row.phone is None:
        row.delete()
        return None
    return row


def _not_taken(person: Person, number: str) -> None:
    """Whose it is, is not told: he may be outside the scope."""
    hashes = candidates(number.encode(), purpose=NUMBER)
    if PersonIdentity.objects.filter(number_hash__in=hashes).exclude(pk=person.pk).exists():
        raise ValidationError({"number": TAKEN})


def _require(scope: Scope, person: Person, *permissions: str) -> None:
    for permission in permissions:
        scope.require(permission, person.org)
    named = scope.persons_named(person.org)
    if not named:
        raise Denied(named)


def _reason(said: str) -> str:
    if len(said.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": "请写明理由,不少于四个字"})
    if _NUMBER.search(said):
        raise ValidationError({"reason": "理由会原样记入操作日志,请不要写证件号码"})
    return said.strip()
