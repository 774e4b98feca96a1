"""Word files: automatic numbers, tables with merged cells, tracked changes, boxes and notes."""

from __future__ import annotations

import pytest

from gangju.reader import read_bytes
from gangju.reader.source.numbering import written
from tests.reader.making import cell, cells, lines, listed, numbering, paragraph, table, word


def test_a_word_file_is_read_like_the_text_typed_out() -> None:
    raw = word(
        paragraph("工作方案") + listed("目标", 1) + listed("党员参训不少于40学时。", 1, 1),
        numbering=numbering(("chineseCounting", "%1、"), ("chineseCounting", "(%2)")),
    )
    document = read_bytes("方案.docx", raw)
    assert document.text == "工作方案\n一、目标\n(一)党员参训不少于40学时。"
    assert [(section.level, section.number) for section in document.sections] == [(1, "一、"), (2, "(一)")]


def test_lower_numbers_begin_anew_under_each_higher_one() -> None:
    body = "".join([listed("甲", 1), listed("子", 1, 1), listed("丑", 1, 1), listed("乙", 1), listed("寅", 1, 1)])
    raw = word(body, numbering=numbering(("chineseCountingThousand", "%1、"), ("decimal", "%1.%2")))
    assert lines("docx", raw) == ["一、甲", "一.1 子", "一.2 丑", "二、乙", "二.1 寅"]


def test_a_list_with_a_start_of_its_own_counts_from_there() -> None:
    more = '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    raw = word(listed("甲", 1) + listed("乙", 1) + listed("丙", 2) + listed("丁", 2), numbering=numbering(("decimal", "%1."), more=more))
    assert lines("docx", raw) == ["1.甲", "2.乙", "1.丙", "2.丁"]


def test_numbers_come_from_the_style_and_from_what_it_builds_on() -> None:
    styles = (
        '<w:style w:styleId="A"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:name w:val="正题"/><w:basedOn w:val="A"/></w:style>'
    )
    raw = word(paragraph("目标", '<w:pStyle w:val="B"/>'), styles=styles, numbering=numbering(("chineseCounting", "第%1章")))
    assert lines("docx", raw) == ["第一章 目标"]


def test_styles_that_build_on_each_other_in_a_ring_end() -> None:
    styles = "".join(
        f'<w:style w:styleId="{name}"><w:name w:val="{name}"/><w:basedOn w:val="{base}"/></w:style>' for name, base in ("AB", "BA")
    )
    assert lines("docx", word(paragraph("目标", '<w:pStyle w:val="A"/>'), styles=styles)) == ["目标"]


def test_bullets_have_no_number() -> None:
    assert lines("docx", word(listed("建好阵地", 1), numbering=numbering(("bullet", "●")))) == ["建好阵地"]


@pytest.mark.parametrize(
    ("value", "style", "expected"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (2, "ideographTraditional", "乙"),
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (7, "decimalZero", "07"),
        (5, "something new", "5"),
    ],
)
def test_numbers_are_written_in_the_style_of_the_list(value: int, style: str, expected: str) -> None:
    assert written(value, style) == expected


def test_merged_cells_have_their_text_once_and_empty_cells_keep_their_place() -> None:
    down = '<w:vMerge w:val="restart"/>'
    raw = word(
        table(
            cells("序号", "任务", "责任单位", "时限"),
            cells("1", "建阵地") + cell("县委组织部", down) + cells(""),
            cells("2", "训党员") + cell("", "<w:vMerge/>") + cells("6月底前"),
            cell("二、组织建设", '<w:gridSpan w:val="4"/>'),
            cell("合计", '<w:gridSpan w:val="3"/>') + cells("100分"),
        )
    )
    assert lines("docx", raw) == [
        "序号 | 任务 | 责任单位 | 时限",
        "1 | 建阵地 | 县委组织部 |",
        "2 | 训党员 | 〃 | 6月底前",
        "二、组织建设 | | |",
        "合计 | | | 100分",
    ]


def test_a_table_around_a_text_is_read_as_the_text() -> None:
    raw = word(table(cell("工作方案\n一、目标\n党员参训不少于40学时。")))
    assert lines("docx", raw) == ["工作方案", "一、目标", "党员参训不少于40学时。"]


def test_a_table_inside_a_frame_keeps_its_rows_and_one_inside_a_cell_joins_it() -> None:
    inner = table(cells("项目", "分值"), cells("阵地", "5分"))
    assert lines("docx", word(table(cell(inner)))) == ["项目 | 分值", "阵地 | 5分"]
    assert lines("docx", word(table(cells("甲", "乙"), cell("丙") + cell(inner)))) == ["甲 | 乙", "丙 | 项目 / 分值 阵地 / 5分"]


def test_breaks_within_a_cell_become_a_blank() -> None:
    assert lines("docx", word(table(cells("任务", "单位"), cells("建阵地", "县委组织部\n县财政局"))))[1] == "建阵地 | 县委组织部 县财政局"


def test_struck_text_is_out_and_inserted_text_is_in() -> None:
    raw = word(
        "<w:p><w:r><w:t>参训</w:t></w:r><w:del><w:r><w:delText>24</w:delText></w:r></w:del><w:ins><w:r><w:t>40</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:t>学时</w:t></w:r></w:p>"
    )
    assert lines("docx", raw) == ["参训40学时"]


def test_a_text_box_is_read_once_and_notes_stand_at_the_end() -> None:
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<w:txbxContent>{paragraph('某县委文件')}</w:txbxContent>"
    twice = f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    marked = '<w:p><w:r><w:t>农村户籍党员</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = f'<w:footnote w:id="2">{paragraph("指户口在村的党员。")}</w:footnote>'
    raw = word(
        f"<w:p><w:r>{twice}</w:r></w:p>{marked}{paragraph('参训40学时。')}",
        footnotes='<w:footnote w:type="separator"><w:p/></w:footnote>' + note,
    )
    assert lines("docx", raw) == ["某县委文件", "农村户籍党员", "参训40学时。", "指户口在村的党员。"]


def test_headers_tables_of_contents_and_field_codes_are_set_aside() -> None:
    styles = '<w:style w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    raw = word(
        paragraph("一、目标 1", '<w:pStyle w:val="T"/>')
        + "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>一、目标</w:t></w:r></w:p>",
        styles=styles,
        header1=paragraph("文件汇编"),
    )
    assert lines("docx", raw) == ["一、目标"]
