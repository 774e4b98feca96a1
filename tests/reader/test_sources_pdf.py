"""PDF: lines joined to paragraphs, page furniture set aside, tables over pages, columns, turned pages, scans."""

from __future__ import annotations

import pytest

from gangju.reader import read_bytes
from gangju.reader.problem import Refused
from tests.reader.making import Text, column, lines, pdf, ruled

FULL = "各村党组织每季度召开一次党员大会,每月召开一次支部委"
REST = "员会会议,党员参训不少于40学时。"


def text(*pages: list[Text], **more: object) -> list[str]:
    return lines("pdf", pdf(pages, **more))  # type: ignore[arg-type]


def test_lines_of_a_paragraph_are_joined_and_indents_begin_new_ones() -> None:
    found = text(column(["工作方案", "一、组织生活", FULL, REST, "二、保障"], indent=[1, 2, 4]))
    assert found == ["工作方案", "一、组织生活", FULL + REST, "二、保障"]


def test_a_sentence_goes_on_over_the_end_of_a_page_and_its_number() -> None:
    first = [(80, 800, "某县文件汇编"), *column(["工作方案", FULL], indent=[1]), (280, 40, "— 1 —")]
    second = [(80, 800, "某县文件汇编"), *column([REST, "二、保障"], indent=[1]), (280, 40, "— 2 —")]
    assert text(first, second) == ["工作方案", FULL + REST, "二、保障"]


def test_what_stands_once_at_the_edge_of_a_page_is_kept() -> None:
    assert text([(80, 800, "某县委文件"), *column(["工作方案"])], column([FULL])) == ["某县委文件", "工作方案", FULL]


def test_a_ruled_table_becomes_rows_with_merged_cells() -> None:
    grid = ruled([80, 180, 380, 520], [700, 660, 600, 560]).replace("80 600 m 520 600 l S", "80 600 m 380 600 l S")
    cells = [
        (90, 672, "序号"),
        (190, 672, "任务"),
        (390, 672, "单位"),
        (90, 632, "1"),
        (190, 638, "每村建成一个服务中心并配"),
        (190, 614, "齐设备"),
    ]
    more = [(390, 632, "县委组织部"), (90, 572, "2"), (190, 572, "训党员")]
    found = text([(80, 760, "任务分解表"), *cells, *more], drawn={0: grid})
    assert found == ["任务分解表", "序号 | 任务 | 单位", "1 | 每村建成一个服务中心并配齐设备 | 县委组织部", "2 | 训党员 | 〃"]


def test_a_table_that_goes_on_over_a_page_repeats_no_head_and_joins_the_row_that_was_cut() -> None:
    columns = [80, 180, 520]
    first = [(90, 72, "序号"), (190, 72, "任务"), (90, 42, "1"), (190, 42, "每村建成一个服务中心")]
    second = [(90, 772, "序号"), (190, 772, "任务"), (190, 742, "并配齐设备。"), (90, 712, "2"), (190, 712, "训党员。")]
    drawn = {0: ruled(columns, [90, 60, 30]), 1: ruled(columns, [790, 760, 730, 700])}
    raw = pdf([first, second], drawn=drawn)
    assert lines("pdf", raw) == ["序号 | 任务", "1 | 每村建成一个服务中心并配齐设备。", "2 | 训党员。"]
    flags = [(flag.why, flag.text) for clause in read_bytes("表.pdf", raw).clauses for flag in clause.flags]
    assert flags == [("page_break", "1 | 每村建成一个服务中心并配齐设备。")]


def test_columns_are_read_one_after_the_other_and_flagged() -> None:
    left = [*(f"左栏第{number}行文字写满一整行" for number in "一二三四五六"), "左栏到此为止。"]
    right = [f"右栏第{number}行文字写满一整行" for number in "一二三四五六七"]
    raw = pdf([[(200, 780, "横跨两栏的标题文字在页面的正上方"), *column(left, left=60), *column(right, left=320)]])
    document = read_bytes("报.pdf", raw)
    assert document.text.split("\n")[1:] == ["".join(left), "".join(right)]
    assert {flag.why for clause in document.clauses for flag in clause.flags} == {"page_break"}


def test_a_short_second_column_is_a_column_too() -> None:
    left = [*(f"左栏第{number}行文字写满一整行" for number in "一二三四五六七八九十"), "左栏到此为止。"]
    right = [*(f"右栏第{number}行文字写满一整行" for number in "一二三四五"), "右栏到此为止。"]
    raw = pdf([[*column(left, left=60), *column(right, left=320)], [*column(left, left=60), *column(right[-3:], left=320)]])
    assert "".join(lines("pdf", raw)) == "".join([*left, *right, *left, *right[-3:]])


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_marked_as_turned_reads_the_same(turned: int) -> None:
    assert text(column(["工作方案", FULL, REST], indent=[1]), turned=turned) == ["工作方案", FULL + REST]


@pytest.mark.parametrize(("matrix", "size"), [("0 1 -1 0 842 0", 16), ("-1 0 0 -1 595 842", 16), ("0 -1 1 0 0 595", 16)])
def test_text_that_is_drawn_turned_is_read_in_its_own_direction(matrix: str, size: float) -> None:
    assert text(column(["工作方案", FULL, REST], top=500, indent=[1]), drawn={0: f"{matrix} cm\n"}, size=size) == ["工作方案", FULL + REST]


def test_a_watermark_askew_is_left_out() -> None:
    watermark = "q 0.7 0.7 -0.7 0.7 100 100 cm BT /F 40 Tf 100 100 Td <4e0d5f975916> Tj ET Q\n"
    assert text(column(["工作方案", FULL]), drawn={0: watermark}) == ["工作方案", FULL]


def test_bold_made_by_printing_twice_is_read_once() -> None:
    assert text([(80, 700, "工作方案"), (80.4, 700, "工作方案")]) == ["工作方案"]


SCAN = "q 595 0 0 842 0 0 cm /I Do Q\n"


def test_a_scan_is_refused_and_so_is_a_file_with_scanned_pages() -> None:
    with pytest.raises(Refused, match=r"^是扫描件,没有文字"):
        lines("pdf", pdf([[], []], drawn={0: SCAN, 1: SCAN}))
    with pytest.raises(Refused, match=r"^第 2 页是扫描图"):
        lines("pdf", pdf([column([FULL]), [], column([REST])], drawn={1: SCAN}))


def test_a_stamp_beside_text_and_an_empty_page_are_no_scan() -> None:
    assert text(column([FULL]), [], drawn={0: SCAN}) == [FULL]
