"""A county as large as lists must bear: two hundred thousand rows in each ledger, written past the model instances.

Nothing here looks like life; only the sizes do: a county, sixty towns, six thousand branches, most rows of one kind and a
handful of others, most still in force. Tests read query plans on it and the bench takes the time of pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from django.db import connection, models

from gangju.desk.journal import guards
from gangju.desk.ledgers import models as ledgers
from gangju.desk.ledgers.bulk import catch_up_sequences, insert
from gangju.desk.ledgers.codes import labels

TODAY = date(2026, 6, 30)
TOWNS = 60
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
FIRST = date(2012, 1, 1)
TOP, BRANCH = "vast", "vast-b-100"
BRANCHES = 6_007  # prime, so that rows of every kind fall to every branch
FEW = 12_000
Column = Callable[[int], Any]


def settle(rows: int = 200_000, branches: int = BRANCHES) -> None:
    """Fill the empty database."""
    size = {model: min(rows, FEW) if model in (ledgers.UnitVersion, ledgers.Venue, ledgers.DocumentVersion) else rows for model in _ROWS}
    tables = [table for table in guards.GUARDS if table.startswith("ledgers_")]
    for table in tables:  # rows written one by one by a loop need not be guarded one by one
        guards.lift(table)
    _organizations(branches)
    _things(ledgers.Unit, "vast-u", size[ledgers.UnitVersion])
    _things(ledgers.Document, "vast-d", size[ledgers.DocumentVersion])
    for model, columns in _ROWS.items():
        _fill(model, size[model], columns(branches, size))
    catch_up_sequences([ledgers.Organization, ledgers.OrganizationVersion, ledgers.Placement, ledgers.Unit, ledgers.Document, *_ROWS])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set constraints all immediate")
        guards.install()
        # PostgreSQL gathers statistics by itself; nobody gathers those of SQLite: they mislead it on columns that are mostly empty
        if connection.vendor == "postgresql":
            cursor.execute("analyze")


def _step(number: int) -> str:
    return "".join(DIGITS[number // 36**power % 36] for power in (2, 1, 0))


def _organizations(branches: int) -> None:
    """Number 1 is the county, then the towns, then branches, spread over the towns in turn."""
    towns = [(2 + town, f"vast-t-{town}", _step(1) + _step(town)) for town in range(TOWNS)]
    below = [(2 + TOWNS + branch, f"vast-b-{branch}", towns[branch % TOWNS][2] + _step(branch // TOWNS)) for branch in range(branches)]
    every = [(1, TOP, _step(1)), *towns, *below]
    insert(ledgers.Organization, ("id", "code", "path"), every)
    kinds = {3: ("committee", "county"), 6: ("committee", "township"), 9: ("branch", "village")}
    versions = {
        "organization_id": lambda n: every[n][0], "name": lambda n: f"云岚县第{n}党组织", "kind": lambda n: kinds[len(every[n][2])][0],
        "level": lambda n: kinds[len(every[n][2])][1], "domain": lambda n: "rural" if len(every[n][2]) == 9 else "",
    }  # fmt: skip
    _fill(ledgers.OrganizationVersion, len(every), versions | _open_since())
    parents = {path: number for number, _, path in every}
    placed = {"org_id": lambda n: every[n][0], "parent_id": lambda n: parents.get(every[n][2][:-3])}
    _fill(ledgers.Placement, len(every), placed | _open_since())


def _things(model: type[models.Model], code: str, number: int) -> None:
    insert(model, ("id", "code"), [(each + 1, f"{code}-{each}") for each in range(number)])


def _fill(model: type[models.Model], number: int, columns: Mapping[str, Column]) -> None:
    """What a column is not told is empty: no text, no reference, no day."""
    kept = [column for column in model._meta.concrete_fields if not column.primary_key]
    makers = [columns.get(column.attname, _empty(column)) for column in kept]
    rows = ((each + 1, *[make(each) for make in makers]) for each in range(number))
    insert(model, ("id", *(str(column.column) for column in kept)), rows)


def _empty(column: models.Field[Any, Any]) -> Column:
    return lambda _: None if column.null else ""


def _day(number: int) -> date:
    return FIRST + timedelta(days=number * 7 % 5_000)


def _open_since() -> dict[str, Column]:
    return {"since": lambda _: FIRST, "until": lambda _: None}


def _spells() -> dict[str, Column]:
    """Four in five are still in force."""
    return {"since": _day, "until": lambda n: _day(n) + timedelta(days=400) if n % 5 == 0 else None}


def _mostly(code_list: str) -> Column:
    """Six in ten are of the first code, the others of the rest in turn."""
    every = list(labels(code_list))
    table = list(islice(cycle(every), 40))
    return lambda n: every[0] if n % 10 < 6 else table[n // 10 % 40]


def _org(branches: int) -> dict[str, Column]:
    return {"org_id": lambda n: 2 + TOWNS + n * 7 % branches, "entered_by_id": lambda n: 2 + n % TOWNS if n % 50 == 0 else None}


def _code(prefix: str) -> dict[str, Column]:
    return {"code": lambda n: f"{prefix}-{n}"}


def _moment(number: int) -> datetime:
    return datetime.combine(_day(number), datetime.min.time()).replace(hour=9)


Sizes = Mapping[type[models.Model], int]
Columns = Callable[[int, Sizes], dict[str, Column]]


def _of(*parts: Callable[[int, Sizes], dict[str, Column]]) -> Columns:
    def joined(branches: int, size: Sizes) -> dict[str, Column]:
        return {name: column for part in parts for name, column in part(branches, size).items()}

    return joined


def _said(**columns: Column) -> Columns:
    return lambda _branches, _size: dict(columns)


def _one_of(column: str, model: type[models.Model]) -> Columns:
    """Each row speaks of another thing, in turn."""
    return lambda _branches, size: {column: lambda n: n % size[model] + 1}


def _lasting(_branches: int, _size: Sizes) -> dict[str, Column]:
    return _spells()


def _answered(branches: int, _size: Sizes) -> dict[str, Column]:
    return _org(branches)


def _coded(prefix: str) -> Columns:
    return lambda _branches, _size: _code(prefix)


def _kinds(column: str, code_list: str) -> Columns:
    return lambda _branches, _size: {column: _mostly(code_list)}


_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_ROWS: Mapping[type[models.Model], Columns] = {
    ledgers.UnitVersion: _of(
        _answered, _lasting, _said(name=lambda n: f"第{n}村", unit_id=lambda n: n + 1), _kinds("kind", "unit.kind")
    ),
    ledgers.DocumentVersion: _of(
        _answered, _lasting, _said(title=lambda n: f"第{n}号通知", document_id=lambda n: n + 1), _kinds("kind", "document.kind")
    ),
    ledgers.Venue: _of(
        _answered, _coded("vast-v"), _one_of("unit_id", ledgers.UnitVersion), _kinds("kind", "venue.kind"),
        _said(name=lambda n: f"第{n}活动室", area_m2=lambda n: 10_000 + n, opened_on=_day),
    ),
    ledgers.Person: _of(
        _answered, _coded("vast-p"),
        _said(name=lambda n: f"{_NAMES[n % 16]}{_NAMES[n // 16 % 16]}{n}", gender=lambda n: "12"[n % 2], born_on=_day),
    ),
    ledgers.Membership: _of(_answered, _lasting, _said(person_id=lambda n: n + 1), _kinds("kind", "membership.kind")),
    ledgers.Post: _of(_answered, _lasting, _coded("vast-o"), _one_of("person_id", ledgers.Person), _kinds("role", "post.role")),
    ledgers.Activity: _of(
        _answered, _coded("vast-a"), _kinds("kind", "activity.kind"),
        _said(started_at=_moment, hours=lambda _: 200, topic=lambda n: f"第{n}讲", status=lambda _: "held"),
    ),
    ledgers.Participation: _of(
        _answered, _one_of("activity_id", ledgers.Activity), _one_of("person_id", ledgers.Person),
        _said(role=lambda _: "attendee", attended=lambda n: n % 9 > 0, hours=lambda _: 200),
    ),
    ledgers.RosterEntry: _of(
        _answered, _lasting, _one_of("subject_person_id", ledgers.Person), _kinds("roster", "roster_entry.roster"),
        # a decided exception always has an end
        _kinds("category", "roster_entry.category"),
        _said(tier=lambda _: "county", until=lambda n: _day(n) + timedelta(400 if n % 5 == 0 else 9_000)),
    ),
    ledgers.Tie: _of(
        _answered, _lasting, _coded("vast-l"), _one_of("from_person_id", ledgers.Person), _one_of("to_unit_id", ledgers.UnitVersion),
        _kinds("kind", "tie.kind"),
    ),
    ledgers.Observation: _of(
        _answered, _kinds("metric", "observation.metric"), _one_of("subject_unit_id", ledgers.UnitVersion),
        # one metric of one unit has one value a day
        _said(since=lambda n: FIRST + timedelta(days=n // FEW), until=lambda n: FIRST + timedelta(days=n // FEW + 1), value=lambda n: n),
    ),
    ledgers.CheckAnswer: _of(
        _answered, _kinds("checklist", "check_answer.checklist"), _one_of("subject_venue_id", ledgers.Venue),
        _said(item=lambda n: f"i{n // FEW}", answer=lambda n: "no" if n % 8 == 0 else "yes", checked_on=_day),
    ),
    ledgers.FundEntry: _of(
        _answered, _coded("vast-f"), _one_of("unit_id", ledgers.UnitVersion), _kinds("kind", "fund_entry.kind"),
        _kinds("flow", "fund_entry.flow"), _said(year=lambda n: 2012 + n % 14, dated_on=_day, amount=lambda n: n * 100),
    ),
    ledgers.Task: _of(
        _answered, _coded("vast-k"), _kinds("duty", "task.duty"),
        _said(plan=lambda _: "vast", clause=lambda n: f"第{n % 90}条", due_on=_day, state=lambda _: "open"),
    ),
    ledgers.Score: _of(
        _answered, _kinds("scheme", "score.scheme"), _one_of("subject_person_id", ledgers.Person),
        _said(period=lambda _: "2025", points=lambda n: n % 10_000, source=lambda _: "imported", published_on=_day),
    ),
    ledgers.Case: _of(
        _answered, _coded("vast-c"), _kinds("kind", "case.kind"), _one_of("subject_person_id", ledgers.Person),
        _said(state=lambda _: "found", opened_on=_day),
    ),
}  # fmt: skip


def sizes() -> Iterator[tuple[str, int]]:
    """Tables and how many rows they hold, for a report."""
    for model in _ROWS:
        yield model._meta.db_table, model._default_manager.count()
