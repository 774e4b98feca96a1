"""Calendar windows: periods, the windows inside them, and whether a window runs, is in grace or is closed.

Every bound is a date computed here, never in SQL (engine rule 4). Intervals are half-open `[since, until)`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

MONTHS: Final[dict[str, int]] = {"month": 1, "two_months": 2, "quarter": 3, "half": 6, "year": 12, "two_years": 24}


class Phase(StrEnum):
    """Where a window stands on the as-of day."""

    RUNNING = "window_open"
    GRACE = "in_grace"
    CLOSED = "closed"


@dataclass(frozen=True, order=True)
class Window:
    since: date
    until: date

    def phase(self, as_of: date, grace: int) -> Phase:
        """`grace` is in calendar days after the last day of the window."""
        if as_of < self.until:
            return Phase.RUNNING
        return Phase.GRACE if as_of < self.until + timedelta(days=grace) else Phase.CLOSED

    @property
    def last_day(self) -> date:
        return self.until - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """What a result row is about: `label` is null for a standard that is judged as of a day."""

    label: str | None
    window: Window
    reference: date
    law: date | None = None

    @property
    def binding(self) -> date:
        """The day whose parameters and plans bind; another than the reference day where facts are read on the first day."""
        return self.law or self.reference


def add_months(day: date, months: int) -> date:
    """A month added to the 31st is clamped to the last day of the month it lands in."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def oldest_fresh_day(as_of: date, count: int, unit: str) -> date:
    """The earliest day that, with `count` days or months added, does not lie before `as_of`."""
    if unit == "days":
        return as_of - timedelta(days=count)
    day = add_months(as_of, -count) - timedelta(days=4)
    while add_months(day, count) < as_of:
        day += timedelta(days=1)
    return day


def enclosing(kind: str, day: date) -> Window:
    """The calendar window of this kind that holds the day; weeks begin on Monday."""
    if kind == "week":
        since = day - timedelta(days=day.weekday())
        return Window(since, since + timedelta(days=7))
    size = MONTHS[kind]
    index = (day.year * 12 + day.month - 1) // size * size
    since = date(index // 12, index % 12 + 1, 1)
    return Window(since, add_months(since, size))


def windows(kind: str, period: Window, reference: date) -> list[Window]:
    """The windows that begin in the period, without those that have not begun on the reference day."""
    return [window for window in _starting_in(kind, period) if window.since <= reference]


def _starting_in(kind: str, period: Window) -> Iterator[Window]:
    window = enclosing(kind, period.since)
    while window.since < period.until:
        if window.since >= period.since:
            yield window
        window = enclosing(kind, window.until)


def label(kind: str, window: Window) -> str:
    since = window.since
    if kind == "year":
        return f"{since.year}"
    if kind == "half":
        return f"{since.year}H{(since.month - 1) // 6 + 1}"
    if kind == "quarter":
        return f"{since.year}Q{(since.month - 1) // 3 + 1}"
    if kind == "two_years":
        return f"{since.year}-{since.year + 1}"
    if kind == "campaign":
        return f"{since.year}" if since.year == window.last_day.year else f"{since.year}-{window.last_day.year}"
    return f"{since.year}-{since.month:02d}"


def parse_label(text: str) -> Window:
    """`2026`, `2026H1`, `2026Q3` or `2026-07`. Raises ValueError."""
    match = re.fullmatch(r"(\d{4})(?:(H)([12])|(Q)([1-4])|-(\d{2}))?", text)
    if not match:
        raise ValueError(text)
    year = int(match[1])
    if match[2]:
        return enclosing("half", date(year, 6 * int(match[3]), 1))
    if match[4]:
        return enclosing("quarter", date(year, 3 * int(match[5]), 1))
    if match[6]:
        return enclosing("month", date(year, int(match[6]), 1))
    return enclosing("year", date(year, 1, 1))


def judged(kind: str | None, as_of: date, named: str | None) -> Period:
    """The period a standard is judged on: the one named, else the one that holds the as-of day.

    A named period longer than the standard's own is judged on its last window begun by the as-of day.
    """
    if kind is None or kind == "as_of":
        return Period(None, Window(date.min, as_of + timedelta(days=1)), as_of)
    holder = as_of
    if named is not None:
        wide = parse_label(named)
        holder = min(max(as_of, wide.since), wide.last_day)
    window = enclosing(kind, holder)
    return Period(label(kind, window), window, min(as_of, window.last_day))


def spanning(kind: str, window: Window, as_of: date, named: str | None) -> Period:
    """A period that no calendar gives; a named one that ends within it is judged as it stood on its last day."""
    known = as_of if named is None else min(max(as_of, window.since), max(parse_label(named).last_day, window.since))
    return Period(label(kind, window), window, min(known, window.last_day))
