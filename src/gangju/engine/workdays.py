"""Working days: which days of a year are days of rest, as far as the year's notice is known.

The notice of a year comes out late in the year before. A day of a year without one is judged by the week alone, and
whoever uses it must ask `known` and say that the answer is provisional. Nothing here is computed from the moon.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from gangju.engine.problem import Problem
from gangju.engine.yaml_marks import Marked, Where

FILE: Final = "calendar.yaml"
SATURDAY: Final = 5
EXAMPLE: Final = "请照已有的年份写成 {year: 2026, holidays: {代码: {label: 名称, days: [日期]}}, workdays: [日期]}"


@dataclass(frozen=True)
class Holiday:
    code: str
    label: str
    days: tuple[date, ...]


@dataclass(frozen=True)
class Year:
    """One year as its notice arranges it: holidays, and the weekend days that are worked instead."""

    holidays: Mapping[str, Holiday]
    workdays: frozenset[date]

    def rests(self, day: date) -> bool:
        if any(day in holiday.days for holiday in self.holidays.values()):
            return True
        return day.weekday() >= SATURDAY and day not in self.workdays


@dataclass(frozen=True)
class Calendar:
    years: Mapping[int, Year] = field(default_factory=dict)

    def known(self, day: date) -> bool:
        return day.year in self.years

    def rests(self, day: date) -> bool:
        """Whether nobody works on the day; of a year without a notice by the week alone."""
        year = self.years.get(day.year)
        return day.weekday() >= SATURDAY if year is None else year.rests(day)

    def next_workday(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while self.rests(day):
            day += timedelta(days=1)
        return day

    def unknown_years(self, since: date, until: date) -> list[int]:
        """The years of `[since, until)` whose notice is not there."""
        return [year for year in range(since.year, (until - timedelta(days=1)).year + 1) if year not in self.years]

    def holiday(self, code: str, year: int) -> Holiday | None:
        found = self.years.get(year)
        return None if found is None else found.holidays.get(code)

    @property
    def labels(self) -> dict[str, str]:
        return {code: holiday.label for year in self.years.values() for code, holiday in year.holidays.items()}

    def with_years(self, more: Mapping[int, Year]) -> Calendar:
        return Calendar({**self.years, **more})


# ---------------------------------------------------------------- from a file
def calendar_problems(marked: Marked) -> Iterator[Problem]:
    """Every place where the file is no list of years."""
    if not isinstance(marked.data, list):
        yield marked.problem((), "不是一列年份", EXAMPLE)
        return
    seen: set[int] = set()
    for place, said in enumerate(marked.data):
        if not (isinstance(said, dict) and isinstance(said.get("year"), int) and isinstance(said.get("holidays"), dict)):
            yield marked.problem((place,), "这一年没有写年份或放假安排", EXAMPLE)
            continue
        if said["year"] in seen:
            yield marked.problem((place,), f"{said['year']} 年写了两次", "请只留一处")
        seen.add(said["year"])
        yield from _year_problems(marked, place, said)


def _year_problems(marked: Marked, place: int, said: Mapping[str, Any]) -> Iterator[Problem]:
    for key in said.keys() - {"year", "holidays", "workdays"}:
        yield marked.problem((place, key), f"不认识的键“{key}”", EXAMPLE)
    yield from _days_problems(marked, (place, "workdays"), said.get("workdays", []), said["year"])
    for code, holiday in said["holidays"].items():
        where: Where = (place, "holidays", code)
        if not (isinstance(holiday, dict) and isinstance(holiday.get("label"), str)):
            yield marked.problem(where, f"节假日“{code}”没有名称", EXAMPLE)
        else:
            yield from _days_problems(marked, (*where, "days"), holiday.get("days"), said["year"])


def _days_problems(marked: Marked, where: Where, days: object, year: int) -> Iterator[Problem]:
    if not isinstance(days, list):
        yield marked.problem(where, "不是一列日期", "请写成 [2026-01-01, 2026-01-02] 的样子")
        return
    for place, text in enumerate(days):
        day = _day(text)
        if day is None or day.year != year:
            yield marked.problem((*where, place), f"“{text}”不是 {year} 年的日期", "请写成 2026-01-01 的样子,跨年的放到各自的年份")


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def years_of(data: Sequence[Mapping[str, Any]]) -> dict[int, Year]:
    """The years of a file that has no problems."""
    return {said["year"]: Year(_holidays(said["holidays"]), frozenset(_days(said.get("workdays", [])))) for said in data}


def _holidays(said: Mapping[str, Any]) -> dict[str, Holiday]:
    return {code: Holiday(code, each["label"], tuple(_days(each["days"]))) for code, each in said.items()}


def _days(texts: Sequence[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts]
