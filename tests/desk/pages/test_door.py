"""The door: start page, sign-in, the demo's one click, and where each role lands."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.roles import Role
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db

PASSWORD = "湖边-three-Blue-4"


def with_password() -> None:
    user = open_account(world.SYSTEM, "wang", "王科长", PASSWORD)
    grant_role(world.SYSTEM, user, world.org("t1"), Role.TOWN_COMMISSIONER, world.FIRST)


def test_the_start_page_asks_for_name_and_password_outside_the_demo() -> None:
    body = Client().get("/").content.decode()
    assert 'name="password"' in body
    assert "demo/" not in body


def test_sign_in_leads_to_the_page_asked_for_and_never_to_another_site() -> None:
    with_password()
    said = {"username": "wang", "password": PASSWORD}
    assert Client().post("/login/", said | {"next": "/organizations/"})["Location"] == "/organizations/"
    assert Client().post("/login/", said | {"next": "https://example.org/"})["Location"] == "/home/"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name() -> None:
    with_password()
    body = Client().post("/login/", {"username": "wang", "password": "x"}).content.decode()
    assert "账号或口令不对" in body
    assert 'value="wang"' in body


@pytest.mark.parametrize(
    ("role", "code", "lands"),
    [
        (Role.COUNTY_OFFICER, "yl", "/standards/yl/"),
        (Role.TOWN_COMMISSIONER, "t1", "/standards/t1/"),
        (Role.BRANCH_SECRETARY, "b1", "/branches/b1/"),
        (Role.INSPECTOR, "yl", "/standards/yl/"),
        (Role.AUDITOR, "yl", "/journal/"),
    ],
)
def test_everybody_lands_on_their_own_page(visitor: Visitor, role: Role, code: str, lands: str) -> None:
    answer = visitor(role, code).get("/home/", follow=True)
    assert answer.redirect_chain[-1][0] == lands
    assert answer.status_code == 200


def test_an_account_without_a_grant_is_told_whom_to_ask() -> None:
    client = Client()
    client.force_login(open_account(world.SYSTEM, "nobody", "新来的"))
    assert "系统管理员" in client.get("/home/").content.decode()


def test_one_click_signs_in_only_in_the_demo_and_only_from_this_machine(settings: Any) -> None:
    user = open_account(world.SYSTEM, "demo-officer", "周明远")
    grant_role(world.SYSTEM, user, world.org("yl"), Role.COUNTY_OFFICER, world.FIRST)
    assert Client().post("/demo/demo-officer/").status_code == 404
    settings.GANGJU_DEMO = True
    assert Client(REMOTE_ADDR="192.0.2.7").post("/demo/demo-officer/").status_code == 404
    assert Client().post("/demo/demo-officer/")["Location"] == "/home/"
    assert "周明远" in Client().get("/").content.decode()


def test_one_click_opens_no_other_account(settings: Any) -> None:
    settings.GANGJU_DEMO = True
    with_password()
    assert Client().post("/demo/wang/").status_code == 404


def test_signing_out_closes_every_page(visitor: Visitor) -> None:
    client = visitor(Role.COUNTY_OFFICER, "yl")
    client.post("/logout/")
    assert client.get("/standards/yl/").status_code == 302


def test_a_form_from_an_old_sign_in_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "wang", "password": "x"})
    assert answer.status_code == 403
    assert "页面放得太久了" in answer.content.decode()


def test_absent_and_forbidden_read_alike_and_name_the_next_step(visitor: Visitor) -> None:
    secretary = visitor(Role.BRANCH_SECRETARY, "b1")
    absent, forbidden = secretary.get("/no/such/page/"), secretary.get("/branches/b3/")
    assert absent.status_code == forbidden.status_code == 404
    assert absent.content == forbidden.content
    assert "回到开始页" in absent.content.decode()
