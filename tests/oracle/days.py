"""Calendar: periods, windows, months added, grace. Every span is half-open, `[first, until)`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

Span = tuple[date, date]

MONTHS = {"month": 1, "two_months": 2, "quarter": 3, "half": 6, "year": 12}
ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later; where that month is shorter, its last day (31 January + 1 month = 28 February)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def span_holding(kind: str, day: date) -> Span:
    """The calendar year, half, quarter, pair of months, month or week that holds `day`."""
    if kind == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=7)
    length = MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return first, add_months(first, length)


def name_of(kind: str, span: Span) -> str:
    first = span[0]
    if kind == "year":
        return f"{first.year}"
    if kind == "half":
        return f"{first.year}H{1 if first.month == 1 else 2}"
    if kind == "quarter":
        return f"{first.year}Q{(first.month + 2) // 3}"
    return f"{first.year}-{first.month:02d}"


def named(name: str) -> Span:
    """`2026`, `2026H1`, `2026Q3`, `2026-07`."""
    year = int(name[:4])
    if len(name) == 4:
        return span_holding("year", date(year, 1, 1))
    if name[4] == "H":
        return span_holding("half", date(year, 6 * int(name[5:]), 1))
    if name[4] == "Q":
        return span_holding("quarter", date(year, 3 * int(name[5:]), 1))
    return span_holding("month", date(year, int(name[5:]), 1))


def windows_of(kind: str, period: Span) -> list[Span]:
    """All windows of `kind` that begin in the period, in order."""
    found: list[Span] = []
    day = period[0]
    while day < period[1]:
        span = span_holding(kind, day)
        if span[0] >= period[0]:
            found.append(span)
        day = span[1]
    return found


def inside(span: Span, since: date | None, until: date | None) -> bool:
    """Whether the whole span lies in `[since, until)`; None is open."""
    return (since is None or since <= span[0]) and (until is None or span[1] <= until)


def holds(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day < until)
