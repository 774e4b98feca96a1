"""Windows, periods, grace and staleness are dates worked out in Python."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangju.engine.period import Phase, Window, add_months, enclosing, judged, oldest_fresh_day, parse_label, windows

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
KINDS = st.sampled_from(["week", "month", "two_months", "quarter", "half", "year", "two_years"])
YEAR_2026 = Window(date(2026, 1, 1), date(2027, 1, 1))


def test_a_month_added_to_the_31st_is_clamped() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)


@given(KINDS, DAYS)
def test_a_window_holds_its_day_and_the_next_one_begins_where_it_ends(kind: str, day: date) -> None:
    window = enclosing(kind, day)
    assert window.since <= day < window.until
    assert enclosing(kind, window.until).since == window.until


def test_the_year_is_closed_from_the_eleventh_of_january() -> None:
    assert YEAR_2026.phase(date(2026, 12, 31), 10) is Phase.RUNNING
    assert YEAR_2026.phase(date(2027, 1, 10), 10) is Phase.GRACE
    assert YEAR_2026.phase(date(2027, 1, 11), 10) is Phase.CLOSED


def test_windows_that_have_not_begun_are_left_out() -> None:
    assert [window.since.month for window in windows("quarter", YEAR_2026, date(2026, 6, 30))] == [1, 4]
    assert len(windows("month", YEAR_2026, date(2026, 12, 1))) == 12


def test_a_year_can_be_judged_after_it_ended() -> None:
    period = judged("year", date(2027, 1, 11), "2026")
    assert (period.label, period.window, period.reference) == ("2026", YEAR_2026, date(2026, 12, 31))


def test_a_standard_without_a_period_is_judged_on_the_day() -> None:
    period = judged(None, date(2026, 6, 30), "2025")
    assert (period.label, period.reference) == (None, date(2026, 6, 30))


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026", (2026, 1), (2027, 1)),
        ("2026H2", (2026, 7), (2027, 1)),
        ("2026Q3", (2026, 7), (2026, 10)),
        ("2026-07", (2026, 7), (2026, 8)),
    ],
)
def test_a_period_is_named_as_people_write_it(text: str, since: tuple[int, int], until: tuple[int, int]) -> None:
    assert parse_label(text) == Window(date(*since, 1), date(*until, 1))


@pytest.mark.parametrize("text", ["26", "2026Q5", "2026H3", "2026-13", "2026/07", ""])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_label(text)


@given(DAYS, st.integers(1, 36))
def test_an_answer_is_stale_just_before_the_oldest_fresh_day(as_of: date, months: int) -> None:
    edge = oldest_fresh_day(as_of, months, "months")
    assert add_months(edge, months) >= as_of
    assert add_months(edge - timedelta(days=1), months) < as_of
