"""Plan nodes as SQL text. Whole numbers only: a fraction travels as a numerator and a constant denominator.

No float, no AVG, no division but `div`, no date function: bounds are date constants computed in Python (engine rule 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from gangju.engine import plan
from gangju.engine.joins import STEPS
from gangju.engine.plan import Node

Leaf = Callable[[Node], str]
"""Gives the SQL text of a column, a looked-up value or a parameter (numerator over `den_of`)."""


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


def alias(path: tuple[str, ...]) -> str:
    """The table alias of a to-one path from the base row `b`."""
    return "_".join(("b", *path))


def all_of(parts: Sequence[str]) -> str:
    return " AND ".join(f"({part})" for part in parts) if parts else "TRUE"


def case(branches: Sequence[tuple[str, str]], otherwise: str = "NULL") -> str:
    if not branches:
        return otherwise
    return "CASE " + " ".join(f"WHEN {condition} THEN {value}" for condition, value in branches) + f" ELSE {otherwise} END"


def div(way: str, numerator: str, denominator: int) -> str:
    """The one division: `numerator` (whole, not negative) by a positive constant, rounded as `way` says."""
    if denominator == 1:
        return numerator
    added = {"ceil": denominator - 1, "floor": 0}
    if way in added:
        return f"(({numerator}) + {added[way]}) // {denominator}"
    return f"(2 * ({numerator}) + {denominator}) // {2 * denominator}"


@dataclass(frozen=True)
class Num:
    """An exact number: SQL text of a whole numerator over a constant whole denominator."""

    sql: str
    den: int = 1

    def over(self, den: int) -> str:
        """The numerator when written over a multiple of this denominator."""
        factor = den // self.den
        return self.sql if factor == 1 else f"({self.sql}) * {factor}"


def common(*numbers: Num) -> int:
    return math.lcm(*(number.den for number in numbers))


OPS: Final[frozenset[str]] = frozenset({"=", "<>", ">", ">=", "<", "<="})


def compare(op: str, left: str, right: str) -> str:
    """A comparison as SQL text; the tests plant bugs here."""
    assert op in OPS
    return f"({left}) {op} ({right})"


class Renderer:
    """Renders checked nodes on one row. `leaf` says how columns, observations and parameters are reached."""

    def __init__(self, leaf: Leaf, ratio: Callable[[Node], int]) -> None:
        self.leaf, self.ratio = leaf, ratio

    def number(self, node: Node) -> Num:
        match node:
            case plan.Literal(value=Fraction() as value):
                return Num(str(value.numerator), value.denominator)
            case plan.ParamRef() | plan.Observation():
                return Num(self.leaf(node), self.ratio(node))
            case plan.Arith():
                return self._arith(node)
            case plan.Rounded(way, item):
                return self._rounded(way, item)
            case plan.Truth(item):
                met = self.condition(item)
                return Num(case([(met, "1"), (f"NOT ({met})", "0")]))
            case _:
                return Num(self.leaf(node))

    def _arith(self, node: plan.Arith) -> Num:
        if node.op in ("greatest", "least"):
            return self._extreme(node.op, [self.number(part) for part in plan.operands(node, node.op)])
        left, right = self.number(node.left), self.number(node.right)
        if node.op == "*":
            return Num(f"({left.sql}) * ({right.sql})", left.den * right.den)
        den = common(left, right)
        a, b = left.over(den), right.over(den)
        return Num(f"({a}) {node.op} ({b})", den)

    @staticmethod
    def _extreme(op: str, sides: Sequence[Num]) -> Num:
        den = common(*sides)
        texts = [side.over(den) for side in sides]
        missing = " OR ".join(f"({text}) IS NULL" for text in texts)
        return Num(f"CASE WHEN {missing} THEN NULL ELSE {op}({', '.join(texts)}) END", den)

    def _rounded(self, way: str, item: Node) -> Num:
        number = self.number(item)
        scale = 1 if way == "half_up" else item.type.scale
        return Num(f"({div(way, number.sql, number.den * scale)}) * {scale}" if scale > 1 else div(way, number.sql, number.den))

    def condition(self, node: Node) -> str:
        match node:
            case plan.Logic("not", parts):
                return f"NOT ({self.condition(parts[0])})"
            case plan.Logic(op, parts):
                return f" {op.upper()} ".join(f"({self.condition(part)})" for part in parts)
            case plan.Compare(op, left, right):
                return self._compared(op, left, right)
            case plan.Among(item, values):
                return f"{self.scalar(item)} IN ({', '.join(self.scalar(value) for value in values)})"
            case plan.IsNull(item):
                return f"{self.scalar(item)} IS NULL"
            case _:
                return self.scalar(node)

    def _compared(self, op: str, left: Node, right: Node) -> str:
        if left.type.kind != "number":
            return compare(op, self.scalar(left), self.scalar(right))
        a, b = self.number(left), self.number(right)
        den = common(a, b)
        return compare(op, a.over(den), b.over(den))

    def scalar(self, node: Node) -> str:
        """A value that is no sum: a column, a code, a date, a whole number."""
        match node:
            case plan.Literal(value=bool() as value):
                return "TRUE" if value else "FALSE"
            case plan.Literal(value=date() as value):
                return day(value)
            case plan.Literal(value=str() as value):
                return text(value)
            case plan.Literal() | plan.Arith() | plan.Rounded() | plan.ParamRef():
                return self.number(node).sql
            case _ if node.type.kind == "datetime":
                return f"CAST({self.leaf(node)} AS DATE)"
            case _:
                return self.leaf(node)


def paths(nodes: Sequence[Node]) -> list[tuple[str, ...]]:
    """Every to-one path that these nodes walk, each after its own beginning."""
    found: dict[tuple[str, ...], None] = {}
    for node in nodes:
        for part in plan.walk(node):
            if isinstance(part, plan.Column):
                for length in range(1, len(part.path) + 1):
                    found.setdefault(part.path[:length], None)
    return sorted(found, key=lambda path: (len(path), path))


def joins(base: str, steps: Sequence[tuple[str, ...]], table: Callable[[str], str], anchors: Sequence[str] = ()) -> str:
    """LEFT JOINs for to-one paths; the anchors of a subject are joined by their own rule and skipped here."""
    lines: list[str] = []
    relation_of: dict[tuple[str, ...], str] = {(): base, **{(anchor,): anchor for anchor in anchors}}
    for path in steps:
        if path in relation_of:
            continue
        target, column = STEPS[relation_of[path[:-1]], path[-1]]
        relation_of[path] = target
        here, there = alias(path), alias(path[:-1])
        lines.append(f"LEFT JOIN {table(target)} AS {here} ON {here}.{quote(column)} = {there}.{quote(column)}")
    return " ".join(lines)
