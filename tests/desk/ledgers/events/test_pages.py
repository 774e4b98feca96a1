"""变动 in the browser: fill in, preview, confirm, take back; 沿革; the tree on any day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.ledgers.events.views import VIEWS
from gangju.desk.ledgers.models import Membership, Organization, OrgEvent
from tests.desk import world
from tests.desk.ledgers.events.conftest import NUMBER, everything

pytestmark = pytest.mark.django_db
COMMON = {"day": "2026.7.1", "number": NUMBER, "note": ""}


def signed_in(role: Role, code: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, code))
    return client


@pytest.fixture
def officer(county: None) -> Client:
    return signed_in(Role.COUNTY_OFFICER, "yl")


@pytest.fixture
def parent(county: None) -> Client:
    """Directly above b1 and b2: may read the names of their members."""
    return signed_in(Role.TOWN_COMMISSIONER, "g1")


def said(response: Any) -> str:
    return str(response.content.decode())


def previewed(client: Client, address: str, fields: Mapping[str, Any]) -> Any:
    return client.post(address, {**COMMON, **fields, "step": "preview"})


def token_of(response: Any) -> str:
    found = re.search(r'name="previewed" value="(\w+)"', said(response))
    assert found
    return found[1]


def confirmed(client: Client, address: str, fields: Mapping[str, Any]) -> Any:
    token = token_of(previewed(client, address, fields))
    return client.post(address, {**COMMON, **fields, "step": "confirm", "previewed": token}, follow=True)


def filled(kind: str) -> tuple[str, dict[str, Any]]:
    """The page it is opened on and what is typed."""
    secret = world.secret
    typed: dict[str, tuple[str, dict[str, Any]]] = {
        "found": (
            "g1",
            {"name": "新设支部", "kind": "branch", "level": "village", "domain": "rural", "unit_name": "新村", "unit_kind": "village"},
        ),
        "dissolve": ("b1", {"successor": secret("b2")}),
        "rename": ("b1", {"name": "新名支部"}),
        "move": ("g1", {"parent": secret("t2")}),
        "merge": ("b1", {"others": secret("b2"), "name": "合并支部", "unit_name": "合并村", "unit_kind": "village"}),
        "split": ("b1", {"name": "分出支部", "members": [], "venues": ["b1-v"]}),
    }
    return typed[kind]


@pytest.mark.parametrize("kind", VIEWS)
def test_each_change_is_previewed_confirmed_and_taken_back(officer: Client, kind: str) -> None:
    code, fields = filled(kind)
    address, before = f"/organizations/{code}/{kind}/", everything()
    assert officer.get(address).status_code == 200
    seen = previewed(officer, address, fields)
    assert "确认办理" in said(seen)
    assert everything() == before
    done = confirmed(officer, address, fields)
    assert NUMBER in said(done)
    event = OrgEvent.objects.get()
    assert event.kind == kind
    assert "已撤销" in said(officer.post(f"/organizations/events/{event.pk}/undo/", follow=True)) or kind == "found"
    assert everything() == before


def test_what_was_changed_after_the_preview_is_previewed_again(officer: Client) -> None:
    address = "/organizations/b1/rename/"
    token = token_of(previewed(officer, address, {"name": "甲支部"}))
    again = officer.post(address, {**COMMON, "name": "乙支部", "step": "confirm", "previewed": token})
    assert "预览" in said(again)
    assert not OrgEvent.objects.exists()


@pytest.mark.parametrize(
    ("kind", "change", "sentence"),
    [
        ("rename", {"day": "七月一日"}, "认不出是哪一天"),
        ("rename", {"number": ""}, "请填写这一格"),
        ("move", {"parent": "查无此名"}, "没有名称含"),
        ("move", {"parent": "暗记"}, "不止一个"),
        ("move", {"parent": world.secret("b3")}, "下面只能设党小组"),
        ("dissolve", {"successor": ""}, "名党员"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_is_confirmed(officer: Client, kind: str, change: dict[str, str], sentence: str) -> None:
    code, fields = filled(kind)
    body = said(previewed(officer, f"/organizations/{code}/{kind}/", {**fields, **change}))
    assert sentence in body
    assert "确认办理" not in body


def test_only_one_level_up_may_change(parent: Client) -> None:
    assert "由共同的上级办理" in said(previewed(parent, "/organizations/g1/rename/", {"name": "新名"}))
    assert parent.get("/organizations/b3/rename/").status_code == 404
    assert signed_in(Role.BRANCH_SECRETARY, "b1").get("/organizations/b1/rename/").status_code == 404


def test_who_is_directly_above_chooses_the_members_of_a_split(parent: Client) -> None:
    assert world.secret("b1-p1") in said(parent.get("/organizations/b1/split/"))
    confirmed(parent, "/organizations/b1/split/", {"name": "一支部", "rest": "二支部", "members": ["b1-p1"]})
    assert Membership.objects.get(person__code="b1-p1", until=None).org.versions.get().name == "一支部"
    assert Membership.objects.get(person__code="b1-p2", until=None).org.versions.get().name == "二支部"


def test_names_of_members_are_not_shown_two_levels_up(officer: Client) -> None:
    assert world.secret("b1-p1") not in said(officer.get("/organizations/b1/split/"))


def test_the_history_names_predecessors_and_successors(officer: Client) -> None:
    code, fields = filled("merge")
    body = said(confirmed(officer, f"/organizations/{code}/merge/", fields))
    assert "前身" in body
    assert world.secret("b1") in body
    assert world.secret("b2") in body
    assert "合并支部" in said(officer.get("/organizations/b1/history/"))


def test_changes_are_offered_only_for_what_exists_today(officer: Client) -> None:
    assert "/organizations/b1/rename/" in said(officer.get("/organizations/b1/history/"))
    code, fields = filled("dissolve")
    confirmed(officer, f"/organizations/{code}/dissolve/", {**fields, "day": "2026.6.30"})
    assert "/organizations/b1/rename/" not in said(officer.get("/organizations/b1/history/"))


def test_an_organisation_outside_is_not_named_in_the_history(officer: Client) -> None:
    confirmed(officer, "/organizations/b1/move/", {"parent": world.secret("t2"), "day": "2026.6.30"})
    body = said(signed_in(Role.BRANCH_SECRETARY, "b1").get("/organizations/b1/history/"))
    assert world.secret("t2") not in body
    assert "范围以外" in body


@pytest.mark.row("003-01")
def test_the_tree_is_that_of_the_day_asked_for(officer: Client) -> None:
    confirmed(officer, "/organizations/b1/rename/", {"name": "新名支部"})
    assert world.secret("b1") in said(officer.get("/organizations/tree/?day=20260630"))
    assert "新名支部" in said(officer.get("/organizations/tree/?day=2026.7.1"))
    assert "认不出是哪一天" in said(officer.get("/organizations/tree/?day=明天"))


COSTS = [("/organizations/tree/", 4), ("/organizations/b1/history/", 11), ("/organizations/b1/rename/", 5), ("/organizations/b1/split/", 6)]


@pytest.mark.parametrize(("address", "queries"), COSTS, ids=[address for address, _ in COSTS])
def test_a_page_asks_this_often(officer: Client, django_assert_num_queries: Any, address: str, queries: int) -> None:
    officer.get(address)
    with django_assert_num_queries(queries):
        assert officer.get(address).status_code == 200


def test_many_organisations_cost_the_tree_no_more_queries(officer: Client, django_assert_num_queries: Any) -> None:
    for number in range(5):
        _, fields = filled("found")
        confirmed(officer, "/organizations/g1/found/", {**fields, "name": f"支部{number}", "day": "2026.6.30"})
    assert Organization.objects.count() == len(world.TREE) + 5
    with django_assert_num_queries(4):
        officer.get("/organizations/tree/")
