"""为什么: of a group and of one subject."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.ledgers.actions.rows import add_row
from gangju.desk.ledgers.models import Observation, Unit
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db

HOURS = "/why/yunlan-2026/rural-member-hours/person/b1-p1/?org=b1&period=2026"
GROUP = "/standards/{}/yunlan-2026/rural-member-hours/"


@pytest.fixture
def secretary(visitor: Visitor) -> Client:
    return visitor(Role.BRANCH_SECRETARY, "b1")


@pytest.mark.row("003-34")
def test_the_why_of_a_member_shows_verdict_figures_clause_formula_and_rows(secretary: Client) -> None:
    body = secretary.get(HOURS).content.decode()
    for said in ("进行中", "7.5 学时", "不少于 24 学时", "16.5 学时", "一(一)", "参加过的培训学时之和", "党员年度学时", "培训台账"):
        assert said in body
    assert 'href="/activities/b1-a/"' in body
    assert 'href="/branches/b1/record/"' in body


def test_the_rows_add_up_to_the_value(secretary: Client) -> None:
    body = secretary.get(HOURS).content.decode()
    rows = re.findall(r'data-label="计入"><a href="/activities/b1-a/">([\d.]+) 学时', body)
    assert rows == ["7.5"]
    assert 'data-label="合计">7.5 学时' in body


def test_the_why_of_a_member_is_closed_to_those_who_may_not_know_the_name(visitor: Visitor) -> None:
    assert visitor(Role.TOWN_COMMISSIONER, "g1").get(HOURS).status_code == 200
    for role, code in ((Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.BRANCH_SECRETARY, "b2"), (Role.INSPECTOR, "yl")):
        assert visitor(role, code).get(HOURS).status_code == 404


def test_an_officer_sees_numbers_where_the_branch_sees_names(visitor: Visitor, secretary: Client) -> None:
    county = visitor(Role.COUNTY_OFFICER, "yl").get(GROUP.format("yl")).content.decode()
    assert "不显示姓名" in county
    assert world.secret("b1-p1") not in county
    own = secretary.get(GROUP.format("b1")).content.decode()
    assert world.secret("b1-p1") in own


def test_a_group_says_how_many_stand_where_and_leads_down(visitor: Visitor) -> None:
    body = visitor(Role.COUNTY_OFFICER, "yl").get(GROUP.format("yl")).content.decode()
    assert "0–6 人" in body
    assert f'href="{GROUP.format("t1")}"' in body
    assert "要求全部达标，还有 6 人期限未到" in body


def test_a_group_lists_the_verdict_that_is_chosen(visitor: Visitor) -> None:
    client = visitor(Role.TOWN_COMMISSIONER, "g1")
    pending = client.get("/standards/g1/yunlan-2026/members-meeting/", {"verdict": "unknown"}).content.decode()
    assert world.secret("b1") in pending
    assert "这里没有达标的党组织" in client.get("/standards/g1/yunlan-2026/members-meeting/", {"verdict": "pass"}).content.decode()


def test_a_rhythm_shows_its_windows_by_name(secretary: Client) -> None:
    body = secretary.get("/why/yunlan-2026/members-meeting/organization/b1/?org=b1&period=2026").content.decode()
    assert "一季度" in body
    assert "二季度" in body


def test_missing_facts_are_said_with_who_can_enter_them(secretary: Client) -> None:
    body = secretary.get("/why/yunlan-2026/members-meeting/organization/b1/?org=b1&period=2026").content.decode()
    assert "支部党员大会台账没有建立" in body
    assert "谁来补：上级组织委员建账，此后党支部书记" in body


def test_a_standard_that_is_not_in_force_has_no_why(secretary: Client) -> None:
    assert secretary.get("/why/yunlan-2026/nothing/person/b1-p1/").status_code == 404
    assert secretary.get("/why/nothing/rural-member-hours/person/b1-p1/").status_code == 404
    assert secretary.get("/standards/b1/yunlan-2026/nothing/").status_code == 404


@pytest.mark.parametrize(("day", "late"), [(date(2026, 1, 5), False), (date(2026, 6, 30), True)])
def test_a_figure_entered_long_after_its_year_is_marked_as_entered_late(visitor: Visitor, day: date, late: bool) -> None:
    client = visitor(Role.TOWN_COMMISSIONER, "g1")
    address = "/why/yunlan-2026/collective-income/unit/u-b1/?org=b1&period=2026"
    assert "还没有人填" in client.get(address).content.decode()
    unit = Unit.objects.get(code="u-b1").pk
    said = {"metric": "collective_income", "since": date(2025, 1, 1), "until": date(2026, 1, 1), "value": 9_000_000}
    row = add_row(world.scope(Role.TOWN_COMMISSIONER, "g1"), "observation", {**said, "subject": ("unit", unit)}).row
    shifted = day + (clock.now().date() - world.TODAY)  # rows are recorded in real time, the county lives on its own day
    Observation.objects.filter(pk=row.pk).update(recorded_at=datetime.combine(shifted, time(9)))
    body = client.get(address).content.decode()
    assert "90,000.00 元" in body
    assert ("补录" in body) == late
    link = re.search(r'href="(/lists/observation[^"]*/\d+/)"', body)
    assert link
    assert ("补录" in client.get(link[1]).content.decode()) == late
