"""Who stands on which list: kept ledgers, those freed by rule or by decision, weak villages, sites, the floating; and ties.

Keeping is a matter of care like all else: a careless branch has not begun some of its ledgers, or began one in mid-year,
and there a figure that is too low says nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from gangju.demo.shape import FIRST_DAY, Grade, between
from gangju.demo.world import Org, Person, World

PACK = "yunlan-2026"
BRANCH_LEDGERS = (
    "activity.members_meeting", "activity.committee_meeting", "activity.party_class", "activity.training",
    "fund_entry.member_activity_fund", "fund_entry.organization_work_fund",
)  # fmt: skip
PLACE_LEDGERS = ("fund_entry.office_fund", "fund_entry.service_fund", "fund_entry.basic_pay")


def list_all(world: World) -> None:
    rng = world.rng("lists")
    for org in world.orgs:
        keeps(world, rng, org)
    freed_by_rule(world, rng)
    floating(world, rng)
    freed_by_decision(world, rng)
    suspended(world, rng)
    weak_villages(world, rng)
    sites(world, rng)
    liaison(world, rng)
    workplaces(world, rng)


def roster(world: World, name: str, kind: str, subject: str, since: date, **cells: str | date | None) -> None:
    world.book.add("roster_entry", roster=name, subject_kind=kind, subject_id=subject, since=since, **cells)


def tie(world: World, kind: str, start: tuple[str, str], end: tuple[str, str], since: date, until: date | None = None) -> None:
    world.book.add(
        "tie", tie_id=world.book.next_id("tie", "ti"), kind=kind, from_kind=start[0], from_id=start[1], to_kind=end[0], to_id=end[1],
        since=since, until=until,
    )  # fmt: skip


def ledgers_of(org: Org) -> list[str]:
    ledgers = list(BRANCH_LEDGERS) if org.is_branch else []
    if org.mixture in ("rural", "community"):
        ledgers.append("activity.group_meeting")
    if org.kind == "general_branch" or (org.kind == "committee" and org.level in ("village", "unit")):
        ledgers.append("activity.training")
    if org.unit is not None and org.unit.kind in ("village", "community") and org.unit.holder is org:
        ledgers.extend(PLACE_LEDGERS)
    return ledgers


def keeps(world: World, rng: Random, org: Org) -> None:
    for ledger in ledgers_of(org):
        kept, since = rng.random() < between(org.care, 0.72, 0.995), max(FIRST_DAY, org.since)
        if rng.random() < between(org.care, 0.3, 0.01):
            since = max(since, date(2025, 7, 1) + timedelta(days=rng.randint(0, 330)))
        if org.staged:
            kept, since = True, FIRST_DAY
        if kept and (org.until is None or since < org.until):
            roster(world, "keeps", "organization", org.id, since, category=ledger, until=org.until)


def present(world: World) -> list[Person]:
    return [person for person in world.people if person.left is None]


def freed_by_rule(world: World, rng: Random) -> None:
    """Four in a hundred: infirm or very old, some ill. Never all of a branch."""
    people = present(world)
    wanted = round(len(people) * 0.04)
    frail = [person for person in people if person.age(world.today) >= 70 and not person.branch.staged]
    ill = [person for person in people if person.age(world.today) < 60 and not person.branch.staged]
    for person in rng.sample(frail, wanted - wanted // 6):
        reason = "old_age" if person.age(world.today) >= 86 else "infirm"
        roster(world, "exempt", "person", person.id, max(date(2024, 1, 1), person.joined), category=reason)
    for person in rng.sample(ill, wanted // 6):
        since = max(date(2025, 3, 1) + timedelta(days=rng.randint(0, 400)), person.joined)
        roster(world, "exempt", "person", person.id, since, category="ill", until=since + timedelta(days=365))


def floating(world: World, rng: Random) -> None:
    """Two in a hundred work away: half of them elsewhere in the county (a tie), half outside it (registered there)."""
    people = [
        person
        for person in present(world)
        if 22 <= person.age(world.today) <= 55
        and person.branch.mixture in ("rural", "community", "private_firm")
        and not person.branch.staged
    ]
    chosen = rng.sample(people, round(len(present(world)) * 0.02))
    communities = world.units_of("community")
    for number, person in enumerate(chosen):
        since = max(date(2025, 2, 20) + timedelta(days=rng.randint(0, 380)), person.joined)
        roster(world, "floating_out", "person", person.id, since, reason="外出务工经商")
        if number % 2:
            tie(world, "floating_stay", ("person", person.id), ("unit", rng.choice(communities).id), since)
        else:
            roster(world, "exempt", "person", person.id, since, category="floating_reported_elsewhere")


def freed_by_decision(world: World, rng: Random) -> None:
    """Some are freed by the town for a while, with a reason and an end; now and then a place by the county."""
    rural = [person for person in present(world) if person.branch.mixture == "rural" and person.age() < 60 and not person.branch.staged]
    for person in rng.sample(rural, max(1, len(rural) // 400)):
        roster(
            world, "exception", "person", person.id, date(2026, 2, 1), category=f"{PACK}/rural-member-hours", tier="township",
            until=date(2026, 12, 31), reason="长期在外照料住院亲属",
        )  # fmt: skip
    village = world.units_of("village")[-1]
    roster(
        world, "exception", "unit", village.id, date(2026, 1, 10), category=f"{PACK}/village-area", tier="county", until=date(2027, 6, 30),
        reason="列入整村搬迁,场所随迁新建",
    )  # fmt: skip


def suspended(world: World, rng: Random) -> None:
    branches = [org for org in world.branches if org.mixture == "rural" and org.until is None and not org.staged]
    for org in rng.sample(branches, max(1, len(branches) // 60)):
        roster(
            world, "suspension", "organization", org.id, date(2026, 1, 1), category="disaster", tier="township", until=date(2026, 4, 1),
            reason="雨雪冰冻灾害转移安置",
        )  # fmt: skip


def weak_villages(world: World, rng: Random) -> None:
    """Each weak village learns from one that is not."""
    villages = [unit for unit in world.units_of("village") if not unit.holder.staged]
    ordered = sorted(villages, key=lambda unit: (unit.care, unit.id))
    weak = ordered[: max(1, len(ordered) // 12)]
    for unit in weak:
        roster(world, "weak_village", "unit", unit.id, max(date(2026, 1, 15), unit.since), category="economic", tier="county", batch="2026")
        tie(world, "benchmark", ("unit", unit.id), ("unit", rng.choice(ordered[len(ordered) // 2 :]).id), date(2026, 2, 1))


def sites(world: World, rng: Random) -> None:
    good = [org for org in world.branches if org.care > 0.88 and org.until is None and org.since < date(2023, 1, 1)]
    for org in rng.sample(good, max(1, len(good) // 15)):
        roster(
            world, "demonstration_site", "organization", org.id, date(2025, 7, 1), category="standardization", tier="county", batch="2025"
        )


def liaison(world: World, rng: Random) -> None:
    """County leaders each have a village as their point of contact, weak towns first."""
    weak = [unit for seat in world.seats if seat.grade is Grade.WEAK for unit in world.units_of("village") if unit.parent is seat.unit]
    leaders = [person for key, person in world.secretaries.items() if key.endswith("/secretary")]
    for person, unit in zip(leaders, rng.sample(weak, min(len(weak), len(leaders))), strict=False):
        tie(world, "liaison_point", ("person", person.id), ("unit", unit.id), date(2025, 3, 1))


def workplaces(world: World, rng: Random) -> None:
    """Members of a joint branch work in the firms it covers."""
    for org in world.branches:
        if org.kind == "joint_branch":
            firms = [unit for unit in world.units_of("private_firm") if unit.holder is org]
            for person in org.people:
                tie(world, "workplace", ("person", person.id), ("unit", rng.choice(firms).id), max(person.joined, org.since))
