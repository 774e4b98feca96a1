"""Questions that every page asks, put into SQL once.

Django writes the text of a query anew each time it is asked, and for a page of fifty rows that writing costs more than all
answers together. Here a question is written once for its shape: the query is built with marks in place of the values, its text
is kept, and every later answer only puts the values in their places. It stays the same query, built by the same functions.

A shape is a name and whatever changes the text: how many organisations, which order, which page.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Value = str | int | date
V = TypeVar("V", str, int)
Build = Callable[[Sequence[Any]], QuerySet[Any, tuple[Any, ...]]]
Slot = tuple[int, tuple[str, str]] | tuple[None, Any]
MOST_KEPT = 4_000
# A page has at most fifty rows, a search looks up two hundred things.
LENGTHS = (1, 8, 26, 51, 100, 200)
_FIRST_MARK = 0xE000  # characters that no path and no code has
_FIRST_NUMBER = 9_000_000_000_000
_FIRST_DAY = date(2, 1, 1).toordinal()
_NOTHING = ("", "")
_kept: dict[Hashable, tuple[str, tuple[Slot, ...]] | None] = {}


def ask(shape: Hashable, values: Sequence[Value], build: Build) -> list[tuple[Any, ...]]:
    """The rows of `build(values)`, a query of plain columns. `build` may look at nothing but the values it is given and the shape."""
    key = (connection.vendor, shape, tuple(map(type, values)))
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _written(values, build)
    found = _kept[key]
    if found is None:
        return []
    sql, slots = found
    with connection.cursor() as cursor:
        cursor.execute(sql, [said if place is None else _put(values[place], said) for place, said in slots])
        return list(cursor.fetchall())


def padded(values: list[V]) -> list[V]:
    """The last value repeated until one of a few lengths is full: it changes no answer, and the same prepared texts serve all pages."""
    length = next((length for length in LENGTHS if len(values) <= length), len(values))
    return values + values[-1:] * (length - len(values))


def pattern(q: str) -> str:
    """The value to give for a text that `build` puts into `__contains` or `__startswith`: what means anything in a pattern is escaped."""
    return str(connection.ops.prep_for_like_query(q))


def _put(value: Value, around: tuple[str, str]) -> Any:
    if isinstance(value, str):
        return f"{around[0]}{value}{around[1]}"
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _written(values: Sequence[Value], build: Build) -> tuple[str, tuple[Slot, ...]] | None:
    """None where nothing can be found, whatever the values."""
    marks = [_mark(place, value) for place, value in enumerate(values)]
    try:
        sql, params = build(marks).query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return None
    return str(sql), tuple(_slot(param, marks) for param in params)


def _mark(place: int, value: Value) -> Any:
    """A value of the same kind that nothing else has; a text of the same length, since the depth of a path is its length."""
    if isinstance(value, str):
        return chr(_FIRST_MARK + place) * max(len(value), 1)
    return date.fromordinal(_FIRST_DAY + place) if isinstance(value, date) else _FIRST_NUMBER + place


def _slot(param: Any, marks: Sequence[Any]) -> Slot:
    for place, mark in enumerate(marks):
        if isinstance(mark, str):
            if isinstance(param, str) and mark in param:
                before, _, behind = param.partition(mark)
                return place, (before, behind)
        elif param in (mark, _put(mark, _NOTHING)) and not isinstance(param, bool):
            return place, _NOTHING
    return None, param
