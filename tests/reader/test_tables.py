"""Tables: a row is a clause, its columns give duty and worth."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from tests.reader.tools import assert_sound, doubts, figures, plain, scores

DUTIES = """重点任务分解表
序号\t工作任务\t具体措施\t牵头单位\t责任单位\t完成时限
1\t建好阵地\t每村建成1个服务中心,面积不少于80平方米\t县委组织部\t各乡、镇党委,县财政局\t6月底前
2\t育好队伍\t党员年参训不少于32学时\t县委党校\t县委宣传部、县人力资源和社会保障局\t12月底前
"""

POINTS = """党建考核细则
考核项目\t考核内容\t分值\t评分标准
组织生活\t每季度召开1次党员大会\t10\t每少一次扣2分,扣完为止
阵地建设\t面积不小于30平方米\t5\t未达标的不得分
"""


def test_a_row_is_one_clause_with_the_units_of_its_columns() -> None:
    first, second = read_text(DUTIES).clauses
    assert (first.lead, first.responsible) == (("县委组织部",), ("各乡、镇党委", "县财政局"))
    assert (second.lead, second.responsible) == (("县委党校",), ("县委宣传部", "县人力资源和社会保障局"))
    assert first.text == "1 | 建好阵地 | 每村建成1个服务中心,面积不少于80平方米 | 县委组织部 | 各乡、镇党委,县财政局 | 6月底前"


def test_figures_and_days_of_a_row_are_read() -> None:
    document = read_text(DUTIES)
    assert [[item.text for item in clause.quantities] for clause in document.clauses] == [["1个", "80平方米"], ["32学时"]]
    assert [[item.last for item in clause.deadlines] for clause in document.clauses] == [["--06-30"], ["--12-31"]]
    assert_sound(document)


def test_the_column_of_points_is_the_worth_of_its_row() -> None:
    rows = read_text(POINTS).clauses
    assert [[plain(score.points) for score in row.scoring if score.points] for row in rows] == [[10], [5]]
    assert [[rule.kind for score in row.scoring for rule in score.rules] for row in rows] == [["deduct_each", "floor_zero"], ["zero_if"]]


@pytest.mark.parametrize("mark", ["〃", "同上"])
def test_a_ditto_mark_stands_for_what_is_above_it(mark: str) -> None:
    head = "分解表\n序号 | 工作任务 | 牵头单位 | 责任单位\n1 | 建好阵地 | 县委组织部 | 县财政局"
    rows = read_text(f"{head}\n2 | 育好队伍 | {mark} | {mark}").clauses
    assert [(row.lead, row.responsible) for row in rows] == [(("县委组织部",), ("县财政局",))] * 2


def test_a_list_does_not_run_over_the_border_of_a_cell() -> None:
    assert [clause.checklist for clause in read_text(DUTIES).clauses] == [(), ()]


def test_an_empty_cell_goes_on_with_what_stands_above_it() -> None:
    text = (
        "序号 | 任务 | 措施 | 牵头单位 | 责任单位\n1 | 育人 | 轮训书记 | 干部科 | 各乡镇党委\n"
        "| | 组织观摩 | |\n2 | 建阵地 | 新建中心 | | 财政局"
    )
    assert [(clause.lead, clause.responsible) for clause in read_text(text).clauses] == [
        (("干部科",), ("各乡镇党委",)),
        (("干部科",), ("各乡镇党委",)),
        ((), ("财政局",)),
    ]


@pytest.mark.parametrize(
    "head",
    [
        "序号 | 考核内容 | 分值 | 评分标准",
        "编号 | 评价要点 | 权重(分) | 计分方法",
        "项次 | 工作要求 | 标准分 | 扣分细则",
        "序号 | 考核指标及内容 | 基本分 | 考核办法",
    ],
)
def test_a_header_is_known_by_how_its_columns_are_named(head: str) -> None:
    (row,) = read_text(f"{head}\n3 | 按月开展主题党日 | 10 | 每少一次扣1分,扣完为止").clauses
    assert [(plain(score.points), [rule.kind for rule in score.rules]) for score in row.scoring] == [(10, ["deduct_each", "floor_zero"])]


def test_a_header_in_two_lines_is_one_header() -> None:
    text = "考核项目 | 考核内容 | 评分 |\n| | 分值 | 得分\n组织建设 | 设置规范 | 15 |"
    assert [plain(score.points) for clause in read_text(text).clauses for score in clause.scoring] == [15]


def test_a_row_across_all_columns_names_a_group_with_its_points() -> None:
    text = "序号 | 内容 | 分值 | 标准\n一、组织建设(30分) | | |\n1 | 设置 | 30 | 未达到的不得分"
    assert [[plain(score.points) for score in clause.scoring] for clause in read_text(text).clauses] == [[30], [30]]


def test_without_a_header_the_lone_number_is_the_worth_where_points_are_spoken_of() -> None:
    text = "1 | 组织生活 | 10 | 每少一次扣1分\n2 | 阵地建设 | 20 | 无阵地不得分"
    assert [plain(score.points) for clause in read_text(text).clauses for score in clause.scoring] == [10, 20]


def test_in_a_column_of_days_a_day_alone_is_a_deadline() -> None:
    text = "2023年任务表\n任务 | 措施 | 完成时限\n发展党员 | 发展5名 | 12月20日\n专题会议 | 召开2次 | 3月、9月"
    days = [[item.last for item in clause.deadlines] for clause in read_text(text).clauses]
    assert days == [["2023-12-20"], ["2023-03-31", "2023-09-30"]]
    assert_sound(read_text(text))


def test_a_serial_number_used_twice_in_a_table_is_flagged_and_a_new_table_begins_anew() -> None:
    text = (
        "序号 | 任务 | 措施\n1 | 甲项 | 建好阵地\n2 | 乙项 | 管好队伍\n2 | 丙项 | 用好经费\n\n"
        "附表如下。\n序号 | 任务 | 措施\n1 | 丁项 | 办好实事"
    )
    assert doubts(text) == [("duplicate_number", "2")]


def test_tabs_keep_empty_cells_where_neighbouring_lines_have_as_many() -> None:
    text = "序号\t项目\t内容\t分值\n1\t组织\t党员大会\t10\n2\t\t党课\t10\n\t\t党小组会\t5"
    assert read_text(text).text.split("\n")[1:] == ["1 | 组织 | 党员大会 | 10", "2 | | 党课 | 10", "| | 党小组会 | 5"]


def test_no_figure_is_read_over_the_border_of_a_cell() -> None:
    text = "任务 | 目标 | 数量\n育人 | 每年不少于 | 40学时"
    assert figures(text) == [("=", 40, "学时")]


TAKEN_APART = "考核细则\n序号\n考核内容\n分值\n评分标准\n1\n组织生活\n10\n每少一次扣2分\n2\n阵地建设\n20\n未达标的不得分\n考核满分30分。"


def test_a_table_taken_apart_into_lines_is_put_together_again() -> None:
    document = read_text(TAKEN_APART)
    assert_sound(document)
    rows = [clause for clause in document.clauses if "|" not in clause.text and clause.scoring and "\n" in clause.text]
    assert [[plain(score.points) for score in row.scoring] for row in rows] == [[10], [20]]
    assert [[rule.kind for score in row.scoring for rule in score.rules] for row in rows] == [["deduct_each"], ["zero_if"]]


def test_short_lines_without_numbers_in_their_places_stay_lines() -> None:
    document = read_text("工作方案\n工作目标\n主要任务\n具体措施\n各支部每月开展1次主题党日。\n党员每年参训32学时。")
    assert [clause.text for clause in document.clauses] == ["各支部每月开展1次主题党日。", "党员每年参训32学时。"]


def test_a_number_alone_above_a_line_of_rules_is_a_worth() -> None:
    text = "平安院落标准\n序号\n标准\n分\n值\n1\n门卫值守正常。\n15\n脱岗每次扣3分。\n2\n消防通道畅通。\n20\n堵塞一处扣5分,扣完为止。\n2\n"
    document = read_text(text)
    assert_sound(document)
    found = [score for clause in document.clauses for score in clause.scoring]
    assert [(plain(score.points), [rule.kind for rule in score.rules]) for score in found] == [
        (15, ["deduct_each"]),
        (20, ["deduct_each", "floor_zero"]),
    ]


def test_numbers_that_count_up_above_lines_of_rules_are_serial_numbers() -> None:
    text = "考核细则\n1\n迟到每次扣1分。\n2\n早退每次扣2分。\n3\n旷会每次扣3分。\n"
    assert [score.points for score in scores(text)] == [None, None, None]


def test_cells_on_lines_of_their_own_with_bars_between_them_keep_their_worths() -> None:
    text = "测评细则\n要点\n|\n分值\n|\n评分标准\n|\n道路畅通\n|\n1.5\n|\n通达的得1.5分\n|\n路灯完好\n|\n2\n|\n每坏一盏扣0.5分\n|\n"
    found = [score for score in scores(text) if score.points is not None]
    assert [plain(score.points) for score in found] == ["3/2", 2]


def test_numbers_alone_below_lines_of_rules_are_worths_where_none_stands_above() -> None:
    text = "水务考核\n1.健全预案。\n少1项扣1分,扣完为止。\n4\n2.更新名单。\n漏1次扣1分。\n4\n3.落实值守。\n脱岗1次扣2分。\n6\n"
    assert [plain(score.points) for score in scores(text)] == [4, 4, 6]
    assert [len(score.rules) for score in scores(text)] == [2, 1, 1]
