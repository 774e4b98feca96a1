"""What a visitor asks of a list: everything stands in the address, so that it can be kept, sent on and gone back to.

An unusable value (a day that does not exist, a page beyond the last) is left out and said; it never breaks the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from gangju.desk.ledgers.days import read_day
from gangju.desk.lists.registers import Field, Register

ALL_DAYS = "all"
FROM, TO = "_from", "_to"
RANGES = frozenset({"day", "time"})


@dataclass(frozen=True)
class Asked:
    """`day` is the day on which rows are in force, None for all days; `exact` by column, `ranges` first and last day by column.
    `whole` wants all rows on one sheet, for printing.
    """

    q: str = ""
    within: str = ""
    day: date | None = None
    exact: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, tuple[date | None, date | None]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    whole: bool = False
    notes: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return bool(self.q or self.within or self.exact or self.ranges)


def asked(register: Register, query: QueryDict, today: date) -> Asked:
    notes: list[str] = []
    chosen = [register.column(name) for name in register.filters]
    return Asked(
        q=query.get("q", "").strip()[:60],
        within=query.get("within", "").strip(),
        day=_in_force(register, query.get("day", "").strip(), today, notes),
        exact=_exact(chosen, query),
        ranges={each.name: span for each in chosen if each.type in RANGES and any(span := _range(each, query, notes))},
        sort=_sort(register, query.get("sort", "")),
        page=_page(query.get("page", "")),
        whole=query.get("whole") == "1",
        notes=tuple(notes),
    )


def _in_force(register: Register, typed: str, today: date, notes: list[str]) -> date | None:
    if register.span is None or typed == ALL_DAYS or (register.series and not typed):
        return None
    return _day(typed, notes) or today


def _exact(chosen: list[Field], query: QueryDict) -> dict[str, str]:
    typed = {each.name: query.get(each.name, "").strip() for each in chosen if each.type not in RANGES}
    return {name: value for name, value in typed.items() if value}


def _range(column: Field, query: QueryDict, notes: list[str]) -> tuple[date | None, date | None]:
    first, last = (_day(query.get(f"{column.name}{end}", "").strip(), notes) for end in (FROM, TO))
    return first, last


def _day(typed: str, notes: list[str]) -> date | None:
    if not typed:
        return None
    try:
        return read_day(typed)
    except ValueError as wrong:
        notes.append(str(wrong))
        return None


def _sort(register: Register, typed: str) -> str:
    known = register.by_name.get(typed.removeprefix("-"))
    return typed if known is not None and known.sortable else register.sort


def _page(typed: str) -> int:
    return max(int(typed), 1) if typed.isdecimal() and len(typed) < 9 else 1
