"""Calendar months, exactly: the same day of another month, or its last day where it has no such day (31 August − 6 = 28 February)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

YEAR = 12


@dataclass(frozen=True)
class Months:
    """`day + Months(6)`, `day - Months(6)`. Raises ValueError beyond the calendar."""

    count: int

    def __radd__(self, day: date) -> date:
        year, month = divmod(day.year * YEAR + day.month - 1 + self.count, YEAR)
        if not date.min.year <= year <= date.max.year:
            raise ValueError(f"{day} 前后 {abs(self.count)} 个月已超出日历")
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

    def __rsub__(self, day: date) -> date:
        return day + Months(-self.count)


def years(count: int) -> Months:
    return Months(count * YEAR)
