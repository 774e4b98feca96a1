"""What is written into the file; where it stands on paper is measured in test_pages.py."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest

from gangju.official import Heading, Paper, Table, Text, document
from gangju.official.title import lines_of_title

PAPER = Paper(
    title="云岚县基层党建工作要点",
    body=(Heading("一、总体要求"), Text("抓基层、打基础。"), Table(("序号", "内容"), [("1", "建好阵地")], (1, 9), wide=True)),
    letterhead="中共云岚县委组织部文件",
    number="云组发[2026]3号",
    addressee="各乡镇党委：",
    attachments=("责任分解表", "考核细则"),
    signed="中共云岚县委组织部",
    on=date(2026, 6, 30),
)


def texts(raw: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(raw)).paragraphs]


def test_all_parts_of_a_paper_stand_in_their_order() -> None:
    said = [text for text in texts(document(PAPER)) if text]
    assert said == [
        "中共云岚县委组织部文件", "云组发〔2026〕3号", "云岚县基层党建工作要点", "各乡镇党委：", "一、总体要求", "抓基层、打基础。",
        "附件：1．责任分解表", "　　　2．考核细则", "中共云岚县委组织部", "2026年6月30日",
    ]  # fmt: skip


def test_what_a_paper_has_not_leaves_no_trace() -> None:
    assert [text for text in texts(document(Paper("通报", (Text("一切正常。"),)))) if text] == ["通报", "一切正常。"]


def test_the_page_is_that_of_the_standard_and_a_wide_table_turns_it() -> None:
    upright, across, last = docx.Document(io.BytesIO(document(PAPER))).sections
    for section in (upright, last):
        assert lengths(section) == [210, 297, 37, 28, 26, 35]
    assert lengths(across) == [297, 210, 28, 35, 37, 26]


def lengths(section: docx.section.Section) -> list[float]:
    """Width and height of the page, edges above, left, right, below, in whole tenths of millimetres."""
    names = ("page_width", "page_height", "top_margin", "left_margin", "right_margin", "bottom_margin")
    return [round(getattr(section, name).mm, 1) for name in names]


def test_the_same_paper_gives_the_same_bytes() -> None:
    raw = document(PAPER)
    assert document(PAPER) == raw
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not [name for name in archive.namelist() if "theme" in name or "thumbnail" in name or name.endswith((".ttf", ".odttf"))]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("云岚县党建工作要点", ["云岚县党建工作要点"]),
        ("云岚县工作方案\n责任分解表", ["云岚县工作方案", "责任分解表"]),
        (
            "中共云岚县委组织部关于印发《云岚县村党组织书记管理办法》的通知",
            ["中共云岚县委组织部关于印发", "《云岚县村党组织书记管理办法》的通知"],
        ),
        ("云岚县加强新时代机关党的基层组织建设三年行动计划实施方案", ["云岚县加强新时代机关党的", "基层组织建设三年行动计划实施方案"]),
    ],
)
def test_a_long_title_breaks_where_the_sense_allows(title: str, lines: list[str]) -> None:
    assert lines_of_title(title) == lines


def test_rows_that_say_the_same_are_joined_inside_the_column_before() -> None:
    rows = [("甲", "组织部"), ("甲", "组织部"), ("乙", "组织部")]
    made = docx.Document(io.BytesIO(document(Paper("表", (Table(("任务", "单位"), rows, (1, 1), merged=(0, 1)),)))))
    joined = [[cell.vMerge for cell in row._tr.tc_lst] for row in made.tables[0].rows]
    assert joined[1:] == [["restart", "restart"], ["continue", "continue"], ["restart", "restart"]]


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    odd = "甲\x01乙\ud800丙\uffff"
    made = docx.Document(io.BytesIO(document(Paper(odd * 200, (Text(odd), Table(("列",), [(odd + "<&>",)], (1,)))))))
    assert made.paragraphs[-1].text == "甲乙丙"
    assert made.tables[0].rows[1].cells[0].text == "甲乙丙<&>"
