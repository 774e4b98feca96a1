"""`judge(world, as_of)`: every verdict of a small world, in the stable rows of the design.

A world is plain dictionaries: `pack` (its id), `facts` (relation → rows as in a facts folder, text cells), `params`
(id → dated values), `checklists`, `standards` (hand-written kinds of rules with drawn figures), `entry_grace` (days); perhaps
`in_force` (first day, day of expiry) and `adoption` (org, since, until, params of its own).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.oracle.days import ONE_DAY, Span, holds, name_of, named, span_holding
from tests.oracle.groups import bound_by, gathered, judge_groups, without_private
from tests.oracle.interval import plain
from tests.oracle.ledger import Facts, Row, ancestors, cell, read, version
from tests.oracle.oracle_band import judge_band
from tests.oracle.oracle_checklist import judge_checklist
from tests.oracle.oracle_cover import judge_cover
from tests.oracle.oracle_deadline import judge_deadline
from tests.oracle.oracle_due import in_time
from tests.oracle.oracle_formula import judge_formula
from tests.oracle.oracle_pairing import judge_pairing
from tests.oracle.oracle_parts import judge_whole, shown_or, written_out
from tests.oracle.oracle_quota import judge_quota
from tests.oracle.oracle_rhythm import judge_rhythm
from tests.oracle.oracle_share import judge_share
from tests.oracle.oracle_spell import judge_spell
from tests.oracle.oracle_split import judge_split
from tests.oracle.oracle_threshold import judge_threshold
from tests.oracle.oracle_trend import judge_trend, period_before
from tests.oracle.subjects import Meant, freed, meant_by


class Case(NamedTuple):
    """What all rules of one standard share: the world, its visible facts, the days that matter."""

    world: dict[str, Any]
    facts: Facts
    as_of: date
    day: date
    span: Span
    grace: int
    law: date = date.min
    """The day whose figures bind: the reference day, also where the facts are those of the period's first day."""
    earlier: Mapping[str, list[Row]] = MappingProxyType({})
    """Of a group that is compared with the period before: the subjects of then, by every organisation above them."""


FORMS: dict[str, Callable[[Row, Meant, Any], Row]] = {
    "threshold": shown_or(judge_threshold),
    "rhythm": judge_rhythm,
    "checklist": judge_checklist,
    "share": shown_or(judge_share),
    "quota": judge_quota,
    "spell": judge_spell,
    "whole": judge_whole,
    "band": judge_band,
    "pairing": judge_pairing,
    "cover": judge_cover,
    "deadline": judge_deadline,
    "formula": judge_formula,
    "trend": judge_trend,
    "split": judge_split,
}


def span_judged(standard: Row, as_of: date, period: str | None) -> tuple[str | None, Span]:
    """The period's name and days; a standard without a period is judged on the as-of day alone."""
    if standard["period"] is None:
        return None, (as_of, as_of + ONE_DAY)
    day = as_of
    if period is not None:  # of a longer period that is named, the last one of the standard's own that has begun
        first, until = named(period)
        day = min(max(as_of, first), until - ONE_DAY)
    span = span_holding(standard["period"], day)
    return name_of(standard["period"], span), span


def judge_subject(standard: Row, meant: Meant, case: Case) -> Row:
    free = freed(standard, case.world["pack"], meant, case.facts, case.day)
    if free is not None and free[1] and FORMS[standard["form"]](standard, meant, case)["verdict"] == "exempt":
        free = None  # what the rule itself exempts needs no decision
    if free is not None:
        judged: Row = {"value": None, "target": None, "verdict": "exempt", "note": free[0], "_shortfall": None, "_by_decision": free[1]}
    else:
        judged = in_time(standard, FORMS[standard["form"]](standard, meant, case), meant, case)
    subject = {"subject_kind": meant.kind, "subject_id": meant.id, "org_id": meant.org_id, "_lo": None, "_hi": None, "_why": "unkept"}
    return {**subject, "shortfall": plain(judged["_shortfall"]), **judged}


def reference_day(standard: Row, as_of: date, period: str | None) -> date:
    """The earlier of the as-of day and the last day of the period."""
    return min(as_of, span_judged(standard, as_of, period)[1][1] - ONE_DAY)


def binds(world: dict[str, Any], day: date) -> bool:
    """Whether the plan is in force and adopted on the reference day; without an adoption the roots have adopted it for good."""
    adoption = world.get("adoption") or {"since": None, "until": None}
    spans = [world.get("in_force", (None, None)), (adoption["since"], adoption["until"])]
    return all(holds(cell("since", since), cell("until", until), day) for since, until in spans)


def judge_standard(standard: Row, world: dict[str, Any], facts: Facts, as_of: date, period: str | None) -> tuple[list[Row], list[Row]]:
    name, span = span_judged(standard, as_of, period)
    law = reference_day(standard, as_of, period)
    case = Case(world, facts, as_of, span[0] if "measured_on" in standard else law, span, world["entry_grace"], law=law)
    if not binds(world, law):
        return [], []
    subjects = [judge_subject(standard, meant, case) for meant in meant_by(standard, case) if bound_by(case, meant.org_id)]
    groups = judge_groups(standard, subjects, case._replace(earlier=of_period_before(standard, case)))
    common = {"pack": world["pack"], "standard": standard["id"], "part": standard["part"], "period": name, "clause": standard["clause"]}
    common |= {"force": standard["force"], "unit": standard["unit"]}
    return [common | without_private(row) for row in subjects], [common | without_private(row) for row in groups]


def compared_too(case: Case, org_id: str, day: date) -> bool:
    """Whether on the earlier day the organisation stood, and was or hung below one that is bound now."""
    stood = version(case.facts, "organization", org_id, day) is not None
    return stood and any(bound_by(case, above) for above in ancestors(case.facts, org_id, day))


def of_period_before(standard: Row, case: Case) -> dict[str, list[Row]]:
    """The group as it was a period before: its subjects, places, exemptions and figures of then."""
    if not any("more" in roll_up for roll_up in standard["roll_up"]):
        return {}
    past = period_before(standard, case)
    meant = [each for each in meant_by(standard, past) if compared_too(case, each.org_id, past.day)]
    return gathered([judge_subject(standard, each, past) for each in meant], case.facts, past.day, None)


def sort_key(*columns: str) -> Callable[[Row], tuple[str, ...]]:
    return lambda row: tuple(row[column] or "" for column in ("pack", "standard", "part", "period", *columns))


def judge(world: dict[str, Any], as_of: date, known_on: date | None = None, period: str | None = None) -> dict[str, list[Row]]:
    """All subject rows and group rows of the world, sorted as the design says."""
    facts = read(world["facts"], known_on or as_of)
    subjects: list[Row] = []
    groups: list[Row] = []
    for standard in [each for whole in world["standards"] for each in written_out(whole)]:
        of_standard, of_groups = judge_standard(standard, world, facts, as_of, period)
        subjects += of_standard
        groups += of_groups
    return {
        "subjects": sorted(subjects, key=sort_key("subject_kind", "subject_id", "org_id")),
        "groups": sorted(groups, key=sort_key("roll_up", "org_id")),
    }
