"""Who is meant by a standard on the reference day, and in which organisation each is judged.

A standard's `where` is a dictionary with a `rule`; each rule is written out by hand below and yields
`Meant(kind, id, org_id, domain, region, missing)`. `missing` names the fact for want of which the condition is undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.oracle.days import ONE_DAY, Span
from tests.oracle.interval import meets
from tests.oracle.ledger import Facts, Row, ancestors, in_force, parameter, rows_of, version


class Meant(NamedTuple):
    kind: str
    id: str
    org_id: str
    domain: str | None
    region: str | None
    missing: str | None


def judged_in(kind: str, name: str, org: Row) -> Meant:
    return Meant(kind, name, org["org_id"], org["domain"], org["region"], None)


def members(where: Row, facts: Facts, day: date, _: Any) -> Iterator[Meant]:
    """Persons by kind of membership and by kind or domain of the organisation, as it is on that day."""
    for row in in_force(facts.get("membership", []), day):
        org = version(facts, "organization", row["org_id"], day)
        if org is None or row["kind"] not in where["kinds"]:
            continue
        if org["kind"] not in where.get("org_kinds", [org["kind"]]) or org["domain"] not in where.get("domains", [org["domain"]]):
            continue
        person = rows_of(facts, "person", person_id=row["person_id"])[0]
        met, missing = condition(where, person)
        if "serves" in where and met is not False:
            met, missing = beside(met, missing, where, facts, person, day)
        if met is not False:
            yield judged_in("person", row["person_id"], org)._replace(missing=None if met else missing)


def beside(met: bool | None, missing: str | None, where: Row, facts: Facts, person: Row, day: date) -> tuple[bool | None, str | None]:
    """And whether he holds a full-time post of a role, or holds none; unknown where nobody wrote whether it is full-time."""
    serves = serves_too(facts, person["person_id"], where["serves"], day)
    if where["serving"] == "no":
        serves = None if serves is None else not serves
    if serves is False:
        return False, None
    return (met, missing) if serves or met is None else (None, "post.full_time")


def serves_too(facts: Facts, person: str, role: str, day: date, unit: str | None = None) -> bool | None:
    """Whether on the day the person holds a full-time post of the role, at the unit if one is named."""
    posts = in_force(rows_of(facts, "post", person_id=person, role=role), day)
    said = [post["full_time"] for post in posts if unit in (None, post["unit_id"])]
    return True if True in said else None if None in said else False


def condition(where: Row, person: Row) -> tuple[bool | None, str | None]:
    """A condition on schooling, and what it lacks: what nobody entered makes it neither true nor false, unless the rest decides."""
    schooled = None if person["education"] is None else person["education"] in where.get("schools", [])
    if "schooling" not in where:
        return True, None
    if where["schooling"] == "in":
        return schooled, "person.education"
    if where["schooling"] == "not in":
        return None if schooled is None else not schooled, "person.education"
    woman = None if person["gender"] is None else person["gender"] == "2"
    if schooled or woman:
        return True, None
    if schooled is None or woman is None:
        return None, "person.education" if schooled is None else "person.gender"
    return False, None


def holders(where: Row, facts: Facts, day: date, _: Any) -> Iterator[Meant]:
    """Persons by a post they hold at a unit of some kinds; two posts in two organisations give two rows."""
    seen: set[tuple[str, str]] = set()
    for row in in_force(rows_of(facts, "post", role=where["role"]), day):
        unit = version(facts, "unit", row["unit_id"] or "", day)
        if unit is None or unit["kind"] not in where["unit_kinds"]:
            continue
        org = version(facts, "organization", row["org_id"] or unit["org_id"], day)
        if org is not None and (row["person_id"], org["org_id"]) not in seen:
            seen.add((row["person_id"], org["org_id"]))
            yield judged_in("person", row["person_id"], org)


def posts(where: Row, facts: Facts, day: date, case: Any) -> Iterator[Meant]:
    """Each post of some roles at a unit of some kinds, in its own right; `ever` also one that ended earlier in the period.

    Unit and organisation are those of the reference day; where either is gone, nobody is left to answer for the post.
    """
    held = facts.get("post", [])
    for row in [post for post in held if touches(post, (case.span[0], day + ONE_DAY))] if where.get("ever") else in_force(held, day):
        unit = version(facts, "unit", row["unit_id"] or "", day)
        if row["role"] in where["roles"] and unit is not None and unit["kind"] in where["unit_kinds"]:
            org = version(facts, "organization", row["org_id"] or unit["org_id"], day)
            if org is not None:
                yield judged_in("post", row["post_id"], org)


def touches(post: Row, span: Span) -> bool:
    """Whether the post was held on any day of the span."""
    return bool(post["since"] < span[1] and (post["until"] is None or span[0] < post["until"]))


def organizations(where: Row, facts: Facts, day: date, _: Any) -> Iterator[Meant]:
    for org in in_force(facts.get("organization", []), day):
        domain, level = org["domain"] in where.get("domains", [org["domain"]]), org["level"] in where.get("levels", [org["level"]])
        if org["kind"] in where["kinds"] and domain and level:
            yield judged_in("organization", org["org_id"], org)


def units(where: Row, facts: Facts, day: date, case: Any) -> Iterator[Meant]:
    """Units by kind; with `metric`, only those whose own observation reaches a parameter, unknown where nobody entered it."""
    for unit in in_force(facts.get("unit", []), day):
        if unit["kind"] not in where["kinds"] or ("roster" in where and not listed(where, unit["unit_id"], day, case)):
            continue
        if "listed" in where and on_roster(facts, where["listed"], unit["unit_id"], day) != (where["listing"] == "yes"):
            continue
        org = version(facts, "organization", unit["org_id"], day)
        domain = org["domain"] if org else None
        meant = Meant("unit", unit["unit_id"], unit["org_id"], domain, unit["region"], None)
        if "metric" not in where:
            yield meant
            continue
        value = observed(facts, unit["unit_id"], where["metric"], False, day, case)
        bound = parameter(case.world, where["param"], case.law, domain, unit["region"])
        if value is None:
            yield meant._replace(missing=f"observation.{where['metric']}")
        elif bound is not None and meets(">=", value, bound):
            yield meant


def on_roster(facts: Facts, roster: str, unit_id: str, day: date) -> bool:
    return bool(in_force(rows_of(facts, "roster_entry", roster=roster, subject_kind="unit", subject_id=unit_id), day))


def listed(where: Row, unit_id: str, day: date, case: Any) -> bool:
    """Whether a unit stands on a list on the day or, where the standard says so, stood there on any day of the period so far."""
    if not where.get("ever_listed"):
        return on_roster(case.facts, where["roster"], unit_id, day)
    entries = rows_of(case.facts, "roster_entry", roster=where["roster"], subject_kind="unit", subject_id=unit_id)
    return any(touches(entry, (case.span[0], min(case.span[1], case.as_of + ONE_DAY))) for entry in entries)


def observed(facts: Facts, unit_id: str, metric: str, upwards: bool, day: date, case: Any) -> Fraction | None:
    """The value in force on `day` at the unit itself or, `upwards`, at its nearest ancestor that has one; unseen before it is published."""
    while True:
        rows = in_force(rows_of(facts, "observation", subject_kind="unit", subject_id=unit_id, metric=metric), day)
        rows = [row for row in rows if row["published_on"] is None or row["published_on"] <= case.as_of]
        if rows:
            value: Fraction = rows[0]["value"]
            return value
        unit = version(facts, "unit", unit_id, case.day)
        if not upwards or unit is None or unit["parent_unit_id"] is None:
            return None
        unit_id = unit["parent_unit_id"]


def freed(standard: Row, pack: str, meant: Meant, facts: Facts, day: date) -> tuple[str, bool] | None:
    """The note of an exemption in force on the day, and whether it is by decision; by rule goes first."""
    kind, who = meant.kind, meant.id
    if kind == "post":  # freed with the person who holds it
        kind, who = "person", rows_of(facts, "post", post_id=meant.id)[0]["person_id"]
    entries = in_force(rows_of(facts, "roster_entry", subject_kind=kind, subject_id=who), day)
    for reason in standard["exempt"]:
        if any(row["roster"] == "exempt" and row["category"] == reason for row in entries):
            return f"exempt:{reason}", False
    for row in entries:
        if row["roster"] == "exception" and row["category"] == f"{pack}/{standard['id']}":
            return f"exception:{row['until']}", True
    return None


RULES: dict[str, Callable[[Row, Facts, date, Any], Iterator[Meant]]] = {
    "members": members,
    "holders": holders,
    "posts": posts,
    "organizations": organizations,
    "units": units,
}


def meant_by(standard: Row, case: Any) -> list[Meant]:
    where = standard["where"]
    return list(RULES[where["rule"]](where, case.facts, case.day, case))


def level_of(facts: Facts, org_id: str, day: date) -> str | None:
    org = version(facts, "organization", org_id, day)
    return org["level"] if org else None


def at_or_above(facts: Facts, org_id: str, day: date, level: str | None) -> list[str]:
    """The organisations whose group holds a subject of this organisation."""
    chain = ancestors(facts, org_id, day)
    return [name for name in chain if level is None or level_of(facts, name, day) == level]
