"""阈值: a value of one subject against a bound. One function a kind of value, each as the ledger's keeper would do it by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any

from tests.oracle import oracle_registers
from tests.oracle.interval import Value, counted, exactly, judged, missing, plain, shortfall
from tests.oracle.ledger import Row, events_of, in_force, kept, parameter, rows_of, set_up_in, venues_of
from tests.oracle.oracle_keys import cut_down, late_hours, months_of
from tests.oracle.subjects import Meant, observed


def of_window(amounts: list[Fraction | str], category: str, meant: Meant, standard: Row, case: Any) -> Value:
    """A sum of counted rows: keeping is asked of the organisation in which the subject is judged.

    A text among the amounts names a fact that nobody wrote down; then the sum may be anything from what is known upwards.
    """
    known = sum((amount for amount in amounts if isinstance(amount, Fraction)), Fraction(0))
    lacking = sorted((amount for amount in amounts if isinstance(amount, str)), key=["participation.hours", "activity.form"].index)
    is_kept = standard["absence"] == "zero" or kept(case.facts, meant.org_id, category, case.span)
    if is_kept and lacking:
        return Value(known, None, "unkept", f"missing:{lacking[0]}")
    return counted(known, case.span, case.as_of, case.grace, is_kept, category)


def took_place(event: Row, case: Any) -> bool:
    """In the window, not after the day on which we look, and neither only planned nor called off."""
    return bool(case.span[0] <= event["started_at"] < case.span[1] and event["started_at"] <= case.as_of and event["status"] == "held")


def hours(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """Hours of the events of a kind that the person attended in the window, wherever they were held."""
    amounts = [hours_of(row, rule, case) for row in rows_of(case.facts, "participation", person_id=meant.id, attended=True)]
    return of_window(amounts, f"activity.{rule['activity']}", meant, standard, case)


def hours_of(row: Row, rule: Row, case: Any) -> Fraction | str:
    """What one attendance counts: its own hours, else those proposed by the event; nothing where the event is not meant."""
    for event in rows_of(case.facts, "activity", activity_id=row["activity_id"], kind=rule["activity"]):
        form = rule.get("form", event["form"])
        if took_place(event, case) and event["form"] in (form, None):
            own: Fraction | None = row.get("hours")
            written = own if own is not None else event["hours"]
            return "participation.hours" if written is None else "activity.form" if event["form"] != form else written
    return Fraction(0)


def meetings(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """How many events of a kind the organisation held in the window, or were held at the unit."""
    events = events_of(case.facts, meant.kind, meant.id, rule["activity"], case.day)
    ones: list[Fraction | str] = [Fraction(1) for event in events if took_place(event, case)]
    return of_window(ones, f"activity.{rule['activity']}", meant, standard, case)


def full_members(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """How many full members the organisation has on the day, or the organisations set up in the unit; a register."""
    own = [meant.id] if meant.kind == "organization" else set_up_in(case.facts, meant.id, case.day)
    rows = in_force(rows_of(case.facts, "membership", kind=rule["kind"]), case.day)
    return exactly(sum(row["org_id"] in own for row in rows))


def funds(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """Money of one kind and flow: for the unit, the person, a post (to its person, for its unit), an organisation or the unit it is in.

    The year it is for decides, not the day it was paid, unless that is still to come.
    """
    rows = rows_of(case.facts, "fund_entry", kind=rule["fund"], flow=rule["flow"], year=case.span[0].year)
    whose = {f"{meant.kind}_id": meant.id}
    if meant.kind == "post":
        whose = {name: rows_of(case.facts, "post", post_id=meant.id)[0][name] for name in ("person_id", "unit_id")}
    if meant.kind == "organization":
        home = rows_of(case.facts, "organization", org_id=meant.id)
        units = {org["unit_id"] for org in in_force(home, case.day)} - {None}
        rows = [row for row in rows if row["org_id"] == meant.id or row["unit_id"] in units]
    else:
        rows = [row for row in rows if all(row[name] == value for name, value in whose.items())]
    amounts: list[Fraction | str] = [row["amount"] for row in rows if row["dated_on"] is None or row["dated_on"] <= case.as_of]
    return of_window(amounts, f"fund_entry.{rule['fund']}", meant, standard, case)


def largest_area(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """The largest venue of a kind of the unit; a register, so nothing is open, but a venue without its area could be any size."""
    venues = venues_of(case.facts, meant.id, rule["venue"], case.day)
    if not venues:
        return missing("venue")
    areas = [row["area_m2"] for row in venues if row["area_m2"] is not None]
    if len(areas) == len(venues):
        return exactly(max(areas))
    return Value(max(areas) if areas else None, None, "unkept", "missing:venue.area_m2")


def observation(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """A figure on the reference day or, of last year, on that year's last day; the units are always those of the reference day."""
    day = date(case.span[0].year - 1, 12, 31) if rule.get("last_year") else case.day
    value = observed(case.facts, meant.id, rule["metric"], rule["upwards"], day, case)
    return missing(f"observation.{rule['metric']}") if value is None else exactly(value)


def workers(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """How many posts of a role stand at the unit on the day; a register, so no row is zero."""
    return exactly(len(in_force(rows_of(case.facts, "post", unit_id=meant.id, role=rule["role"]), case.day)))


VALUES: dict[str, Callable[[Row, Meant, Row, Any], Value]] = {
    "hours": hours,
    "meetings": meetings,
    "full_members": full_members,
    "funds": funds,
    "largest_area": largest_area,
    "observation": observation,
    "workers": workers,
    **oracle_registers.VALUES,
}


def target_of(standard: Row, meant: Meant, case: Any) -> Fraction | None:
    """The parameter; with `per_head`, so many for each head of a figure of the unit, and a part of a head is a head."""
    category = rows_of(case.facts, "post", post_id=meant.id)[0]["role"] if meant.kind == "post" else None
    bound = parameter(case.world, standard["param"], case.law, meant.domain, meant.region, category)
    if bound is None:
        raise ValueError(f"{standard['param']} has no value on {case.law}")
    if "prorate" in standard:
        return cut_down(bound, months_of(standard, meant, case), standard["unit"])
    if "per_head" not in standard:
        return bound
    count = observed(case.facts, meant.id, standard["per_head"], False, case.day, case)
    return None if count is None else Fraction(ceil(bound * count))


def entered_late(standard: Row, meant: Meant, case: Any) -> str | None:
    late = late_hours(standard, meant, case)
    return f"entered_late:{late}" if late else None


def judge_threshold(standard: Row, meant: Meant, case: Any) -> Row:
    if "prorate" in standard and not months_of(standard, meant, case):
        return {"value": None, "target": None, "verdict": "not_applicable", "note": "months:0", "_shortfall": None}
    bound = target_of(standard, meant, case)
    if meant.missing is not None:
        return {"value": None, "target": plain(bound), "verdict": "unknown", "note": f"missing:{meant.missing}", "_shortfall": None}
    value = VALUES[standard["value"]["rule"]](standard["value"], meant, standard, case)
    verdict = "unknown" if bound is None else judged(value, standard["op"], bound)
    note = value.note if value.note or bound is not None else f"missing:observation.{standard['per_head']}"
    return {
        "value": plain(value.lo),
        "target": plain(bound),
        "verdict": verdict,
        "note": note if verdict in ("pending", "unknown") else entered_late(standard, meant, case),
        "_shortfall": None if bound is None else shortfall(value, standard["op"], bound, verdict),
        "_lo": value.lo,
        "_hi": value.hi,
        "_why": value.why,
    }
