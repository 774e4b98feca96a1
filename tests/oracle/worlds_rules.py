"""Random standards of the four forms: hand-known rules with drawn kinds, bounds, roll-ups, exemptions and dated parameters."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from tests.oracle.maker import Maker, Row
from tests.oracle.worlds_rows import FUNDS, ITEMS, VENUES
from tests.oracle.worlds_tree import DOMAINS

KINDS = ["branch", "joint_branch", "temporary_branch", "general_branch"]
UNITS = ["village", "rural_community", "community", "private_firm"]
REASONS = ["infirm", "ill", "old_age"]
LEVELS = ["city", "county", "township", "village"]
SHARES = ["1/2", "1/3", "2/3", "1/5", "3/10", "1"]


class Rules:
    """Standards and parameters as they are drawn; the name of a parameter is that of its standard."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.standards: list[Row] = []
        self.params: dict[str, list[Row]] = {}
        self.units: dict[str, str] = {}

    def add(self, form: str, unit: str, where: Row, period: str | None, **keys: object) -> None:
        maker = self.maker
        common: Row = {"id": self.next_id(form), "form": form, "clause": ["一"], "unit": unit, "where": where, "period": period}
        force = maker.pick("must", "generally", "strive")
        absence = maker.pick(None, None, None, None, "unknown", "zero")
        exempt = maker.some(REASONS, 0)
        common["as_of_said"] = period is None and maker.chance(0.2)
        self.standards.append({**common, "force": force, "absence": absence, "exempt": exempt, **keys})

    def next_id(self, form: str) -> str:
        return f"{form}-{len(self.standards)}"

    def bound(self, name: str, unit: str, values: list[str], by: str | None = None) -> str:
        """A parameter that may change about the reference day and may differ by domain or place."""
        maker = self.maker
        dated: list[Row] = [{"since": "2000-01-01", "value": maker.random.choice(values)}]
        if maker.chance(0.3):
            dated.append({"since": maker.near().isoformat(), "value": maker.random.choice(values)})
        places = ["990101", "990101100", "990102101", "990102"]
        particular = {"domain": DOMAINS[1:], "place": places, "category": ["secretary", "party_worker"]}.get(by or "", [])
        chosen = sorted(set(maker.random.sample(particular, min(2, len(particular)))))
        dated += [{"since": "2000-01-01", "value": maker.random.choice(values), str(by): key} for key in chosen]
        self.params[name] = dated
        self.units[name] = unit
        return name


def roll_ups(rules: Rules, name: str, unit: str, values: list[str] | None) -> list[Row]:
    """Any of all, share and count, and sum where the subjects have numbers; each kind at most once."""
    maker = rules.maker
    found: list[Row] = [{"kind": "all"}] if maker.chance(0.7) else []
    if maker.chance(0.5):
        found.append({"kind": "share", "op": maker.pick(">=", ">=", ">", "<=", "<"), **bounded(rules, f"share_of_{name}", "ratio", SHARES)})
    elif maker.chance(0.2):
        found.append({"kind": "share", "value": "unset"})
    if maker.chance(0.3):
        found.append({"kind": "count", "op": maker.pick(">=", ">=", ">", "<="), "value": maker.pick(1, 2, 3)})
    if values is not None and maker.chance(0.4):
        unset: Row = {"kind": "sum", "value": "unset"}
        found.append(
            maker.pick(unset, {"kind": "sum", "op": maker.pick(">=", ">", "<="), **bounded(rules, f"sum_of_{name}", unit, values)})
        )
    for roll_up in found:
        if maker.chance(0.25):
            roll_up["at"] = maker.random.choice(LEVELS)
    return found


def bounded(rules: Rules, name: str, unit: str, values: list[str]) -> Row:
    """A figure that stands in the roll-up itself, or a parameter that may differ by domain or place of the organisation."""
    whole = [value for value in values if unit == "ratio" or Fraction(value).denominator == 1]
    if rules.maker.chance(0.6):
        value = rules.maker.random.choice(whole)
        return {"value": value if unit == "ratio" else int(value)}
    name = name.replace("-", "_")
    return {"param": rules.bound(name, unit, values, rules.maker.pick(None, "domain", "place")), "value": f"param('{name}')"}


def threshold(
    rules: Rules, unit: str, where: Row, period: str | None, value: Row, values: list[str], ops: list[str], **more: object
) -> None:
    """A threshold or, now and then, a share over the same value. `by`: what the parameter depends on."""
    maker = rules.maker
    form = maker.pick("threshold", "threshold", "share")
    name = rules.next_id(form)
    by = more.pop("by", None)
    rules.bound(name, "ratio" if "per_head" in more else unit, values, by if by is None else str(by))
    keys: Row = {"value": value, "op": maker.random.choice(ops), "param": name, "measured": maker.chance(0.3), **more}
    rules.add(form, unit, where, period, **keys, roll_up=roll_ups(rules, name, unit, None if "per_head" in more else values))


