"""Months of the calendar, lengths of terms and their reminders, exact to the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangju.desk.ledgers.posts.months import Months, years
from gangju.desk.ledgers.posts.terms import REMINDED, State, last_day, length_of, where

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
COUNTS = st.integers(-240, 240)
# A busy machine is no reason to fail.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(DAYS, COUNTS)
def test_so_many_months_on_it_is_that_month_and_the_same_day_or_its_last(day: date, count: int) -> None:
    later = day + Months(count)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == count
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@PATIENT
@given(DAYS, COUNTS, st.integers(0, 60))
def test_more_months_are_never_earlier_and_later_days_never_overtake(day: date, count: int, more: int) -> None:
    assert day + Months(count) <= day + Months(count + more)
    assert day + Months(count) <= (day + timedelta(days=more)) + Months(count)


@PATIENT
@given(DAYS, COUNTS)
def test_there_and_back_loses_at_most_the_days_that_a_month_lacks(day: date, count: int) -> None:
    back = (day + Months(count)) - Months(count)
    assert timedelta(0) <= day - back <= timedelta(days=3)


@pytest.mark.parametrize(
    ("day", "months", "meant"),
    [
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2028, 8, 31), -6, date(2028, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_the_awkward_days(day: date, months: int, meant: date) -> None:
    assert day + Months(months) == meant


@pytest.mark.row("003-09")
@pytest.mark.parametrize(
    ("kind", "level", "length"),
    [
        ("committee", "township", 5),
        ("committee", "unit", 5),
        ("general_branch", "unit", 3),
        ("branch", "unit", 3),
        ("joint_branch", "unit", 3),
        ("branch", "village", 5),
        ("general_branch", "village", 5),
        ("committee", "village", 5),
    ],
)
def test_committees_serve_five_years_branches_three_and_villages_five(kind: str, level: str, length: int) -> None:
    elected = date(2021, 3, 10)
    assert last_day(kind, level, elected) == elected + years(length)
    found = length_of(kind, level, elected)
    assert found is not None
    assert found.mark == "A"


def test_who_is_appointed_has_no_term_and_an_old_election_follows_its_own_approval() -> None:
    assert last_day("work_committee", "township", date(2021, 3, 10)) is None
    assert last_day("temporary_branch", "unit", date(2021, 3, 10)) is None
    assert last_day("branch", "unit", date(2018, 7, 11)) is None
    assert last_day("branch", "unit", date(2018, 7, 12)) == date(2021, 7, 12)


@pytest.mark.row("003-09")
def test_the_last_day_is_still_in_time_and_the_next_is_overdue() -> None:
    end = date(2026, 8, 31)
    assert where(end, end) == (State.DUE, 1)
    assert where(end, end + timedelta(days=1)) == (State.OVERDUE, None)
    assert where(None, end) == (State.UNKNOWN, None)


def test_reminders_come_six_three_and_one_month_ahead() -> None:
    end = date(2026, 8, 31)
    assert where(end, date(2026, 2, 27)) == (State.NORMAL, None)
    assert where(end, date(2026, 2, 28)) == (State.DUE, 6)
    assert where(end, date(2026, 5, 30)) == (State.DUE, 6)
    assert where(end, date(2026, 5, 31)) == (State.DUE, 3)
    assert where(end, date(2026, 7, 30)) == (State.DUE, 3)
    assert where(end, date(2026, 7, 31)) == (State.DUE, 1)


@PATIENT
@given(DAYS, DAYS)
def test_a_reminder_never_comes_later_than_the_one_after_it(end: date, day: date) -> None:
    state, within = where(end, day)
    assert (state == State.OVERDUE) == (day > end)
    assert (within is not None) == (state == State.DUE)
    come = [months.count for months in REMINDED if end - months <= day <= end]
    assert within == (min(come) if come else None)
