"""What other departments published: staff, incomes, last years' grades; and the papers in force."""

from __future__ import annotations

from datetime import date
from random import Random

from gangju.demo.shape import between
from gangju.demo.words import county_name
from gangju.demo.world import Unit, World

PUBLISHED = {2023: date(2024, 2, 20), 2024: date(2025, 2, 18), 2025: date(2026, 2, 12)}
INCOMES = {  # 元 a head, the county's statistics
    "farmer_disposable_income": {2023: "19472.00", 2024: "20655.00", 2025: "21988.00"},
    "farmer_net_income": {2023: "17820.00", 2024: "18904.00", 2025: "20117.00"},
}
GRADES = ((85, "good"), (70, "fairly_good"), (60, "average"), (0, "poor"))


def publish(world: World) -> None:
    rng = world.rng("figures")
    for metric, years in INCOMES.items():
        for year, value in years.items():
            observe(world, world.county, metric, date(year, 1, 1), date(year + 1, 1, 1), value, PUBLISHED[year], "县统计局年报")
    for unit in world.units_of("village"):
        collective_income(world, rng, unit)
    staff(world, rng)
    grades(world, rng)
    papers(world)


def observe(
    world: World, unit: Unit, metric: str, since: date, until: date | None, value: str, published: date | None, source: str
) -> None:
    world.book.add(
        "observation",
        subject_kind="unit",
        subject_id=unit.id,
        metric=metric,
        since=since,
        until=until,
        value=value,
        published_on=published,
        source=source,
    )


def collective_income(world: World, rng: Random, unit: Unit) -> None:
    """Of 2024 and 2025; careless villages have not reported the last year, and earn less."""
    level = rng.lognormvariate(between(unit.care, 10.9, 12.1), 0.45)
    for year in (2024, 2025):
        if unit.since.year > year or (year == 2025 and rng.random() < between(unit.care, 0.25, 0.0)):
            continue
        value = f"{int(level * rng.uniform(0.95, 1.15) * (1 + 0.06 * (year - 2024)))}.00"
        observe(world, unit, "collective_income", date(year, 1, 1), date(year + 1, 1, 1), value, date(year + 1, 1, 31), "农经年报")


def staff(world: World, rng: Random) -> None:
    """Heads per unit; of one careless firm in four nobody ever entered them, and some grew past a hundred."""
    for unit in world.units_of("agency", "institution", "soe", "private_firm", "social_org", "public_school"):
        if rng.random() < between(unit.care, 0.3, 0.01):
            continue
        heads = int(rng.lognormvariate(3.9, 0.7)) + 4
        if unit.kind == "private_firm" and rng.random() < 0.12:
            grown = date(2026, rng.randint(1, 5), 1)
            observe(world, unit, "staff", date(2024, 1, 1), grown, str(min(heads, 92)), None, "单位报送")
            observe(world, unit, "staff", grown, None, str(100 + rng.randint(0, 30)), None, "单位报送")
        else:
            observe(world, unit, "staff", date(2024, 1, 1), None, str(heads), None, "单位报送")


def grades(world: World, rng: Random) -> None:
    """The yearly grading of branches, imported from paper."""
    for year in (2024, 2025):
        for org in world.branches:
            if org.since.year > year or (org.until is not None and org.until.year <= year + 1):
                continue
            points = min(99, max(45, int(rng.gauss(between(org.care, 60, 92), 5))))
            grade = next(code for floor, code in GRADES if points >= floor)
            world.book.add(
                "score",
                subject_kind="organization",
                subject_id=org.id,
                scheme="branch_grade",
                period=str(year),
                points=str(points),
                grade=grade,
                source="imported",
                published_on=date(year + 1, 1, 20),
            )


def papers(world: World) -> None:
    name = county_name()
    county = [
        ("d-plan-2026", date(2026, 1, 1), date(2027, 1, 1), "plan", "云澜组发〔2025〕36号", f"{name}基层党建工作要点(2026年)", "yl"),
        ("d-meeting", date(2023, 3, 1), None, "rule", "云澜组发〔2023〕7号", "支部组织生活记录办法", "yl"),
        ("d-venue", date(2024, 5, 1), None, "notice", "云澜组通〔2024〕12号", "关于核定村级场所面积的通知", "yl"),
    ]
    for document_id, since, until, kind, number, title, org_id in county:
        world.book.add(
            "document", document_id=document_id, since=since, until=until, kind=kind, number=number, title=title,
            issuer=f"中共{name}委组织部", org_id=org_id,
        )  # fmt: skip
    for seat in world.seats[:3]:
        world.book.add(
            "document", document_id=f"d-{seat.code}", since=date(2025, 6, 1), kind="briefing", title=f"{seat.name}组织工作简报",
            issuer=seat.org.name, org_id=seat.org.id,
        )  # fmt: skip
