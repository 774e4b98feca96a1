"""缺什么: what to enter first, who enters it, and how far a place is from passing."""

from __future__ import annotations

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.bridge import lacking
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db


def test_the_page_says_what_is_missing_who_enters_it_and_what_it_settles(visitor: Visitor) -> None:
    body = visitor(Role.COUNTY_OFFICER, "yl").get("/lacking/yl/").content.decode()
    assert "党员大会台账" in body
    assert "建账" in body
    assert "上级组织委员建账" in body
    assert world.secret("b3") in body


def test_each_viewer_counts_his_own_subtree_alone(visitor: Visitor) -> None:
    county = lacking.lacks(world.scope(Role.COUNTY_OFFICER, "yl"), world.org("yl"))
    branch = lacking.lacks(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"))
    assert county is not None
    assert branch is not None
    assert sum(each.verdicts for each in branch.facts) < sum(each.verdicts for each in county.facts)
    assert {each.org_id for each in branch.facts} <= {"b1", ""}
    body = visitor(Role.BRANCH_SECRETARY, "b1").get("/lacking/b1/").content.decode()
    assert world.secret("b3") not in body


def test_how_far_it_is_names_persons_only_where_they_may_be_named(visitor: Visitor) -> None:
    near = visitor(Role.BRANCH_SECRETARY, "b1").get("/lacking/b1/").content.decode()
    assert "还要 2 人达标" in near
    assert world.secret("b1-p1") in near
    far = visitor(Role.COUNTY_OFFICER, "yl").get("/lacking/yl/").content.decode()
    assert "在更下级的支部，这一级不显示姓名" in far
    assert world.secret("b1-p1") not in far


def test_the_nearest_stand_first(visitor: Visitor) -> None:
    body = visitor(Role.BRANCH_SECRETARY, "b1").get("/lacking/b1/").content.decode()
    first, second = (world.secret(f"b1-p{number}") for number in (1, 2))  # 7.5 hours and none
    assert body.index(first) < body.index(second)


def test_outside_the_own_place_there_is_nothing(visitor: Visitor) -> None:
    assert visitor(Role.BRANCH_SECRETARY, "b1").get("/lacking/b3/").status_code == 404


def test_the_table_leads_to_what_is_lacking(visitor: Visitor) -> None:
    assert 'href="/lacking/yl/"' in visitor(Role.COUNTY_OFFICER, "yl").get("/standards/yl/").content.decode()
