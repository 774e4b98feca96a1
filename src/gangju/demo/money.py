"""Money of 2025 and 2026: budgeted in January, granted when the place gets round to it, paid quarter by quarter.

A careful place has its funds in spring, a careless one in summer or not at all yet; what lies after the demo's day is
not in the book. Amounts are whole yuan or fen as text; no float is ever written.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from gangju.demo.shape import between
from gangju.demo.world import Org, Person, Unit, World

YEARS = (2025, 2026)
WORK_FUND, ACTIVITY_FUND = 3000, 2000  # 元 a branch
OFFICE_FUND, SERVICE_FUND = 30000, 100000  # 元 a village or community


def fund(world: World) -> None:
    rng = world.rng("money")
    for org in world.branches:
        if org.until is None:
            branch_money(world, rng, org)
    for unit in world.units_of("village", "community"):
        place_money(world, rng, unit)
        pay(world, rng, unit)


def entry(
    world: World, care: float, rng: Random, kind: str, flow: str, year: int, day: date, amount: str, *,
    org: Org | None = None, unit: Unit | None = None, person: Person | None = None, payer: str = "county",
) -> None:  # fmt: skip
    """One row, unless it became known only after the demo's day."""
    entered = day + timedelta(days=int(rng.expovariate(1 / between(care, 25.0, 1.0))))
    if entered > world.today:
        return
    world.book.add(
        "fund_entry",
        fund_id=world.book.next_id("fund_entry", "f"),
        kind=kind,
        flow=flow,
        org_id=org.id if org else "",
        unit_id=unit.id if unit else "",
        person_id=person.id if person else "",
        payer_level=payer,
        year=str(year),
        dated_on=day,
        amount=amount,
        recorded_at=entered,
    )


def granting_day(rng: Random, year: int, care: float) -> date:
    """When money arrives: in February where care is taken, around midsummer where not."""
    return date(year, 1, 25) + timedelta(days=min(300, int(between(care, 165, 10) + rng.expovariate(1 / between(care, 40.0, 12.0)))))


def branch_money(world: World, rng: Random, org: Org) -> None:
    for year in YEARS:
        if org.since.year >= year:
            continue
        entry(world, org.care, rng, "organization_work_fund", "budget", year, date(year, 1, 15), f"{WORK_FUND}.00", org=org)
        day = granting_day(rng, year, org.care)
        entry(world, org.care, rng, "organization_work_fund", "granted", year, day, f"{WORK_FUND}.00", org=org)
        full = org.staged or rng.random() < between(org.care, 0.55, 0.99)
        amount = ACTIVITY_FUND + 40 * max(0, org.size - 20) if full else 100 * rng.randint(8, 19)
        day = granting_day(rng, year, org.care)
        entry(world, org.care, rng, "member_activity_fund", "granted", year, day, f"{amount}.00", org=org, payer="township")


def place_money(world: World, rng: Random, unit: Unit) -> None:
    for year in YEARS:
        for kind, full in (("office_fund", OFFICE_FUND), ("service_fund", SERVICE_FUND)):
            halves = 1 if kind == "office_fund" else 2
            for half in range(halves):
                day = granting_day(rng, year, unit.care) + timedelta(days=120 * half)
                entry(world, unit.care, rng, kind, "granted", year, day, f"{full // halves}.00", unit=unit)


def pay(world: World, rng: Random, unit: Unit) -> None:
    """The secretary's pay, due each quarter; in careless towns it comes weeks late and now and then short."""
    person = world.secretaries.get(unit.holder.id)
    if person is None:
        return
    quarter_pay = 10800 if unit.kind == "village" else 12600
    for year in YEARS:
        for quarter in range(1, 5):
            due = date(year, quarter * 3, 20)
            day = due + timedelta(days=int(rng.expovariate(1 / between(unit.care, 45.0, 3.0))))
            amount = quarter_pay if rng.random() < between(unit.care, 0.75, 1.0) else quarter_pay - 100 * rng.randint(5, 30)
            entry(world, unit.care, rng, "basic_pay", "paid", year, day, f"{amount}.00", unit=unit, person=person)
