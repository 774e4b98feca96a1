"""From a text to figures in a real browser: pasted, reviewed by keyboard alone, approved by a second person, adopted, evaluated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.plans.papers import PAPER

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDE, NARROW = 1440, 390
SETTLED = "32"


@contextmanager
def signed_in(browser: Browser, address: str, user: str, width: int = WIDE) -> Iterator[Page]:
    """From the start page with one click; no page may complain in the console or be wider than the screen."""
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(address)
    page.click(f'form[action$="/{user}/"] button')
    page.wait_for_load_state("networkidle")
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert trouble == []


def paste(page: Page, address: str, text: str) -> str:
    """Begin a reading as an officer does; the address of its page."""
    page.goto(f"{address}/plans/")
    page.get_by_role("link", name="读文件").click()
    page.get_by_role("link", name="读一份文件").first.click()
    page.get_by_label("为哪个党组织拟订").select_option(index=1)
    page.get_by_label("粘贴全文").fill(text)
    page.get_by_role("button", name="读", exact=True).click()
    page.wait_for_selector(".rv-card")
    return page.url.split("?")[0].split("#")[0]


def progress(page: Page) -> tuple[int, int]:
    found = re.search(r"(\d+)/(\d+)", page.inner_text("#progress"))
    assert found is not None
    return int(found[1]), int(found[2])


def press(page: Page, key: str) -> None:
    """One key, and the answer of the server where it sends a step."""
    before = page.inner_text("#progress")
    page.keyboard.press(key)
    expect(page.locator("#progress")).not_to_have_text(before, use_inner_text=True)


def decide_everything(page: Page) -> None:
    """With the keyboard alone: each item in turn is accepted where that is offered, else left out."""
    while (done := progress(page))[0] < done[1]:
        card = page.locator(".rv-card.rv-now")
        expect(card).to_have_attribute("data-state", "open")
        press(page, "a" if "rv-yes" in (card.inner_html()) else "x")


def hand_over(page: Page, code: str) -> None:
    page.get_by_role("link", name="送复核").click()
    page.get_by_label("方案代号").fill(code)
    page.get_by_label("自哪一天起有效").fill("2026.1.1")
    page.get_by_label("到哪一天为止").fill("2027.1.1")
    if not page.get_by_label("发文机关").input_value():
        page.get_by_label("发文机关").fill("中共云澜县委组织部")
    page.get_by_role("button", name="送复核").click()
    expect(page.locator("main")).to_contain_text("已送复核")


def approve_and_adopt(page: Page, address: str, reading: str) -> None:
    page.goto(reading)
    page.get_by_role("link", name="复核", exact=True).click()
    page.get_by_role("button", name="通过，保存成方案").click()
    expect(page.locator("main")).to_contain_text("已通过")
    page.get_by_role("link", name="去采用").click()
    page.get_by_role("link", name="采用", exact=True).click()
    page.get_by_label("采用的党组织").select_option(index=1)
    page.get_by_label("自哪一天起执行").fill("2026.1.1")
    page.get_by_role("button", name="采用").click()
    expect(page.locator("main")).to_contain_text("已采用")


def shown_in_the_matrix(page: Page, address: str, code: str, standard: str) -> None:
    """The worker evaluates anew after the adoption; the table of the county then has the plan's columns."""
    for _ in range(60):
        page.goto(f"{address}/standards/")
        link = page.locator(f'a[href*="/{code}/{standard}"]')
        if link.count():
            link.first.click()
            expect(page.locator("h1")).to_be_visible()
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"no column of {code} after a minute")


def test_a_paper_by_keyboard_alone_until_its_standards_are_evaluated(browser: Browser, demo_address: str) -> None:
    with signed_in(browser, demo_address, "demo-officer") as page:
        reading = paste(page, demo_address, PAPER)
        expect(page.locator(".rv-card.rv-now")).to_contain_text("1%2%")
        page.keyboard.press("r")
        page.keyboard.type(SETTLED)
        page.keyboard.press("Enter")
        expect(page.locator(".rv-card.rv-doubt")).to_have_attribute("data-state", "accepted")
        decide_everything(page)
        for _ in range(2):
            press(page, "u")
            page.wait_for_load_state("networkidle")
        decide_everything(page)
        hand_over(page, "paper-2026")
    with signed_in(browser, demo_address, "demo-reviewer") as page:
        approve_and_adopt(page, demo_address, reading)
        shown_in_the_matrix(page, demo_address, "paper-2026", "rural-member-hours")


@pytest.mark.row("002-05", "002-06", "002-07")
def test_document_002_from_its_text_to_figures(browser: Browser, demo_address: str, shared: Path) -> None:
    (paper,) = (shared / "seeds").glob("002_*.txt")
    with signed_in(browser, demo_address, "demo-officer") as page:
        reading = paste(page, demo_address, paper.read_text("utf-8"))
        decide_everything(page)
        assert page.locator(".rv-card[data-state=accepted]").count() >= 10
        hand_over(page, "four-systems")
    with signed_in(browser, demo_address, "demo-reviewer") as page:
        approve_and_adopt(page, demo_address, reading)
        shown_in_the_matrix(page, demo_address, "four-systems", "")


def test_cut_merge_undo_help_and_search_by_keyboard(browser: Browser, demo_address: str) -> None:
    with signed_in(browser, demo_address, "demo-officer") as page:
        paste(page, demo_address, PAPER)
        every = page.locator(".rv-card").count()
        page.locator(".rv-card.rv-task .rv-said").first.click()
        set_cursor(page, "、县财政局")
        page.keyboard.press("s")
        expect(page.locator(".rv-card")).to_have_count(every + 1)
        page.keyboard.press("m")
        expect(page.locator(".rv-card")).to_have_count(every)
        for left in (every + 1, every):
            page.wait_for_load_state("networkidle")
            page.keyboard.press("u")
            expect(page.locator(".rv-card")).to_have_count(left)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("/")
        page.keyboard.type("学时")
        page.keyboard.press("Enter")
        page.wait_for_url("**words=*")
        expect(page.locator(".rv-card")).not_to_have_count(every)
        expect(page.locator(".rv-card.rv-standard").first).to_contain_text("学时")


def set_cursor(page: Page, words: str) -> None:
    """Into the text on the left, right before these words, as a click does."""
    page.locator(".rv-text [data-items]", has_text=words).first.evaluate(
        """(piece, words) => {
            const place = document.createRange();
            place.setStart(piece.firstChild, piece.firstChild.data.indexOf(words));
            place.collapse(true);
            getSelection().removeAllRanges();
            getSelection().addRange(place);
        }""",
        words,
    )


def test_on_a_narrow_screen_by_touch(browser: Browser, demo_address: str) -> None:
    with signed_in(browser, demo_address, "demo-officer", NARROW) as page:
        paste(page, demo_address, PAPER)
        card = page.locator(".rv-card.rv-standard").first
        card.get_by_role("button", name="接受").click()
        expect(page.locator("#progress")).to_contain_text("1/8")
        expect(page.locator(".rv-card.rv-standard").first).to_contain_text("已接受")
