"""The same value one period earlier: `previous(…)`, `previous()` and the periods they read.

Every leaf that is read on a day (parameter, figure, score, count) carries how many months before the judged period it is
read; to look back is to write the same expression with those months added. A value that looks at its own of last year is
followed back year by year to the first year of the plan, where there is none: what it is compared with then stands alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Final

from gangju.engine import plan
from gangju.engine.naming import ExprError
from gangju.engine.period import Period, Window, add_months, label
from gangju.engine.plan import Node

YEAR: Final = 12
KINDS: Final = {6: "half", 3: "quarter", 1: "month", 12: "year"}


def period_before(period: Period, months: int) -> Period:
    """The same stretch of time so many months earlier, with its own name and its own last day."""
    if not months:
        return period
    if period.label is None:
        day = add_months(period.reference, -months)
        return Period(None, Window(period.window.since, day + timedelta(days=1)), day)
    window = Window(add_months(period.window.since, -months), add_months(period.window.until, -months))
    if period.law is None:
        return Period(label(_kind(window), window), window, window.last_day)
    return Period(label(_kind(window), window), window, add_months(period.reference, -months), window.last_day)


def _kind(window: Window) -> str:
    length = (window.until.year - window.since.year) * YEAR + window.until.month - window.since.month
    return KINDS.get(length, "year")


# ---------------------------------------------------------------- expressions
def shifted(node: Node, months: int) -> Node:
    """The node as it stood so many months earlier. Raises ExprError where a part cannot be read on another day."""
    match node:
        case plan.ParamRef() | plan.Observation() | plan.Score() | plan.Recursive():
            return replace(node, back=node.back + months)
        case plan.Aggregate(item=item, where=where):
            inside = [part if part is None else _inside(part, months) for part in (item, where)]
            return replace(node, back=node.back + months, item=inside[0], where=inside[1])
        case plan.Column() | plan.Exists() | plan.Moment():
            raise ExprError("上一期的数里不能直接用对象自己的列", "改用数据、得分、参数或聚合,例如 max(venue.area_m2)")
        case _:
            return rebuilt(node, lambda part: shifted(part, months))


def _inside(node: Node, months: int) -> Node:
    """Within an aggregate rows are read on its own day already; only parameters have days of their own."""
    if isinstance(node, plan.ParamRef):
        return replace(node, back=node.back + months)
    if isinstance(node, plan.Exists | plan.Moment):
        raise ExprError("上一期的数里不能用 exists 或按期推算的日子", "写成不含它们的聚合")
    return rebuilt(node, lambda part: _inside(part, months))


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    match node:
        case plan.Compare() | plan.Arith():
            return replace(node, left=change(node.left), right=change(node.right))
        case plan.Logic():
            return replace(node, parts=tuple(change(part) for part in node.parts))
        case plan.Among() | plan.IsNull() | plan.Rounded() | plan.Truth():
            return replace(node, item=change(node.item))
        case _:
            return node


# ---------------------------------------------------------------- looking at oneself
def unrolled(node: Node, years: int) -> Node:
    """The node with every recursion written out over so many years back; what asks for one year more finds nothing."""
    if not isinstance(node, plan.Recursive):
        return rebuilt(node, lambda part: unrolled(part, years))
    steps = years - node.back // YEAR
    if steps < 0:
        return plan.Recall(node.name, node.type)
    value = beginning(node)
    for _ in range(steps * YEAR // node.months):
        value = _with(node.body, node.name, shifted(value, node.months))
    value = folded(value)
    return shifted(value, node.back) if node.back else value


def beginning(node: plan.Recursive) -> Node:
    """The value in the first year of the plan. Raises ExprError where nothing but the one before says what it is."""
    if any(isinstance(part, plan.Recursive) for part in plan.walk(node.body)):
        raise ExprError("看上一期的数里又有一个看上一期的数", "只在一处写 previous")
    found = _alone(node.body, node.name)
    if found is None:
        raise ExprError("这个数只由上一期的数算出,没有起点", "写成 greatest(当期的数, previous()) 的样子")
    shifted(node.body, node.months)
    return found


def _with(node: Node, name: str, last: Node) -> Node:
    if isinstance(node, plan.Recall) and node.name == name:
        return last
    return folded(rebuilt(node, lambda part: _with(part, name, last)))


def folded(node: Node) -> Node:
    """Constants gathered and drawn into the larger (or smaller) of two: what is written out year by year stays as long as the years."""
    match node:
        case plan.Arith("*", plan.Literal() as factor, other) | plan.Arith("*", other, plan.Literal() as factor):
            return _times(factor.value, other, node.type) if isinstance(factor.value, Fraction) and factor.value > 0 else node
        case plan.Arith("+", plan.Arith("greatest" | "least") as sides, other) | plan.Arith(
            "+", other, plan.Arith("greatest" | "least") as sides
        ):
            return replace(
                sides, left=folded(replace(node, left=sides.left, right=other)), right=folded(replace(node, left=sides.right, right=other))
            )
        case _:
            return node


def _times(factor: Fraction, node: Node, kind: plan.Type) -> Node:
    match node:
        case plan.Arith("greatest" | "least", left, right):
            return replace(node, left=_times(factor, left, kind), right=_times(factor, right, kind))
        case plan.Arith("*", plan.Literal(value=Fraction() as known), other) | plan.Arith(
            "*", other, plan.Literal(value=Fraction() as known)
        ):
            return _times(factor * known, other, kind)
        case _ if factor == 1:
            return node
        case _:
            return plan.Arith("*", plan.Literal(factor, plan.BARE), node, kind)


def _alone(node: Node, name: str) -> Node | None:
    """The node in the first year: of a larger or smaller of two the other side; None where nothing is left."""
    match node:
        case plan.Recall() if node.name == name:
            return None
        case plan.Arith("greatest" | "least", left, right):
            sides = [side for side in (_alone(left, name), _alone(right, name)) if side is not None]
            return replace(node, left=sides[0], right=sides[1]) if len(sides) == 2 else sides[0] if sides else None
        case plan.Arith(_, left, right):
            first, second = _alone(left, name), _alone(right, name)
            return None if first is None or second is None else replace(node, left=first, right=second)
        case plan.Rounded(_, item):
            only = _alone(item, name)
            return None if only is None else replace(node, item=only)
        case _:
            return node
