"""Figures of a plan that contradict a rule: meetings rarer than it says, hours below its floor, shares above its ceiling.

A plan may ask for more than a floor. It is compared with what holds today, whatever held when it was written; the finding names
the day since when the rule holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from gangju.reader.law import Bound, Rhythm, law
from gangju.reader.model import Frequency, Quantity
from gangju.reader.statement import Statement

#: How many windows a year has.
A_YEAR = {
    "day": Fraction(365),
    "week": Fraction(52),
    "month": Fraction(12),
    "two_months": Fraction(6),
    "quarter": Fraction(4),
    "half": Fraction(2),
    "year": Fraction(1),
}
#: Every window a demand or a standard may have, as it is said; drafts name theirs by it too.
WINDOW_NAMES = {
    "day": "每天",
    "week": "每周",
    "month": "每月",
    "two_months": "每两个月",
    "quarter": "每季度",
    "half": "每半年",
    "year": "每年",
    "two_years": "每两年",
    "working_day": "每个工作日",
    "rest_day": "每个休息日",
}
#: 到支部参加一次主题党日 is asked of the guest, not of the branch.
_GUEST = re.compile(r"参加|列席|指导|督导|联系|带头讲|述职|(?:向|在|经|提交|报)(?:支部)?$")


@dataclass(frozen=True, slots=True)
class Breach:
    """A figure and the rule it contradicts. `first` and `last` are places of the document."""

    start: int
    end: int
    rule: Bound | Rhythm
    said: str


def breaches(statement: Statement) -> Iterator[Breach]:
    """All contradictions of a sentence."""
    yield from _rare(statement)
    yield from _out_of_bounds(statement)


def _rare(statement: Statement) -> Iterator[Breach]:
    found = [item for clause in statement.clauses for item in clause.frequencies]
    for rhythm in law().rhythms:
        for match in rhythm.words.finditer(statement.flow.text):
            beat = _beat(statement, match.start(), found)
            if beat and beat.times * A_YEAR[beat.window] < rhythm.times * A_YEAR[rhythm.window]:
                said = f"{rhythm.name}写成{_often(beat.times, beat.window)},规定是{_often(rhythm.times, rhythm.window)}"
                yield Breach(beat.start, beat.end, rhythm, said)
                break


def _beat(statement: Statement, place: int, found: list[Frequency]) -> Frequency | None:
    """The rhythm of a meeting: printed in the same part of the sentence, the nearest one."""
    first, last = statement.segment(place)
    if _GUEST.search(statement.flow.text, first, place):
        return None
    near = [item for item in found if first <= statement.place(item.start) < last]
    return min(near, key=lambda item: abs(statement.place(item.start) - place), default=None)


def _often(times: Fraction, window: str) -> str:
    if times < 1 and window == "year":
        return f"每{1 / times}年1次"
    return f"{WINDOW_NAMES[window]}{times}次"


def _out_of_bounds(statement: Statement) -> Iterator[Breach]:
    for clause in statement.clauses:
        for quantity in clause.quantities:
            for bound in law().bounds:
                if bound.unit == quantity.unit and _meant(statement, clause.subject, quantity, bound) and _beyond(quantity, bound):
                    yield Breach(quantity.start, quantity.end, bound, _compared(quantity, bound))


def _meant(statement: Statement, subject: str | None, quantity: Quantity, bound: Bound) -> bool:
    text = statement.flow.text
    segment = text[slice(*statement.segment(statement.place(quantity.start)))]
    whole = segment if bound.near.search(segment) else f"{subject or ''}:{segment}"
    yearly = quantity.unit != "学时" or quantity.per in {None, "年", "人"}
    part = segment.lstrip(" ,").startswith("其中")
    fits = bound.near.search(whole) and not bound.unless.search(whole) and not part
    return bool(fits) and yearly and (bound.also is None or bound.also.search(text) is not None)


def _beyond(quantity: Quantity, bound: Bound) -> bool:
    values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
    known = [value for value in values if value is not None]
    if not known:
        return False
    too_little = bound.at_least is not None and quantity.op != "<=" and min(known) < bound.at_least
    return too_little or (bound.at_most is not None and max(known) > bound.at_most)


def _compared(quantity: Quantity, bound: Bound) -> str:
    limit = f"不少于{_plain(bound.at_least)}" if bound.at_least is not None else f"不超过{_plain(bound.at_most)}"
    return f"{bound.name}写成{quantity.text},规定{limit}{bound.unit}{'(' + bound.note + ')' if bound.note else ''}"


def _plain(value: Fraction | None) -> str:
    if value is None or value.denominator == 1:
        return str(value)
    return f"{value.numerator}/{value.denominator}"
