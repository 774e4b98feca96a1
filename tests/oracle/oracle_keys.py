"""Keys that change how much is asked, of whom and when: months in office, fixed days, late entries, first days, whole lists."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from tests.oracle.days import ONE_DAY, Span, add_months, holds
from tests.oracle.ledger import Row, rows_of, version
from tests.oracle.subjects import Meant, touches

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


# ---------------------------------------------------------------- months in office
def terms(standard: Row, meant: Meant, case: Any) -> list[Row]:
    """The posts by which somebody was meant on any day of the period so far; a post is its own."""
    where = standard["where"]
    held = rows_of(case.facts, "post", **{"post_id" if meant.kind == "post" else "person_id": meant.id})
    return [post for post in held if fits(post, where, case) and touches(post, (case.span[0], min(case.span[1], case.as_of + ONE_DAY)))]


def fits(post: Row, where: Row, case: Any) -> bool:
    """The role is that of the post, the place as it stands on the day."""
    unit = version(case.facts, "unit", post["unit_id"] or "", case.day)
    roles = where["roles"] if "roles" in where else [where["role"]]
    return post["role"] in roles and unit is not None and unit["kind"] in where["unit_kinds"]


def months_of(standard: Row, meant: Meant, case: Any) -> int:
    """In how many months of the year the fifteenth found the post held."""
    days = [add_months(case.span[0], month).replace(day=15) for month in range(12)]
    found = terms(standard, meant, case)
    return sum(any(holds(post["since"], post["until"], day) for post in found) for day in days)


def cut_down(bound: Fraction, months: int, unit: str) -> Fraction:
    """A part of a year's bound, rounded up to a whole unit; money to the fen."""
    parts = 100 if unit == "元" else 1
    return Fraction(ceil(bound * months / 12 * parts), parts)


def served_half(standard: Row, meant: Meant, window: Span, case: Any) -> bool:
    """Whether the post was held on at least half of the days of a window, however many posts that took."""
    days = [window[0] + timedelta(days=number) for number in range((window[1] - window[0]).days)]
    found = terms(standard, meant, case)
    return 2 * sum(any(holds(post["since"], post["until"], day) for post in found) for day in days) >= len(days)


# ---------------------------------------------------------------- events of persons, fixed days, late entries
def attended(meant: Meant, activity: str, case: Any) -> list[Row]:
    """What somebody took part in, as rows that have the day of the event and when they were entered."""
    rows = rows_of(case.facts, "participation", person_id=meant.id, attended=True)
    events = {row["activity_id"]: row for row in rows_of(case.facts, "activity", kind=activity) if row["status"] == "held"}
    found = [(row, events[row["activity_id"]]) for row in rows if row["activity_id"] in events]
    return [{**event, "recorded_at": row.get("recorded_at")} for row, event in found]


def on_its_day(standard: Row, day: date) -> bool:
    """Whether a fixed day of the month or the week is met; the 31st of a shorter month is its last day."""
    dated = standard.get("dated") or {}
    if "weekday" in dated and WEEKDAYS[day.weekday()] != dated["weekday"]:
        return False
    last = add_months(day.replace(day=1), 1) - ONE_DAY
    return "day" not in dated or day.day == min(dated["day"], last.day)


def tardy(standard: Row, rows: list[Row]) -> int:
    """How many rows were entered more than so many days after their day."""
    late = standard.get("late")
    return sum(
        late is not None and row.get("recorded_at") is not None and (row["recorded_at"] - row["started_at"]).days > late for row in rows
    )


def late_hours(standard: Row, meant: Meant, case: Any) -> int:
    """Attendances that count towards hours and were entered late."""
    rule = standard["value"]
    if "late" not in standard:
        return 0
    inside = [row for row in attended(meant, rule["activity"], case) if case.span[0] <= row["started_at"] < case.span[1]]
    fitting = [row for row in inside if row["started_at"] <= case.as_of and row["form"] == rule.get("form", row["form"])]
    return tardy(standard, fitting)