def member_hours(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "members", "kinds": maker.pick(["full"], ["full", "probationary"])}
    where |= maker.pick({"org_kinds": maker.some(KINDS, 3)}, {"domains": maker.some(sorted(set(DOMAINS)), 2)})
    if maker.chance(0.3):
        where |= {"schooling": maker.pick("in", "not in", "or a woman"), "schools": maker.pick(["bachelor", "master"], ["junior_college"])}
    value: Row = {"rule": "hours", "activity": "training"} | maker.pick({}, {}, {"form": "concentrated_rotation"})
    threshold(
        rules, "学时", where, yearly(maker), value, ["8", "12", "16", "16.5", "24"], [">=", ">=", ">", "="], by=maker.pick(None, "domain")
    )


def secretary_hours(rules: Rules) -> None:
    where: Row = {"rule": "holders", "role": "secretary", "unit_kinds": rules.maker.some(UNITS, 3)}
    threshold(rules, "学时", where, yearly(rules.maker), {"rule": "hours", "activity": "training"}, ["8", "16", "20"], [">=", ">"])


def yearly(maker: Maker) -> str:
    return str(maker.pick("year", "year", "year", "half", "quarter"))


def venue_area(rules: Rules) -> None:
    where: Row = {"rule": "units", "kinds": rules.maker.some(UNITS, 3)}
    value: Row = {"rule": "largest_area", "venue": rules.maker.random.choice(VENUES)}
    threshold(rules, "m2", where, None, value, ["100", "150", "200"], [">=", ">", "="], by=rules.maker.pick(None, "place"))


def staff(rules: Rules) -> None:
    """Own figures of a unit, or the farmers' income of the nearest unit above that has one."""
    maker = rules.maker
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3)}
    if maker.chance(0.5):
        threshold(
            rules, "人", where, None, {"rule": "observation", "metric": "oracle_staff", "upwards": False}, ["30", "50"], [">=", ">", "<="]
        )
    else:
        value = {"rule": "observation", "metric": "oracle_income", "upwards": True} | maker.pick({}, {"last_year": True})
        threshold(
            rules, "元", where, maker.pick(None, "year") if "last_year" in value else None, value, ["20000", "35000"], [">=", ">", "<", "="]
        )


def workers(rules: Rules) -> None:
    """Party workers where the unit has enough staff; a unit whose staff nobody entered is unknown, not too small."""
    maker = rules.maker
    name = rules.bound(f"big_staff_{len(rules.standards)}", "人", ["30", "50"])
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3), "metric": "oracle_staff", "param": name}
    threshold(rules, "人", where, None, {"rule": "workers", "role": "party_worker"}, ["1", "2"], [">=", ">", "<=", "="])


def workers_per_head(rules: Rules) -> None:
    """So many party workers for each member of staff; without staff entered the bound itself is unknown."""
    where: Row = {"rule": "units", "kinds": rules.maker.some(UNITS, 3)}
    value: Row = {"rule": "workers", "role": "party_worker"}
    threshold(rules, "人", where, None, value, ["1/50", "1/30", "1/100", "3/100"], [">=", ">=", ">"], per_head="oracle_staff")


def grants(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3)}
    value: Row = {"rule": "funds", "fund": maker.random.choice(FUNDS), "flow": "granted"}
    threshold(rules, "元", where, "year", value, ["20000", "50000", "45000", "70000.01"], [">=", ">=", ">", "<="])


def few_meetings(rules: Rules) -> None:
    where: Row = {"rule": "organizations", "kinds": rules.maker.some(KINDS, 3)}
    threshold(rules, "次", where, yearly(rules.maker), {"rule": "meetings", "activity": "thematic_meeting"}, ["1", "2"], ["<=", "<", ">="])


def unit_meetings(rules: Rules) -> None:
    where: Row = {"rule": "units", "kinds": rules.maker.some(UNITS, 3)}
    threshold(
        rules, "次", where, yearly(rules.maker), {"rule": "meetings", "activity": "members_meeting"}, ["1", "2", "4"], [">=", ">", "<="]
    )


def enough_members(rules: Rules) -> None:
    maker = rules.maker
    units: Row = {"rule": "units", "kinds": maker.some(UNITS, 3)}
    where = maker.pick(units, {"rule": "organizations", "kinds": maker.some(KINDS, 3)})
    threshold(rules, "人", where, None, {"rule": "full_members", "kind": "full"}, ["1", "2", "3"], [">=", ">", "<=", "="])


def pay(rules: Rules) -> None:
    """What a secretary was paid, or a member; by the person, whatever the post."""
    maker = rules.maker
    holders: Row = {"rule": "holders", "role": "secretary", "unit_kinds": maker.some(UNITS, 3)}
    where = maker.pick(holders, {"rule": "members", "kinds": ["full"], "org_kinds": maker.some(KINDS, 3)})
    threshold(
        rules,
        "元",
        where,
        "year",
        {"rule": "funds", "fund": "basic_pay", "flow": "paid"},
        ["20000", "20000.01", "36000"],
        [">=", ">=", ">"],
    )


