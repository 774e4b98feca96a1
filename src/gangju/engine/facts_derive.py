"""What a folder may leave out and the engine always has: who answers for a row, and hours taken over from the event.

Runs after the checks, so every reference leads somewhere. Who answers is read as of the row's own day, because a
village may change hands and a person may move; a day before anything known takes the oldest answer, a row without a
day the newest.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.relations import RELATIONS, Column

Answer = Callable[[str, date], str | None]
"""Who answers for the thing with this id on this day."""
Spells = Mapping[str, list[tuple[date, str]]]

ORG: Final = "org_id"
DAY: Final[Mapping[str, str]] = {
    "check_answer": "checked_on",
    "score": "published_on",
    "fund_entry": "dated_on",
    "venue": "opened_on",
}
"""The column that dates a row, where it is not `since`."""


def derive(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables with every `org_id` and the hours of attendances filled; those given stay as they are."""
    full = dict(tables)
    answers: dict[str, Answer] = {"organization": _itself, "unit": _dated(_spells(full["unit"], "unit_id"))}
    full["post"] = _answered("post", full, answers)
    full["person"] = _held(full)
    answers["person"] = _first(_dated(_spells(full["membership"], "person_id")), _fixed(full, "person"))
    full["venue"] = _answered("venue", full, answers)
    answers |= {name: _fixed(full, name) for name in ("venue", "case", "activity", "task")}
    full["fund_entry"] = _answered("fund_entry", full, answers)
    full["tie"] = _answered("tie", full, answers)
    answers["tie"] = _fixed(full, "tie")
    for name in ("roster_entry", "observation", "check_answer", "score"):
        full[name] = _answered(name, full, answers)
    for name, relation in RELATIONS.items():
        if relation.companion_of:
            full[name] = _taken(full[name], full["case"], "case_id")
    full["participation"] = _attended(full)
    return full


# ---------------------------------------------------------------- by reference
def _attended(tables: Mapping[str, pa.Table]) -> pa.Table:
    table = _taken(tables["participation"], tables["activity"], "activity_id")
    proposed = _looked_up(table, tables["activity"], "activity_id", "hours")
    hours = pc.if_else(table.column("attended"), proposed, pa.scalar(None, pa.int64()))
    return _with(table, "hours", pc.coalesce(table.column("hours"), hours))


def _taken(table: pa.Table, source: pa.Table, key: str) -> pa.Table:
    return _with(table, ORG, pc.coalesce(table.column(ORG), _looked_up(table, source, key, ORG)))


def _looked_up(table: pa.Table, source: pa.Table, key: str, column: str) -> pa.ChunkedArray:
    places = pc.index_in(table.column(key), value_set=source.column(key).combine_chunks())
    return source.column(column).combine_chunks().take(places)


def _with(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(name), values)


# ---------------------------------------------------------------- who answers
def _answered(name: str, tables: Mapping[str, pa.Table], answers: Mapping[str, Answer]) -> pa.Table:
    table, relation = tables[name], RELATIONS[name]
    sources = [relation.columns[source] for source in relation.columns[ORG].derive]
    day_of = DAY.get(name, "since")

    def answer(row: Mapping[str, Any]) -> str | None:
        if row[ORG] is not None:
            return str(row[ORG])
        day = row[day_of] or date.max
        found = (_asked(source, row, day, answers) for source in sources)
        return next((org for org in found if org is not None), None)

    wanted = {ORG, day_of} | {each for source in sources for each in (source.name, source.by) if each}
    rows = table.select(sorted(wanted)).to_pylist()
    return _with(table, ORG, pa.chunked_array([pa.array(map(answer, rows), pa.string())]))


def _asked(source: Column, row: Mapping[str, Any], day: date, answers: Mapping[str, Answer]) -> str | None:
    kind, thing = (row[source.by] if source.by else source.references), row[source.name]
    return answers[str(kind)](str(thing), day) if thing is not None else None


def _held(tables: Mapping[str, pa.Table]) -> pa.Table:
    """A person belongs to the newest membership, else to the newest post."""
    newest = _first(*(_dated(_spells(tables[name], "person_id")) for name in ("membership", "post")))
    table = tables["person"]
    pairs = zip(table.column("person_id").to_pylist(), table.column(ORG).to_pylist(), strict=True)
    orgs = [org or newest(person, date.max) for person, org in pairs]
    return _with(table, ORG, pa.chunked_array([pa.array(orgs, pa.string())]))


def _itself(thing: str, _: date) -> str | None:
    return thing


def _fixed(tables: Mapping[str, pa.Table], name: str) -> Answer:
    table = tables[name]
    known = dict(zip(table.column(RELATIONS[name].id).to_pylist(), table.column(ORG).to_pylist(), strict=True))
    return lambda thing, _: known.get(thing)


def _first(*asked: Answer) -> Answer:
    def answer(thing: str, day: date) -> str | None:
        return next((org for each in asked if (org := each(thing, day)) is not None), None)

    return answer


def _dated(spells: Spells) -> Answer:
    def answer(thing: str, day: date) -> str | None:
        known = spells.get(thing)
        if not known:
            return None
        place = bisect_right(known, day, key=lambda spell: spell[0])
        return known[max(place - 1, 0)][1]

    return answer


def _spells(table: pa.Table, thing: str) -> Spells:
    found: dict[str, list[tuple[date, str]]] = defaultdict(list)
    columns = (table.column(name).to_pylist() for name in (thing, "since", ORG))
    for one, since, org in zip(*columns, strict=True):
        if org is not None:
            found[one].append((since, org))
    for spells in found.values():
        spells.sort()
    return found
