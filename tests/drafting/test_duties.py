"""The table of responsibilities: what becomes a row, what its columns say, and that nothing of the text is lost."""

from __future__ import annotations

import io

import docx
import pytest
from openpyxl import load_workbook

from gangju.drafting import duty_paper, duty_sheet
from gangju.drafting.duties import HEADS, DutyTable, duty_table
from gangju.drafting.punctuation import printed
from gangju.reader import read_text
from gangju.reader.duty import split_units
from gangju.reader.table import cells as cells_of
from gangju.reader.table import is_row
from tests.corpus.maker import corpus

PLAN = (
    "云岚县2026年基层党建工作方案\n"
    "为做好今年工作,制定本方案。\n"
    "一、指导思想\n以新时代党的组织路线为指引,持续用力。\n"
    "二、重点任务\n"
    "(一)建好阵地。6月底前建成100个村级活动场所,面积不少于80平方米。按1%2%配备人员。"
    "(牵头单位:县委组织部;责任单位:各乡、镇党委,县财政局)\n"
    "(二)管好队伍。在农村:每名党员每年参训不少于40学时;每季度开一次党员大会。\n"
    "(三)健全各项制度。\n"
    "三、步骤\n(一)实施阶段(4-11月)。各地逐项落实。\n"
)
ROWS = (
    "序号 | 重点任务 | 工作措施 | 牵头单位 | 责任单位 | 完成时限\n"
    "1 | 阵地建设 | 建成12个活动场所 | 组织一科 | 县财政局、各乡镇党委 | 9月底前\n"
)


@pytest.fixture
def table() -> DutyTable:
    return duty_table(read_text(PLAN))


def cells(table: DutyTable, words: str) -> dict[str, str]:
    """The row whose measure holds the words, by column."""
    (found,) = [row.cells(place) for place, row in enumerate(table.rows, 1) if words in row.measure]
    return dict(zip(HEADS, found, strict=True))


def test_a_row_says_task_units_day_standard_and_clause(table: DutyTable) -> None:
    row = cells(table, "100个")
    assert row["工作任务"] == "建好阵地"
    assert (row["牵头单位"], row["责任单位"]) == ("县委组织部", "各乡、镇党委，县财政局")
    assert row["完成时限"] == "6月底前（2026年6月30日）"
    assert row["量化标准"] == "6月底前建成100个村级活动场所"
    assert row["依据"] == "二(一)"


def test_the_list_of_units_holds_for_every_row_of_its_item(table: DutyTable) -> None:
    assert cells(table, "80平方米")["牵头单位"] == "县委组织部"
    assert cells(table, "党员大会")["牵头单位"] == ""


def test_a_list_of_units_in_a_heading_or_on_a_line_of_its_own_is_no_row() -> None:
    text = "2026年方案\n一、建好阵地(责任单位:县委组织部)\n新建5个中心。\n二、管好队伍\n1.轮训40学时。\n(责任单位:县委党校)\n三、抓好落实。"
    table = duty_table(read_text(text))
    assert [(row.task, row.responsible) for row in table.rows[:2]] == [("建好阵地", "县委组织部"), ("管好队伍", "县委党校")]
    assert len(table.rows) == 3


def test_a_doubt_is_shown_to_be_checked_and_is_no_value(table: DutyTable) -> None:
    assert cells(table, "配备人员")["量化标准"] == "待核：“1%2%”，两个百分数连写，中间缺一个符号"
    assert [doubt.words for doubt in table.doubts] == ["“1%2%”"]
    assert table.source == "（共7项，待核1处；没写年份的时限按2026年推算）"


def test_what_is_doubtful_of_several_words_is_said_once() -> None:
    table = duty_table(read_text("2026年方案\n一、任务\n1.表彰“五好”支部和“六强”书记。\n2.抓好落实。"))
    assert cells(table, "表彰")["量化标准"] == "待核：“五好”“六强”包含哪些内容，文中没有列全"
    assert len(table.doubts) == 2


