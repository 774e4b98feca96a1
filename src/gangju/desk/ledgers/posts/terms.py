"""届次: how long an elected body may serve, and where its term stands on a day.

Elections are cases of the kind `election`: `done` from `term_from` (the day of the vote) to `term_until` (its last day), and
`postponed` where the organisation above approved a later end of the term that began on `term_from`. A by-election fills a seat
and begins no term. The lengths are dated parameters with the mark of their source, as on every page.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import QuerySet

from gangju.desk.ledgers.models import CaseElection
from gangju.desk.ledgers.posts.months import Months, years

KIND = "election"
DONE, POSTPONED = "done", "postponed"
BY_ELECTION = "by_election"


@dataclass(frozen=True)
class Length:
    """For elections on or after `since`; no level means any. Mark A: the rule's own text was read, B: reproduced."""

    whom: str
    kinds: Collection[str]
    levels: Collection[str]
    years: int
    since: date
    mark: str
    rule: str


_RULE = "《关于党的基层组织任期的意见》第一条"
_FROM = date(2018, 7, 12)  # made public and in force on that day; terms that were running ended as they had begun
# The first that fits is meant.
LENGTHS = (
    Length("村和社区的党委、党总支、党支部", ("committee", "general_branch", "branch", "joint_branch"), ("village",), 5, _FROM, "A", _RULE),
    Length("其他党委", ("committee",), (), 5, _FROM, "A", _RULE),
    Length("其他党总支、党支部、联合党支部", ("general_branch", "branch", "joint_branch"), (), 3, _FROM, "A", _RULE),
)
# 延期 and 提前 with the approval of the organisation above; mark A, second article of the same rule.
LONGEST_CHANGE = Months(12)
# 提醒 six months ahead is mark B; three and one month are this desk's own.
REMINDED = (Months(6), Months(3), Months(1))
FAR = timedelta(days=190)  # beyond any six months; spares the calendar where nothing is near
ELECTING = frozenset(kind for length in LENGTHS for kind in length.kinds)


# What a term is told from, of each finished election and extension.
COLUMNS = ("case__state", "term_from", "term_until", "mode")


class Spell(NamedTuple):
    """`COLUMNS` of one row: a county has thousands, so they are read without their models."""

    state: str
    since: date | None
    until: date | None
    mode: str


class State(StrEnum):
    """Where a term stands. `UNKNOWN`: no election is recorded, or not until when it holds."""

    OVERDUE = "overdue"
    DUE = "due"
    UNKNOWN = "unknown"
    NORMAL = "normal"


WORDS = {State.OVERDUE: "已逾期", State.DUE: "六个月内届满", State.UNKNOWN: "没有换届记录", State.NORMAL: "任期内"}
# The shapes of the verdicts, so that a black-and-white print still speaks.
VERDICTS = {State.OVERDUE: "fail", State.DUE: "pending", State.UNKNOWN: "unknown", State.NORMAL: "pass"}


@dataclass(frozen=True)
class Term:
    """`ends_on` is the last day, with what was approved in addition; `within` is the nearest reminder that has come, in months."""

    elected_on: date | None
    ends_on: date | None
    regular_end: date | None
    state: State
    within: int | None

    @property
    def word(self) -> str:
        return f"{self.within} 个月内届满" if self.within else WORDS[self.state]

    @property
    def verdict(self) -> str:
        return VERDICTS[self.state]

    @property
    def extended(self) -> bool:
        return self.ends_on != self.regular_end


UNRECORDED = Term(None, None, None, State.UNKNOWN, None)


def length_of(kind: str, level: str, elected_on: date) -> Length | None:
    """The parameter that an election of the day falls under; None before the first one and for whoever is not elected."""
    found = (each for each in LENGTHS if kind in each.kinds and (not each.levels or level in each.levels) and each.since <= elected_on)
    return next(found, None)


def last_day(kind: str, level: str, elected_on: date) -> date | None:
    """届满日: the same day so many years later; of 29 February the 28th."""
    length = length_of(kind, level, elected_on)
    return elected_on + years(length.years) if length else None


def spells(rows: QuerySet[CaseElection]) -> list[Spell]:
    return [Spell(*row) for row in rows.order_by().values_list(*COLUMNS)]


def term_of(rows: Iterable[Spell], kind: str, level: str, day: date) -> Term:
    """From an organisation's finished elections and extensions: the newest term begun by the day."""
    known = [row for row in rows if row.mode != BY_ELECTION]
    begun = [row.since for row in known if row.state == DONE and row.since is not None and row.since <= day]
    if not begun:
        return UNRECORDED
    elected_on = max(begun)
    own = [row for row in known if row.since == elected_on]
    said = [row.until for row in own if row.state == DONE and row.until]
    regular = max(said, default=None) or last_day(kind, level, elected_on)
    longer = [row.until for row in own if row.state == POSTPONED and row.until]
    ends_on = max([*longer, *([regular] if regular else [])], default=None)
    state, within = where(ends_on, day)
    return Term(elected_on, ends_on, regular, state, within)


def where(ends_on: date | None, day: date) -> tuple[State, int | None]:
    """A reminder counts back from the last day, so that of 31 August it comes on 28 February and not on 1 March."""
    if ends_on is None:
        return State.UNKNOWN, None
    if day > ends_on:
        return State.OVERDUE, None
    if ends_on - day > FAR:
        return State.NORMAL, None
    come = [months.count for months in REMINDED if day >= ends_on - months]
    return (State.DUE, min(come)) if come else (State.NORMAL, None)
