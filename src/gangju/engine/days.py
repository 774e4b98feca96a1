"""Days that an expression counts from the period judged: `years_before(50)`, `in_period(post.since)`.

They are constants of one evaluation: the period is known before any SQL is written, so no database adds up a day. An age or a
tenure is the comparison of a column with such a day, whole calendar months added, and never a difference of days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from gangju.engine import params, plan
from gangju.engine.model import Param
from gangju.engine.naming import Context, ExprError
from gangju.engine.period import Period, add_months
from gangju.engine.plan import Node
from gangju.engine.syntax import e, said

Check = Callable[[e.Expression, Context], Node]
UNITS: Final[Mapping[str, tuple[str, int]]] = {"years_before": ("months", 12), "months_before": ("months", 1), "days_before": ("days", 1)}


def before(tree: e.Expression, context: Context, check: Check) -> Node:
    """So many years, months or days before the reference day. Raises ExprError."""
    assert isinstance(tree, e.Anonymous)
    name = tree.name.lower()
    if len(tree.expressions) != 1:
        raise ExprError(f"{name} 里写一个数或一个参数:{said(tree)}", f"例如 {name}(3)")
    count = check(tree.expressions[0], context)
    whole = isinstance(count, plan.Literal) and count.type.kind == "number" and count.value == int(str(count.value).split("/")[0])
    if isinstance(count, plan.ParamRef) and (count.key is not None or context.names.params[count.id].by is not None):
        raise ExprError(f"{name} 里的参数要对所有人相同:{said(tree)}", "把参数改成不分类别、地区、领域的一个数")
    if not (whole or isinstance(count, plan.ParamRef)):
        raise ExprError(f"{name} 里写一个整数或一个参数:{said(tree)}", f"例如 {name}(3) 或 {name}(param('years'))")
    unit, times = UNITS[name]
    return plan.Moment("reference", count, unit, times)


def in_period(tree: e.Expression, context: Context, check: Check) -> Node:
    """Whether a day lies in the period judged. Raises ExprError."""
    column = check(tree.expressions[0], context) if len(tree.expressions) == 1 else None
    if not isinstance(column, plan.Column) or column.type.kind not in ("date", "datetime"):
        raise ExprError(f"in_period 里写一个日期列:{said(tree)}", "例如 in_period(membership_history.approved_on)")
    first = plan.Compare(">=", column, plan.Moment("start"))
    return plan.Logic("and", (first, plan.Compare("<", column, plan.Moment("end"))))


def of_period(node: Node) -> Node | None:
    """The column of an `in_period`, or None where the node is something else."""
    match node:
        case plan.Logic("and", (plan.Compare(">=", column, plan.Moment("start")), plan.Compare("<", _, plan.Moment("end")))):
            return column
        case _:
            return None


def day_of(moment: plan.Moment, period: Period, known: Mapping[str, Param]) -> date:
    """The day, now that the period is known; a parameter is one whole number for everybody."""
    if moment.anchor != "reference":
        return period.window.since if moment.anchor == "start" else period.window.until
    count = moment.back
    number = params.whole(known[count.id], period.reference) if isinstance(count, plan.ParamRef) else said_count(count)
    return earlier(period.reference, number * moment.times, moment.unit)


def said_count(count: Node | None) -> int:
    """A count written as a number."""
    assert isinstance(count, plan.Literal)
    return int(str(count.value))


def earlier(day: date, count: int, unit: str) -> date:
    """The last day to which the count may be added without passing `day`: who was born on it is of that age today."""
    if unit == "days":
        return day - timedelta(days=count)
    found = add_months(day, -count) + timedelta(days=3)
    while add_months(found, count) > day:
        found -= timedelta(days=1)
    return found
