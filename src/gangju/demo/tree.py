"""The two trees: units by region, organisations by who answers to whom.

County committee · town, street and department committees · general branches of villages, communities and large units ·
branches · groups. Sizes are dealt at the end, domain by domain, so that the county comes out at its proportions.
"""

from __future__ import annotations

from itertools import cycle
from random import Random

from gangju.demo.shape import Grade, shares_out
from gangju.demo.words import county_name, firm_names, numbered, take, village_names, words
from gangju.demo.world import Org, Seat, Unit, World, jitter

GRADES = (Grade.GOOD, Grade.MIDDLING, Grade.WEAK, Grade.MIDDLING, Grade.GOOD, Grade.MIDDLING)
ORDINALS = "一二三四五六七八九十"


def build_trees(world: World) -> None:
    county(world)
    seats(world)
    villages_and_communities(world)
    town_offices_and_agencies(world)
    schools(world)
    institutions(world)
    state_firms(world)
    private_firms(world)
    social_organisations(world)
    retired_branches(world)
    groups(world)
    sizes(world)


def county(world: World) -> None:
    name, region = county_name(), str(words()["region"])
    unit = world.add_unit(Unit("u-yl", name, "county", "", region, None, 0.9))
    root = world.add_org(Org("yl", f"中共{name}委员会", "committee", "", "county", unit, region, None, 0.9))
    for code in world.shape.departments:
        title, kind, grade = words()["departments"][code]
        care = jitter(world.rng(code), Grade(grade))
        world.departments[code] = world.add_org(Org(code, title, kind, "", "county", None, region, root, care))


def seats(world: World) -> None:
    rng, county_unit, shape = world.rng("seats"), world.county, world.shape
    plan = [("t", i, f"{name}镇") for i, name in enumerate(take("towns", shape.towns), 1)]
    plan += [("s", i, f"{name}街道") for i, name in enumerate(take("streets", shape.streets), 1)]
    for (letter, number, name), grade in zip(plan, cycle(GRADES), strict=False):
        code = f"{letter}{number:02d}"
        region = f"{county_unit.region}{(100 if letter == 't' else 0) + number:03d}"
        kind, title = ("town", "党委") if letter == "t" else ("street", "党工委")
        care = jitter(rng, grade)
        unit = world.add_unit(Unit(f"u-{code}", name, kind, "", region, county_unit, care))
        org_kind = "committee" if letter == "t" else "work_committee"
        org = world.add_org(Org(code, f"{name}{title}", org_kind, "", "township", unit, region, world.root, care))
        world.seats.append(Seat(code, name, region, grade, unit, org))


def dealt(rng: Random, total: int, places: int, most: int = 60) -> list[int]:
    """At least one for each place, the rest very unevenly: a few large ones, many small."""
    numbers = [1] * places
    weights = [rng.uniform(0.2, 1.5) ** 3 for _ in range(places)]
    for _ in range(total - places):
        open_places = [i for i in range(places) if numbers[i] < most]
        numbers[rng.choices(open_places, [weights[i] for i in open_places])[0]] += 1
    return numbers


def settle(world: World, unit: Unit, parent: Org, count: int, *, mixture: str, level: str, general_from: int = 4) -> list[Org]:
    """Sets up `count` branches in the unit, below a general branch of their own where they are many."""
    stem, above = unit.id.removeprefix("u-"), parent
    if count >= general_from:
        kind, title = ("committee", "党委") if count >= max(9, general_from) else ("general_branch", "党总支")
        above = world.add_org(Org(stem, f"{unit.name}{title}", kind, unit.domain, level, unit, unit.region, parent, unit.care))
    made = []
    for number in range(1, count + 1):
        one = above is parent and count == 1
        name = f"{unit.name}党支部" if one else f"{unit.name}第{ordinal(number)}党支部"
        org = Org(stem if one else f"{stem}b{number}", name, "branch", unit.domain, level, unit, unit.region, above, unit.care, mixture)
        org.mode = "standalone"
        made.append(world.add_org(org))
    return made


def ordinal(number: int) -> str:
    if number <= 10:
        return ORDINALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else ORDINALS[tens - 1]) + "十" + (ORDINALS[ones - 1] if ones else "")


def villages_and_communities(world: World) -> None:
    shape, rng = world.shape, world.rng("villages")
    names = village_names(rng, shape.villages)
    spread = spread_over(world.seats, shape.villages, street_share=0.3)
    plan = [(seat, "village", "rural", f"{name}村", 200) for seat, name in zip(spread, names, strict=True)]
    general = chosen(rng, shape.villages, shape.general_villages)
    place_all(world, rng, plan, general, shape.quotas["rural"].branches)
    names = [f"{name}社区" for name in take("communities", shape.communities)]
    spread = spread_over(world.seats[::-1], shape.communities, street_share=6.0)
    plan = [(seat, "community", "community", name, 0) for seat, name in zip(spread, names, strict=True)]
    general = chosen(rng, shape.communities, shape.general_communities)
    place_all(world, rng, plan, general, shape.quotas["community"].branches)


