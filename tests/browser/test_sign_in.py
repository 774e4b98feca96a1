"""The door in a real browser: a one-time password becomes one's own, a phone is set up, a lock is lifted, and a form outlives its session.

Everything by keyboard where a person would; on every page no error in the console and nothing wider than the screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

import gangju.demo
from gangju.desk.access.actions import grant_role
from gangju.desk.access.roles import Role
from gangju.desk.accounts import actions
from gangju.desk.ledgers.models import Activity
from gangju.desk.lists.models import Draft
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.accounts.people import PASSWORD, code, somebody
from tests.desk.conftest import _journal_can_be_emptied, _own_installation, county

__all__ = ["_journal_can_be_emptied", "_own_installation", "county"]
pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

PACK = Path(gangju.demo.__file__).parent / "pack"
WIDE, NARROW = 1440, 390
TOPIC = "学习新修订的条例"


@pytest.fixture(autouse=True)
def _nothing_sealed_before(county: None) -> None:
    """What an earlier test sealed with its own keys opens here no more."""
    Draft.objects.all().delete()


@contextmanager
def visit(browser: Browser, width: int = WIDE) -> Iterator[Page]:
    """A browser of its own; `trouble` is what no page may have."""
    trouble: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.on(
        "console", lambda said: trouble.append(f"{page.url}: {said.text}") if said.type == "error" and not expected(said.text) else None
    )
    page.on("pageerror", lambda error: trouble.append(f"{page.url}: {error}"))
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.wait_for_load_state("networkidle")  # a draft that is on its way belongs to this test and to no later one
    context.close()
    assert trouble == [], trouble


def expected(said: str) -> bool:
    """A form with a mistake is answered as such, and a page that is left lets its fragments go."""
    return "422" in said or "htmx:sendAbort" in said or "htmx:afterRequest" in said


def enter(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("口令").fill(password)
    page.keyboard.press("Enter")


def test_a_new_administrator_takes_over_the_account_and_signs_in_with_the_phone(
    county: None, live_server: LiveServer, browser: Browser
) -> None:
    user, once = actions.open_account(world.SYSTEM, world.org("yl"), "xitong", "系统管理员")
    grant_role(world.SYSTEM, user, world.org("yl"), Role.SYSTEM_ADMIN, world.TODAY)
    with visit(browser) as page:
        page.goto(f"{live_server.url}/login/")
        enter(page, "xitong", once)
        expect(page.locator("h1")).to_have_text("改口令")
        for label, said in (("现在的口令", once), ("再写一遍新口令", PASSWORD)):
            page.get_by_label(label).fill(said)
        page.locator("#id_chosen").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("设置二次验证")
        assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
        secret = page.locator("code.secret").inner_text()
        page.get_by_label("验证码").fill(code(secret))
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("恢复码")
        recovery = page.locator(".codes code").first.inner_text()
        page.get_by_role("link", name="已经抄好，继续").click()
        expect(page.locator("h1")).to_have_text("账号")
        page.get_by_role("button", name="退出", exact=True).click()
        enter(page, "xitong")
        expect(page.locator("h1")).to_have_text("二次验证")
        page.get_by_label("验证码").fill("000000")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("验证码").fill(recovery)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("账号")


def test_a_locked_account_is_unlocked_by_the_security_administrator(
    county: None, live_server: LiveServer, browser: Browser, settings: Any
) -> None:
    settings.GANGJU_SECOND_FACTOR = "none"
    somebody("zhang", Role.TOWN_COMMISSIONER, "t1")
    somebody("anquan", Role.SECURITY_ADMIN)
    with visit(browser, NARROW) as page, visit(browser) as admin:
        page.goto(f"{live_server.url}/login/")
        for _ in range(5):
            enter(page, "zhang", "猜一个-Aa-1")
            expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_text(re.compile(r"\d\d:\d\d 以后可以再试"))
        admin.goto(f"{live_server.url}/login/")
        enter(admin, "anquan")
        # The lock is on the account at this address, and both sit at this machine; another name is free.
        admin.get_by_role("link", name="zhang", exact=True).click()
        admin.get_by_role("button", name="解除锁定").click()
        expect(admin.locator("body")).not_to_contain_text("登录已暂停")
        enter(page, "zhang")
        expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()


@pytest.fixture
def secretary(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    somebody("shuji", Role.BRANCH_SECRETARY, "b1")


@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=pytest.mark.long)])
def test_a_form_outlives_the_session(secretary: None, live_server: LiveServer, browser: Browser, settings: Any, width: int) -> None:
    with visit(browser, width) as page:
        page.clock.install()
        page.goto(f"{live_server.url}/login/?next=/branches/b1/record/")
        enter(page, "shuji")
        page.get_by_label("培训").check()
        page.get_by_label("哪一天").fill("20260629")
        page.get_by_role("textbox", name="主题").fill(TOPIC)
        page.wait_for_load_state("networkidle")  # the roll of that day and kind has come
        page.locator("#roll input").first.check()
        goes_on_working(page)
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.clock.fast_forward("21:00")
        expect(page.get_by_role("dialog")).to_contain_text("这一页填的内容还在")
        page.keyboard.press("Enter")
        settings.GANGJU_IDLE_MINUTES = -2  # for the server it is over too
        page.get_by_role("button", name="保存").click()
        expect(page.locator("h1")).to_have_text("登录")
        expect(page.get_by_role("status")).to_contain_text("已自动退出")
        settings.GANGJU_IDLE_MINUTES = 20
        enter(page, "shuji")
        expect(page.locator(".kept")).to_contain_text("退出前填的内容已放回")
        expect(page.get_by_role("textbox", name="主题")).to_have_value(TOPIC)
        expect(page.get_by_label("哪一天")).to_have_value("20260629")
        expect(page.locator("#roll input").first).to_be_checked()
        assert not Activity.objects.filter(topic=TOPIC).exists()
        page.get_by_role("button", name="保存").click()
        expect(page.locator("h1")).to_have_text("已记下")
        assert Activity.objects.get(topic=TOPIC).participations.filter(attended=False).count() == 1


def goes_on_working(page: Page) -> None:
    """Nineteen minutes later the page warns; Enter is on “go on working”."""
    page.clock.fast_forward("18:30")
    expect(page.get_by_role("dialog")).to_contain_text("快要自动退出了")
    expect(page.get_by_role("button", name="继续工作")).to_be_focused()
    page.keyboard.press("Enter")
