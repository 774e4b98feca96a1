"""阈值: a value of one subject against a bound. One function a kind of value, each as the ledger's keeper would do it by hand."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.oracle.interval import Value, counted, exactly, judged, missing, plain, shortfall
from tests.oracle.ledger import Row, answers_for, in_force, kept, parameter, rows_of
from tests.oracle.subjects import Meant, observed


def of_window(amount: Fraction | int, category: str, meant: Meant, standard: Row, case: Any) -> Value:
    """A sum or count of counted rows: keeping is asked of the organisation in which the subject is judged."""
    is_kept = standard["absence"] == "zero" or kept(case.facts, meant.org_id, category, case.span)
    return counted(amount, case.span, case.as_of, case.grace, is_kept, category)


def in_window(event: Row, case: Any) -> bool:
    return bool(case.span[0] <= event["started_at"] < case.span[1])


def hours(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """Hours of the events of a kind that the person attended in the window, wherever they were held."""
    total = Fraction(0)
    for row in rows_of(case.facts, "participation", person_id=meant.id, attended=True):
        for event in rows_of(case.facts, "activity", activity_id=row["activity_id"], kind=rule["activity"]):
            if in_window(event, case) and event["form"] == rule.get("form", event["form"]):
                total += row["hours"] if row["hours"] is not None else event["hours"]
    return of_window(total, f"activity.{rule['activity']}", meant, standard, case)


def meetings(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """How many events of a kind the organisation held in the window."""
    events = rows_of(case.facts, "activity", org_id=meant.id, kind=rule["activity"])
    return of_window(sum(in_window(event, case) for event in events), f"activity.{rule['activity']}", meant, standard, case)


def funds(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """Money of one kind and flow for the unit; the year it is for decides, not the day it was paid."""
    rows = rows_of(case.facts, "fund_entry", unit_id=meant.id, kind=rule["fund"], flow=rule["flow"], year=case.span[0].year)
    total = sum((row["amount"] for row in rows), Fraction(0))
    return of_window(total, f"fund_entry.{rule['fund']}", meant, standard, case)


def largest_area(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """The largest venue of a kind of the unit; a register, so nothing is open, but a venue without its area could be any size."""
    venues = answers_for(case.facts, "venue", meant.id, rule["venue"], case.day)
    if not venues:
        return missing("venue")
    areas = [row["area_m2"] for row in venues if row["area_m2"] is not None]
    if len(areas) == len(venues):
        return exactly(max(areas))
    return Value(max(areas) if areas else None, None, "unkept", "missing:venue.area_m2")


def observation(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    value = observed(case.facts, meant.id, rule["metric"], rule["upwards"], case.day, case.as_of)
    return missing(f"observation.{rule['metric']}") if value is None else exactly(value)


def workers(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """How many posts of a role stand at the unit on the day; a register, so no row is zero."""
    return exactly(len(in_force(rows_of(case.facts, "post", unit_id=meant.id, role=rule["role"]), case.day)))


VALUES: dict[str, Callable[[Row, Meant, Row, Any], Value]] = {
    "hours": hours,
    "meetings": meetings,
    "funds": funds,
    "largest_area": largest_area,
    "observation": observation,
    "workers": workers,
}


def judge_threshold(standard: Row, meant: Meant, case: Any) -> Row:
    bound = parameter(case.world, standard["param"], case.day, meant.domain, meant.region)
    if bound is None:
        raise ValueError(f"{standard['param']} has no value on {case.day}")
    if meant.missing is not None:
        return {"value": None, "target": plain(bound), "verdict": "unknown", "note": f"missing:{meant.missing}", "_shortfall": None}
    value = VALUES[standard["value"]["rule"]](standard["value"], meant, standard, case)
    verdict = judged(value, standard["op"], bound)
    return {
        "value": plain(value.lo),
        "target": plain(bound),
        "verdict": verdict,
        "note": value.note if verdict in ("pending", "unknown") else None,
        "_shortfall": shortfall(value, standard["op"], bound, verdict),
        "_lo": value.lo,
        "_hi": value.hi,
    }