def test_a_day_that_can_be_read_in_two_ways_is_not_resolved() -> None:
    table = duty_table(read_text("2026年方案\n一、任务\n1.“七一”前夕表彰先进。\n2.抓好落实。"))
    assert cells(table, "表彰")["完成时限"].startswith("待核：“七一”前夕")


def test_a_day_without_a_year_says_so() -> None:
    table = duty_table(read_text("工作方案\n一、任务\n1.6月底前建成5个点。\n2.抓好落实。"))
    assert cells(table, "5个点")["完成时限"] == "6月底前（6月30日，年份待定）"


def test_what_days_without_a_year_were_counted_from_is_said_once() -> None:
    dated = "工作方案\n一、任务\n1.6月底前建成5个点。\n2.今年开展一次评比。\n中共云岚县委组织部\n2026年3月1日\n"
    assert duty_table(read_text(dated)).source == "（共2项；没写年份的时限按2026年3月1日推算）"
    assert "推算" not in duty_table(read_text("2026年方案\n一、任务\n1.2026年6月底前建成5个点。")).source


def test_decimal_numbers_hold_those_above_them() -> None:
    text = "2026年方案\n1 总体要求\n抓实基础工作。\n2 重点任务\n2.1 建好阵地\n2.1.1 新建5个中心。\n2.2 健全各项制度。\n"
    said = [(row.basis, row.task, row.measure) for row in duty_table(read_text(text)).rows]
    assert ("2.1.1", "建好阵地", "2.1.1 新建5个中心。") in said
    assert ("2.2", "重点任务", "2.2 健全各项制度。") in said


def test_the_days_of_a_phase_hold_for_what_stands_under_it(table: DutyTable) -> None:
    assert cells(table, "逐项落实")["完成时限"] == "4-11月（2026年4月1日至11月30日）"


def test_whom_a_lead_in_names_is_said_where_the_clause_does_not(table: DutyTable) -> None:
    assert cells(table, "党员大会")["具体措施"] == "（农村）每季度开一次党员大会。"
    assert cells(table, "参训")["具体措施"].startswith("在农村：")


def test_an_item_that_is_nothing_but_its_heading_is_a_row_of_its_own(table: DutyTable) -> None:
    row = cells(table, "健全各项制度")
    assert (row["工作任务"], row["依据"]) == ("重点任务", "二(三)")


def test_why_and_what_has_been_done_are_no_rows_but_kept(table: DutyTable) -> None:
    kept = "".join(clause.text for clause in table.left_out)
    assert "制定本方案" in kept
    assert "组织路线" in kept
    told = duty_table(read_text("工作情况\n一、成效\n全县新建了70个支部,群众很满意。\n二、下一步\n建成5个示范点。"))
    assert [row.measure for row in told.rows] == ["建成5个示范点。"]


def test_a_row_of_a_table_goes_into_the_columns_it_came_from() -> None:
    row = cells(duty_table(read_text("2026年责任分解表\n" + ROWS)), "12个")
    assert (row["工作任务"], row["具体措施"]) == ("阵地建设", "建成12个活动场所")
    assert (row["牵头单位"], row["责任单位"]) == ("组织一科", "县财政局、各乡镇党委")
    assert row["完成时限"] == "9月底前（2026年9月30日）"


def test_points_and_how_they_are_given_stand_with_the_standard_and_merged_cells_go_on() -> None:
    text = (
        "2026年考核细则\n序号 | 考核项目 | 考核内容 | 分值 | 评分标准 | 完成时限\n"
        "1 | 组织生活 | 每季度召开1次党员大会 | 15 | 每少一次扣2分,扣完为止 | 全年\n2 | | 规范做好记录 | 5 | 每缺一处扣1分 | 长期坚持\n"
    )
    first, second = duty_table(read_text(text)).rows
    assert (first.task, first.measure, first.due) == ("组织生活", "每季度召开1次党员大会", "全年")
    assert first.standard == "每季度召开1次党员大会；\n15分：每少一次扣2分，扣完为止"
    assert (second.task, second.measure, second.due, second.standard) == ("组织生活", "规范做好记录", "长期坚持", "5分：每缺一处扣1分")


