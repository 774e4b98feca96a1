"""What changed in three years: two mergers of villages, one branch that changed its superior, one that split, some renamings.

Nothing is rewritten: an old row closes, a new one opens on the same day, and a tie `successor` says who followed whom.
Runs after the trees stand and before people are placed, because it decides where some of them came from.
"""

from __future__ import annotations

from datetime import date

from gangju.demo.shape import FOUNDED
from gangju.demo.tree import settle
from gangju.demo.world import Org, Seat, Unit, World

MERGED_ANEW = date(2024, 9, 1)
MOVED = date(2025, 3, 1)
ABSORBED = date(2025, 4, 1)
SPLIT = date(2025, 7, 1)


def lay_history(world: World) -> None:
    merge_into_new(world, world.seats[1])
    absorb(world, world.seats[2])
    move_branch(world)
    split_branch(world)
    young_organisations(world)


def plain_villages(world: World, seat: Seat) -> list[Unit]:
    """Villages of the seat with one branch of their own, the largest first; the guided walk takes the last."""
    mine = [unit for unit in world.units_of("village") if unit.parent is seat.unit and unit.holder.is_branch]
    return sorted(mine, key=lambda unit: (-unit.holder.size, unit.id))


def past_village(world: World, like: Unit, letter: str, name: str, until: date) -> tuple[Unit, Org]:
    """A village that is no more, with its branch."""
    unit = Unit(f"{like.id}{letter}", name, "village", "rural", like.region, like.parent, like.care, until=until)
    world.add_unit(unit)
    parent = like.holder.parent
    if parent is None:
        raise LookupError(f"{like.name} hangs nowhere")
    org = settle(world, unit, parent, 1, mixture="rural", level="village")[0]
    org.until = until
    return unit, org


def succeed(world: World, kind: str, new: str, old: str, day: date) -> None:
    tie_id = world.book.next_id("tie", "ti")
    world.book.add("tie", tie_id=tie_id, kind="successor", from_kind=kind, from_id=new, to_kind=kind, to_id=old, since=day)


def merge_into_new(world: World, seat: Seat) -> None:
    """Two villages end, a third begins in their place."""
    unit = plain_villages(world, seat)[0]
    branch, day = unit.holder, MERGED_ANEW
    unit.since = branch.since = day
    for letter, name in (("x", f"上{unit.name[0]}屋村"), ("y", f"下{unit.name[0]}屋村")):
        old_unit, old_branch = past_village(world, unit, letter, name, day)
        branch.origins.append((old_branch, day))
        succeed(world, "unit", unit.id, old_unit.id, day)
        succeed(world, "organization", branch.id, old_branch.id, day)


def absorb(world: World, seat: Seat) -> None:
    """One village takes in its neighbour and gets a new name: a second version of the same unit."""
    unit = plain_villages(world, seat)[0]
    branch, day = unit.holder, ABSORBED
    old_unit, old_branch = past_village(world, unit, "z", f"后{unit.name[0]}垄村", day)
    new_name = f"{unit.name[0]}合村"
    unit.former.append((unit.since, day, unit.name))
    branch.former.append((branch.since, day, branch.name))
    unit.name, branch.name = new_name, f"{new_name}党支部"
    branch.origins.append((old_branch, day))
    succeed(world, "unit", unit.id, old_unit.id, day)
    succeed(world, "organization", branch.id, old_branch.id, day)


def move_branch(world: World) -> None:
    """A town's clinic answered to the town; since then to the department."""
    seat = world.seats[1]
    clinic = next(unit for unit in world.units if unit.name == f"{seat.name}卫生院")
    top = clinic.holder
    top.former_parents.append((FOUNDED, MOVED, seat.org))


def split_branch(world: World) -> None:
    """The second branch of a community came out of the first."""
    general = next(org for org in world.orgs if org.kind == "general_branch" and org.mixture == "" and org.domain == "community")
    first, second = [org for org in world.branches if org.parent is general][:2]
    second.since = SPLIT
    second.origins.append((first, SPLIT))
    succeed(world, "organization", second.id, first.id, SPLIT)


def young_organisations(world: World) -> None:
    """Firms found their branches late: some within the years that are recorded."""
    rng = world.rng("young")
    for org in world.branches:
        alone = org.unit is not None and org.unit.holder is org
        if org.domain in ("private_firm", "social_org") and org.mode == "standalone" and alone:
            year = rng.choice((2014, 2016, 2018, 2019, 2021, 2022, 2023, 2025))
            org.since = date(year, rng.randint(1, 9), 1)


def send_back(world: World) -> None:
    """Puts the older members of a merged or split branch where they were before."""
    for org in world.branches:
        for number, person in enumerate(org.people):
            if not org.origins:
                break
            origin, day = org.origins[number % len(org.origins)]
            staying = len(org.origins) == 1 and number % 2 == 0 and org.since < day
            if person.joined < day and not staying and (person.left is None or person.left[0] > day):
                person.earlier = [(origin, day)]


def write_trees(world: World) -> None:
    for unit in world.units:
        write_unit(world, unit)
    for org in world.orgs:
        write_org(world, org)
        write_placements(world, org)


def write_unit(world: World, unit: Unit) -> None:
    versions: list[tuple[date, date | None, str]] = [*unit.former]
    versions.append((unit.former[-1][1] if unit.former else unit.since, unit.until, unit.name))
    for since, until, name in versions:
        for start, end, org in held_by(unit, since, until):
            world.book.add(
                "unit",
                unit_id=unit.id,
                since=start,
                until=end,
                name=name,
                kind=unit.kind,
                domain=unit.domain,
                region=unit.region,
                parent_unit_id=unit.parent.id if unit.parent else "",
                org_id=org.id,
            )


def held_by(unit: Unit, since: date, until: date | None) -> list[tuple[date, date | None, Org]]:
    """Before its own organisation was founded, a unit answered to the superior of it."""
    org = unit.holder
    if org.since <= since or org.parent is None:
        return [(since, until, org)]
    return [(since, org.since, org.parent), (org.since, until, org)]


def write_org(world: World, org: Org) -> None:
    versions: list[tuple[date, date | None, str]] = [*org.former]
    versions.append((org.former[-1][1] if org.former else org.since, org.until, org.name))
    for since, until, name in versions:
        world.book.add(
            "organization",
            org_id=org.id,
            since=since,
            until=until,
            name=name,
            kind=org.kind,
            domain=org.domain,
            level=org.level,
            unit_id=org.unit.id if org.unit else "",
            region=org.region,
            set_up_mode=org.mode,
        )


def write_placements(world: World, org: Org) -> None:
    spans: list[tuple[date, date | None, Org | None]] = [(since, until, parent) for since, until, parent in org.former_parents]
    spans.append((org.former_parents[-1][1] if org.former_parents else org.since, org.until, org.parent))
    for since, until, parent in spans:
        world.book.add("placement", org_id=org.id, parent_id=parent.id if parent else "", since=since, until=until)
