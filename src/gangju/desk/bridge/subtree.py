"""The facts of one subtree, cut so that they load by themselves.

Mine is what the organisations below answer for, what is about them, and their people with everything these did, wherever
they did it. What my rows refer to comes along as a frame: organisations and units with those above them, documents, and
the figures of the units above, since standards look them up there. Nobody else comes along: a row about a person, a
place or a case of somebody else's is left out, and where it only mentions one (who filled in the checklist) the mention is
left empty. Both are counted, so that whoever hands the folder on can say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from gangju.desk.bridge.tables import numbered
from gangju.engine.relations import RELATIONS, Column, Relation

# What comes along whole where a row refers to it; a reference to anything else outside makes the row somebody else's.
FRAME = ("organization", "unit", "document")
Tables = Mapping[str, pa.Table]
Ids = frozenset[str]


@dataclass(frozen=True)
class Cut:
    """`left_out` rows concern somebody outside as well; `blanked` cells only mentioned somebody."""

    tables: Tables
    left_out: int
    blanked: int


def cut(tables: Tables, below: Ids) -> Cut:
    """`below` are public codes of the organisations of the subtree, its root among them."""
    kept = _mine(tables, below)
    left_out, blanked = _drop_strangers(kept)
    _add_frame(kept, tables)
    return Cut({name: numbered(RELATIONS[name], table) for name, table in kept.items()}, left_out, blanked)


# ---------------------------------------------------------------- mine
def _mine(tables: Tables, orgs: Ids) -> dict[str, pa.Table]:
    mine: dict[str, Ids] = {"organization": orgs, "unit": _units(tables, orgs)}
    mine["person"] = _persons(tables, orgs, mine["unit"])
    mine["venue"] = _ids(tables["venue"], "venue_id", "org_id", orgs) | _ids(tables["venue"], "venue_id", "unit_id", mine["unit"])
    mine["case"] = _cases(tables, mine)
    attended = _ids(tables["participation"], "activity_id", "person_id", mine["person"])
    held = _ids(tables["activity"], "activity_id", "org_id", orgs) | _about(tables["activity"], "activity_id", mine)
    above = {"unit": _above(tables["unit"], "unit_id", "parent_unit_id", mine["unit"])}
    above["organization"] = _above(tables["placement"], "org_id", "parent_id", orgs)
    mine["activity"] = held
    kept = {name: table.filter(_is_mine(RELATIONS[name], table, mine)) for name, table in tables.items()}
    kept["activity"] = _among(tables["activity"], "activity_id", held | attended)
    kept["participation"] = _among(tables["participation"], "person_id", mine["person"])
    kept["observation"] = tables["observation"].filter(
        pc.or_(_is_mine(RELATIONS["observation"], tables["observation"], mine), _subject_in(tables["observation"], "subject_", above))
    )
    return kept


def _units(tables: Tables, orgs: Ids) -> Ids:
    return _ids(tables["unit"], "unit_id", "org_id", orgs) | _ids(tables["organization"], "unit_id", "org_id", orgs)


def _persons(tables: Tables, orgs: Ids, units: Ids) -> Ids:
    answered = _ids(tables["person"], "person_id", "org_id", orgs)
    members = _ids(tables["membership"], "person_id", "org_id", orgs)
    holders = _ids(tables["post"], "person_id", "org_id", orgs) | _ids(tables["post"], "person_id", "unit_id", units)
    return answered | members | holders


def _cases(tables: Tables, mine: Mapping[str, Ids]) -> Ids:
    return _ids(tables["case"], "case_id", "org_id", mine["organization"]) | _about(tables["case"], "case_id", mine)


def _is_mine(relation: Relation, table: pa.Table, mine: Mapping[str, Ids]) -> pa.Array:
    """A row is mine by whom it names: the thing itself, who answers for it, where it is, what it is about."""
    if relation.companion_of:
        return _in(table, "case_id", mine["case"])
    if relation.name in mine and relation.name != "activity":
        return _in(table, relation.id, mine[relation.name])
    found = _in(table, "org_id", mine["organization"])
    for column, target in (("unit_id", "unit"), ("person_id", "person")):
        if column in relation.columns:
            found = pc.or_(found, _in(table, column, mine[target]))
    for prefix in ("subject_", "from_", "to_"):
        if f"{prefix}kind" in relation.columns:
            found = pc.or_(found, _subject_in(table, prefix, mine))
    return found


def _above(table: pa.Table, child: str, parent: str, start: Ids) -> Ids:
    """Everything above, over all versions and placements in time."""
    parents: dict[str, set[str]] = {}
    for lower, upper in zip(table.column(child).to_pylist(), table.column(parent).to_pylist(), strict=True):
        if upper is not None:
            parents.setdefault(lower, set()).add(upper)
    found: set[str] = set()
    waiting = set(start)
    while waiting:
        waiting = {upper for lower in waiting for upper in parents.get(lower, ())} - found
        found |= waiting
    return frozenset(found)


# ---------------------------------------------------------------- strangers
def _drop_strangers(kept: dict[str, pa.Table]) -> tuple[int, int]:
    """Until nothing refers to a person, place, event, case, tie or task that is not here."""
    left_out = blanked = 0
    again = True
    while again:
        again = False
        for name, column in _columns(kept):
            strange = _strange(kept, kept[name], column)
            n = pc.sum(strange).as_py() if strange is not None else None
            if n and column.required == "yes":
                kept[name], left_out, again = kept[name].filter(pc.invert(strange)), left_out + n, True
            elif n:
                kept[name], blanked, again = _blanked(kept[name], column, strange), blanked + n, True
    return left_out, blanked


def _columns(kept: Tables) -> list[tuple[str, Column]]:
    return [(name, column) for name in kept for column in RELATIONS[name].columns.values()]


def _strange(kept: Tables, table: pa.Table, column: Column) -> pa.Array | None:
    """Which rows refer by this column to something that is neither here nor can come along; None for other columns."""
    targets = [(column.references, None)] if column.references else [(target, column.by) for target in _named(table, column)]
    found: pa.Array | None = None
    for target, by in targets:
        if target in FRAME:
            continue
        cells = table.column(column.name)
        lost = pc.and_(pc.is_valid(cells), pc.invert(pc.is_in(cells, value_set=_values(kept[target], RELATIONS[target].id))))
        lost = pc.and_(lost, pc.fill_null(pc.equal(table.column(by), target), False)) if by else lost
        found = lost if found is None else pc.or_(found, lost)
    return found


def _named(table: pa.Table, column: Column) -> list[str]:
    return table.column(column.by).unique().drop_null().to_pylist() if column.by else []


def _blanked(table: pa.Table, column: Column, where: pa.Array) -> pa.Table:
    for name in filter(None, (column.name, column.by)):
        cells = table.column(name)
        table = table.set_column(table.schema.get_field_index(name), name, pc.if_else(where, pa.scalar(None, cells.type), cells))
    return table


# ---------------------------------------------------------------- frame
def _add_frame(kept: dict[str, pa.Table], tables: Tables) -> None:
    """Organisations with their places in time, units and documents that are referred to, and what these refer to in turn."""
    here = {name: frozenset(kept[name].column(RELATIONS[name].id).to_pylist()) for name in FRAME}
    while True:
        wanted = {name: _referred(kept, name) - here[name] for name in FRAME}
        if not any(wanted.values()):
            return
        for name, ids in wanted.items():
            here[name] |= ids
            _append(kept, tables, name, RELATIONS[name].id, ids)
        _append(kept, tables, "placement", "org_id", wanted["organization"])


def _append(kept: dict[str, pa.Table], tables: Tables, name: str, column: str, ids: Ids) -> None:
    kept[name] = pa.concat_tables([kept[name], _among(tables[name], column, ids)])


def _referred(kept: Tables, target: str) -> Ids:
    found: set[str] = set()
    for name, table in kept.items():
        for cells in _references(RELATIONS[name], table, target):
            found.update(cells.unique().drop_null().to_pylist())
    return frozenset(found)


def _references(relation: Relation, table: pa.Table, target: str) -> Iterator[pa.ChunkedArray]:
    for column in relation.columns.values():
        if column.references == target:
            yield table.column(column.name)
        elif column.by:
            yield table.filter(pc.equal(table.column(column.by), target)).column(column.name)


# ---------------------------------------------------------------- columns
def _values(table: pa.Table, column: str) -> pa.Array:
    return table.column(column).combine_chunks()


def _in(table: pa.Table, column: str, ids: Ids) -> pa.Array:
    return pc.is_in(table.column(column), value_set=pa.array(sorted(ids), pa.string()))


def _among(table: pa.Table, column: str, ids: Ids) -> pa.Table:
    return table.filter(_in(table, column, ids))


def _ids(table: pa.Table, wanted: str, column: str, ids: Ids) -> Ids:
    return frozenset(_among(table, column, ids).column(wanted).drop_null().unique().to_pylist())


def _subject_in(table: pa.Table, prefix: str, subjects: Mapping[str, Ids]) -> pa.Array:
    found = pc.is_in(table.column(f"{prefix}kind"), value_set=pa.array([], pa.string()))
    for kind, ids in subjects.items():
        same = pc.fill_null(pc.equal(table.column(f"{prefix}kind"), kind), False)
        found = pc.or_(found, pc.and_(same, _in(table, f"{prefix}id", ids)))
    return found


def _about(table: pa.Table, wanted: str, mine: Mapping[str, Ids]) -> Ids:
    return frozenset(table.filter(_subject_in(table, "subject_", mine)).column(wanted).to_pylist())
