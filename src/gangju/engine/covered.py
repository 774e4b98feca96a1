"""How many days spans cover together: a day in two of them is one day.

Each span becomes the list of its days, counted from a fixed one; the lists of a group are laid together and each day counted
once. Whole numbers only, so that the answer does not hang on order or engine.
"""

from __future__ import annotations

from datetime import date

from gangju.engine import sql


def covered(since: str, until: str, first: date, last: date, where: str | None = None) -> str:
    """SQL of an aggregate over rows: the days of `[since, until)` inside `[first, last)` that at least one row covers."""
    start, end = (sql.day(first), sql.day(last))
    begun = f"greatest({since}, {start}) - {start}"
    ended = f"least(coalesce({until}, {end}), {end}) - {start}"
    among = "" if where is None else f" FILTER (WHERE {where})"
    return f"coalesce(len(list_distinct(flatten(list(range({begun}, {ended})){among}))), 0)"
