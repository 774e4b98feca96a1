"""Random rows and standards of what looks elsewhere: who serves twice, who came from where, what is listed, days that lie ahead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from tests.oracle.days import ONE_DAY, add_months, named, span_holding
from tests.oracle.maker import OLD, Maker, Row
from tests.oracle.worlds_rows import VENUES
from tests.oracle.worlds_rules import KINDS, UNITS, Rules, roll_ups, threshold, yearly
from tests.oracle.worlds_tree import Tree

SITES = "demonstration_site"
AGES = [6, 12, 36]
FORMS_WITH_DUE = ("band", "checklist", "formula", "pairing", "quota", "share", "threshold")


# ---------------------------------------------------------------- rows
def elsewhere(maker: Maker, tree: Tree) -> None:
    admissions(maker)
    second_posts(maker)
    successions(maker, tree)
    sites(maker, tree)


def reference(maker: Maker) -> date:
    until = named(maker.period)[1] if maker.period else span_holding("year", maker.as_of)[1]
    return min(maker.as_of, until - ONE_DAY)


def admissions(maker: Maker) -> None:
    """How a membership began; admissions approved just too long ago, just in time, soon, or nobody knows when."""
    for row in maker.facts["membership"]:
        row["entry"] = maker.pick(*["admission"] * 8, "transfer", "transfer", None)
        edge = add_months(reference(maker), -maker.pick(*AGES)) + timedelta(days=maker.pick(-1, 0, 1))
        approved = maker.pick(edge, edge, edge, maker.near(), None if maker.chance(0.3) else edge)
        row["approved_on"] = approved.isoformat() if approved and row["entry"] else None


def second_posts(maker: Maker) -> None:
    """Secretaries who serve the same unit a second time."""
    for row in [row for row in maker.facts["post"] if row["role"] == "secretary" and maker.chance(0.4)]:
        full_time = maker.pick("true", "true", "true", "false", None)
        maker.facts["post"].append({**row, "post_id": f"{row['post_id']}-2", "role": "party_worker", "full_time": full_time})


def successions(maker: Maker, tree: Tree) -> None:
    """Units and branches that came from others; now and then in a circle, which must do no harm."""
    for kind, names in (("unit", list(tree.units)), ("organization", tree.branches)):
        for name in names:
            if len(names) > 1 and maker.chance(0.5):
                older = maker.random.choice([other for other in names if other != name])
                ends = {"from_kind": kind, "from_id": name, "to_kind": kind, "to_id": older}
                since = maker.near() - timedelta(days=maker.pick(0, 300, 1000))
                maker.add("tie", tie_id=f"t{len(maker.facts['tie'])}", kind="successor", **ends, since=since, until=None)


def sites(maker: Maker, tree: Tree) -> None:
    for kind, names in (("unit", list(tree.units)), ("organization", tree.branches)):
        for name in names:
            for category in [code for code in ("party_building", "standardization") if maker.chance(0.7)]:
                since = maker.near() - timedelta(days=maker.pick(0, 300, 1000))
                cells = {"roster": SITES, "subject_kind": kind, "subject_id": name, "category": category}
                maker.add(
                    "roster_entry", **cells, tier=maker.pick("county", "county", "township"), since=since, until=maker.maybe_end(since, 0.3)
                )


# ---------------------------------------------------------------- standards
def units(rules: Rules) -> Row:
    """Units of some kinds; now and then only those on a list, or not on it, as an `exists` says."""
    where: Row = {"rule": "units", "kinds": rules.maker.some(UNITS, 3)}
    return where | ({"listed": "weak_village", "listing": rules.maker.pick("yes", "no", "no")} if rules.maker.chance(0.3) else {})


def organizations(rules: Rules) -> Row:
    return {"rule": "organizations", "kinds": [*rules.maker.some(KINDS, 2), "committee", "work_committee"]}


def double_posts(rules: Rules) -> None:
    value: Row = {"rule": "double_posts", "role": "secretary", "other": "party_worker"}
    threshold(rules, "人", units(rules), None, value, ["1", "2"], [">=", ">", "<=", "="])


def serving_members(rules: Rules) -> None:
    """Hours of those members who hold a full-time post, or hold none."""
    maker = rules.maker
    where: Row = {"rule": "members", "kinds": ["full", "probationary"], "org_kinds": maker.some(KINDS, 3)}
    where |= {"serves": "party_worker", "serving": maker.pick("yes", "no")}
    threshold(rules, "学时", where, yearly(maker), {"rule": "hours", "activity": "training"}, ["8", "16"], [">=", ">"])


def some_ties(rules: Rules) -> None:
    maker = rules.maker
    barred = maker.pick(None, "weak_village")
    value: Row = {"rule": "ties", "distinct": maker.chance(0.4), "not_on": barred} | maker.pick(
        {"end": "out", "tie": "benchmark"}, {"end": "in", "tie": "benchmark"}, {"end": "in", "tie": "covers"}
    )
    where = units(rules)
    if maker.chance(0.3):
        where, value = {"rule": "organizations", "kinds": maker.some(KINDS, 3)}, {**value, "end": "out", "tie": "covers"}
    threshold(rules, "个", where, None, value, ["1", "2"], [">=", ">", "<=", "="])


def of_the_past(rules: Rules) -> None:
    maker = rules.maker
    where = maker.pick(units(rules), {"rule": "organizations", "kinds": maker.some(KINDS, 3)})
    values: list[Row] = [{"rule": "members_ever"}]
    values += [{"rule": "posts_ever", "role": "secretary"}] if where["rule"] == "units" else []
    threshold(rules, "人", where, None, maker.random.choice(values), ["1", "2", "3"], [">=", ">", "<=", "="])


def largest_ever(rules: Rules) -> None:
    value: Row = {"rule": "largest_ever", "venue": rules.maker.random.choice(VENUES)}
    threshold(rules, "m2", units(rules), None, value, ["100", "150"], [">=", ">", "="])


def people_below(rules: Rules) -> None:
    maker = rules.maker
    if maker.chance(0.4):
        threshold(rules, "人", units(rules), None, {"rule": "posts_below", "role": "secretary"}, ["1", "2", "3"], [">=", "<=", "="])
    else:
        value: Row = {"rule": "members_below", "distinct": maker.chance(0.3)}
        threshold(rules, "人", organizations(rules), None, value, ["2", "4"], [">=", ">", "<=", "="])


def things_below(rules: Rules) -> None:
    maker = rules.maker
    if maker.chance(0.4):
        threshold(rules, "个", units(rules), None, {"rule": "venues_below", "venue": VENUES[0]}, ["1", "2"], [">=", "<=", "="])
    else:
        threshold(rules, "个", organizations(rules), None, {"rule": "units_below", "kinds": maker.some(UNITS, 2)}, ["1", "2"], [">=", "<="])


def meetings_below(rules: Rules) -> None:
    maker = rules.maker
    value: Row = {"rule": "meetings_below", "activity": maker.pick("members_meeting", "thematic_meeting")}
    threshold(rules, "次", organizations(rules), yearly(maker), value, ["1", "4", "8"], [">=", ">", "<="])


def quota(rules: Rules) -> None:
    maker = rules.maker
    more = maker.pick({}, {"tier": "county"}, {"category": "party_building"}, {"subject_kind": "unit"}, {"subject_kind": "organization"})
    keys: Row = {"members": {"roster": SITES, **more}, "op": maker.pick("=", "=", ">=", "<=", ">"), "limit": maker.pick(1, 2, 3)}
    rules.add("quota", "个", organizations(rules), None, **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def spell(rules: Rules) -> None:
    maker = rules.maker
    where = maker.pick(units(rules), units(rules), {"rule": "organizations", "kinds": maker.some(KINDS, 3)})
    start = maker.pick(None, None, add_months(reference(maker), -maker.pick(*AGES)) + timedelta(days=maker.pick(0, 1)))
    keys: Row = {"months": maker.pick(*AGES), "inherit": maker.chance(0.6), "register_from": start and start.isoformat()}
    rules.add("spell", "天", where, None, **keys, roll_up=roll_ups(rules, rules.next_id("list"), "", None))


def shown(rules: Rules) -> None:
    """A figure that judges nobody, beside what somebody reported instead."""
    maker = rules.maker
    workers: Row = {"rule": "workers", "role": "party_worker"}
    grants: Row = {"rule": "funds", "fund": "office_fund", "flow": "granted"}
    value, unit, reported, period = maker.pick(
        (workers, "人", "oracle_staff", None), (grants, "元", "oracle_income", "year"), (workers, "人", None, None)
    )
    keys: Row = {"value": value, "reported": reported, "upwards": reported == "oracle_income"}
    roll_up = [{"kind": kind, "value": "unset"} for kind in ("share", "sum") if maker.chance(0.6)]
    rules.add(maker.pick("threshold", "share"), unit, units(rules), period, **keys, roll_up=roll_up)
    rules.standards[-1] |= {"force": "report"}


def several(rules: Rules) -> None:
    """A clause of two or three conditions, each with its own value and bound."""
    maker = rules.maker
    secretaries: Row = {"rule": "double_posts", "role": "secretary", "other": "party_worker"}
    choices: list[tuple[str, Row, list[str]]] = [
        ("人", {"rule": "workers", "role": "secretary"}, ["1", "2"]),
        ("人", secretaries, ["1"]),
        ("m2", {"rule": "largest_area", "venue": VENUES[0]}, ["100", "150"]),
        ("元", {"rule": "funds", "fund": "office_fund", "flow": "granted"}, ["20000", "50000"]),
        ("人", {"rule": "observation", "metric": "oracle_staff", "upwards": False}, ["30", "50"]),
    ]
    name = rules.next_id("threshold").replace("-", "_")
    parts: list[Row] = []
    for number, (unit, value, values) in enumerate(maker.random.sample(choices, maker.pick(2, 2, 3))):
        param = rules.bound(f"{name}_part_{number}", unit, values, maker.pick(None, "domain"))
        parts.append(
            {"part": f"第{number + 1}项", "unit": unit, "value": value, "op": maker.pick(">=", ">="), "param": param, "measured": False}
        )
    rules.add(maker.pick("threshold", "share"), "项", units(rules), "year", parts=parts, roll_up=roll_ups(rules, name, "", None))


def dues(rules: Rules) -> None:
    """Now and then a standard has a day until which a failure may be mended."""
    maker = rules.maker
    begun = {"units": "unit.since", "organizations": "organization.since", "posts": "post.since", "members": "membership.since"}
    for standard in rules.standards:
        if standard["form"] in FORMS_WITH_DUE and standard["force"] != "report" and maker.chance(0.25):
            after = begun.get(standard["where"]["rule"])
            just_so = (maker.as_of - OLD).days + maker.pick(0, 1)  # most things have stood since that day
            counted: Row = {"after": after, "days": maker.pick(90, 365, just_so, just_so)}
            day: Row = {"day": maker.pick(maker.as_of, maker.as_of + ONE_DAY, maker.near()).isoformat()}
            standard["due"] = maker.pick(day, counted) if after else day


TEMPLATES: list[Callable[[Rules], None]] = [
    *(double_posts, serving_members, some_ties, of_the_past, largest_ever, people_below, things_below, meetings_below),
    *(quota, quota, spell, spell, shown, several, several),
]


def more_rules(rules: Rules) -> None:
    maker = rules.maker
    for template in maker.random.sample(TEMPLATES, maker.random.randint(1, 3)):
        template(rules)
    dues(rules)
