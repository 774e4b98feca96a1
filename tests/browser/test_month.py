"""A branch secretary's month without a mouse, at a desk and on a phone's width: what was held is entered, what was missed is made
good, a slip is put right, a member is looked up, the check sheets are opened, and a figure is asked why.

Every step is a key: Tab to the thing, Enter or Space on it, words typed into it. On every page: nothing wider than the screen, no
error in the console, no word of English left.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_walk import NARROW, WIDE, Visit

pytestmark = [pytest.mark.browser, pytest.mark.long]

# What the thing that has the focus says of itself: its label, its words, its value.
SAYS = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels[0] ? at.labels[0].innerText : at.getAttribute("aria-label");
  return (label || at.innerText || at.value || "").trim();
}"""
MOST_TABS = 160


class Hands:
    """Two hands on a keyboard."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.page = visit, visit.page

    def to(self, said: str) -> None:
        """Tab until the focus stands on what begins with these words."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if str(self.page.evaluate(SAYS)).startswith(said):
                return
        raise AssertionError(f"{self.page.url}: no Tab leads to {said!r}")

    def follow(self, said: str) -> None:
        self.to(said)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.visit.look()

    def choose(self, said: str) -> None:
        """Among the choices of a group, by the arrows."""
        for _ in range(40):
            if str(self.page.evaluate(SAYS)).startswith(said):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no arrow leads to {said!r}")

    def type_into(self, said: str, words: str) -> None:
        self.to(said)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def send(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.visit.look()


def signed_in(browser: Browser, address: str, width: int) -> Hands:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    visit = Visit(context.new_page(), address, width)
    visit.page.on("console", visit.heard)
    visit.page.on("response", visit.answered)
    visit.page.goto(address)
    hands = Hands(visit)
    hands.follow("以支部书记身份进入")
    return hands


def record(hands: Hands, kind: str, day: str, topic: str, hours: str = "") -> None:
    """From the branch's page to the page that says what moved."""
    hands.follow("记一次活动")
    hands.to("支部党员大会")
    hands.choose(kind)
    hands.type_into("哪一天", day)
    if hours:
        hands.type_into("学时", hours)
    hands.type_into("主题", topic)
    hands.send()
    expect(hands.page.locator("h1")).to_have_text("已记下")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_secretary_does_a_month_by_keyboard(browser: Browser, demo_address: str, width: int) -> None:
    hands = signed_in(browser, demo_address, width)
    page, home, mark = hands.page, hands.page.url, f"按键{width}"
    what_was_held(hands, mark)
    a_slip(hands, mark)
    page.goto(home)
    a_member(hands, member_of(page, home))
    page.goto(home)
    hands.follow("党员一览")
    hands.follow("本人核对单")
    expect(page.locator("h1")).to_contain_text("核对单")
    page.goto(home)
    hands.follow("党课每季度一次")
    expect(page.get_by_role("heading", name="从哪些记录算出来")).to_be_visible()
    hands.follow("退出")
    expect(page.locator("body")).to_contain_text("选一个身份进去看看")
    page.context.close()
    assert hands.visit.trouble == []


def what_was_held(hands: Hands, mark: str) -> None:
    """A class that was missing, a committee meeting made good, an afternoon of training."""
    record(hands, "党课", "20260618", f"{mark}党课")
    hands.follow("回支部主页")
    assert "党课每季度一次" in done(hands.page)
    record(hands, "支部委员会", "2026.5.20", f"{mark}议事")
    hands.follow("回支部主页")
    assert "支委会每月一次" in done(hands.page)
    record(hands, "培训", "2026年6月22日", f"{mark}学习", "2")
    hands.follow("回支部主页")


def a_slip(hands: Hands, mark: str) -> None:
    """The topic of the newest entry is put right."""
    hands.follow("全部活动")
    hands.follow("培训")
    hands.follow("更正")
    hands.type_into("主题", f"{mark}改过的题目")
    hands.send()
    expect(hands.page.locator("body")).to_contain_text(f"{mark}改过的题目")


def a_member(hands: Hands, name: str) -> None:
    """Found by name, with the key that leads to the search box."""
    hands.page.keyboard.press("/")
    hands.page.keyboard.type(name)
    with hands.page.expect_navigation():
        hands.page.keyboard.press("Enter")
    hands.visit.look()
    hands.follow(name)
    expect(hands.page.locator("h1")).to_contain_text(name)


def done(page: Page) -> str:
    """What the branch's page lists as met."""
    return page.locator("section", has_text="已经落实的").last.inner_text()


def member_of(page: Page, home: str) -> str:
    page.goto(f"{home}members/")
    return page.locator("main a[href^='/people/']").nth(3).inner_text()
