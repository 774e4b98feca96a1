"""区划: counted by code, named by the units that are the places, cut to the viewer, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import Membership, UnitVersion
from gangju.desk.ledgers.regions.codes import LEVELS, WrongCode, region_of, way_down
from gangju.desk.ledgers.regions.queries import Node, regions
from tests.desk import world

CODES = {
    "yl": "990126",
    "t1": "990126101",
    "t2": "990126102",
    "g1": "990126101201",
    "b1": "990126101202",
    "b2": "990126101203",
    "b3": "990126102201",
}


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("99", "99"),
        ("990100", "9901"),
        ("990126", "990126"),
        ("990126000000", "990126"),
        ("990126101", "990126101"),
        ("990126101000", "990126101"),
        ("990126101201", "990126101201"),
        ("990000000000", "99"),
    ],
)
def test_a_code_may_be_filled_up_with_zeros(written: str, region: str) -> None:
    assert region_of(written) == region


@pytest.mark.parametrize(
    ("written", "word"), [("99012", "5 位"), ("9901261012", "10 位"), ("99012A", "数字"), ("９９０１２６", "数字"), ("000000", "0")]
)
def test_a_wrong_code_says_what_is_wrong(written: str, word: str) -> None:
    with pytest.raises(WrongCode, match=word):
        region_of(written)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(LEVELS)), st.integers(10, 99), st.integers(0, 10**10 - 1))
def test_reading_a_code_again_changes_nothing(length: int, province: int, rest: int) -> None:
    region = region_of(f"{province}{rest:010d}"[:length])
    assert region_of(region) == region
    assert region_of(region.ljust(12, "0")) == region
    assert way_down(region)[-1] == region


@pytest.fixture
def placed(county: None) -> None:
    for code, region in CODES.items():
        UnitVersion.objects.filter(unit__code=f"u-{code}").update(region=region)
    UnitVersion.objects.filter(unit__code__in=("u-t1", "u-t2")).update(kind="town")


def nodes(role: Role, place: str, day: date = world.TODAY) -> dict[str, Node]:
    return {node.region: node for node in regions(world.scope(role, place), day).nodes()}


@pytest.mark.django_db
def test_the_tree_counts_everything_below(placed: None) -> None:
    found = nodes(Role.COUNTY_OFFICER, "yl")
    assert list(found) == sorted(CODES.values())
    county, town = found["990126"], found["990126101"]
    assert (county.name, county.units, county.organizations, county.members) == (world.secret("u-yl"), 7, 7, 6)
    assert (town.name, town.units, town.organizations, town.members) == (world.secret("u-t1"), 4, 4, 4)


@pytest.mark.django_db
def test_it_is_cut_to_the_scope(placed: None) -> None:
    found = nodes(Role.TOWN_COMMISSIONER, "t1")
    assert "990126102" not in found
    assert found["990126101"].members == 4
    assert found["990126101"] == next(iter(found.values()))


@pytest.mark.django_db
def test_a_past_day_counts_who_was_there(placed: None) -> None:
    Membership.objects.filter(person__code="b3-p1").update(since=date(2026, 5, 1))
    assert nodes(Role.COUNTY_OFFICER, "yl")["990126"].members == 6
    assert nodes(Role.COUNTY_OFFICER, "yl", date(2026, 4, 30))["990126"].members == 5
    assert nodes(Role.COUNTY_OFFICER, "yl", date(2014, 12, 31)) == {}


@pytest.mark.django_db
def test_what_has_no_code_and_what_has_a_wrong_one_is_named(placed: None) -> None:
    UnitVersion.objects.filter(unit__code="u-b1").update(region="")
    UnitVersion.objects.filter(unit__code="u-b2").update(region="99012610120")
    UnitVersion.objects.filter(unit__code="u-b3").update(region="990126102")
    found = regions(world.scope(Role.COUNTY_OFFICER, "yl"), world.TODAY)
    assert {(row.what, row.code) for row in found.without} == {("单位", "u-b1"), ("党组织", "b1")}
    assert {(row.what, row.code) for row in found.wrong} == {("单位", "u-b2"), ("党组织", "b2"), ("单位", "u-b3")}
    assert next(row.wrong for row in found.wrong if row.code == "u-b3") == "是乡级代码，行政村应用村级代码"
    assert found.nodes()[0].members == 2


def page(client: Client, address: str) -> Any:
    answer = client.get(address)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


@pytest.mark.django_db
def test_the_pages_lead_down_and_never_sideways(placed: None) -> None:
    client = Client()
    client.force_login(world.viewer(Role.TOWN_COMMISSIONER, "t1"))
    tree = page(client, "/regions/")
    assert world.secret("u-t1") in tree
    assert world.secret("u-t2") not in tree
    town = page(client, "/regions/990126101/")
    assert world.secret("b1") in town
    assert world.secret("u-g1") in town
    assert world.secret("b1") not in page(client, "/regions/990126101/?what=unit")
    assert page(client, "/regions/990126102/") == 404
    assert page(client, "/regions/9901261/") == 404
    assert "认不出" in page(client, "/regions/?day=昨天")
