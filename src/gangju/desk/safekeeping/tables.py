"""Rows of every table as lines of text, and back. Both ways stream: no table is ever whole in memory.

Fields of our own may turn what the database holds into something else when read (an encrypted column into its text).
A backup must hold what the database holds, so each field is read and written by Django's plain field of the same kind.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Col

# Signed-in browsers do not move to another machine; the shape of the tables is made by migrations and not by rows.
LEFT_OUT = frozenset({"django_session", "django_migrations"})
ROWS_AT_ONCE = 1000

Plain = models.Field[Any, Any]


def all_tables() -> list[Table]:
    """Every table that a model stands for, by name."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return [Table(found[name]) for name in sorted(found) if name not in LEFT_OUT]


def unknown_tables(using: str) -> list[str]:
    """Tables in the database that no model stands for: rooms that keep such must be able to make them anew."""
    known = {table.name for table in all_tables()} | LEFT_OUT
    with connections[using].cursor() as cursor:
        return sorted(set(connections[using].introspection.table_names(cursor)) - known)


class Table:
    """One table as lines: a JSON list a row, ordered by the primary key."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name = model._meta.db_table
        own = [field for field in model._meta.concrete_fields if not field.generated]
        self.columns = tuple(str(field.column) for field in own)
        self.fields = [_plain(field) for field in own]
        self.key = next(index for index, field in enumerate(own) if field.primary_key)

    def lines(self, using: str) -> Iterator[bytes]:
        """To be read inside a transaction: on PostgreSQL the rows come through a cursor of the server."""
        connection = connections[using]
        converters = [_converters(field, connection) for field in self.fields]
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._select(connection))
            while found := cursor.fetchmany(ROWS_AT_ONCE):
                for row in found:
                    yield _line([_converted(value, each, connection) for value, each in zip(row, converters, strict=True)])

    def load(self, lines: Iterable[bytes], using: str) -> None:
        """Put rows into the empty table. Raises ValueError for a line that is no row of it."""
        connection = connections[using]
        names = ", ".join(connection.ops.quote_name(column) for column in self.columns)
        places = ", ".join(["%s"] * len(self.columns))
        # Names come from the models, never from the backup.
        adding = f"insert into {connection.ops.quote_name(self.name)} ({names}) values ({places})"  # noqa: S608
        rows = (self._row(line, connection) for line in lines)
        with connection.cursor() as cursor:
            while some := list(islice(rows, ROWS_AT_ONCE)):
                cursor.executemany(adding, some)

    def count(self, using: str) -> int:
        return self.model._base_manager.using(using).count()

    def empty(self, using: str) -> None:
        with connections[using].cursor() as cursor:
            cursor.execute(f"delete from {connections[using].ops.quote_name(self.name)}")  # noqa: S608 - a model's name

    def _select(self, connection: BaseDatabaseWrapper) -> str:
        quoted = [connection.ops.quote_name(column) for column in self.columns]
        text = connection.vendor == "postgresql" and isinstance(self.fields[self.key], models.CharField)
        order = quoted[self.key] + (' collate "C"' if text else "")  # as SQLite orders text
        return f"select {', '.join(quoted)} from {connection.ops.quote_name(self.name)} order by {order}"  # noqa: S608

    def _row(self, line: bytes, connection: BaseDatabaseWrapper) -> list[Any]:
        return [_stored(value, field, connection) for value, field in zip(json.loads(line), self.fields, strict=True)]


def reset_numbers(tables: Sequence[Table], using: str) -> None:
    """The next row gets the number after the highest (SQLite sees to that by itself)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)


def _plain(field: Plain) -> Plain:
    """Django's own field of the same kind; for a reference, of the kind it refers to."""
    if isinstance(field, models.ForeignKey):
        return _plain(field.target_field)
    kind: type[Plain] = getattr(models, field.get_internal_type())
    if isinstance(field, models.DecimalField):
        return models.DecimalField(max_digits=field.max_digits, decimal_places=field.decimal_places)
    return kind(primary_key=field.primary_key)


def _converters(field: Plain, connection: BaseDatabaseWrapper) -> list[Any]:
    column = Col("", field)
    found = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
    return [(convert, column) for convert in found]


def _converted(value: Any, converters: Iterable[Any], connection: BaseDatabaseWrapper) -> Any:
    for convert, column in converters:
        value = convert(value, column, connection)
    return value


def _line(values: Sequence[Any]) -> bytes:
    said = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_text)
    return said.encode("utf-8", "surrogatepass") + b"\n"


def _text(value: object) -> str:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"备份不认得 {type(value).__name__} 这一种值")


def _stored(value: Any, field: Plain, connection: BaseDatabaseWrapper) -> Any:
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        value = base64.b64decode(value)
    elif not isinstance(field, models.JSONField):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)
