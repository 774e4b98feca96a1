"""标准: the table, its filters, the way down, and what it costs."""

from __future__ import annotations

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.bridge.models import Pointer
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(visitor: Visitor) -> Client:
    return visitor(Role.COUNTY_OFFICER, "yl")


def test_every_child_is_a_row_and_every_cell_opens_its_why(officer: Client) -> None:
    body = officer.get("/standards/yl/").content.decode()
    assert world.secret("t1") in body
    assert 'href="/standards/t1/"' in body
    assert 'href="/standards/t1/yunlan-2026/members-meeting/"' in body


def test_a_branch_in_the_table_leads_to_its_home(officer: Client) -> None:
    assert 'href="/branches/b1/"' in officer.get("/standards/g1/").content.decode()


def test_verdicts_carry_word_and_shape_beside_colour(officer: Client) -> None:
    body = officer.get("/standards/yl/").content.decode()
    assert "◇" in body
    assert '<span class="visually-hidden">缺数据</span>' in body


def test_the_name_filter_keeps_what_it_finds_and_says_when_it_finds_nothing(officer: Client) -> None:
    found = officer.get("/standards/yl/", {"name": "t1号"}).content.decode()
    assert world.secret("t1") in found
    assert world.secret("t2") not in found
    assert "没有符合条件的党组织" in officer.get("/standards/yl/", {"name": "没有的"}).content.decode()


def test_the_verdict_filter_keeps_rows_that_have_it(officer: Client) -> None:
    assert world.secret("t1") in officer.get("/standards/yl/", {"verdict": "unknown"}).content.decode()
    assert 'href="/standards/t1/"' not in officer.get("/standards/yl/", {"verdict": "exempt"}).content.decode()


def test_rows_are_sorted_by_problems_by_name_or_as_they_hang(officer: Client) -> None:
    def order(sort: str) -> list[str]:
        body = officer.get("/standards/yl/", {"sort": sort}).content.decode()
        return sorted(("t1", "t2"), key=lambda code: body.index(f'href="/standards/{code}/"'))

    assert order("name") == order("order") == ["t1", "t2"]
    assert sorted(order("")) == ["t1", "t2"]


def test_a_branch_shows_its_own_figure_and_opens_its_own_why(visitor: Visitor) -> None:
    body = visitor(Role.TOWN_COMMISSIONER, "t2").get("/standards/t2/").content.decode()
    assert "<span>200.5</span><wbr>/120" in body
    assert 'href="/why/yunlan-2026/village-area/unit/u-b3/?org=b3"' in body


def test_as_of_and_known_on_stand_on_the_page(officer: Client) -> None:
    body = officer.get("/standards/yl/").content.decode()
    assert "截至" in body
    assert "2026年6月30日" in body
    assert "数据时点" in body


def test_a_town_sees_nothing_above_or_beside_itself(visitor: Visitor) -> None:
    town = visitor(Role.TOWN_COMMISSIONER, "t1")
    assert town.get("/standards/t1/").status_code == 200
    for code in ("yl", "t2", "nothing"):
        assert town.get(f"/standards/{code}/").status_code == 404


def test_before_the_first_run_the_page_says_what_comes(officer: Client) -> None:
    Pointer.objects.all().delete()
    assert "还没有算出结果" in officer.get("/standards/yl/").content.decode()
