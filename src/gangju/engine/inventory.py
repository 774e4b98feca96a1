"""The inventory: what the source texts ask for, row by row, as far as the project needs it to say what it realises.

A row has figures and codes, never a sentence of its source. `facts` are concepts, each with its one home (`homes`);
`without_home` counts the facts that have none yet. Rows that a pack, flow or page cites have a title in own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from gangju.engine.yaml_marks import read_yaml

FOLDER: Final = Path(__file__).parent.parent / "packs" / "inventory"
COMPUTABLE: Final = frozenset({"standard", "target"})
"""Rows of these kinds are evaluated from facts; the others are met by deeds, flows and pages."""
SLOGAN: Final = "slogan"


@dataclass(frozen=True)
class Quantity:
    """What the text counts. Several `values`: several figures, or the two ends of a range; none where the figure is lost."""

    measure: str
    op: str
    values: tuple[Fraction, ...]
    unit: str
    per: str


@dataclass(frozen=True)
class Row:
    id: str
    system: str
    kind: str
    seed: str
    clause: str
    domain: str
    subject: str
    title: str
    quantity: Quantity | None
    deadline: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    facts: tuple[str, ...]
    without_home: int

    @property
    def computable(self) -> bool:
        return self.kind in COMPUTABLE


def load_inventory(path: Path = FOLDER / "inventory.jsonl") -> dict[str, Row]:
    """Rows by id, in the order of the sources."""
    read: Iterable[Mapping[str, Any]] = (json.loads(line, parse_float=Decimal) for line in path.read_text("utf-8").splitlines())
    return {said["id"]: _row(said) for said in read}


def load_systems(path: Path = FOLDER / "systems.yaml") -> dict[str, str]:
    """The systems that rows belong to, by code."""
    titles: dict[str, str] = read_yaml(path).data
    return titles


def _row(said: Mapping[str, Any]) -> Row:
    cells: dict[str, Any] = {name: _cell(value) for name, value in said.items()}
    return Row(**{**cells, "quantity": None if said["quantity"] is None else _quantity(said["quantity"])})


def _cell(value: Any) -> Any:
    return "" if value is None else tuple(value) if isinstance(value, list) else value


def _quantity(said: Mapping[str, Any]) -> Quantity:
    value = said["value"]
    values = value if isinstance(value, list) else [] if value is None else [value]
    return Quantity(said["measure"], said["op"] or "", tuple(Fraction(each) for each in values), said["unit"] or "", said["per"] or "")