def pay_of_posts(rules: Rules) -> None:
    """What each post was paid, by its role."""
    maker = rules.maker
    where: Row = {"rule": "posts", "roles": maker.pick(["secretary"], ["secretary", "party_worker"]), "unit_kinds": maker.some(UNITS, 3)}
    value: Row = {"rule": "funds", "fund": "basic_pay", "flow": "paid"}
    threshold(rules, "元", where, "year", value, ["10000", "20000", "36000"], [">=", ">"], by="category")


def rhythm(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "organizations", "kinds": maker.some(KINDS, 3)}
    if maker.chance(0.2):
        where = {"rule": "units", "kinds": maker.some(UNITS, 3)}
    elif maker.chance(0.3):
        where["domains"] = maker.some(sorted(set(DOMAINS)), 2)
    activity, window = maker.pick(
        ("members_meeting", "quarter"),
        ("members_meeting", "half"),
        ("committee_meeting", "month"),
        ("members_meeting", "two_months"),
        ("committee_meeting", "week"),
    )
    keys: Row = {
        "activity": activity,
        "window": window,
        "distinct": maker.pick("days", "days", "events"),
        "at_least": maker.pick(1, 1, 1, 2),
    }
    rules.add("rhythm", "次", where, "year", **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def checklist(rules: Rules) -> None:
    maker = rules.maker
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3)}
    keys: Row = {"checklist": "oracle_place", "stale_months": maker.pick(12, 12, 12, 6)}
    without = maker.pick("fail", "fail", "unknown", "not_applicable")
    rules.add("checklist", "项", where, None, **keys, without_subject=without, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def band(rules: Rules) -> None:
    maker = rules.maker
    low, high = maker.pick(("1/100", "1/50"), ("1/30", "1/20"), ("1/50", "3/100"))
    keys: Row = {"role": "party_worker", "of": "oracle_staff", "low": low, "high": high}
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3)}
    rules.add("band", "人", where, None, **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def cover(rules: Rules) -> None:
    maker = rules.maker
    name = rules.bound(f"due_staff_{len(rules.standards)}", "人", ["30", "50"])
    where: Row = {"rule": "units", "kinds": maker.some(UNITS, 3), "metric": "oracle_staff", "param": name}
    keys: Row = {"modes": maker.pick(["standalone"], ["standalone", "joint"]), "grace_days": maker.pick(30, 90)}
    rules.add("cover", "个", where, None, **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def pairing(rules: Rules) -> None:
    where: Row = {"rule": "units", "kinds": rules.maker.some(UNITS, 3), "roster": "weak_village"}
    keys: Row = {"tie": "benchmark", "roster": "weak_village", "exactly": rules.maker.pick(1, 1, 2)}
    rules.add("pairing", "个", where, None, **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def deadline(rules: Rules) -> None:
    where: Row = {"rule": "units", "kinds": rules.maker.some(UNITS, 3)}
    keys: Row = {"venue": VENUES[0], "before": rules.maker.near().isoformat()}
    rules.add("deadline", "个", where, None, **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def formula(rules: Rules) -> None:
    """Pay of posts by last year's income: a multiple, a share by role, the months held."""
    maker = rules.maker
    number = len(rules.standards)
    multiple = rules.bound(f"multiple_{number}", "ratio", ["17/10", "1", "2"], maker.pick(None, "domain"))
    share = rules.bound(f"coefficient_{number}", "ratio", ["1", "9/10", "1/3"], "category")
    where: Row = {"rule": "posts", "roles": ["secretary", "party_worker"], "unit_kinds": maker.some(UNITS, 3), "ever": True}
    keys: Row = {"held_on": maker.pick(15, 15, 1, 28), "metric": "oracle_income", "multiple": multiple, "coefficient": share}
    paid = {"fund": "basic_pay", "flow": "paid"}
    rules.add(
        "formula", "元", where, "year", **keys, paid=paid, roll_up=roll_ups(rules, rules.next_id("formula"), "元", ["20000", "36000"])
    )


FOUR_FORMS: list[Callable[[Rules], None]] = [
    *(member_hours, member_hours, secretary_hours, venue_area, staff, staff, workers, workers_per_head, grants, few_meetings),
    *(unit_meetings, enough_members, pay, pay_of_posts, rhythm, rhythm, checklist, checklist),
]
TEMPLATES = [*FOUR_FORMS, band, cover, pairing, deadline]


def draw_rules(maker: Maker) -> Rules:
    rules = Rules(maker)
    rules.bound("venue_area", "m2", ["100", "150", "200"], maker.pick(None, "place"))
    for template in maker.random.sample(TEMPLATES, maker.random.randint(2, 5)):
        template(rules)
    return rules


CHECKLISTS: dict[str, Row] = {
    "oracle_place": {"venue_kind": VENUES[0], "items": [*({"code": code} for code in ITEMS), {"code": "area", "param": "venue_area"}]},
}
