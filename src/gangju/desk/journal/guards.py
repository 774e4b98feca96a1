"""Rules that the database itself keeps, where Django has no constraint that both databases know.

A guard is data; it says how to install itself on SQLite (triggers) and PostgreSQL (exclusion constraint, triggers).
Guards are installed after every migration and not in one: on SQLite a later `alter table` rebuilds the table and loses
its triggers without a word. Installing is idempotent. One conformance test runs over both databases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connections

FOREVER = "9999-12-31"


class Guard(Protocol):
    @property
    def table(self) -> str: ...

    def sqlite(self) -> Sequence[str]: ...

    def postgres(self) -> Sequence[str]: ...

    def lift(self, vendor: str) -> Sequence[str]: ...


GUARDS: dict[str, list[Guard]] = {}


def guard(rule: Guard) -> None:
    """Declare a guard; rooms do so when they are loaded."""
    rules = GUARDS.setdefault(rule.table, [])
    if rule not in rules:
        rules.append(rule)


def install(using: str = "default", **_: Any) -> None:
    """Put every declared guard into the database, on tables that exist. Also the receiver of `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for rule in (rule for table, rules in GUARDS.items() if table in tables for rule in rules):
            for statement in _statements(rule, connection.vendor):
                cursor.execute(statement)


def _statements(rule: Guard, vendor: str) -> Sequence[str]:
    """A trigger is made anew each time, so that a changed rule replaces the old one; a constraint is checked once, when it is added."""
    return [*rule.lift(vendor), *rule.sqlite()] if vendor == "sqlite" else rule.postgres()


def lift(table: str, using: str = "default") -> None:
    """Take the guards of a table away. Only tests that empty their database do so."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for rule in GUARDS.get(table, []):
            for statement in rule.lift(connection.vendor):
                cursor.execute(statement)


@dataclass(frozen=True)
class AppendOnly:
    """Rows may be added, never changed or removed, whoever asks."""

    table: str

    def sqlite(self) -> Sequence[str]:
        return [
            f"create trigger if not exists {self.table}_no_{deed} before {deed} on {self.table} "
            f"begin select raise(abort, 'append only: {self.table}'); end"
            for deed in ("update", "delete")
        ]

    def postgres(self) -> Sequence[str]:
        refuse = f"{self.table}_refuse"
        return [
            (
                f"create or replace function {refuse}() returns trigger language plpgsql as "
                f"$$ begin raise exception 'append only: {self.table}' using errcode = 'integrity_constraint_violation'; end $$"
            ),
            (
                f"create or replace trigger {self.table}_no_change before update or delete on {self.table} "
                f"for each row execute function {refuse}()"
            ),
            (
                f"create or replace trigger {self.table}_no_truncate before truncate on {self.table} "
                f"for each statement execute function {refuse}()"
            ),
        ]

    def lift(self, vendor: str) -> Sequence[str]:
        if vendor == "sqlite":
            return [f"drop trigger if exists {self.table}_no_{deed}" for deed in ("update", "delete")]
        return [f"drop trigger if exists {self.table}_no_{deed} on {self.table}" for deed in ("change", "truncate")]


@dataclass(frozen=True)
class NoOverlap:
    """Within the same `numbers` and `words` two half-open intervals never share a day. An empty number is a value of its own.

    PostgreSQL: an exclusion constraint that needs no extension; a word enters by a 63-bit hash, so two words that fall
    together would be refused only if their rows also agree in every number and day.
    """

    table: str
    numbers: tuple[str, ...]
    words: tuple[str, ...] = ()
    since: str = "since"
    until: str = "until"

    @property
    def name(self) -> str:
        return f"{self.table}_no_overlap"

    def sqlite(self) -> Sequence[str]:
        # Names come from `rules`, never from outside.
        same = " and ".join(f'other."{column}" is new."{column}"' for column in self.numbers + self.words)
        found = (
            f'select 1 from "{self.table}" other where {same} and other.id is not new.id '  # noqa: S608
            # the plus keeps SQLite from an index by day: neighbours are found by what must not overlap
            f'and +other."{self.since}" < coalesce(new."{self.until}", \'{FOREVER}\') '
            f'and new."{self.since}" < coalesce(other."{self.until}", \'{FOREVER}\')'
        )
        return [
            f'create trigger if not exists {self.name}_{deed} after {deed} on "{self.table}" '
            f"when exists ({found}) begin select raise(abort, '{self.name}'); end"
            for deed in ("insert", "update")
        ]

    def postgres(self) -> Sequence[str]:
        keys = [f'coalesce("{column}", 0)' for column in self.numbers]
        keys += [f'(hashtextextended("{column}", 0) >> 1)' for column in self.words]
        parts = [f"int8range({key}, {key}, '[]') with &&" for key in keys]
        span = f'daterange("{self.since}", "{self.until}", \'[)\') with &&'
        add = f'alter table "{self.table}" add constraint {self.name} exclude using gist ({", ".join([*parts, span])})'
        missing = f"not exists (select 1 from pg_constraint where conname = '{self.name}')"  # noqa: S608
        return [f"do $$ begin if {missing} then {add}; end if; end $$"]

    def lift(self, vendor: str) -> Sequence[str]:
        if vendor == "sqlite":
            return [f"drop trigger if exists {self.name}_{deed}" for deed in ("insert", "update")]
        return [f'alter table "{self.table}" drop constraint if exists {self.name}']
