"""Values that look elsewhere: rows that exist beside a row, both ends of a tie, rows no longer in force, all that lies below.

Each is written as somebody with the registers open before him would count; none of them knows how the engine joins.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.interval import Value, counted, exactly, missing
from tests.oracle.ledger import Facts, Row, ancestors, in_force, kept, rows_of, version
from tests.oracle.subjects import Meant, on_roster, serves_too


def perhaps(sure: int, doubtful: bool, note: str) -> Value:
    """A number of rows of which some more may count."""
    return Value(Fraction(sure), None, "unkept", f"missing:{note}") if doubtful else exactly(sure)


def double_posts(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """Posts of a role at the unit whose holder has another post there too; of which nobody wrote whether it is full-time, perhaps."""
    posts = in_force(rows_of(case.facts, "post", unit_id=meant.id, role=rule["role"]), case.day)
    said = [serves_too(case.facts, post["person_id"], rule["other"], case.day, meant.id) for post in posts]
    return perhaps(sum(answer is True for answer in said), None in said, "post.full_time")


def ties(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """Ties of a kind at whose acting or receiving end the subject stands, leaving out those to a thing on a list."""
    mine, other = ("from", "to") if rule["end"] == "out" else ("to", "from")
    about = {f"{mine}_kind": meant.kind, f"{mine}_id": meant.id, "kind": rule["tie"]}
    rows = in_force(rows_of(case.facts, "tie", **about), case.day)
    good = [row for row in rows if not barred(rule, row[f"{other}_kind"], row[f"{other}_id"], case)]
    return exactly(len({row[f"{other}_id"] for row in good}) if rule["distinct"] else len(good))


def barred(rule: Row, kind: str, name: str, case: Any) -> bool:
    return rule["not_on"] is not None and kind == "unit" and on_roster(case.facts, rule["not_on"], name, case.day)


def begun(rows: list[Row], day: date, since: str = "since") -> list[Row]:
    """Rows whose first day has come, also those that have ended since."""
    return [row for row in rows if row.get(since) is None or row[since] <= day]


def posts_ever(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    return exactly(len(begun(rows_of(case.facts, "post", unit_id=meant.id, role=rule["role"]), case.day)))


def members_ever(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """Who was ever admitted here; a membership of which nobody wrote how it began may be an admission."""
    rows = joined_here(meant.kind, meant.id, case)
    sure = {row["person_id"] for row in rows if row["entry"] == "admission"}
    return perhaps(len(sure), any(row["entry"] is None for row in rows), "membership.entry")


def joined_here(kind: str, name: str, case: Any) -> list[Row]:
    """Memberships, also those that have ended, in the organisation or in one that stood in the unit at some time of the membership."""
    rows = begun(case.facts["membership"], case.day)
    if kind == "organization":
        return [row for row in rows if row["org_id"] == name]
    homes = begun(rows_of(case.facts, "organization", unit_id=name), case.day)
    return [row for row in rows if any(home["org_id"] == row["org_id"] and share_a_day(home, row) for home in homes)]


def share_a_day(one: Row, other: Row) -> bool:
    return all(first["until"] is None or then["since"] < first["until"] for first, then in ((one, other), (other, one)))


def largest_ever(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """The largest place the unit has ever had."""
    venues = begun(rows_of(case.facts, "venue", unit_id=meant.id, kind=rule["venue"]), case.day, "opened_on")
    if not venues:
        return missing("venue")
    areas = [row["area_m2"] for row in venues if row["area_m2"] is not None]
    if len(areas) == len(venues):
        return exactly(max(areas))
    return Value(max(areas) if areas else None, None, "unkept", "missing:venue.area_m2")


# ---------------------------------------------------------------- all that lies below
def below(facts: Facts, kind: str, name: str, day: date) -> set[str]:
    """The organisation or unit itself and everything that on the day stands under it."""
    if kind == "organization":
        everything = {place["org_id"] for place in in_force(facts["placement"], day)}
        return {other for other in everything if name in ancestors(facts, other, day)}
    return {unit["unit_id"] for unit in in_force(facts["unit"], day) if name in units_above(facts, unit["unit_id"], day)}


def units_above(facts: Facts, unit_id: str, day: date) -> list[str]:
    chain = [unit_id]
    while True:
        unit = version(facts, "unit", chain[-1], day)
        if unit is None or unit["parent_unit_id"] is None:
            return chain
        chain.append(unit["parent_unit_id"])


def members_below(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    homes = below(case.facts, "organization", meant.id, case.day)
    rows = [row for row in in_force(rows_of(case.facts, "membership", kind="full"), case.day) if row["org_id"] in homes]
    return exactly(len({row["person_id"] for row in rows}) if rule["distinct"] else len(rows))


def posts_below(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    places = below(case.facts, "unit", meant.id, case.day)
    return exactly(sum(row["unit_id"] in places for row in in_force(rows_of(case.facts, "post", role=rule["role"]), case.day)))


def venues_below(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """Places of the unit and of the units under it."""
    places = below(case.facts, "unit", meant.id, case.day)
    venues = in_force(rows_of(case.facts, "venue", kind=rule["venue"]), case.day, "opened_on", "closed_on")
    return exactly(sum(venue["unit_id"] in places for venue in venues))


def units_below(rule: Row, meant: Meant, _: Row, case: Any) -> Value:
    """Units of some kinds for which an organisation below answers."""
    units = in_force(case.facts["unit"], case.day)
    return exactly(sum(unit["org_id"] in lying_below(meant, case) and unit["kind"] in rule["kinds"] for unit in units))


def meetings_below(rule: Row, meant: Meant, standard: Row, case: Any) -> Value:
    """Events held by anybody below; whether the ledger is kept is asked of the organisation itself."""
    category = f"activity.{rule['activity']}"
    is_kept = standard["absence"] == "zero" or kept(case.facts, meant.org_id, category, case.span)
    events = rows_of(case.facts, "activity", kind=rule["activity"], status="held")
    events = [event for event in events if case.span[0] <= event["started_at"] < case.span[1] and event["started_at"] <= case.as_of]
    held = sum(event["org_id"] in lying_below(meant, case) for event in events)
    return counted(held, case.span, case.as_of, case.grace, is_kept, category)


def lying_below(meant: Meant, case: Any) -> set[str]:
    return below(case.facts, "organization", meant.id, case.day)


VALUES: dict[str, Callable[[Row, Meant, Row, Any], Value]] = {
    "double_posts": double_posts,
    "ties": ties,
    "posts_ever": posts_ever,
    "members_ever": members_ever,
    "largest_ever": largest_ever,
    "members_below": members_below,
    "posts_below": posts_below,
    "venues_below": venues_below,
    "units_below": units_below,
    "meetings_below": meetings_below,
}
