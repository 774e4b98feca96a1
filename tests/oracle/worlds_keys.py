"""Random standards with keys that change who is meant, when, and how much."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.maker import Row
from tests.oracle.worlds_rows import FUNDS
from tests.oracle.worlds_rules import KINDS, UNITS, Rules, roll_ups, threshold, yearly

WEEKDAYS = ["monday", "wednesday", "friday", "sunday"]


def prorated_hours(rules: Rules) -> None:
    """Hours of whoever was secretary during a part of the year; now and then with entries that came late."""
    maker = rules.maker
    where: Row = {"rule": "holders", "role": maker.pick("secretary", "party_worker"), "unit_kinds": maker.some(UNITS, 3)}
    more = {"late": maker.pick(1, 7, 30)} if maker.chance(0.5) else {}
    threshold(
        rules, "学时", where, "year", {"rule": "hours", "activity": "training"}, ["8", "16.5", "20"], [">="], prorate="months", **more
    )


def prorated_pay(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "posts", "roles": maker.pick(["secretary"], ["secretary", "party_worker"]), "unit_kinds": maker.some(UNITS, 3)}
    value: Row = {"rule": "funds", "fund": "basic_pay", "flow": "paid"}
    threshold(rules, "元", where, "year", value, ["10000", "20000.01", "36000"], [">="], by="category", prorate="months")


def entered_late(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "members", "kinds": ["full"], "org_kinds": maker.some(KINDS, 3)}
    value: Row = {"rule": "hours", "activity": "training"} | maker.pick({}, {"form": "concentrated_rotation"})
    threshold(rules, "学时", where, yearly(maker), value, ["4", "8", "16"], [">=", ">", "<="], late=maker.pick(1, 7, 30))


def on_the_first_day(rules: Rules) -> None:
    """Members counted on the first day, or money of the year for units as they stood then."""
    maker = rules.maker
    if maker.chance(0.5):
        where: Row = {"rule": "organizations", "kinds": maker.some(KINDS, 3)}
        value, unit, values = {"rule": "full_members", "kind": "full"}, "人", ["1", "2", "3"]
    else:
        where = {"rule": "units", "kinds": maker.some(UNITS, 3)}
        value, unit, values = {"rule": "funds", "fund": maker.random.choice(FUNDS), "flow": "granted"}, "元", ["20000", "50000"]
    threshold(rules, unit, where, "year", value, values, [">=", ">", "<="], measured_on="period_start")


def ever_listed(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3), "roster": "weak_village", "ever_listed": True}
    value = maker.pick({"rule": "workers", "role": "party_worker"}, {"rule": "workers", "role": "secretary"})
    threshold(rules, "人", where, maker.pick("year", "half"), value, ["1", "2"], [">=", ">", "="], on_list="during period")


def fixed_day(rules: Rules) -> None:
    """Meetings on a day of the month or the week, and entries that came late."""
    maker = rules.maker
    where: Row = {"rule": "organizations", "kinds": maker.some(KINDS, 3)}
    activity, window = maker.pick(("committee_meeting", "month"), ("members_meeting", "quarter"), ("committee_meeting", "week"))
    day = {"weekday": maker.pick(*WEEKDAYS)} if window == "week" else {"day": maker.pick(1, 28, 30, 31)}
    dated = maker.pick(day, {"weekday": maker.pick(*WEEKDAYS)}, None)
    keys: Row = {"activity": activity, "window": window, "distinct": maker.pick("days", "events"), "at_least": 1}
    keys |= {"dated": dated} if dated else {"late": maker.pick(1, 7, 30)}
    rules.add("rhythm", "次", where, "year", **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def of_persons(rules: Rules) -> None:
    """Classes of whoever holds an office, in the windows in which he held it for half of the days."""
    maker = rules.maker
    where: Row = {"rule": "holders", "role": maker.pick("secretary", "party_worker"), "unit_kinds": maker.some(UNITS, 3)}
    window = maker.pick("quarter", "half", "two_months", "year", "month")
    keys: Row = {"activity": "training", "window": window, "distinct": maker.pick("days", "events"), "at_least": maker.pick(1, 1, 2)}
    keys |= {"late": maker.pick(1, 7)} if maker.chance(0.3) else {}
    rules.add("rhythm", "次", where, "year", **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


TEMPLATES: list[Callable[[Rules], None]] = [
    *(prorated_hours, prorated_pay, entered_late, on_the_first_day, ever_listed, fixed_day, of_persons, of_persons)
]


def rules_with_keys(rules: Rules) -> None:
    for template in rules.maker.random.sample(TEMPLATES, rules.maker.random.randint(1, 2)):
        template(rules)
