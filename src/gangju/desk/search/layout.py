"""The tables of the index, and the triggers by which no write can pass it unnoticed.

Everything here is derived from the ledgers, so it has no migrations and is in no backup: the tables are made after every
migration where they are missing, and made anew, empty, when their version has changed.

`search_entry` holds a row of a ledger as it is found and shown; its number says kind, day and row, so that the index gives
the newest of a kind first without sorting. `search_stale` is the list of rows to be read again: the triggers append to
it in the transaction of the write, whatever wrote (a form, a bulk import, a restore, an undo, somebody at the console).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connections, transaction

VERSION = 1
TABLES = ("search_entry", "search_stale", "search_state")
# In place of a row's number: all rows of the kind; in place of a kind's number: all kinds.
EVERYTHING = 0

# The number of an entry: kind and whether it is about persons, then days since 1900, then the row.
_KIND_AT, _PERSONAL_AT, _DAY_AT = 57, 56, 36
_LAST_DAY = 2**20 - 1
_FIRST_DAY = date(1900, 1, 1).toordinal()


def entry_id(kind: int, row: int, day: date | None, *, personal: bool) -> int:
    days = min(max(day.toordinal() - _FIRST_DAY, 0), _LAST_DAY) if day else 0
    return (kind << _KIND_AT) | (personal << _PERSONAL_AT) | (days << _DAY_AT) | row


def span(kind: int, *, personal: bool) -> tuple[int, int]:
    """First and last number of the kind's entries."""
    first = entry_id(kind, 0, None, personal=personal)
    return first, first + (1 << _PERSONAL_AT) - 1


def kind_of(entry: int) -> int:
    return entry >> _KIND_AT


def number_of(entry: int) -> int:
    return entry & ((1 << _DAY_AT) - 1)


def day_of(entry: int) -> date | None:
    days = (entry >> _DAY_AT) & _LAST_DAY
    return date.fromordinal(days + _FIRST_DAY) if days else None


def age(entry: int) -> int:
    """Of two entries the newer one has more of it: its day, then its row."""
    return entry & ((1 << _PERSONAL_AT) - 1)


_COLUMNS = """
    kind smallint not null, row_id bigint not null, org_id bigint not null, code varchar(64) not null,
    title text not null, about text not null, detail text not null, head text{collate} not null, plain text not null"""
_BYTES = ' collate "C"'  # compared byte by byte, as SQLite does
_MADE = {
    "sqlite": (
        f"create table search_entry (id integer primary key, {_COLUMNS.format(collate='')})",
        # Tokens come ready-made: everything but a blank belongs to one. The text itself lies in search_entry.
        """create virtual table search_words using fts5(words, content='', prefix='1',
           tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*' separators ' '")""",
        "create table search_stale (id integer primary key, kind integer not null, row_id integer not null)",
    ),
    "postgresql": (
        f"create table search_entry (id bigint primary key, {_COLUMNS.format(collate=_BYTES)}, vector tsvector not null)",
        "create index search_entry_words on search_entry using gin (vector)",
        "create table search_stale (id bigint generated always as identity primary key, kind integer not null, row_id bigint not null)",
    ),
}
_INDEXES = (
    "create index search_entry_row on search_entry (kind, row_id)",
    "create index search_entry_org on search_entry (org_id)",
    "create index search_entry_code on search_entry (code)",
    "create index search_entry_head on search_entry (head)",
    "create table search_state (version integer not null)",
)


def install(using: str = "default", **_: Any) -> None:
    """Make the tables where they are missing or of another version. Receiver of `post_migrate`."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        if "ledgers_organization" not in there or _is_current(cursor, there):
            return
        for table in (*TABLES, "search_words"):
            cursor.execute(f"drop table if exists {table}")
        for statement in (*_MADE[connection.vendor], *_INDEXES):
            cursor.execute(statement)
        cursor.execute("insert into search_state (version) values (%s)", [VERSION])
        cursor.execute(
            "insert into search_stale (kind, row_id) select %s, %s where exists (select 1 from ledgers_organization)",
            [EVERYTHING, EVERYTHING],
        )


def _is_current(cursor: Any, there: set[str]) -> bool:
    if not there.issuperset(TABLES):
        return False
    cursor.execute("select version from search_state")
    return [version for (version,) in cursor.fetchall()] == [VERSION]


@dataclass(frozen=True)
class Marks:
    """A guard like those of `journal.guards`: a write to `table` marks the row that `key` names; of changes only those of `columns`."""

    table: str
    kind: int
    key: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"search_marks_{self.table}_{self.kind}"

    def sqlite(self) -> Sequence[str]:
        add = f"insert into search_stale (kind, row_id) select {self.kind},"
        changed = " or ".join(f'old."{column}" is not new."{column}"' for column in (self.key, *self.columns))
        moved = f'{add} old."{self.key}" where old."{self.key}" is not new."{self.key}";'
        bodies = {
            "insert": ("insert", "", f'{add} new."{self.key}";'),
            "update": ("update", f"when {changed}", f'{add} new."{self.key}"; {moved}'),
            "delete": ("delete", "", f'{add} old."{self.key}";'),
        }
        return [
            f'create trigger if not exists {self.name}_{deed} after {event} on "{self.table}" {when} begin {body} end'
            for deed, (event, when, body) in bodies.items()
        ]

    def postgres(self) -> Sequence[str]:
        """One trigger a statement, so that a bulk load pays once. A table that is emptied marks its whole kind."""
        add = f"insert into search_stale (kind, row_id) select {self.kind},"
        watched = (self.key, *self.columns)
        fresh, gone = (", ".join(f'{table}."{column}"' for column in watched) for table in ("fresh", "gone"))
        both = f"from fresh join gone using (id) where ({fresh}) is distinct from ({gone})"
        bodies = {
            "insert": ("referencing new table as fresh", f'{add} "{self.key}" from fresh;'),
            "update": (
                "referencing old table as gone new table as fresh",
                f'{add} fresh."{self.key}" {both}; {add} gone."{self.key}" {both} and gone."{self.key}" <> fresh."{self.key}";',
            ),
            "delete": ("referencing old table as gone", f'{add} "{self.key}" from gone;'),
            "truncate": ("", f"{add} {EVERYTHING};"),
        }
        statements: list[str] = []
        for deed, (tables, body) in bodies.items():
            name = f"{self.name}_{deed}"
            statements += [
                f"create or replace function {name}() returns trigger language plpgsql as $$ begin {body} return null; end $$",
                f"create or replace trigger {name} after {deed} on {self.table} {tables} for each statement execute function {name}()",
            ]
        return statements

    def lift(self, vendor: str) -> Sequence[str]:
        deeds = ("insert", "update", "delete", "truncate")
        on = f' on "{self.table}"' if vendor == "postgresql" else ""
        return [f"drop trigger if exists {self.name}_{deed}{on}" for deed in deeds]
