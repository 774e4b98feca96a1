"""Time limits of admission: what the rule says was due when, and whether it was kept.

The figures are third-party readings of the rule of 2026-05-11 (mark C): they are shown as such and block nothing. How a
probation is prolonged is a case of the flow to come; here it can only be said that this would change the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.ledgers.models import Membership
from gangju.desk.people.spans import months_after

APPROVAL_MONTHS = 3
PROBATION_MONTHS = 12
CONVERSION_MONTHS = 3
MARK = "C"


@dataclass(frozen=True)
class Limit:
    """`state` is done, open or overdue; `said` the sentence of the page."""

    title: str
    due: date
    state: str
    said: str
    mark: str = MARK


def limits(spells: Sequence[Membership], today: date) -> list[Limit]:
    """Of the last spell with a day of the branch meeting; nothing for who was admitted before the desk knew the day."""
    dated = [spell for spell in spells if spell.admitted_on is not None]
    if not dated or dated[-1].admitted_on is None:
        return []
    last, met = dated[-1], dated[-1].admitted_on
    found = [_approval(met, last.approved_on, today)]
    if last.kind == "probationary":
        found += _conversion(met, last, today)
    return [each for each in found if each is not None]


def _approval(met: date, approved: date | None, today: date) -> Limit | None:
    due = months_after(met, APPROVAL_MONTHS)
    if approved is not None:
        return Limit("上级审批", due, "done", "审批超过了三个月") if approved > due else None
    if today > due:
        return Limit("上级审批", due, "overdue", "支部大会通过已过三个月,还没有登记上级审批日期;特殊情况最长六个月")
    return Limit("上级审批", due, "open", "支部大会通过后三个月内由上级审批")


def _conversion(met: date, spell: Membership, today: date) -> list[Limit | None]:
    full = months_after(met, PROBATION_MONTHS)
    last_day = months_after(full, CONVERSION_MONTHS)
    if spell.until is not None and spell.until <= today:
        return []
    if today < full:
        return [Limit("预备期满", full, "open", "预备期从支部大会通过之日算起满一年,期满前本人提出转正申请")]
    if today <= last_day:
        return [Limit("讨论转正", last_day, "open", "预备期已满,应在三个月内讨论转正")]
    return [Limit("讨论转正", last_day, "overdue", "预备期已满,超过三个月没有登记转正;如已批准延长预备期,以批复为准")]
