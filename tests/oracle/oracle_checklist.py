"""清单: every item of a list, answered on the spot or computed from the venue. The largest venue of the unit is meant."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.days import add_months
from tests.oracle.interval import meets
from tests.oracle.ledger import Row, parameter, rows_of, venues_of
from tests.oracle.subjects import Meant


def newest(checklist: str, item: str, venue_id: str, case: Any) -> Row | None:
    """The last answer given on or before the as-of day."""
    rows = rows_of(case.facts, "check_answer", subject_kind="venue", subject_id=venue_id, checklist=checklist, item=item)
    rows = [row for row in rows if row["checked_on"] <= case.as_of]
    return max(rows, key=lambda row: row["checked_on"]) if rows else None


def answer(standard: Row, item: Row, venue: Row, meant: Meant, case: Any) -> str:
    """yes, no, na, or `missing`, `unmeasured`, or `stale` where its day plus the allowed months lies before the as-of day."""
    if "param" in item:
        bound = parameter(case.world, item["param"], case.day, meant.domain, meant.region)
        if venue["area_m2"] is None or bound is None:
            return "unmeasured"
        return "yes" if meets(item.get("op", ">="), venue["area_m2"], bound) else "no"
    row = newest(standard["checklist"], item["code"], venue["venue_id"], case)
    if row is None:
        return "missing"
    last_good: date = add_months(row["checked_on"], standard["stale_months"])
    return "stale" if last_good < case.as_of else str(row["answer"])


def without_venue(standard: Row, items: list[Row]) -> Row:
    verdict = standard["without_subject"]
    applies = verdict != "not_applicable"
    return {
        "value": 0 if applies else None,
        "target": len(items) if applies else None,
        "verdict": verdict,
        "note": "without_subject",
        "_shortfall": len(items) if verdict == "fail" else None,
    }


def judge_checklist(standard: Row, meant: Meant, case: Any) -> Row:
    items = case.world["checklists"][standard["checklist"]]["items"]
    kind = case.world["checklists"][standard["checklist"]]["venue_kind"]
    venues = venues_of(case.facts, meant.id, kind, case.day)
    if not venues:
        return without_venue(standard, items)
    # the largest; of two as large the one whose number comes first; an unmeasured one only where there is no other
    venue = min(venues, key=lambda row: (-(row["area_m2"] if row["area_m2"] is not None else Fraction(-1)), row["venue_id"]))
    answers = {item["code"]: answer(standard, item, venue, meant, case) for item in items}
    return summed_up(answers)


def summed_up(answers: dict[str, str]) -> Row:
    no = [item for item, said in answers.items() if said == "no"]
    verdict = "fail" if no else "unknown" if {"missing", "stale", "unmeasured"} & set(answers.values()) else "pass"
    return {
        "value": sum(said == "yes" for said in answers.values()),
        "target": sum(said != "na" for said in answers.values()),
        "verdict": verdict,
        "note": {"fail": "no:" + ",".join(no), "unknown": why_unknown(answers), "pass": None}[verdict],
        "_shortfall": {"fail": len(no), "pass": 0, "unknown": None}[verdict],
    }


def why_unknown(answers: dict[str, str]) -> str:
    """First what nobody ever asked, then what was asked too long ago, then a venue that nobody measured."""
    if "missing" in answers.values():
        return "missing:check_answer"
    stale = [item for item, said in answers.items() if said == "stale"]
    return "stale:" + ",".join(stale) if stale else "missing:venue.area_m2"
