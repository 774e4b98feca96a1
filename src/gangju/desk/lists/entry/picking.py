"""Whom and what a row speaks of: searched while typing, found again from what was typed. Everything is cut to the scope.

A thing stands in a field as its name with its code behind it, 甲村党支部（o-12）: the code tells two of one name apart, and what was
chosen from the list reads back as the same thing. Outside the scope and absent are the same answer; persons are found only
where the viewer may name them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import (
    ANY_SUBJECT_KINDS,
    Activity,
    Case,
    DocumentVersion,
    OrganizationVersion,
    Person,
    Task,
    Tie,
    UnitVersion,
    Venue,
)
from gangju.desk.ui.words import short_day

MOST = 20
READ = "organization.read"
# What a list calls a kind of thing → what a facts folder calls it.
SUBJECT_KINDS: Mapping[str, str] = {suffix: kind for kind, suffix in ANY_SUBJECT_KINDS.items()}
_WITH_CODE = re.compile(r"^(?P<name>.*?)\s*[（(](?P<code>[^（）()\s]{1,64})[）)]$")


@dataclass(frozen=True)
class Choice:
    """One thing that may be meant."""

    kind: str
    number: int
    code: str
    name: str

    @property
    def words(self) -> str:
        return f"{self.name}（{self.code}）" if self.name else self.code


Rows = Iterator[tuple[int, str, str]]
# q: part of a name or code; exact: the same as a whole; number: one thing by its number
Asked = Mapping[str, Any]


def search(scope: Scope, kinds: Sequence[str], typed: str) -> list[Choice]:
    """Things whose name or code holds what was typed; nothing for nothing."""
    said = _parts(typed)[0] or typed.strip()
    if not said:
        return []
    found = [Choice(kind, *row) for kind in kinds for row in _unique(_KINDS[kind](scope, contains=said))]
    return found[:MOST]


def find(scope: Scope, kinds: Sequence[str], typed: str) -> Choice:
    """The one thing that is meant. Raises ValueError with a sentence."""
    _, code = _parts(typed)
    by_code = [Choice(kind, *row) for kind in kinds for row in _unique(_KINDS[kind](scope, code=code or typed.strip()))]
    if len(by_code) == 1:
        return by_code[0]
    by_name = [Choice(kind, *row) for kind in kinds for row in _unique(_KINDS[kind](scope, name=typed.strip()))]
    if len(by_name) == 1:
        return by_name[0]
    if by_name or by_code:
        raise ValueError(f"“{typed}”有 {len(by_name or by_code)} 个，请从列表中选一个，或改填编号")
    raise ValueError(f"没有找到“{typed}”，请从列表中选；列表里没有的请先登记")


def called(scope: Scope, kind: str, number: int) -> Choice | None:
    """None where the viewer may not know what it is called."""
    row = next(iter(_unique(_KINDS[kind](scope, number=number))), None)
    return Choice(kind, *row) if row is not None else None


def _parts(typed: str) -> tuple[str, str]:
    found = _WITH_CODE.match(typed.strip())
    return (found["name"], found["code"]) if found else ("", "")


def _unique(rows: Iterable[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Versions in order of time: the newest name of each thing."""
    newest = {number: (number, code, name) for number, code, name in rows}
    return list(newest.values())


def _asked(code: str, name: str, number: str, asked: Asked) -> Q:
    if "contains" in asked:
        return Q(**{f"{name}__icontains": asked["contains"]}) | Q(**{f"{code}__istartswith": asked["contains"]})
    if "code" in asked:
        return Q(**{code: asked["code"]})
    return Q(**{name: asked["name"]}) if "name" in asked else Q(**{number: asked["number"]})


def _organizations(scope: Scope, **asked: Any) -> Rows:
    rows = OrganizationVersion.objects.filter(
        scope.reach(READ, "organization__"), _asked("organization__code", "name", "organization", asked)
    )
    yield from rows.order_by("since").values_list("organization_id", "organization__code", "name")[: MOST * 3]


def _units(scope: Scope, **asked: Any) -> Rows:
    rows = UnitVersion.objects.filter(scope.reach(READ, "org__"), _asked("unit__code", "name", "unit", asked))
    yield from rows.order_by("since").values_list("unit_id", "unit__code", "name")[: MOST * 3]


def _persons(scope: Scope, **asked: Any) -> Rows:
    rows = Person.objects.filter(scope.reach(READ, "org__"), scope.named(), _asked("code", "name", "pk", asked))
    yield from rows.order_by("name", "pk").values_list("pk", "code", "name")[:MOST]


def _venues(scope: Scope, **asked: Any) -> Rows:
    rows = Venue.objects.filter(scope.reach(READ, "org__"), _asked("code", "name", "pk", asked)).order_by("code")
    for number, code, name, kind in rows.values_list("pk", "code", "name", "kind")[:MOST]:
        yield number, code, name or label("venue.kind", kind)


def _documents(scope: Scope, **asked: Any) -> Rows:
    rows = DocumentVersion.objects.filter(scope.reach(READ, "org__"), _asked("document__code", "title", "document", asked))
    yield from rows.order_by("since").values_list("document_id", "document__code", "title")[: MOST * 3]


def _activities(scope: Scope, **asked: Any) -> Rows:
    rows = Activity.objects.filter(scope.reach("activity.read", "org__"), _asked("code", "topic", "pk", asked)).order_by("-started_at")
    for number, code, kind, held in rows.values_list("pk", "code", "kind", "started_at")[:MOST]:
        yield number, code, f"{label('activity.kind', kind)} {short_day(held)}"


def _cases(scope: Scope, **asked: Any) -> Rows:
    rows = Case.objects.filter(scope.reach(READ, "org__"), _asked("code", "code", "pk", asked)).order_by("-opened_on")
    for number, code, kind in rows.values_list("pk", "code", "kind")[:MOST]:
        yield number, code, label("case.kind", kind)


def _ties(scope: Scope, **asked: Any) -> Rows:
    rows = Tie.objects.filter(scope.reach(READ, "org__"), _asked("code", "code", "pk", asked)).order_by("-since")
    for number, code, kind in rows.values_list("pk", "code", "kind")[:MOST]:
        yield number, code, label("tie.kind", kind)


def _tasks(scope: Scope, **asked: Any) -> Rows:
    rows = Task.objects.filter(scope.reach(READ, "org__"), _asked("code", "clause", "pk", asked)).order_by("code")
    yield from (
        (number, code, f"{plan} {clause}") for number, code, plan, clause in rows.values_list("pk", "code", "plan", "clause")[:MOST]
    )


_KINDS: Mapping[str, Callable[..., Rows]] = {
    "org": _organizations,
    "unit": _units,
    "person": _persons,
    "venue": _venues,
    "document": _documents,
    "activity": _activities,
    "case": _cases,
    "tie": _ties,
    "task": _tasks,
}
KINDS = tuple(_KINDS)
