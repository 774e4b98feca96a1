"""The windows of a rhythm: calendar windows, phases of the plan, single days, holidays, the last so many months.

Which days a window holds is settled here, as date constants, before any SQL is written. A fixed day (the 25th, every Friday)
is a list of days inside a window; one that falls on a day of rest moves to the next working day or is left out, as the
standard says. Where the notice of a year is not there, the slot says so and what fails in it is provisional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from gangju.engine import period
from gangju.engine.days import earlier
from gangju.engine.model import Pack, Plan, Standard
from gangju.engine.naming import ExprError
from gangju.engine.period import Period, Window, windows
from gangju.engine.workdays import Calendar

CALENDAR_WINDOWS: Final = ("week", "month", "two_months", "quarter", "half", "year", "two_years")
DAY_WINDOWS: Final = ("working_day", "rest_day")
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ROLLING: Final = re.compile(r"rolling ([1-9][0-9]*) (days|months)")
PATTERN: Final = rf"^({'|'.join((*CALENDAR_WINDOWS, *DAY_WINDOWS, 'campaign'))}|rolling [1-9][0-9]* (days|months))$"

WINDOW_SCHEMA: Final[dict[str, Any]] = {
    "type": ["string", "object"],
    "pattern": PATTERN,
    "additionalProperties": False,
    "required": ["holiday"],
    "properties": {"holiday": {"type": "string", "minLength": 1}},
}
DATED_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
        "weekday": {"enum": list(WEEKDAYS)},
        "before": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
        "holidays": {"enum": ["moved", "skipped"]},
    },
}


@dataclass(frozen=True)
class Slot:
    """One window: the days on which it may be met (None: any), the window that still heals it, the years nobody knows yet."""

    window: Window
    days: tuple[date, ...] | None = None
    healing: Window | None = None
    lacking: tuple[int, ...] = ()

    @property
    def free(self) -> bool:
        """Every day on which it could be met was a holiday."""
        return self.days == ()


def whole_of(plan: Plan) -> Window:
    """The whole of a plan: its phases from first to last, else the time in which it is in force. Raises ExprError."""
    if plan.phases:
        return Window(min(phase.since for phase in plan.phases), max(phase.until for phase in plan.phases))
    if plan.in_force_until is None:
        raise ExprError("方案没有阶段,也没有终止日期,不知道全程到哪一天", "在 plan.yaml 里写 phases 或 in_force.to", "period")
    return Window(plan.in_force_from, plan.in_force_until)


def period_of(pack: Pack, standard: Standard, as_of: date, named: str | None) -> Period:
    """The period a standard is judged on. Raises ExprError where the plan has no end."""
    kind = standard.period or _own_period(standard)
    whole = whole_of(pack.plan) if kind == "campaign" else None
    judged = period.judged(kind, as_of, named) if whole is None else period.spanning("campaign", whole, as_of, named)
    if standard.terms.at_start:
        return replace(judged, reference=judged.window.since, law=judged.reference)
    return judged


def _own_period(standard: Standard) -> str | None:
    """A rhythm that names no period is judged on the year, or on what its windows fill."""
    if standard.form != "rhythm":
        return None
    window = standard.keys.get("window")
    return str(window) if window in ("two_years", "campaign") else "year"


def slots(pack: Pack, standard: Standard, judged: Period, grace: int) -> list[Slot]:
    """The windows begun by the reference day."""
    calendar = pack.catalogue.calendar
    found = list(_windows(pack, standard.keys["window"], judged, grace))
    dated = standard.keys.get("dated")
    return [_dated(slot, dated, calendar) for slot in found] if dated else found


def _windows(pack: Pack, kind: str | Mapping[str, str], judged: Period, grace: int) -> Iterator[Slot]:
    calendar, reference = pack.catalogue.calendar, judged.reference
    if not isinstance(kind, str):
        yield from _holidays(calendar, kind["holiday"], judged)
    elif kind in CALENDAR_WINDOWS:
        yield from (Slot(window) for window in windows(kind, judged.window, reference))
    elif kind in DAY_WINDOWS:
        yield from _days(calendar, judged.window, reference, rests=kind == "rest_day")
    elif kind == "campaign":
        phases = [Window(phase.since, phase.until) for phase in pack.plan.phases] or [judged.window]
        yield from (Slot(window) for window in phases if window.since <= reference)
    else:
        count, unit = rolling(kind)
        until = reference + timedelta(days=1)
        since = earlier(until, count, unit)
        yield Slot(Window(since, until), healing=Window(since - timedelta(days=grace), until))


def rolling(kind: str) -> tuple[int, str]:
    """`rolling 3 months` as a count and its unit."""
    match = ROLLING.fullmatch(kind)
    assert match is not None, kind
    return int(match[1]), match[2]


def _days(calendar: Calendar, window: Window, reference: date, *, rests: bool) -> Iterator[Slot]:
    day = window.since
    while day < window.until and day <= reference:
        if calendar.rests(day) == rests:
            yield Slot(Window(day, day + timedelta(days=1)), lacking=() if calendar.known(day) else (day.year,))
        day += timedelta(days=1)


def _holidays(calendar: Calendar, code: str, judged: Period) -> Iterator[Slot]:
    for year in range(judged.window.since.year, judged.reference.year + 1):
        holiday = calendar.holiday(code, year)
        if holiday is not None and judged.window.since <= holiday.days[0] <= judged.reference:
            yield Slot(Window(holiday.days[0], holiday.days[-1] + timedelta(days=1)))


# ---------------------------------------------------------------- fixed days
def _dated(slot: Slot, dated: Mapping[str, Any], calendar: Calendar) -> Slot:
    named = [day for day in _each_day(slot.window) if _is_meant(day, dated)]
    if "holidays" not in dated:
        return replace(slot, days=tuple(named))
    lacking = tuple(calendar.unknown_years(slot.window.since, slot.window.until))
    moved = dated["holidays"] == "moved"
    kept = [calendar.next_workday(day) if moved else day for day in named if moved or not calendar.rests(day)]
    return replace(slot, days=tuple(dict.fromkeys(kept)), lacking=lacking)


def _each_day(window: Window) -> Iterator[date]:
    return (window.since + timedelta(days=number) for number in range((window.until - window.since).days))


def _is_meant(day: date, dated: Mapping[str, Any]) -> bool:
    """The 31st is the last day of a month that has none."""
    if "weekday" in dated and WEEKDAYS[day.weekday()] != dated["weekday"]:
        return False
    wanted = int(dated.get("day", day.day))
    return day.day == wanted or (day.day < wanted and (day + timedelta(days=1)).day == 1)


def check(pack: Pack, standard: Standard) -> None:
    """What the shape alone does not show. Raises ExprError."""
    window, labels = standard.keys["window"], pack.catalogue.calendar.labels
    if not isinstance(window, str) and window["holiday"] not in labels:
        raise ExprError(f"没有“{window['holiday']}”这个节假日", f"从中选一个:{'、'.join(labels)}", "window.holiday")
    if standard.keys.get("dated") and (window in DAY_WINDOWS or not isinstance(window, str)):
        raise ExprError("以日为期的节律不再写定在哪一天", "删去 dated", "dated")
    if "day" in (standard.keys.get("dated") or {}) and window == "week":
        raise ExprError("不是每周都有这一天", "window 写成 month 或更长,或改写 weekday", "dated.day")
    if "campaign" in (window, standard.period):
        whole_of(pack.plan)


# ---------------------------------------------------------------- in words
_NAMES: Final = {
    "week": "每周", "month": "每月", "two_months": "每两个月", "quarter": "每季度", "half": "每半年", "year": "每年", "two_years": "每两年",
    "campaign": "每个阶段", "working_day": "每个工作日", "rest_day": "每个休息日",
}  # fmt: skip
_WEEK: Final = dict(zip(WEEKDAYS, "一二三四五六日", strict=True))
_UNITS: Final = {"days": "天", "months": "个月"}


def said(pack: Pack, standard: Standard) -> str:
    """每月 25 日,遇休息日顺延."""
    window = standard.keys["window"]
    if not isinstance(window, str):
        return f"每年{pack.catalogue.calendar.labels.get(window['holiday'], '')}期间"
    if window not in _NAMES:
        count, unit = rolling(window)
        return f"近 {count} {_UNITS[unit]}内"
    return _NAMES[window] + said_dated(standard.keys.get("dated") or {})


def said_dated(dated: Mapping[str, Any]) -> str:
    parts = [f" {dated['day']} 日"] if "day" in dated else []
    parts += [f"的星期{_WEEK[dated['weekday']]}"] if "weekday" in dated else []
    parts += [f" {dated['before']} 以前开始"] if "before" in dated else []
    late = {"moved": "(遇休息日顺延到下一个工作日)", "skipped": "(遇休息日免办)"}
    return "".join(parts) + late.get(str(dated.get("holidays")), "")


def days_sql(days: Sequence[date] | None, window: Window, day: str, quote: Any) -> str:
    """The condition that `day` (SQL text) lies in the window, or on one of its days."""
    if days is None:
        return f"{day} >= {quote(window.since)} AND {day} < {quote(window.until)}"
    return f"{day} IN ({', '.join(quote(each) for each in days)})" if days else "FALSE"
