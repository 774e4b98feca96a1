"""Who holds which office, and who held it before.

Every post names its unit: where the unit of a post is unknown, nobody can say whether a rule about villages means it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from gangju.demo.world import Org, Person, Unit, World

ELECTED = date(2021, 3, 1)  # the last general election of village committees
COMMITTEE_FROM = 7  # a smaller branch has a secretary and no committee


def appoint(world: World) -> None:
    rng = world.rng("posts")
    for org in world.branches:
        appoint_branch(world, rng, org)
    for org in world.orgs:
        if org.kind == "general_branch" or (org.kind == "committee" and org.level in ("village", "unit")):
            appoint_general(world, rng, org)
    for seat in world.seats:
        appoint_seat(world, rng, seat.org, seat.unit)
    appoint_departments(world, rng)
    party_workers(world, rng)


def eligible(people: Iterable[Person], day: date) -> list[Person]:
    """Settled members of working age first; a retired branch is led by one of its own."""
    able = [person for person in people if person.left is None and not person.earlier and person.joined < date(2022, 1, 1)]
    return sorted(able, key=lambda person: (not 32 <= person.age(day) <= 60, person.id))


def pick(rng: Random, people: Sequence[Person], count: int) -> list[Person]:
    return rng.sample(people[: max(count, len(people) * 2 // 3)], min(count, len(people)))


def post(world: World, person: Person, org: Org, role: str, since: date, **cells: str | date | None) -> None:
    by = org.parent.id if org.parent else org.id
    post_id = world.book.next_id("post", "po")
    world.book.add("post", post_id=post_id, person_id=person.id, org_id=org.id, role=role, since=since, appointed_by=by, **cells)


def unit_of(world: World, org: Org) -> str:
    """A department committee has no unit of its own; its people work for the county."""
    return (org.unit or world.county).id


def appoint_branch(world: World, rng: Random, org: Org) -> None:
    able = eligible(org.people, world.today)
    if not able:
        return
    wanted = 1 if org.size < COMMITTEE_FROM else min(3 + org.size // 25, len(able))
    chosen = pick(rng, able, wanted)
    secretary, rest = chosen[0], chosen[1:]
    world.secretaries[org.id] = secretary
    world.committees[org.id] = chosen
    since = max(ELECTED if org.level == "village" else date(2022, 1, 10), org.since)
    unit = unit_of(world, org)
    since = succeed_in_post(world, rng, org, secretary, since, unit)
    full_time = "true" if org.level == "village" and rng.random() < 0.8 else "false"
    post(world, secretary, org, "secretary", since, unit_id=unit, full_time=full_time)
    for person, role in zip(rest, ("deputy_secretary", *["committee_member"] * 9), strict=False):
        post(world, person, org, role, max(since, date(2022, 1, 10)), unit_id=unit, full_time="false")
    if org.unit is not None and org.unit.holder is org and org.level == "village":
        director(world, rng, org, secretary, rest)


def succeed_in_post(world: World, rng: Random, org: Org, secretary: Person, since: date, unit: str) -> date:
    """One secretary in eight came into office within the recorded years; the one before him is on record too."""
    others = [person for person in eligible(org.people, world.today) if person is not secretary]
    day = date(2024, 2, 1) + timedelta(days=rng.randint(0, 800))
    if org.staged or not others or day <= since + timedelta(days=90) or rng.random() > 0.13:
        return since
    way = rng.choice(("term_ended", "resigned", "retired", "transferred", "adjusted"))
    post(world, rng.choice(others), org, "secretary", since, until=day, exit=way, unit_id=unit, full_time="true")
    return day


def director(world: World, rng: Random, org: Org, secretary: Person, rest: list[Person]) -> None:
    """In most villages the secretary is the director too; elsewhere a member of the committee is."""
    person = secretary if not rest or rng.random() < 0.7 else rest[0]
    post(world, person, org, "director", max(ELECTED, org.since), unit_id=unit_of(world, org), full_time="true")


def appoint_general(world: World, rng: Random, org: Org) -> None:
    below = [person for branch in world.branches if branch.parent is org and branch.until is None for person in branch.people]
    chosen = pick(rng, eligible(below, world.today), 3)
    if not chosen:
        return
    world.secretaries[org.id] = chosen[0]
    for person, role in zip(chosen, ("secretary", "deputy_secretary", "committee_member"), strict=False):
        post(world, person, org, role, ELECTED, unit_id=unit_of(world, org), full_time="true" if role == "secretary" else "false")
    if org.unit is not None and org.unit.kind in ("village", "community"):
        director(world, rng, org, chosen[0], chosen[1:])


def appoint_seat(world: World, rng: Random, org: Org, unit: Unit) -> None:
    office = [person for branch in world.branches if branch.parent is org and branch.mixture == "agency" for person in branch.people]
    chosen = rng.sample(eligible(office, world.today), 4)
    roles = ("secretary", "deputy_secretary", "organization_commissioner", "party_worker")
    for person, role in zip(chosen, roles, strict=True):
        post(world, person, org, role, date(2021, 9, 1), unit_id=unit.id, full_time="true")
        world.secretaries.setdefault(f"{org.id}/{role}", person)


def appoint_departments(world: World, rng: Random) -> None:
    officers = eligible((person for branch in world.branches if branch.mixture == "agency" for person in branch.people), world.today)
    for org in (world.root, *world.departments.values()):
        for person, role in zip(rng.sample(officers, 3), ("secretary", "deputy_secretary", "party_worker"), strict=True):
            post(world, person, org, role, date(2021, 10, 1), full_time="true", unit_id=unit_of(world, org))
            world.secretaries.setdefault(f"{org.id}/{role}", person)


def party_workers(world: World, rng: Random) -> None:
    """Full-time Party workers of agencies, state firms and institutions: the careful ones have appointed theirs."""
    for unit in world.units_of("agency", "soe", "institution"):
        people = [person for branch in world.branches if branch.unit is unit for person in branch.people]
        if rng.random() < 0.35 + 0.6 * unit.care:
            for person in rng.sample(eligible(people, world.today), 1 + (len(people) > 80)):
                post(world, person, unit.holder, "party_worker", date(2023, 3, 1), unit_id=unit.id, full_time="true")
