"""Months and years as the rules count them: a month later is the same day, or the last of a shorter month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months(since: date, until: date) -> int:
    """Whole months between two days; 0 where the second is earlier."""
    months = (until.year - since.year) * 12 + until.month - since.month
    return max(0, months - (months_after(since, months) > until))


def age(born: date, day: date) -> int:
    """Who is born on 29 February grows older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
