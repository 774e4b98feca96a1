"""What an expression may name, and what it may compare: columns, paths, codes, units. Says what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from gangju.engine import plan
from gangju.engine.joins import LINKS, ROLES, STEPS, relation_of
from gangju.engine.model import Catalogue, Measure, Param
from gangju.engine.plan import TEXT, Node, Type
from gangju.engine.relations import RELATIONS
from gangju.engine.spelling import nearest as closest


class ExprError(Exception):
    """What is wrong with an expression and how to mend it."""

    def __init__(self, message: str, remedy: str, key: str = "") -> None:
        self.message, self.remedy, self.key = message, remedy, key
        super().__init__(f"{message}。{remedy}")


@dataclass(frozen=True)
class Names:
    """What an expression may refer to by name."""

    catalogue: Catalogue
    params: Mapping[str, Param]
    measures: Mapping[str, Measure]


@dataclass
class Context:
    """The row an expression stands on: `base` and the relations beside it (`anchors`, joined to the subject)."""

    names: Names
    each: str
    base: str
    anchors: tuple[str, ...] = ()
    aggregates: bool = False
    counted: bool = True
    value: Type | None = None
    inside: tuple[str, ...] = field(default=())
    in_aggregate: bool = False
    subtree: bool = False
    months: int = 12
    """How far back the previous period lies."""
    itself: Type | None = None
    """The type of the value being defined, where that may ask for its own of one period earlier."""


def typed_column(path: tuple[str, ...], relation: str, name: str) -> plan.Column:
    columns = RELATIONS[relation].columns
    if name in RELATIONS[relation].derived:
        return plan.Column(path, relation, name, Type("date"))
    if name not in columns:
        raise ExprError(f"{relation} 没有“{name}”这一列", nearest(name, columns))
    column = columns[name]
    kinds = {"id": "text", "decimal2": "number", "int": "number"}
    kind = kinds.get(column.type, column.type)
    if kind == "number":
        return plan.Column(path, relation, name, plan.number(column.unit if isinstance(column.unit, str) else None))
    return plan.Column(path, relation, name, Type(kind, codes=column.list if kind == "code" else None))


def nearest(name: str, among: Mapping[str, object] | tuple[str, ...]) -> str:
    near = closest(name, among)
    return f"是不是“{near}”" if near else f"可用的有:{'、'.join(list(among)[:12])}"


def locate(names: tuple[str, ...], context: Context) -> tuple[tuple[str, ...], str]:
    """The path from the base row to the relation that a dotted name means, and that relation."""
    root, *steps = names
    path, relation = _root(root, context)
    for step in steps:
        if (relation, step) not in STEPS:
            raise ExprError(f"从 {relation} 到不了 {step}", _reachable(relation))
        path, relation = (*path, step), STEPS[relation, step][0]
    return path, relation


def _reachable(relation: str) -> str:
    reached = [step for source, step in STEPS if source == relation]
    return f"从 {relation} 可到:{'、'.join(reached)}" if reached else f"{relation} 之后只能写列名"


def _root(root: str, context: Context) -> tuple[tuple[str, ...], str]:
    if relation_of(root) not in RELATIONS:
        raise ExprError(f"没有“{root}”这个台账", nearest(root, (*RELATIONS, *ROLES)))
    if root == context.base:
        return (), relation_of(root)
    if root in context.anchors:
        return (root,), relation_of(root)
    if (context.base, root) in STEPS and (context.base, root) in LINKS and not context.in_aggregate:
        raise ExprError(f"“{root}”有不止一条路可到", f"答复它的组织写成 {context.base}.{root}.列")
    found = [(step_path, root) for step_path in _ways(root, context)]
    if len(found) > 1:
        ways = "、".join(".".join((*path[:-1], root)) if len(path) > 1 else f"{context.base}.{root}" for path, _ in found)
        raise ExprError(f"“{root}”有不止一条路可到", f"写明其中一条:{ways}")
    if not found:
        raise ExprError(f"从 {context.base} 到不了 {root}", _ways_out(root, context))
    return found[0]


def _ways(root: str, context: Context) -> list[tuple[str, ...]]:
    direct: list[tuple[str, ...]] = [(root,)] if (context.base, root) in STEPS else []
    through: list[tuple[str, ...]] = [(anchor, root) for anchor in context.anchors if (anchor, root) in STEPS]
    return [*through, *direct] if not (through and context.base in ("person", "post")) else through


def _ways_out(root: str, context: Context) -> str:
    through = [source for source, step in STEPS if step == root and (context.base, source) in LINKS]
    return f"写明经过谁,例如 {through[0]}.{root}" if through else _reachable(context.base)


def fit(item: Node, other: Type) -> Node:
    """A bare literal takes the unit, the scale, the code list or the date of what it meets."""
    if not isinstance(item, plan.Literal):
        return item
    if item.type.bare and other.kind == "number" and not other.bare:
        assert isinstance(item.value, Fraction)
        return plan.Literal(item.value * other.scale, other)
    if item.type == TEXT and other.kind in ("date", "datetime"):
        return plan.Literal(_date(str(item.value)), Type("date"))
    return replace(item, type=other) if item.type == TEXT and other.kind == "code" else item


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ExprError(f"“{text}”不是日期", "写成 2026-06-30 的样子") from error


def check_code(item: Node, names: Names) -> None:
    if not isinstance(item, plan.Literal) or item.type.kind != "code":
        return
    codes = names.catalogue.lists.get(item.type.codes or "")
    if codes is not None and str(item.value) not in codes and "." not in str(item.value):
        raise ExprError(f"{item.type.codes} 里没有“{item.value}”这个代码", nearest(str(item.value), tuple(codes)))


def _family(kind: str) -> str:
    return {"code": "text", "datetime": "date"}.get(kind, kind)


def _counts(left: Type, right: Type) -> bool:
    """Things counted without a word of their own (个) are counted together with people, places and times."""
    units = {left.unit, right.unit}
    return units == SEATS or (plan.ANYTHING in units and units <= plan.WHOLE_UNITS)


SEATS: Final = frozenset({"人", "职"})
"""Who stands for seats is counted against them."""


def comparable(left: Type, right: Type, said: Callable[[], str]) -> None:
    """Raises ExprError; `said` gives the text of the comparison, which takes longer than the check."""
    if _family(left.kind) != _family(right.kind):
        raise ExprError(f"两边不是同一类东西:{said()}", "数与数比,日期与日期比,代码与代码比")
    if left.kind == "number" and left.unit != right.unit and not ((left.bare and right.bare) or _counts(left, right)):
        raise ExprError(f"单位不同,不能相比:{left.unit or '无单位'}与{right.unit or '无单位'}({said()})", "换成同一单位的列或参数")
