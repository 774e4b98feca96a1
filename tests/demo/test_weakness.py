"""Weak towns are weak in everything at once; that is what makes the county worth looking at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from statistics import correlation, mean

import pytest

from gangju.demo.book import each_row
from gangju.demo.shape import Grade
from gangju.demo.world import Org, Seat, World

pytestmark = pytest.mark.long


def below(world: World, seat: Seat) -> list[Org]:
    """Village and community branches of the seat and their general branches."""
    return [org for org in world.orgs if org.level == "village" and org.region.startswith(seat.region) and org.kind != "group"]


def of_seats(world: World) -> dict[str, str]:
    return {org.id: seat.code for seat in world.seats for org in below(world, seat)}


def units_of_seats(world: World) -> dict[str, str]:
    return {unit.id: seat.code for seat in world.seats for unit in world.units if unit.parent is seat.unit}


def averages(pairs: Iterator[tuple[str | None, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for code, value in pairs:
        if code is not None:
            found.setdefault(code, []).append(value)
    return {code: mean(values) for code, values in found.items()}


def days_late(world: World) -> dict[str, float]:
    seats = of_seats(world)
    lags = (
        (row["org_id"], date.fromisoformat(row["recorded_at"]) - date.fromisoformat(row["started_at"][:10]))
        for row in each_row(world.book.rows["activity"])
    )
    return averages((seats.get(org_id), lag.days) for org_id, lag in lags)


def meetings_not_held(world: World) -> dict[str, float]:
    seats = of_seats(world)
    held: dict[str, int] = dict.fromkeys((org.id for org in world.branches if org.until is None), 0)
    for row in each_row(world.book.rows["activity"]):
        if row["org_id"] in held and row["kind"] in ("members_meeting", "committee_meeting", "party_class", "training"):
            held[row["org_id"]] += 1
    return averages((seats.get(org_id), -count) for org_id, count in held.items())


def poor_places(world: World) -> dict[str, float]:
    seats = units_of_seats(world)
    venues = each_row(world.book.rows["venue"])
    return averages((seats.get(row["unit_id"]), -float(row["area_m2"] or 0)) for row in venues if row["kind"] == "village_activity_place")


def late_money(world: World) -> dict[str, float]:
    seats = of_seats(world)
    entries = (row for row in each_row(world.book.rows["fund_entry"]) if row["flow"] == "granted" and row["year"] == "2025")
    return averages((seats.get(row["org_id"]), (date.fromisoformat(row["dated_on"]) - date(2025, 1, 1)).days) for row in entries)


ASPECTS: tuple[Callable[[World], dict[str, float]], ...] = (days_late, meetings_not_held, poor_places, late_money)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_weak_towns_do_worse_than_middling_and_those_than_good(county: World, aspect: Callable[[World], dict[str, float]]) -> None:
    figures = aspect(county)
    by_grade = {grade: mean(figures[seat.code] for seat in county.seats if seat.grade is grade) for grade in Grade}
    assert by_grade[Grade.WEAK] > by_grade[Grade.MIDDLING] > by_grade[Grade.GOOD]


def test_a_town_that_is_bad_in_one_respect_is_bad_in_the_others(county: World) -> None:
    columns = [[figures[seat.code] for seat in county.seats] for figures in (aspect(county) for aspect in ASPECTS)]
    pairs = [(one, other) for place, one in enumerate(columns) for other in columns[place + 1 :]]
    assert min(correlation(one, other) for one, other in pairs) > 0.6
