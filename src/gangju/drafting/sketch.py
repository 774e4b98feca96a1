"""A draft standard in the making: its own keys, the parameters it rests on, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from gangju.drafting.passage import Figure
from gangju.drafting.who import Who
from gangju.engine.yaml_marks import read_yaml

MEASURES: Final[Mapping[str, Mapping[str, Any]]] = read_yaml(Path(__file__).with_name("measures.yaml"), "measures.yaml").data
ALL: Final = ({"kind": "all"},)


@dataclass(frozen=True)
class Sketch:
    """`keys` are those of the form; `who` fills each and where. A sketch that `lacks` something still shows what is known."""

    slug: str
    title: str
    form: str
    who: Who | None
    unit: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    period: str | None = None
    params: tuple[Mapping[str, Any], ...] = ()
    measures: tuple[str, ...] = ()
    kinds: tuple[Mapping[str, Any], ...] = ()
    roll_up: tuple[Mapping[str, Any], ...] = ALL
    lacking: tuple[str, ...] = ()
    force: str | None = None


def exact(value: Fraction) -> int | str:
    """A number as pack files write it: whole, or an exact ratio."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def param(name: str, title: str, unit: str, value: Fraction, **more: Any) -> Mapping[str, Any]:
    """One parameter; its clause and first day are filled where the item is made."""
    return {"id": name.replace("-", "_"), "title": title, "unit": unit, **more, "values": [{"value": exact(value)}]}


def bound(figure: Figure, value: Fraction | None = None) -> tuple[str, Fraction]:
    """Operator and number of a figure. What is named without a comparison (开展四次, 两千元) is the least that is asked."""
    number = value if value is not None else figure.single
    assert number is not None
    return (">=" if figure.op in ("=", "~", "between") else figure.op), number


def measure_entry(name: str) -> Mapping[str, Any]:
    return {"id": name, **MEASURES[name]}
