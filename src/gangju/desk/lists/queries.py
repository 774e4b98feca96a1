"""One page of a list: which rows, in which order, how many. Two to five questions, each answered from an index.

How rows are found depends on the width of the scope (see `reach`) and on how many there are. The number is counted up to a
limit first. Up to it any column may give the order; above it only those that an index keeps in order, because ordering two
hundred thousand rows for the sake of fifty is not calm. The page says so and offers a narrower organisation.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import in_force
from gangju.desk.lists.asking import Asked
from gangju.desk.lists.finding import NOTHING, Found, found_by_name
from gangju.desk.lists.reach import Reach, Within, asked_within, bare, find, reach
from gangju.desk.lists.registers import Field, Register

ROWS_A_PAGE = 50
COUNTED = 1_000
DEEPEST_PAGE = 200
TREE = "org_id"


@dataclass(frozen=True)
class Page:
    """`rows` are the values of `columns` after the row's number; `total` counts to `COUNTED`, `more` says that there are still more."""

    rows: list[tuple[Any, ...]]
    total: int
    more: bool
    number: int
    sort: str
    last: bool
    narrow: bool
    within: Within | None = None
    vague: bool = False

    @property
    def pages(self) -> int | None:
        """None where only the beginning was counted."""
        return None if self.more else max(1, -(-self.total // ROWS_A_PAGE))


def page(scope: Scope, register: Register, asked: Asked, paths: tuple[str, ...]) -> Page:
    """`paths` are the columns to read, as the ORM writes them."""
    place = find(scope, register.read, asked.within) if asked.within else None
    within = reach(scope, register.read, place)
    named = found_by_name(register, within, asked.q)
    question = _Question(register, within, asked, named, ("pk", *paths))
    size = COUNTED if asked.whole else ROWS_A_PAGE
    # the first page of a narrow scope may be all there is: then nothing needs counting
    begun = question.taken(_sort(register, asked, within, more=False), 1, size, more=False) if within.narrow and asked.page == 1 else None
    total = len(begun) if begun is not None and len(begun) <= size else question.count()
    more = total > COUNTED
    sort = _sort(register, asked, within, more)
    number = min(asked.page, DEEPEST_PAGE if more else max(1, -(-total // size)))
    if begun is None:
        begun = question.taken(sort, number, size, more) if total else []
    return Page(begun[:size], min(total, COUNTED), more, number, sort, len(begun) <= size, within.narrow, place, named.vague)


def count(register: Register, within: Reach, asked: Asked) -> int:
    """Rows as the list would show them, without a search; up to one more than the limit."""
    return _Question(register, within, asked, Found(), ("pk",)).count()


def narrowed(register: Register, within: Reach, asked: Asked) -> QuerySet[Any]:
    """Rows of all kinds of the register's relation within the scope."""
    rows = _filtered(register, asked, Found(), ())
    return within.cut(register.model._default_manager.filter(rows.other), register.through)


def one(scope: Scope, register: Register, row: int, permission: str = "") -> Model | None:
    """A row of the list within the scope of the permission (to read it, unless another is named); None for absent and forbidden alike."""
    seen = scope.rows(register.model, permission or register.read, through=register.through)
    found: Model | None = seen.filter(pk=row, **register.fixed).first()
    return found


def sortable(narrow: bool, more: bool, register: Register, column: Field) -> bool:
    """May the list be put in the order of this column? Never by names of persons: the order would tell what the names do not."""
    if not column.sortable or column.type in ("person", "unit") or column.private:
        return False
    return narrow or not more or column.name in register.walks


@dataclass(frozen=True)
class _Question:
    """One list asked in one way. Without filters and without a search in texts of its own, as most pages are opened, it is prepared."""

    register: Register
    within: Reach
    asked: Asked
    named: Found
    columns: tuple[str, ...]

    def count(self) -> int:
        return len(self._rows(("count",), lambda within, rows: _counted(self.register, within, rows)))

    def taken(self, sort: str, number: int, size: int, more: bool) -> list[tuple[Any, ...]]:
        """One row more than the page has, to know whether there is another."""
        start = (number - 1) * size
        wanted = slice(start, start + size + 1)

        def build(within: Reach, rows: _Rows) -> QuerySet[Any, tuple[Any, ...]]:
            found = _ordered(self.register, within, rows, sort, more)
            if within.narrow:  # all are put in order for the sake of a page: by what an index holds of them, then the page is read
                page = self.register.model._default_manager.filter(pk__in=found.values("pk")[wanted])
                return page.order_by(*found.query.order_by).values_list(*self.columns)
            return found.values_list(*self.columns)[wanted]

        return self._rows(("page", self.columns, sort, more, start, size), build)

    def _rows(self, way: Hashable, build: Callable[[Reach, _Rows], QuerySet[Any, tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
        register, asked, named = self.register, self.asked, self.named
        if named.own != NOTHING or asked.exact or asked.ranges:
            return list(build(self.within, _filtered(register, asked, named, named.numbers)))
        days = (asked.day,) if asked.day is not None and register.span is not None else ()

        def made(within: Reach, marks: Sequence[Any]) -> QuerySet[Any, tuple[Any, ...]]:
            stood = replace(asked, day=marks[0] if days else None)
            return build(within, _filtered(register, stood, named, marks[len(days) :]))

        lengths = tuple((path, len(numbers)) for path, numbers in named.references)
        return asked_within(self.within, (register.key, way, named.asked, lengths, bool(days)), (*days, *named.numbers), made)


@dataclass(frozen=True)
class _Rows:
    """What is asked of the rows themselves: `exact` may be hidden from the planner, `other` may not. Rows found `by_reference` are
    few, whatever their kind.
    """

    exact: dict[str, Any]
    other: Q
    by_reference: bool = False

    def on(self, register: Register, *, hidden: bool) -> QuerySet[Any]:
        rows = register.model._default_manager.filter(self.other)
        return bare(rows, **self.exact) if hidden else rows.filter(**self.exact)


def _filtered(register: Register, asked: Asked, named: Found, numbers: Sequence[int]) -> _Rows:
    exact: dict[str, Any] = dict(register.fixed)
    other = named.condition(numbers)
    for name, typed in asked.exact.items():
        exact |= _equal(register.column(name), typed)
    for name, (first, last) in asked.ranges.items():
        other &= _between(register.column(name), first, last)
    if asked.day is not None and register.span is not None:
        other &= _in_force(register, asked)
    return _Rows(exact, other, named.by_reference)


def _equal(column: Field, typed: str) -> dict[str, Any]:
    """A value that the column cannot have finds nothing."""
    if column.type == "yes_no":
        return {column.path: {"yes": True, "no": False}.get(typed)} if typed in ("yes", "no") else {}
    if column.type == "whole":
        return {column.path: int(typed) if typed.isdecimal() and len(typed) < 10 else -1}
    return {column.path: typed}


def _between(column: Field, first: date | None, last: date | None) -> Q:
    """Both days count. A time is compared as a time, so that its index serves."""
    if column.type == "time":
        begin = datetime.combine(first, time()) if first else None
        return _bounded(column.path, begin, datetime.combine(last + timedelta(days=1), time()) if last else None, "lt")
    return _bounded(column.path, first, last, "lte")


def _bounded(path: str, first: date | None, last: date | None, end: str) -> Q:
    begun = Q() if first is None else Q(**{f"{path}__gte": first})
    return begun if last is None else begun & Q(**{f"{path}__{end}": last})


def _in_force(register: Register, asked: Asked) -> Q:
    if asked.day is None or register.span is None:
        return Q()
    if register.span == ("since", "until"):
        return in_force(asked.day)
    first, last = register.span
    begun = Q(**{f"{first}__isnull": True}) | Q(**{f"{first}__lte": asked.day})
    return begun & (Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gt": asked.day}))


def _counted(register: Register, within: Reach, rows: _Rows) -> QuerySet[Any, tuple[Any, ...]]:
    """Up to one more than the limit. Where no kind is named to be found by, rows are counted along the tree."""
    of_kind = register.by in rows.exact
    found = rows.on(register, hidden=within.narrow or rows.by_reference or not of_kind)
    direct = of_kind or rows.by_reference
    cut = within.cut(found, register.through) if direct else within.along_the_tree(found, register.through)
    return cut.order_by().values_list("pk")[: COUNTED + 1]


def _sort(register: Register, asked: Asked, within: Reach, more: bool) -> str:
    wanted = asked.sort or register.sort
    for sort in (wanted, register.sort):
        if sortable(within.narrow, more, register, register.column(sort.removeprefix("-"))):
            return sort
    return TREE


def _ordered(register: Register, within: Reach, rows: _Rows, sort: str, more: bool) -> QuerySet[Any]:
    column, down = register.column(sort.removeprefix("-")), sort.startswith("-")
    tree = column.name == TREE
    path = f"{register.through}__path" if tree else column.path
    order = (f"-{path}", "-pk") if down else (path, "pk")
    if within.narrow:
        return within.cut(rows.on(register, hidden=True), register.through).order_by(*order)
    if not more:
        found = within.cut(rows.on(register, hidden=rows.by_reference), register.through)
        if connection.vendor == "postgresql":  # which knows by its statistics that they are few
            return found.order_by(*order)
        few = found.order_by()[: COUNTED + 1]
        return register.model._default_manager.filter(pk__in=few.values("pk")).order_by(*order)
    if tree:
        return within.along_the_tree(rows.on(register, hidden=True), register.through).order_by(*order)
    walked = register.model._default_manager.filter(rows.other, **register.fixed)
    filters = {name: value for name, value in rows.exact.items() if name not in register.fixed}
    return within.cut(bare(walked, **filters), register.through).order_by(*order)
