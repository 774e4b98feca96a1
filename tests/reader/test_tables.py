"""Tables: a row is a clause, its columns give duty and worth."""

from __future__ import annotations

from gangju.reader import read_text
from tests.reader.tools import assert_sound, plain

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


def test_a_list_does_not_run_over_the_border_of_a_cell() -> None:
    assert [clause.checklist for clause in read_text(DUTIES).clauses] == [(), ()]
