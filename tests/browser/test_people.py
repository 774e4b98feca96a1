"""The file of a member, a list and the check sheet, by keyboard at 1440 pixels and at 390, and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_walk import NARROW, WIDE, visit

pytestmark = [pytest.mark.browser, pytest.mark.long]
PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_member_is_put_on_a_list_by_keyboard_and_taken_back(browser: Browser, demo_address: str, width: int) -> None:
    with visit(browser, demo_address, "demo-secretary", width) as secretary:
        page = secretary.page
        secretary.follow("党员一览")
        name = page.locator("table.data tbody a").nth(1)
        told = name.inner_text()
        name.focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_contain_text(told)
        secretary.look()
        secretary.follow("登记外出")
        fill(page, {"去向": "省外"}, {"外出之日": "2025.9.1", "去往何处、做什么": "在外省务工"})
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="保存")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".told")).to_contain_text("列入人员名单")
        expect(page.locator(".told")).to_be_focused()
        secretary.look()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".told")).to_contain_text("撤销当天的党员登记")
        expect(page.locator(".stand")).to_have_count(0)
        secretary.look()


def fill(page: Page, chosen: dict[str, str], typed: dict[str, str]) -> None:
    for label, value in chosen.items():
        page.get_by_label(label, exact=True).select_option(label=value)
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)


def test_two_check_sheets_stand_on_one_page_and_none_is_cut(browser: Browser, demo_address: str, tmp_path: Path) -> None:
    with visit(browser, demo_address, "demo-secretary", WIDE) as secretary:
        page = secretary.page
        secretary.follow("党员一览")
        secretary.follow("本人核对单")
        members = page.locator("input[name=person]").count()
        for per, pages in (("1", members), ("2", (members + 1) // 2)):
            page.get_by_label("每页几张").select_option(per)
            page.get_by_role("button", name="打印所选").click()
            secretary.look()
            paper = tmp_path / f"{per}.pdf"
            page.pdf(path=paper, prefer_css_page_size=True)
            assert len(PAGES.findall(paper.read_bytes())) == pages
            page.go_back()
