"""How many days spans cover together: a day in two of them is one day.

Each span becomes the list of its days, counted from a fixed one; the lists of a group are laid together and each day counted
once. Whole numbers only, so that the answer does not hang on order or engine. Columns of days are half-open, as everywhere: who
took office on the first and left on the third held it for two days, and who is still there until the reference day. Columns of times
speak of events, of which both the first and the last day count.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final

from gangju.engine import plan, sql
from gangju.engine.naming import ExprError
from gangju.engine.plan import Node
from gangju.engine.syntax import e, said

NAME: Final = "covered_days"
FIRST: Final = date(1900, 1, 1)


def is_covered(tree: e.Expression) -> bool:
    return isinstance(tree, e.Anonymous) and tree.name.lower() == NAME


def spans(
    tree: e.Expression, check: Callable[[e.Expression], Node], base: str, where: Node | None, ledgers: Sequence[str], *, subtree: bool
) -> plan.Aggregate:
    """The checked aggregate. Raises ExprError."""
    columns = [check(part) for part in tree.expressions]
    kinds = {column.type.kind for column in columns}
    if len(columns) != 2 or kinds not in ({"date"}, {"datetime"}) or not all(isinstance(column, plan.Column) for column in columns):
        raise ExprError(f"covered_days 里写起、止两个日期列:{said(tree)}", "例如 covered_days(post_history.since, post_history.until)")
    since, until = columns
    assert isinstance(until, plan.Column)
    return plan.Aggregate(NAME, base, since, False, where, tuple(ledgers), plan.number("天"), subtree, until=until)


def aggregate(node: plan.Aggregate, since: str, until: str, where: str, last: date) -> str:
    """SQL of the aggregate; `last` is the first day that does not count any more."""
    first, end = ends(node, since, until)
    return covered(first, end, FIRST, last, where)


def ends(node: plan.Aggregate, since: str, until: str) -> tuple[str, str]:
    """First day of a span and the day after its last one, as SQL."""
    assert node.item is not None
    return (since, until) if node.item.type.kind == "date" else (since, f"coalesce({until}, {since}) + 1")


def after(node: plan.Aggregate, window_until: date, reference: date, as_of: date) -> date:
    """The day from which nothing counts: an event is cut by its window, an office that is still held by the reference day."""
    assert node.item is not None
    return reference if node.item.type.kind == "date" else min(window_until, as_of + timedelta(days=1))


def covered(since: str, until: str, first: date, last: date, where: str | None = None) -> str:
    """SQL of an aggregate over rows: the days of `[since, until)` inside `[first, last)` that at least one row covers."""
    start, end = (sql.day(first), sql.day(last))
    begun = f"greatest({since}, {start}) - {start}"
    ended = f"least(coalesce({until}, {end}), {end}) - {start}"
    among = "" if where is None else f" FILTER (WHERE {where})"
    return f"coalesce(len(list_distinct(flatten(list(range({begun}, {ended})){among}))), 0)"


def shares(spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many days each span adds to those before it; spans as day numbers."""
    seen: set[int] = set()
    added = []
    for since, until in spans:
        days = set(range(since, until)) - seen
        seen |= days
        added.append(len(days))
    return added
