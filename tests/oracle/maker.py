"""What the drawing of a world rests on: one seed, the days that matter, and rows as a facts folder has them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.days import ONE_DAY, add_months, named, span_holding

Row = dict[str, Any]

RELATIONS = [
    *("organization", "placement", "unit", "person", "membership", "post", "activity", "participation"),
    *("roster_entry", "venue", "check_answer", "observation", "fund_entry", "tie"),
]
OLD = date(2015, 1, 1)
YEARS = [2024, 2025, 2026, 2027, 2028]


class Maker:
    """A world in the making. `near()` draws days around the edges on which rules turn."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.facts: dict[str, list[Row]] = {relation: [] for relation in RELATIONS}
        self.year = self.random.choice(YEARS)
        self.as_of = self.draw_as_of()
        self.period = self.random.choice([None, None, None, *[str(self.year)] * 3, str(self.year + 1)])
        self.known_on = self.as_of + timedelta(days=self.random.choice([-20, -1, 1, 30])) if self.chance(0.2) else None
        self.grace = self.random.choice([10, 10, 10, 5, 0])
        self.edges = self.draw_edges()

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def some(self, choices: list[str], at_least: int = 1) -> list[str]:
        return self.random.sample(choices, self.random.randint(at_least, len(choices)))

    def draw_as_of(self) -> date:
        """Ends of periods, and the days on which grace ends, most of all those of January."""
        year = self.year
        next_year = [date(year + 1, 1, day) for day in (1, 5, 6, 10, 11, 20)]
        own = [date(year, 12, 31), date(year, 6, 30), date(year, 7, 1), date(year, 4, 10), date(year, 4, 11), date(year, 10, 1)]
        leap = add_months(date(year, 1, 31), 1)
        any_day = date(year, 1, 1) + timedelta(days=self.random.randrange(366))
        return self.random.choice([*next_year, *next_year, *own, leap, any_day])

    def draw_edges(self) -> list[date]:
        first, until = named(self.period) if self.period else span_holding("year", self.as_of)
        quarters = [add_months(first, months) for months in (3, 6, 9)]
        reference = min(self.as_of, until - ONE_DAY)
        months = [span_holding("month", reference)[0], span_holding("quarter", reference)[0]]
        return [first, until, *quarters, *months, self.as_of, reference, add_months(first, 2) - ONE_DAY, add_months(reference, -12)]

    def near(self) -> date:
        """A day at an edge, one day beside it, or any day of two years."""
        if self.chance(0.7):
            return self.random.choice(self.edges) + timedelta(days=self.pick(-1, 0, 0, 1))
        return date(self.year - 1, 7, 1) + timedelta(days=self.random.randrange(700))

    def near_after(self, day: date) -> date:
        """A later day at an edge, or else soon after."""
        later = [found for found in (self.near() for _ in range(6)) if found > day]
        return later[0] if later else day + timedelta(days=self.pick(1, 30, 200))

    def maybe_end(self, since: date, share: float) -> date | None:
        return self.near_after(since) if self.chance(share) else None

    def cuts(self, since: date, until: date | None, most: int) -> list[tuple[date, date | None]]:
        """The span cut at up to `most` days into spans that touch."""
        days = sorted(
            {day for day in (self.near() for _ in range(self.random.randint(0, most))) if since < day and (until is None or day < until)}
        )
        ends: list[date | None] = [*days, until]
        return list(zip([since, *days], ends, strict=True))

    def add(self, relation: str, **cells: Any) -> Row:
        """A row of text cells; some became known only later."""
        row = {name: text(value) for name, value in cells.items()}
        late = relation not in ("organization", "placement", "unit", "person") and self.chance(0.08)
        row["recorded_at"] = f"{self.near()}{self.pick('', 'T00:00', 'T09:30', 'T23:59')}" if late else None
        self.facts[relation].append(row)
        return row


def text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def alive(spans: list[tuple[date, date | None]], day: date) -> bool:
    return any(since <= day and (until is None or day < until) for since, until in spans)


def earlier(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends; None is open."""
    ends = [end for end in (one, other) if end is not None]
    return min(ends) if ends else None
