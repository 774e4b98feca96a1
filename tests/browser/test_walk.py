"""Three people walk the demo in a real browser: the officer down to a why, the secretary enters a class, the commissioner stays at home.

On every page: no error in the console, nothing wider than the screen, no word of English left.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from gangju.demo.cast import Player, cast

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "img" / "why.png"
WIDE, NARROW = 1440, 390
LATIN = re.compile(r"[A-Za-z]{2,}")


@dataclass
class Visit:
    """One person at one width. `trouble` collects what no page may have."""

    page: Page
    address: str
    width: int
    trouble: list[str] = field(default_factory=list)

    def look(self) -> None:
        """Called on every page that is reached."""
        self.page.wait_for_load_state("networkidle")
        wider = self.page.evaluate("document.documentElement.scrollWidth")
        words = LATIN.findall(self.page.inner_text("body"))
        self.trouble += [f"{self.page.url}: {wider} px wide on a screen of {self.width}"] if wider > self.width else []
        self.trouble += [f"{self.page.url}: English left: {words}"] if words else []

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.look()

    def heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(f"{self.page.url}: {message.text}")

    def answered(self, response: Response) -> None:
        if response.status >= 500:
            self.trouble.append(f"{response.url}: {response.status}")


@pytest.fixture(scope="module")
def players() -> dict[str, Player]:
    return {player.user: player for player in cast("small")}


@contextmanager
def visit(browser: Browser, address: str, user: str, width: int) -> Iterator[Visit]:
    """From the start page with one click into the role."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    visitor = Visit(context.new_page(), address, width)
    visitor.page.on("console", visitor.heard)
    visitor.page.on("response", visitor.answered)
    visitor.page.goto(address)
    visitor.look()
    visitor.page.click(f'form[action$="/{user}/"] button')
    visitor.look()
    yield visitor
    context.close()
    assert visitor.trouble == []


@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=pytest.mark.long)])
def test_the_officer_walks_from_the_county_to_a_why(
    browser: Browser, demo_address: str, players: dict[str, Player], width: int, tmp_path: Path
) -> None:
    town, branch = players["demo-commissioner"], players["demo-secretary"]
    with visit(browser, demo_address, "demo-officer", width) as officer:
        expect(officer.page.locator("h1")).to_have_text(players["demo-officer"].org_name)
        officer.follow(town.org_name)
        officer.follow(branch.org_name)
        expect(officer.page.get_by_role("heading", name="要办的事")).to_be_visible()
        officer.follow("支委会每月一次")
        expect(officer.page.get_by_role("heading", name="从哪些记录算出来")).to_be_visible()
        expect(officer.page.locator("body")).to_contain_text("5月没有办到")
        if width == WIDE:
            officer.page.screenshot(path=picture(tmp_path), full_page=True)


def picture(tmp_path: Path) -> Path:
    """The README's picture is taken when it is asked for or missing; else the tree stays clean."""
    return PICTURE if os.environ.get("GANGJU_PICTURES") or not PICTURE.exists() else tmp_path / PICTURE.name


@pytest.mark.parametrize("width", [WIDE, pytest.param(NARROW, marks=pytest.mark.long)])
def test_the_secretary_enters_a_class_and_sees_it_move(browser: Browser, demo_address: str, width: int) -> None:
    with visit(browser, demo_address, "demo-secretary", width) as secretary:
        page = secretary.page
        before = page.locator(".duty", has_text="农村党员学时").locator(".duty-num").inner_text()
        secretary.follow("记一次活动")
        page.get_by_label("培训").check()
        page.get_by_label("哪一天").fill("20260629")
        page.get_by_label("学时").fill("2")
        page.wait_for_load_state("networkidle")  # the day asks for the roll anew
        page.locator("#roll").get_by_role("checkbox").first.check()
        expect(page.locator("#present")).to_contain_text("缺席 1 人")
        page.get_by_role("button", name="保存").click()
        secretary.look()
        expect(page.locator("h1")).to_have_text("已记下")
        expect(page.locator(".moves")).to_contain_text("农村党员学时")
        expect(page.locator("#above-cells")).to_contain_text("已经重算", timeout=30_000)
        secretary.follow("回支部主页")
        assert "/" in before
        expect(page.locator("main")).to_contain_text("2026.6.29")


def test_the_commissioner_finds_nothing_outside_the_town(browser: Browser, demo_address: str, players: dict[str, Player]) -> None:
    with visit(browser, demo_address, "demo-commissioner", WIDE) as commissioner:
        page, town = commissioner.page, players["demo-commissioner"]
        expect(page.locator("h1")).to_have_text(town.org_name)
        page.keyboard.press("/")
        page.keyboard.type("党")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        commissioner.look()
        assert town.org_name in page.inner_text("main")
        assert players["demo-officer"].org_name not in page.inner_text("body")
        for code in (players["demo-officer"].org_id, "nothing"):
            assert page.request.get(f"{demo_address}/standards/{code}/").status == 404