def test_a_long_heading_is_the_task_in_full_and_an_aside_is_no_row() -> None:
    text = "2026年方案\n一、任务\n1、创新活动载体,进一步提升支部作用。建成5个点。开展集中轮训。\n(记者 张三)\n2、抓好落实。"
    table = duty_table(read_text(text))
    assert [row.task for row in table.rows] == ["创新活动载体，进一步提升支部作用"] * 2 + ["任务"]


def test_the_document_has_the_table_the_doubts_and_what_was_left_out(table: DutyTable) -> None:
    made = docx.Document(io.BytesIO(duty_paper.docx(table)))
    assert [cell.text for cell in made.tables[0].rows[0].cells] == list(HEADS)
    said = [paragraph.text for paragraph in made.paragraphs]
    assert said[:3] == ["云岚县2026年基层党建工作方案", "责任分解表", table.source]
    assert "待核事项" in said
    assert "为做好今年工作，制定本方案。" in said


def test_the_workbook_has_three_sheets_ready_to_filter_and_print(table: DutyTable) -> None:
    raw = duty_sheet.xlsx(table)
    assert duty_sheet.xlsx(table) == raw
    book = load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["责任分解表", "待核事项", "未列入文句"]
    sheet = book["责任分解表"]
    assert [cell.value for cell in sheet[2]] == list(HEADS)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", f"A2:H{sheet.max_row}")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.print_title_rows) == ("landscape", 9, "$1:$2")


def test_a_cell_that_looks_like_a_formula_stays_text() -> None:
    table = duty_table(read_text("2026年方案\n一、任务\n1.=1+1建成5个示范点。\n2.抓好落实。"))
    sheet = load_workbook(io.BytesIO(duty_sheet.xlsx(table)))["责任分解表"]
    assert {cell.data_type for row in sheet.iter_rows(min_row=3, min_col=2) for cell in row} <= {"s", "n"}


def test_every_clause_of_every_genre_is_a_row_or_kept_beside_the_table() -> None:
    for made in corpus():
        table = duty_table(read_text(made.text))
        rows = [row.clause.id for row in table.rows if row.clause.id.startswith("c")]
        assert sorted([*rows, *(clause.id for clause in table.left_out)]) == sorted(clause.id for clause in table.document.clauses)
        for row in table.rows:
            said = "".join(row.cells(1))
            assert is_row(row.clause.text) or printed(row.clause.text) in said, made.name
            assert all(cell.text == "" or printed(cell.text) in said or _spread(cell.text, said) for cell in cells_of(row.clause.text))


def _spread(cell: str, said: str) -> bool:
    """A list of units has a column and a comma of its own; a serial number is not repeated."""
    return cell.isdigit() or all(printed(unit) in said for unit in split_units(cell))


def test_a_text_that_asks_for_nothing_says_so() -> None:
    table = duty_table(read_text("情况简报\n一、成效\n全县新建了70个支部。"))
    assert table.rows == ()
    said = [paragraph.text for paragraph in docx.Document(io.BytesIO(duty_paper.docx(table))).paragraphs]
    assert duty_paper.NOTHING in said


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("按1:0.9:0.7的比例,补贴12,000元(牵头单位:县委);", "按1:0.9:0.7的比例，补贴12,000元（牵头单位：县委）；"),
        ("县(区)党\n政领导", "县（区）党政领导"),
        ("开展“三问”,即:问政、问需!", "开展“三问”，即：问政、问需！"),
    ],
)
def test_paper_has_chinese_punctuation_and_figures_keep_theirs(text: str, paper: str) -> None:
    assert printed(text) == paper
