"""How wide a viewer's scope is, and the condition that cuts a ledger to it. The width decides by which index a list is read.

SQLite 3.40 keeps no histogram: it cannot know that a county's path range holds every row and a branch's a handful. So the
room tells it. A narrow scope is a handful of organisations: rows are found by their numbers and sorted in memory. A wide scope
is walked in the order of an index, and each row asks whether its organisation lies within; fifty rows are soon together.
`docs/why/lists.md` has the measured plans.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet

from gangju.desk.access.prepared import Value, pattern
from gangju.desk.access.scope import Scope
from gangju.desk.access.scoped import ask
from gangju.desk.ledgers.models import Organization, OrganizationVersion, below, in_force

# As many organisations as a town has; beyond that reading by organisation costs more than walking an index.
MOST_NARROW = 150
MOST_CHOICES = 12
_Versions = QuerySet[OrganizationVersion, tuple[Any, ...]]


class Bare(Func):
    """The column itself, for which SQLite takes no index (a unary plus); PostgreSQL has statistics and is left alone."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return super().as_sql(compiler, connection, template="+%(expressions)s", **extra)


@dataclass(frozen=True)
class Reach:
    """The permission's organisations, or those of them at and below `top`. `numbers` are theirs where the scope is narrow, else None."""

    scope: Scope
    permission: str
    top: str | None
    numbers: tuple[int, ...] | None

    @property
    def narrow(self) -> bool:
        return self.numbers is not None

    def condition(self, prefix: str = "") -> Q:
        """On organisations, or on what refers to them by `prefix`."""
        within = self.scope.reach(self.permission, prefix)
        return within if self.top is None else within & below(self.top, f"{prefix}path")

    def cut(self, rows: QuerySet[Any], through: str) -> QuerySet[Any]:
        """The rows of a ledger within the scope, in whatever order an index gives them."""
        if self.numbers is not None:
            return rows.filter(**{f"{through}__in": self.numbers})
        return rows.filter(Exists(Organization.objects.filter(self.condition(), pk=OuterRef(through))))

    def along_the_tree(self, rows: QuerySet[Any], through: str) -> QuerySet[Any]:
        """The same rows, read organisation by organisation in the order of the tree."""
        return self.cut(rows, through) if self.narrow else rows.filter(self.condition(f"{through}__"))


@dataclass(frozen=True)
class Within:
    """The organisation below which a list is cut: its path (empty where there is none), or those that the typed words may mean."""

    path: str = ""
    code: str = ""
    name: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def asked_within(
    within: Reach, shape: Hashable, values: Sequence[Value], build: Callable[[Reach, Sequence[Any]], QuerySet[Any, tuple[Any, ...]]]
) -> list[tuple[Any, ...]]:
    """The rows of `build(within, values)`, prepared: a narrow scope is its numbers, whatever organisation was chosen."""
    places: tuple[Value, ...] = within.numbers if within.numbers is not None else (within.top,) if within.top is not None else ()
    number = len(values)

    def made(stand: Scope, marks: Sequence[Any]) -> QuerySet[Any, tuple[Any, ...]]:
        there = tuple(marks[number:])
        top = there[0] if there and not within.narrow else None
        return build(Reach(stand, within.permission, top, there if within.narrow else None), marks[:number])

    return ask(within.scope, (shape, within.permission, within.narrow, number), (*values, *places), made)


def find(scope: Scope, permission: str, typed: str) -> Within:
    """By code, or by a part of the name that only one of the viewer's organisations has."""

    def coded(stand: Scope, marks: Sequence[Any]) -> _Versions:
        return _placed(stand, permission, marks[0]).filter(organization__code=marks[1])[:1]

    def named(stand: Scope, marks: Sequence[Any]) -> _Versions:
        return _placed(stand, permission, marks[0]).filter(name__contains=marks[1]).order_by("organization__path")[:MOST_CHOICES]

    found = ask(scope, ("coded", permission), (scope.today, typed), coded)
    found = found or ask(scope, ("named", permission), (scope.today, pattern(typed)), named)
    if len(found) == 1 or any(name == typed for _, _, name in found):
        return Within(*next((each for each in found if each[2] == typed), found[0]))
    return Within(choices=tuple((code, name) for _, code, name in found))


def _placed(scope: Scope, permission: str, day: date) -> _Versions:
    seen = OrganizationVersion.objects.filter(scope.reach(permission, "organization__")).filter(in_force(day))
    return seen.values_list("organization__path", "organization__code", "name")


def reach(scope: Scope, permission: str, within: Within | None = None) -> Reach:
    """The scope of the permission, or the part of it at and below an organisation that `find` answered."""
    cut = Reach(scope, permission, None if within is None else within.path, None)
    tops = () if cut.top is None else (cut.top,)
    found = ask(scope, ("reach", permission, len(tops)), tops, lambda stand, marks: _numbers(stand, permission, marks))
    numbers = tuple(number for (number,) in found)
    return replace(cut, numbers=numbers) if len(numbers) <= MOST_NARROW else cut


def _numbers(scope: Scope, permission: str, tops: Sequence[str]) -> QuerySet[Organization, Any]:
    cut = Reach(scope, permission, tops[0] if tops else None, None)
    return Organization.objects.filter(cut.condition()).values_list("pk")[: MOST_NARROW + 1]


def bare(rows: QuerySet[Any], **exact: Any) -> QuerySet[Any]:
    """Filter by columns whose indexes shall not tempt: the order of the list has its own."""
    names = {path: f"bare_{number}" for number, path in enumerate(exact)}
    hidden: QuerySet[Any] = rows.alias(**{names[path]: Bare(F(path)) for path in exact})
    return hidden.filter(**{names[path]: value for path, value in exact.items()})
