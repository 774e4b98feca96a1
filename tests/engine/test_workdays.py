"""Which days are worked: holidays, weekend days worked instead, years whose notice is not there yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.problem import BadInput

CALENDAR = load_catalogue().calendar


@pytest.mark.parametrize(
    ("day", "rests"),
    [("2026-02-13", False), ("2026-02-14", False), ("2026-02-16", True), ("2026-06-06", True), ("2026-06-08", False)],
)
def test_holidays_rest_and_some_weekend_days_are_worked(day: str, rests: bool) -> None:
    assert CALENDAR.rests(date.fromisoformat(day)) is rests


def test_a_holiday_moves_to_the_next_day_that_is_worked() -> None:
    assert CALENDAR.next_workday(date(2026, 10, 2)) == date(2026, 10, 8)


def test_a_year_without_notice_is_judged_by_the_week_and_not_known() -> None:
    assert CALENDAR.rests(date(2040, 10, 1)) is False
    assert CALENDAR.unknown_years(date(2026, 12, 1), date(2041, 1, 1))[0] == 2027


def test_an_office_adds_a_year_when_its_notice_comes_out(tmp_path: Path) -> None:
    days = "- year: 2027\n  holidays: {new_year: {label: 元旦, days: [2027-01-01]}}\n  workdays: [2027-01-02]\n"
    (tmp_path / "calendar.yaml").write_text(days, "utf-8")
    calendar = load_catalogue(SHIPPED, tmp_path).calendar
    assert (calendar.rests(date(2027, 1, 2)), calendar.rests(date(2027, 1, 3)), calendar.known(date(2027, 5, 1))) == (False, True, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {year: 2027}\n", "没有写年份或放假安排"),
        ("- {year: 2027, holidays: {}, workdays: [2028-01-02]}\n", "不是 2027 年的日期"),
        ("- {year: 2027, holidays: {new_year: [2027-01-01]}}\n", "没有名称"),
    ],
)
def test_a_wrong_calendar_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "calendar.yaml").write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        load_catalogue(SHIPPED, tmp_path)
