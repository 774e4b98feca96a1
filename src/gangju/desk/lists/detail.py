"""The page of one row: every column, who entered it and when, and what the journal knows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from gangju.desk.access.logbook import Line, line
from gangju.desk.access.scope import Scope
from gangju.desk.journal.models import Entry
from gangju.desk.journal.queries import entries_below
from gangju.desk.ledgers.lateness import HAPPENED, entered_late
from gangju.desk.lists.cells import Cells, Reading, cells, reading, said
from gangju.desk.lists.registers import REFERENCES, Field, Register, register, row_subject

MOST_DEEDS = 50
# How the hand-written deeds name their rows in the journal: by public code.
BY_CODE: Mapping[str, str] = {"activity": "activity", "participation": "", "organization": "organization"}


@dataclass(frozen=True)
class Change:
    """One column of a deed; both sides are empty where the values are not for this viewer."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class Deed:
    line: Line
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Detail:
    """`values` in the order of the relation; `recorded_at` is empty for rows known from the start, `late` the day of 补录."""

    title: str
    values: tuple[tuple[Field, str], ...]
    by: str
    nameless: bool
    recorded_at: datetime | None
    late: date | None
    deeds: tuple[Deed, ...]
    may_read_journal: bool


def detail(scope: Scope, chosen: Register, row: int) -> Detail:
    """Of a row that `queries.one` found."""
    read = _reading(chosen.key)
    over = HAPPENED.get(chosen.relation, ())
    paths = (*read.paths, *over, "recorded_at", f"{chosen.through}__path", *_code_path(chosen))
    values = chosen.model._default_manager.filter(pk=row).values_list("pk", *paths).get()
    shown = cells(scope, read, [values])[0]
    times, (recorded_at, path, *code) = values[len(read.paths) + 1 :][: len(over)], values[len(read.paths) + 1 + len(over) :]
    reads = any(path.startswith(root) for root in scope.paths("journal.read"))
    return Detail(
        title=_title(chosen, shown, read),
        values=tuple(zip(read.fields, shown.cells, strict=True)),
        by=shown.by,
        nameless=shown.nameless,
        recorded_at=recorded_at,
        late=entered_late(chosen.relation, next((time for time in times if time), None), recorded_at),
        deeds=tuple(_deeds(scope, chosen, row, code, shown.nameless)) if reads else (),
        may_read_journal=reads,
    )


@lru_cache(maxsize=512)
def _reading(key: str) -> Reading:
    chosen = register(key)
    return reading(chosen, chosen.everything)


def _title(chosen: Register, shown: Cells, read: Reading) -> str:
    """The first column that the list shows and this row has."""
    said_by = dict(zip((column.name for column in read.fields), shown.cells, strict=True))
    return next((said_by[column.name] for column in chosen.fields if said_by.get(column.name)), chosen.title)


def _code_path(chosen: Register) -> tuple[str, ...]:
    if chosen.relation == "organization":
        return ("organization__code",)
    return ("code",) if BY_CODE.get(chosen.relation) else ()


def _deeds(scope: Scope, chosen: Register, row: int, code: list[str], nameless: bool) -> Iterator[Deed]:
    subjects = [row_subject(chosen.relation, row), *(f"{BY_CODE[chosen.relation]}:{each}" for each in code)]
    for entry in entries_below(scope.paths("journal.read")).filter(subject__in=subjects)[:MOST_DEEDS]:
        yield Deed(line(entry), tuple(_changes(chosen, entry, nameless)))


def _changes(chosen: Register, entry: Entry, nameless: bool) -> Iterator[Change]:
    """Plain columns that differ; references are numbers in the journal and say nothing to a reader."""
    before, after = _sides(entry, chosen.relation)
    for column in chosen.everything:
        if column.type in (*REFERENCES, "subject") or not column.path or (nameless and column.private):
            continue
        was, became = before.get(column.path), after.get(column.path)
        if was != became:
            yield Change(column.title, _word(column, was), _word(column, became))


def _sides(entry: Entry, relation: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """A deed notes its row under the name of the relation, or under `row`."""
    sides = [(side or {}) for side in (entry.before, entry.after)]
    first, second = ({**side.get(relation, {}), **side.get("row", {})} for side in sides)
    return first, second


def _word(column: Field, value: Any) -> str:
    """Days and times are kept as text in the journal."""
    if value in (None, ""):
        return ""
    if column.type in ("day", "time"):
        return str(value).replace("T", " ").removesuffix(" 00:00:00")
    return said(column)(value)
