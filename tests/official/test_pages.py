"""Where things stand on paper: the measures of GB/T 9704-2012, taken from the PDF that LibreOffice makes."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from gangju.official import Heading, Paper, Table, Text, document
from gangju.official.page import ACROSS, CHARACTERS, FOLIO_BELOW, LINE, LINES, UPRIGHT
from tests.official.pages import MM, Page, lines_of, printer, said

pytestmark = pytest.mark.long

LETTERS: Final = "组织建设年活动要求各支部按时开展主题党日并做好记录"
PROSE: Final = "各村（社区）党组织要在6月底前，逐项对照“十有”标准自查；对未达标的，由乡镇党委牵头，于2026年12月31日前整改到位。"
ROWS: Final = [(str(place), f"任务{place // 7}", PROSE * (1 + place % 4), "县委组织部") for place in range(1, 60)]
FOLIO_INDENT: Final = 14 * MM


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """A long letter, a page of nothing but characters, and a table that lies across between two texts."""
    letter = Paper(
        title="中共云岚县委组织部关于印发《云岚县基层党建工作考核办法》的通知",
        body=[block for place in range(12) for block in (Heading(f"{place}、分块"), Heading("（一）小块", 2), Text(PROSE * 4))],
        letterhead="中共云岚县委组织部文件",
        number="云组发[2026]3号",
        addressee="各乡镇党委：",
        signed="中共云岚县委组织部",
        on=date(2026, 6, 30),
    )
    table = Table(("序号", "任务", "措施", "单位"), ROWS, (1, 3, 8, 2), merged=(1,), centred=(0,), wide=True)
    papers = {
        "letter": letter,
        "full": Paper("满页", (Text(LETTERS * 100),)),
        "short": Paper("评分", (*[Text("一行。")] * 16, Heading("评分表"), Table(("序号", "标准"), [("1", "按时。")] * 10, (1, 9)))),
        "table": Paper("分解表", (Text(PROSE), Heading("附表"), table, Text(PROSE))),
    }
    files = {name: document(paper) for name, paper in papers.items()}
    return printer(tmp_path_factory.mktemp("paper"))(files)


def test_nothing_stands_outside_the_type_area(pages: dict[str, list[Page]]) -> None:
    assert [(name, page.number, page.outside()) for name, printed in pages.items() for page in printed if page.outside()] == []


def test_a_full_page_has_22_lines_of_28_characters(pages: dict[str, list[Page]]) -> None:
    first, *others, _ = pages["full"]
    for page in others:
        assert [len(line) for line in page.lines] == [CHARACTERS] * LINES
        feet = [line[0].bottom for line in page.lines]
        assert feet[-1] - feet[0] == pytest.approx((LINES - 1) * LINE / 20 * MM, abs=0.1)
    assert len(first.lines[-1]) == CHARACTERS


def test_headings_and_figures_do_not_move_the_grid(pages: dict[str, list[Page]]) -> None:
    _, *others, _ = pages["letter"]
    assert len(others) > 2
    for page in others:
        # A heading never stands alone at the foot: at most two lines wait for their text.
        assert LINES - 2 <= len(page.lines) <= LINES
        assert page.lines[0][0].bottom == pytest.approx(others[0].lines[0][0].bottom, abs=0.3)


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(pages: dict[str, list[Page]]) -> None:
    for page in (page for printed in pages.values() for page in printed if not page.edges.across):
        assert said(sorted(page.folio, key=lambda sign: sign.x0)) == f"—{page.number}—"
        if page.number % 2:
            right = UPRIGHT.size[0] - UPRIGHT.right - FOLIO_INDENT
            assert max(sign.x1 for sign in page.folio) == pytest.approx(right, abs=0.3)
        else:
            assert min(sign.x0 for sign in page.folio) == pytest.approx(UPRIGHT.left + FOLIO_INDENT, abs=0.3)


def test_a_page_that_lies_across_has_its_number_where_the_others_have_it(pages: dict[str, list[Page]]) -> None:
    across = [page for page in pages["table"] if page.edges.across]
    assert len(across) > 4
    for page in across:
        assert said(sorted(page.folio, key=lambda sign: sign.top)) == f"—{page.number}—"
        # Turned back, left is above and below is left: 7 mm below the type area is 7 mm left of it.
        middle = sum((sign.x0 + sign.x1) / 2 for sign in page.folio) / len(page.folio)
        assert middle == pytest.approx(ACROSS.left - FOLIO_BELOW, abs=1.5)
        if page.number % 2:
            assert max(sign.bottom for sign in page.folio) == pytest.approx(ACROSS.size[1] - ACROSS.bottom - FOLIO_INDENT, abs=0.3)
        else:
            assert min(sign.top for sign in page.folio) == pytest.approx(ACROSS.top + FOLIO_INDENT, abs=0.3)


def test_the_head_of_a_table_is_repeated_and_its_heading_stands_above_it(pages: dict[str, list[Page]]) -> None:
    first, *others = [page for page in pages["table"] if page.edges.across]
    assert [said(line) for line in first.lines[:2]] == ["附表", "序号任务措施单位"]
    assert {said(page.lines[0]) for page in others} == {"序号任务措施单位"}


def test_short_rows_are_never_parted(pages: dict[str, list[Page]]) -> None:
    """Every page begins with a row that has its number."""
    for page in [page for page in pages["table"] if page.edges.across][1:]:
        row = page.lines[1]
        assert row[0].text.isdigit()


def test_a_short_table_stands_on_one_page_under_its_heading(pages: dict[str, list[Page]]) -> None:
    first, second = pages["short"]
    assert said(first.lines[-1]) == "一行。"
    assert [said(line) for line in second.lines] == ["评分表", "序号标准", *["1按时。"] * 10]


def test_the_date_stands_four_characters_in_and_the_signature_over_it(pages: dict[str, list[Page]]) -> None:
    signed, dated = pages["letter"][-1].lines[-2:]
    assert (said(signed), said(dated)) == ("中共云岚县委组织部", "2026年6月30日")
    right = UPRIGHT.size[0] - UPRIGHT.right
    assert right - dated[-1].x1 == pytest.approx(4 * 15.75 * MM, abs=0.5)
    middles = [(line[0].x0 + line[-1].x1) / 2 for line in (signed, dated)]
    assert middles[0] == pytest.approx(middles[1], abs=6)


def test_the_red_name_stands_35_mm_below_the_edge_of_the_type_area(pages: dict[str, list[Page]]) -> None:
    name, number, *_ = pages["letter"][0].lines
    assert (said(name), said(number)) == ("中共云岚县委组织部文件", "云组发〔2026〕3号")
    # The box of a character is a little higher than its strokes.
    assert min(sign.top for sign in name) - UPRIGHT.top == pytest.approx(35, abs=4)
    title = [said(line) for line in pages["letter"][0].lines[2:4]]
    assert title == ["中共云岚县委组织部关于印发", "《云岚县基层党建工作考核办法》的通知"]
    assert len(lines_of(name)) == 1


def test_the_type_area_is_that_of_the_standard() -> None:
    assert UPRIGHT.area == (156.0, 225.0)
    assert ACROSS.area == (225.0, 156.0)
