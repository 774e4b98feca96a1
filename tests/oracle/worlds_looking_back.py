"""Random rows and standards that look back: against the year before, by who pays, means and pooled figures."""

from __future__ import annotations

from collections.abc import Callable

from tests.oracle.maker import Maker, Row
from tests.oracle.texts_looking_back import WAYS
from tests.oracle.worlds_registers import organizations, units
from tests.oracle.worlds_rows import FUNDS, VENUES
from tests.oracle.worlds_rules import LEVELS, Rules, roll_ups


def payers(maker: Maker) -> None:
    """Who paid: mostly one of two, now and then nobody knows."""
    for row in maker.facts["fund_entry"]:
        row["payer_level"] = maker.pick(
            "city", "city", "city", "county", "county", "county", "township", None if maker.chance(0.3) else "city"
        )


def measured(rules: Rules) -> tuple[str, Row, str | None, Row, list[str]]:
    """A value that can be read a year earlier too: unit, rule, period, who is meant, bounds."""
    maker = rules.maker
    period = maker.pick(None, "year", "half")
    choices: list[tuple[str, Row, str | None, Row, list[str]]] = [
        ("人", {"rule": "observation", "metric": "oracle_staff", "upwards": False}, period, units(rules), ["30", "50"]),
        ("元", {"rule": "observation", "metric": "oracle_income", "upwards": True}, period, units(rules), ["20000"]),
        ("人", {"rule": "full_members", "kind": "full"}, period, maker.pick(units(rules), organizations(rules)), ["1", "2"]),
        ("人", {"rule": "workers", "role": "party_worker"}, period, units(rules), ["1"]),
        ("m2", {"rule": "largest_area", "venue": VENUES[0]}, period, units(rules), ["100", "150"]),
        ("次", {"rule": "meetings", "activity": "members_meeting"}, "year", organizations(rules), ["1", "4"]),
        ("元", {"rule": "funds", "fund": maker.random.choice(FUNDS), "flow": "granted"}, "year", units(rules), ["20000"]),
    ]
    return maker.random.choice(choices)


def itself(rules: Rules) -> None:
    maker = rules.maker
    unit, value, period, where, values = measured(rules)
    name = rules.next_id("trend").replace("-", "_")
    more = rules.bound(f"more_{name}", unit, ["1", "2", "0"], maker.pick(None, "domain")) if maker.chance(0.3) else None
    keys: Row = {"noun": "value", "value": value, "op": maker.pick(*WAYS), "months": 12, "more": more}
    rules.add("trend", unit, where, period, **keys, roll_up=roll_ups(rules, name, unit, values))


def of_a_group(rules: Rules) -> None:
    maker = rules.maker
    unit, value, period, where, values = measured(rules)
    noun = maker.pick("share", "share", "count", "mean")
    if noun == "mean" and value["rule"] == "funds":
        noun = "share"  # corrections are negative, and no mean of less than nothing is asked for
    op = maker.pick(">", ">", ">=", "<=", "<")
    more = maker.pick("0", "0", "1/10") if noun == "share" else maker.pick("0", "0", "1")
    name = rules.next_id("trend")
    bound = rules.bound(name.replace("-", "_"), unit, values)
    roll_up: Row = {"kind": noun, "op": op, "more": more} | ({"at": maker.random.choice(LEVELS)} if maker.chance(0.3) else {})
    keys: Row = {"noun": noun, "value": value, "op": ">=", "param": bound, "months": 12}
    rules.add("trend", unit, where, period, **keys, roll_up=[roll_up])
    if noun == "mean":
        rules.standards[-1]["absence"] = None


def split(rules: Rules) -> None:
    maker = rules.maker
    shares = maker.pick({"city": 4, "county": 6}, {"city": 1, "county": 2}, {"city": 1, "county": 1, "township": 1})
    keys: Row = {
        "fund": maker.random.choice(FUNDS),
        "total": "oracle_income",
        "shares": shares,
        "rest_to": maker.random.choice(sorted(shares)),
    }
    titles = {"city": "市级", "county": "县级(含城区)", "township": "乡级"}
    parts = [{"part": titles[payer], "unit": "元", "payer": payer} for payer in shares]
    rules.add("split", "元", units(rules), "year", **keys, parts=parts, roll_up=roll_ups(rules, rules.next_id("split"), "", None))


def taken_together(rules: Rules) -> None:
    """A threshold that has a bound and is judged by its mean and by all together."""
    maker = rules.maker
    unit, value, period, where, values = measured(rules)
    name = rules.next_id("threshold")
    param = rules.bound(name, unit, values, maker.pick(None, "domain"))
    roll_up: list[Row] = [{"kind": "pooled", "op": maker.pick(">=", ">", "<="), "value": maker.pick(1, "9/10", "1/2")}]
    if value["rule"] != "funds":
        roll_up.append({"kind": "mean", "op": maker.pick(">=", ">", "<="), "value": int(maker.random.choice(values))})
    roll_up = [{**each, "at": maker.random.choice(LEVELS)} if maker.chance(0.3) else each for each in roll_up]
    keys: Row = {"value": value, "op": maker.pick(">=", ">"), "param": param, "measured": False}
    rules.add("threshold", unit, where, period, **keys, roll_up=roll_up)


TEMPLATES: list[Callable[[Rules], None]] = [itself, itself, of_a_group, of_a_group, split, taken_together]


def rules_looking_back(rules: Rules) -> None:
    maker = rules.maker
    payers(maker)
    for template in maker.random.sample(TEMPLATES, maker.random.randint(1, 2)):
        template(rules)
