"""What the ledgers are: seventeen relations, published scores, and one companion for each case kind with typed columns.

The declaration itself is data (`relations.yaml`, read once here), because four rooms live on it: the loader checks
files against it, the writer and the desk lay out columns by it, and the engine types expressions with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

import pyarrow as pa
import yaml

Type = Literal["id", "text", "code", "date", "datetime", "int", "decimal2", "bool"]
Nature = Literal["register", "counted", "attribute"]

RECORDED = "recorded_at"
LINE = "_line"
COMPANION = "case_"

ARROW: Mapping[str, pa.DataType] = {
    "id": pa.string(),
    "text": pa.string(),
    "code": pa.string(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "int": pa.int64(),
    "decimal2": pa.int64(),
    "bool": pa.bool_(),
}


@dataclass(frozen=True)
class Shape:
    """A form that a text must have: `pattern` for the whole value, and how to say it."""

    pattern: str
    says: str
    example: str


@dataclass(frozen=True)
class Column:
    """One column. `unit` is that of the human value ("metric": the unit its metric declares); `list` a catalogue list.

    `references` names the relation whose first key column is meant; where it depends on the row, `by` names the column
    that says which. `free` means the list proposes and any text may stand; other checks judge such a column.
    """

    name: str
    title: str
    type: Type
    required: Literal["yes", "no", "one_of"] = "no"
    group: str | None = None
    unit: str | None = None
    list: str | None = None
    free: bool = False
    barred: tuple[str, ...] = ()
    references: str | None = None
    by: str | None = None
    default: str | None = None
    derive: tuple[str, ...] = ()
    alone: bool = False
    needed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    floor: int | None = None
    ceiling: int | None = None
    shape: Shape | None = None

    @property
    def scale(self) -> int:
        """Canonical value = human value × scale."""
        return 100 if self.type == "decimal2" else 1

    @property
    def arrow(self) -> pa.DataType:
        return ARROW[self.type]


@dataclass(frozen=True)
class Relation:
    """One relation. `span` names first and last day, half open; rows equal in `apart` must not overlap; of each pair in
    `order` the second is not before the first."""

    name: str
    title: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    nature: Nature
    span: tuple[str, str] | None = None
    apart: tuple[str, ...] = ()
    order: tuple[tuple[str, str], ...] = ()
    derived: Mapping[str, str] = field(default_factory=dict)
    companion_of: str | None = None

    @property
    def interval(self) -> bool:
        return self.span == ("since", "until")

    @property
    def id(self) -> str:
        """The column by which other relations name a row of this one."""
        return self.key[0]

    @property
    def schema(self) -> pa.Schema:
        """Canonical Arrow columns: the declared ones in order, then the source line."""
        fields = [pa.field(column.name, column.arrow) for column in self.columns.values()]
        return pa.schema([*fields, pa.field(LINE, pa.int32())])

    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Columns of which at least one is filled in every row, by the name of their group."""
        found: dict[str, tuple[str, ...]] = {}
        for column in self.columns.values():
            if column.group:
                found[column.group] = (*found.get(column.group, ()), column.name)
        return found


def _column(name: str, said: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Column:
    given = dict(said)
    shape = given.pop("shape", None)
    barred = tuple(given.pop("except", ()))
    derive = tuple(given.pop("derive", ()))
    needed = {other: tuple(codes) for other, codes in given.pop("needed", {}).items()}
    return Column(name=name, shape=shapes[shape] if shape else None, barred=barred, derive=derive, needed=needed, **given)


def _columns(said: Mapping[str, Mapping[str, Any]], shapes: Mapping[str, Shape]) -> dict[str, Column]:
    columns = {name: _column(name, given, shapes) for name, given in said.items()}
    return columns | {RECORDED: Column(RECORDED, "记录时间", "datetime")}


def _relation(name: str, said: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Relation:
    span = said.get("span")
    return Relation(
        name=name,
        title=said["title"],
        columns=_columns(said["columns"], shapes),
        key=tuple(said["key"]),
        nature=said["nature"],
        span=(span[0], span[1]) if span else None,
        apart=tuple(said.get("apart", ())),
        order=_pairs(said),
        derived=said.get("derived", {}),
    )


def _companion(kind: str, said: Mapping[str, Any], common: Mapping[str, Any], shapes: Mapping[str, Shape]) -> Relation:
    stamps = {f"on_{state}": {"title": f"{label}日期", "type": "date"} for state, label in said["stamps"].items()}
    columns = {**common["head"], **said["columns"], **stamps, **common["tail"]}
    name = COMPANION + kind
    return Relation(name, said["title"], _columns(columns, shapes), ("case_id",), "counted", order=_pairs(said), companion_of=kind)


def _pairs(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in said.get("order", ()))


def _declared(said: Mapping[str, Any]) -> Iterator[Relation]:
    shapes = {name: Shape(**given) for name, given in said["shapes"].items()}
    for name, given in said["relations"].items():
        yield _relation(name, given, shapes)
    for kind, given in said["companions"].items():
        yield _companion(kind, given, said["companion"], shapes)


@cache
def _read() -> Mapping[str, Relation]:
    text = (resources.files("gangju.engine") / "relations.yaml").read_text(encoding="utf-8")
    return {relation.name: relation for relation in _declared(yaml.safe_load(text))}


RELATIONS: Mapping[str, Relation] = _read()
