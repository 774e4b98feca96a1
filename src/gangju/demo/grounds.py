"""Places and what inspectors found there.

Where little care is taken a place is small, its area was never measured, items are missing and the last visit lies
more than a year back. A few villages have no place at all.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from gangju.demo.shape import FOUNDED, Grade, between
from gangju.demo.world import Unit, World

VILLAGE_ITEMS = (
    "flag", "service_hall", "activity_room", "office_facilities", "disclosure_board", "duty_board", "work_ledger",
    "service_guide", "feature_board", "wechat_account", "plaque",
)  # fmt: skip
COMMUNITY_ITEMS = (
    "flag_emblem", "service_centre", "activity_room", "office_facilities", "av_equipment", "disclosure_board",
    "publicity_board", "service_rules", "work_ledger", "wechat_account", "plaque",
)  # fmt: skip


def furnish(world: World) -> None:
    rng = world.rng("grounds")
    without, unmeasured = gaps(world)
    for unit in world.units:
        if unit.kind == "village" and unit.id not in without:
            village_place(world, rng, unit, measured=unit.id not in unmeasured)
        elif unit.kind == "community":
            community_place(world, rng, unit)
    for seat in world.seats:
        area = str(int(between(seat.unit.care, 260, 900)))
        place(world, "service_centre", seat.unit, f"{seat.name}党群服务中心", area, date(2019, 5, 1))
    member_rooms(world, rng)


def gaps(world: World) -> tuple[set[str], set[str]]:
    """Villages of weak towns without a place, and with one whose area nobody entered."""
    without: set[str] = set()
    unmeasured: set[str] = set()
    for seat in world.seats:
        if seat.grade is Grade.WEAK:
            mine = [unit for unit in world.units_of("village") if unit.parent is seat.unit]
            empty = next(unit for unit in reversed(mine) if not unit.former)
            without.add(empty.id)
            unmeasured.update(unit.id for unit in [unit for unit in mine if unit is not empty][::4])
    return without, unmeasured


def place(world: World, kind: str, unit: Unit, name: str, area: str, opened: date, closed: date | None = None) -> str:
    venue_id = world.book.next_id("venue", "pl")
    accepted = opened - timedelta(days=12) if unit.care > 0.4 else None
    world.book.add(
        "venue",
        venue_id=venue_id,
        kind=kind,
        unit_id=unit.id,
        name=name,
        area_m2=area,
        opened_on=opened,
        accepted_on=accepted,
        closed_on=closed,
    )
    return venue_id


def opening(rng: Random, unit: Unit) -> date:
    return max(date(rng.randint(2013, 2022), rng.randint(1, 12), 15), unit.since + timedelta(days=40) if unit.since > FOUNDED else FOUNDED)


def village_place(world: World, rng: Random, unit: Unit, measured: bool) -> None:
    exact = rng.triangular(between(unit.care, 60, 150), between(unit.care, 190, 420), between(unit.care, 105, 235))
    area = f"{round(exact * 2) / 2:g}" if measured else ""
    venue_id = place(world, "village_activity_place", unit, f"{unit.name}组织活动场所", area, opening(rng, unit), unit.until)
    if rng.random() < 0.08 and unit.until is None:
        place(world, "village_activity_place", unit, f"{unit.name}旧会堂", f"{rng.randint(40, 88)}", date(2012, 1, 1), date(2025, 10, 1))
    if unit.until is None:
        inspect(world, rng, unit, venue_id, "village_twelve", VILLAGE_ITEMS)


def community_place(world: World, rng: Random, unit: Unit) -> None:
    exact = rng.triangular(between(unit.care, 240, 480), between(unit.care, 800, 1900), between(unit.care, 420, 760))
    venue_id = place(world, "community_service_place", unit, f"{unit.name}服务场所", str(round(exact)), opening(rng, unit))
    inspect(world, rng, unit, venue_id, "community_eleven", COMMUNITY_ITEMS)


def inspect(world: World, rng: Random, unit: Unit, venue_id: str, checklist: str, items: tuple[str, ...]) -> None:
    """One visit, in a third of the places one before it; a stale visit is the only one."""
    stale = rng.random() < between(unit.care, 0.4, 0.02)
    newest = date(2024, 9, 1) + timedelta(days=rng.randint(0, 260)) if stale else date(2025, 9, 1) + timedelta(days=rng.randint(0, 285))
    visits = [newest] if stale or rng.random() > 0.35 else [newest - timedelta(days=330), newest]
    for day in visits:
        visit(world, rng, unit, venue_id, checklist, items, day)


def visit(world: World, rng: Random, unit: Unit, venue_id: str, checklist: str, items: tuple[str, ...], day: date) -> None:
    inspector = world.secretaries[f"{seat_of(world, unit)}/organization_commissioner"]
    entered = day + timedelta(days=int(rng.expovariate(1 / between(unit.care, 20, 1))))
    if entered > world.today:
        return
    for item in items:
        if rng.random() < between(unit.care, 0.1, 0.0):
            continue
        answer = "yes" if rng.random() < between(unit.care, 0.8, 0.995) else "no"
        if item == "feature_board" and rng.random() < 0.05:
            answer = "na"
        world.book.add(
            "check_answer",
            subject_kind="venue",
            subject_id=venue_id,
            checklist=checklist,
            item=item,
            answer=answer,
            checked_on=day,
            checked_by=inspector.id,
            recorded_at=entered,
        )


def seat_of(world: World, unit: Unit) -> str:
    return next(seat.org.id for seat in world.seats if seat.unit is unit.parent)


def member_rooms(world: World, rng: Random) -> None:
    for unit in world.units_of("private_firm", "soe", "public_school"):
        if unit.holder.unit is unit and rng.random() < unit.care * 0.6:
            place(world, "member_room", unit, f"{unit.name}党员活动室", str(rng.randint(20, 120)), max(unit.holder.since, date(2018, 1, 1)))
