"""A secretary at the lists: a cell is changed by keyboard, a range is pasted and mended, everything is taken back, and a form
whose browser was closed is found again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.long]

VENUES, STAFF = "/lists/venue.village_activity_place/", "/lists/observation.staff/"
WIDE, NARROW = 1440, 390


@contextmanager
def secretary(browser: Browser, address: str, width: int = WIDE) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(address)
    page.click('form[action$="/demo-secretary/"] button')
    page.wait_for_load_state("networkidle")
    yield page
    context.close()
    assert broken == []


def at(page: Page, address: str, where: str) -> None:
    page.goto(f"{address}{where}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("window.innerWidth")


def test_a_cell_is_changed_by_keyboard_alone_and_taken_back(browser: Browser, demo_address: str) -> None:
    with secretary(browser, demo_address) as page:
        at(page, demo_address, VENUES)
        area, name = page.locator('td[data-label="面积"]').first, page.locator('td[data-label="名称"]').first
        before = area.inner_text()
        page.locator("td[tabindex='0']").first.focus()
        while not area.evaluate("cell => cell === document.activeElement"):
            page.keyboard.press("ArrowRight")
        page.keyboard.press("F2")
        editor = area.locator("input[name=area_m2]")
        expect(editor).to_be_focused()
        editor.fill("很大")
        page.keyboard.press("Enter")
        expect(area).to_contain_text("不是数")
        area.locator("input[name=area_m2]").fill("321.5")
        page.keyboard.press("Shift+Tab")
        expect(area).to_have_text("321.5")
        expect(name).to_be_focused()
        page.keyboard.press("Enter")
        expect(name.locator("input[name=name]")).to_be_focused()
        page.keyboard.press("Escape")
        expect(name.locator("input")).to_have_count(0)
        page.get_by_role("button", name="撤销", exact=True).click()
        expect(page.locator("#done")).to_contain_text("已撤销")
        expect(page.locator('td[data-label="面积"]').first).to_have_text(before)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_pasted_range_is_mended_in_its_cell_written_and_taken_back(browser: Browser, demo_address: str, width: int) -> None:
    with secretary(browser, demo_address, width) as page:
        at(page, demo_address, VENUES)
        village = page.locator('td[data-label="所在单位"]').first.inner_text().strip()
        at(page, demo_address, f"{STAFF}paste/")
        lines = ["单位名称\t开始日期\t结束日期\t数值", f"{village}\t2019.1.1\t2020.1.1\t十二", f"{village}\t2020年1月1日\t20210101\t13"]
        page.locator("#text").fill("\r\n".join(lines))
        page.get_by_role("button", name="核对").click()
        cell = page.locator("input[name='c-1-3']")
        expect(page.locator("td.bad")).to_have_count(1)
        cell.fill("12")
        page.get_by_role("button", name="改好了，再核对").click()
        page.get_by_role("button", name="确认登记").click()
        expect(page.locator("#done")).to_contain_text("登记 2 条")
        page.get_by_role("button", name="撤销", exact=True).click()
        expect(page.locator("#done")).to_contain_text("已撤销")


def test_a_form_whose_browser_was_closed_is_found_again(browser: Browser, demo_address: str) -> None:
    with secretary(browser, demo_address) as page:
        at(page, demo_address, f"{STAFF}new/")
        page.locator("[name=value]").fill("17")
        # the first field may have been kept alone before: wait for the one that carries both
        with page.expect_response(lambda answer: quote("半年报") in (answer.request.post_data or "")):
            page.locator("[name=source]").fill("半年报")
        expect(page.locator("[data-draft-kept]")).to_contain_text("已暂存")
    with secretary(browser, demo_address, NARROW) as page:
        at(page, demo_address, "/drafts/")
        page.get_by_role("link", name="登记一条：").first.click()
        expect(page.locator("[data-draft-bar]")).to_contain_text("上次没填完的内容还在")
        page.get_by_role("button", name="用它").click()
        expect(page.locator("[name=value]")).to_have_value("17")
        expect(page.locator("[name=source]")).to_have_value("半年报")
        at(page, demo_address, f"{STAFF}new/")
        page.get_by_role("button", name="丢弃").click()
        expect(page.locator("[data-draft-bar]")).to_have_text("")
        at(page, demo_address, "/drafts/")
        expect(page.locator("main")).to_contain_text("没有填到一半的表单")


def test_the_roll_of_an_activity_comes_back_with_its_ticks(browser: Browser, demo_address: str) -> None:
    with secretary(browser, demo_address) as page:
        page.get_by_role("link", name="记一次活动", exact=True).first.click()
        page.get_by_label("培训").check()
        page.get_by_label("学时").fill("3")
        page.wait_for_load_state("networkidle")
        page.locator("#roll").get_by_role("checkbox").nth(1).check()
        expect(page.locator("[data-draft-kept]")).to_contain_text("已暂存")
        page.wait_for_timeout(1500)
        page.reload()
        page.get_by_role("button", name="用它").click()
        expect(page.get_by_label("学时")).to_have_value("3")
        expect(page.get_by_label("培训")).to_be_checked()
        page.wait_for_load_state("networkidle")
        expect(page.locator("#roll").get_by_role("checkbox").nth(1)).to_be_checked()