def chosen(rng: Random, total: int, count: int) -> set[int]:
    """Which places get a general branch; never the first ones, where the guided walk and the mergers need a plain branch."""
    return set(rng.sample(range(total // 2, total), min(count, total - total // 2)))


def spread_over(seats: list[Seat], count: int, street_share: float) -> list[Seat]:
    """Places per seat in proportion, towns as 1 and streets as `street_share`, in the order of the seats."""
    weights = [street_share if seat.code.startswith("s") else 1.0 for seat in seats]
    exact = [count * weight / sum(weights) for weight in weights]
    numbers = [int(part) for part in exact]
    for i in sorted(range(len(seats)), key=lambda i: numbers[i] - exact[i])[: count - sum(numbers)]:
        numbers[i] += 1
    return [seat for seat, number in zip(seats, numbers, strict=True) for _ in range(number)]


def place_all(world: World, rng: Random, plan: list[tuple[Seat, str, str, str, int]], general: set[int], branches: int) -> None:
    # a general branch has at least two below it
    counts = iter([number + 1 for number in dealt(rng, branches - len(plan), len(general))] if general else [])
    seen: dict[str, int] = {}
    for i, (seat, kind, domain, name, offset) in enumerate(plan):
        seen[seat.code] = number = seen.get(seat.code, 0) + 1
        letter = kind[0]
        unit = Unit(f"u-{seat.code}{letter}{number:02d}", name, kind, domain, f"{seat.region}{offset + number:03d}", seat.unit, 0.0)
        unit.care = jitter(rng, seat.grade)
        world.add_unit(unit)
        count = next(counts) if i in general else 1
        settle(world, unit, seat.org, count, mixture=domain, level="village", general_from=1 if i in general else 99)


def town_offices_and_agencies(world: World) -> None:
    shape, rng = world.shape, world.rng("agencies")
    names = take("agencies", shape.agencies)
    offices = [(seat, f"{seat.name}机关") for seat in world.seats]
    of_offices = dealt(rng, len(offices) * (2 if shape.agencies > len(offices) else 1), len(offices), 4)
    counts = by_name(names, dealt(rng, shape.quotas["agency"].branches - sum(of_offices), len(names), 22))
    for i, name in enumerate(names, 1):
        unit = county_unit(world, f"ag{i:02d}", name, "agency", "agency", world.departments["jg"], rng)
        settle(world, unit, world.departments["jg"], counts[name], mixture="agency", level="unit")
    for (seat, name), count in zip(offices, of_offices, strict=True):
        unit = seat_unit(world, seat, "a", 1, name, "agency", "agency", rng)
        settle(world, unit, seat.org, count, mixture="agency", level="unit", general_from=99)


def by_name(names: list[str], counts: list[int]) -> dict[str, int]:
    """The largest numbers go to the agencies that are large everywhere, such as the police."""
    large: list[str] = words()["large_agencies"]
    ordered = sorted(names, key=lambda name: large.index(name) if name in large else len(large))
    return dict(zip(ordered, sorted(counts, reverse=True), strict=True))


def county_unit(world: World, stem: str, name: str, kind: str, domain: str, parent: Org, rng: Random) -> Unit:
    care = min(max(rng.gauss(parent.care, 0.05), 0.05), 1.0)
    return world.add_unit(Unit(f"u-{stem}", name, kind, domain, world.county.region, world.county, care))


def seat_unit(world: World, seat: Seat, letter: str, number: int, name: str, kind: str, domain: str, rng: Random) -> Unit:
    unit = Unit(f"u-{seat.code}{letter}{number:02d}", name, kind, domain, seat.region, seat.unit, jitter(rng, seat.grade))
    return world.add_unit(unit)


def schools(world: World) -> None:
    shape, rng, parent = world.shape, world.rng("schools"), world.departments["jy"]
    titles = list(words()["schools"])
    titles += [f"{seat.name}{level}" for level in ("中心小学", "初级中学", "中心幼儿园") for seat in world.seats]
    kinds = {"职业": "college", "幼儿园": "kindergarten"}
    counts = dealt(rng, shape.quotas["school"].branches, shape.schools, 9)
    for i, (name, count) in enumerate(zip(titles, counts, strict=False), 1):
        kind = next((code for word, code in kinds.items() if word in name), "public_school")
        unit = county_unit(world, f"sc{i:02d}", name, kind, "school", parent, rng)
        settle(world, unit, parent, count, mixture="school", level="unit")


def institutions(world: World) -> None:
    shape, rng, parent = world.shape, world.rng("institutions"), world.departments["wj"]
    clinics = min(len(world.seats), shape.institutions - 1)
    names = take("institutions", shape.institutions - clinics) + [f"{seat.name}卫生院" for seat in world.seats[:clinics]]
    counts = sorted(dealt(rng, shape.quotas["institution"].branches, len(names), 24), reverse=True)
    for i, (name, count) in enumerate(zip(names, counts, strict=True), 1):
        unit = county_unit(world, f"in{i:02d}", name, "institution", "institution", parent, rng)
        settle(world, unit, parent, count, mixture="institution", level="unit")


def state_firms(world: World) -> None:
    shape, rng, parent = world.shape, world.rng("state firms"), world.departments["gz"]
    counts = dealt(rng, shape.quotas["soe"].branches, shape.soe, 20)
    for i, (name, count) in enumerate(zip(take("soe", shape.soe), counts, strict=True), 1):
        unit = county_unit(world, f"so{i:02d}", f"{county_name()}{name}有限公司", "soe", "soe", parent, rng)
        settle(world, unit, parent, count, mixture="soe", level="unit")


def private_firms(world: World) -> None:
    shape, rng = world.shape, world.rng("private firms")
    names = firm_names(rng, shape.private_firms)
    joints = -(-shape.firms_jointly // 3)
    counts = dealt(rng, shape.quotas["private_firm"].branches - joints, shape.firms_organised, 8)
    jointly: list[Unit] = []
    for i, name in enumerate(names, 1):
        unit, parent = hosted(world, rng, f"pf{i:03d}", name, "private_firm")
        if i <= shape.firms_organised:
            settle(world, unit, parent, counts[i - 1], mixture="private_firm", level="unit")
        elif i <= shape.firms_organised + shape.firms_jointly:
            jointly.append(unit)
        else:
            unit.org = parent
    for number in range(1, joints + 1):
        joint_branch(world, number, jointly[number - 1 :: joints])


def hosted(world: World, rng: Random, stem: str, name: str, kind: str) -> tuple[Unit, Org]:
    """A firm or society hangs below a town, or below the department for new organisations or the development zone."""
    departments = [org for code, org in world.departments.items() if code in ("lx", "kf")]
    if rng.random() < 0.55:
        seat = rng.choice(world.seats)
        unit = Unit(f"u-{stem}", name, kind, kind, seat.region, seat.unit, jitter(rng, seat.grade))
        return world.add_unit(unit), seat.org
    parent = rng.choice(departments)
    return county_unit(world, stem, name, kind, kind, parent, rng), parent


def joint_branch(world: World, number: int, firms: list[Unit]) -> None:
    """One branch for neighbouring firms: set up in the first, tied to each of them by `covers`."""
    first, parent = firms[0], world.departments["lx"]
    name = f"{first.name.removesuffix('有限公司')}等联合党支部"
    org = Org(
        f"jb{number:02d}", name, "joint_branch", "private_firm", "unit", first, first.region, parent, first.care, "private_firm", "joint"
    )
    world.add_org(org)
    for firm in firms:
        firm.org = org
        tie_id = world.book.next_id("tie", "ti")
        world.book.add(
            "tie", tie_id=tie_id, kind="covers", from_kind="organization", from_id=org.id, to_kind="unit", to_id=firm.id, since=org.since
        )


def social_organisations(world: World) -> None:
    shape, rng = world.shape, world.rng("social")
    counts = dealt(rng, shape.quotas["social_org"].branches, shape.social_organised, 3)
    for i, name in enumerate(numbered("social", shape.social_orgs), 1):
        unit, parent = hosted(world, rng, f"sg{i:02d}", f"{county_name()}{name}", "social_org")
        if i <= shape.social_organised:
            settle(world, unit, parent, counts[i - 1], mixture="social_org", level="unit")
        else:
            unit.org = parent


def retired_branches(world: World) -> None:
    """Retired members keep a branch in the unit they retired from; its domain is the unit's."""
    hosts = [unit for unit in world.units if unit.kind in ("agency", "public_school", "soe") or unit.domain == "institution"]
    total = world.shape.quotas["retired"].branches
    rounds = [(unit, turn) for turn in range(1, -(-total // len(hosts)) + 1) for unit in hosts][:total]
    for unit, turn in rounds:
        top = unit.holder
        above = top if not top.is_branch else top.parent
        name = f"{unit.name}离退休{'' if turn == 1 else f'第{ordinal(turn)}'}党支部"
        stem = unit.id.removeprefix("u-")
        org = Org(f"{stem}r{turn}", name, "branch", unit.domain, "unit", unit, unit.region, above, unit.care, "retired", "standalone")
        world.add_org(org)


def groups(world: World) -> None:
    """Party groups of village branches; their meetings are recorded by the branch, they have no duties of their own."""
    hosts = [org for org in world.branches if org.mixture == "rural"][-max(1, world.shape.groups // 2) :]
    for number in range(world.shape.groups):
        host, turn = hosts[number % len(hosts)], number // len(hosts) + 1
        name = f"{host.name}第{ordinal(turn)}党小组"
        world.add_org(Org(f"{host.id}g{turn}", name, "group", host.domain, "village", host.unit, host.region, host, host.care))


def sizes(world: World) -> None:
    for mixture, quota in world.shape.quotas.items():
        branches = [org for org in world.branches if org.mixture == mixture]
        if len(branches) != quota.branches:
            raise ValueError(f"{mixture}: {len(branches)} branches built, {quota.branches} planned")
        drawn = shares_out(world.rng(f"sizes {mixture}"), quota.members, quota.branches, quota.low, quota.high)
        for org, size in zip(branches, drawn, strict=True):
            org.size = size
