"""When each elected body was last elected: most in time, careless places late or unrecorded, a few extended with approval.

Villages and communities voted together in the winter of 2020 and again five years later; towns and the county hold their
congresses of 2021 again this autumn; all others follow a cycle of three or five years of their own.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from gangju.demo.shape import between
from gangju.demo.world import Org, World

RULE = "《关于党的基层组织任期的意见》第一条"
ELECTED_KINDS = ("committee", "general_branch", "branch", "joint_branch")
EARLIEST = date(2018, 8, 1)
COMMON = (date(2020, 12, 12), date(2025, 12, 10))  # the two common elections, each spread over some weeks
STAGED = date(2021, 9, 10)  # so that the branch of the guided walk is reminded on the demo's day


def elect(world: World) -> None:
    for org in world.orgs:
        if org.kind in ELECTED_KINDS and org.until is None:
            rng = world.rng(f"election {org.id}")
            days = votes(world, rng, org)
            for day in days:
                vote(world, org, day)
            if days:
                postpone(world, rng, org, days[-1])


def votes(world: World, rng: Random, org: Org) -> list[date]:
    """The days of its elections on record, oldest first; none where nobody kept them."""
    if org.staged:
        return [STAGED]
    if rng.random() < between(org.care, 0.14, 0.01):
        return []
    if org.level in ("township", "county"):
        first = date(2021, 8, 16) + timedelta(days=rng.randrange(44))
    elif org.level == "village":
        first = COMMON[0] + timedelta(days=rng.randrange(70))
    else:
        first = EARLIEST + timedelta(days=rng.randrange(years(org) * 365))
    return cycle(world, rng, org, max(first, org.since))


def cycle(world: World, rng: Random, org: Org, first: date) -> list[date]:
    """From one vote to the next: a little before the end where care is taken, after it or not at all where not."""
    days = [first]
    while True:
        end = later(days[-1], years(org))
        if org.level == "village" and days[-1] < COMMON[1]:
            day = COMMON[1] + timedelta(days=rng.randrange(75))
        else:
            day = end - timedelta(days=rng.randint(3, 40))
        if rng.random() < between(org.care, 0.35, 0.03):
            day = end + timedelta(days=rng.randint(20, 500))
        if day > world.today:
            return days
        days.append(day)


def vote(world: World, org: Org, day: date) -> None:
    case_id = case(world, org, "done", day)
    mode = "congress" if org.level in ("township", "county") else "members_meeting"
    until = later(day, years(org))
    world.book.add(
        "case_election", case_id=case_id, mode=mode, day=day, term_from=day, term_until=until, rule=RULE, on_voted=day, on_done=day
    )  # fmt: skip


def postpone(world: World, rng: Random, org: Org, elected: date) -> None:
    """Of the terms that are over every third has an approval that is still running."""
    end = later(elected, years(org))
    if end >= world.today or org.staged or rng.random() > 1 / 3:
        return
    longer = later(end, 1)
    approved = end - timedelta(days=rng.randint(10, 50))
    if longer <= world.today:
        return
    case_id = case(world, org, "postponed", approved)
    world.book.add("case_election", case_id=case_id, term_from=elected, term_until=longer, on_postponed=approved)


def case(world: World, org: Org, state: str, day: date) -> str:
    case_id = world.book.next_id("case", "e")
    world.book.add(
        "case", case_id=case_id, kind="election", org_id=org.id, subject_kind="organization", subject_id=org.id, state=state,
        opened_on=day, closed_on=day,
    )  # fmt: skip
    return case_id


def years(org: Org) -> int:
    return 5 if org.level == "village" or org.kind == "committee" else 3


def later(day: date, count: int) -> date:
    """The same day so many years on; of 29 February the 28th."""
    month_end = (day.month, day.day) == (2, 29)
    return date(day.year + count, day.month, 28 if month_end else day.day)
