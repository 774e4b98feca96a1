"""Tables that a copy has run together into one line: told apart by their serial numbers, or left alone."""

from __future__ import annotations

import random

import pytest

from gangju.reader import read_text
from gangju.reader.model import Score
from tests.reader.tools import assert_sound, plain

HEAD = "河湾镇驿站管护考核评分表类别检查内容序号评分细则标准分值得分"
WORTH_LAST = (
    HEAD + "值守管理14分1值守人员不在岗的,每发现1次扣1分。82交接记录缺失的,每缺1页扣0.5分。63未公示值守电话的不得分。"
    "2设施管护20分4桌椅损坏未报修的,每发现1处扣2分。85饮水机无滤芯更换记录的,扣2分。126书刊少于50册的,每少10册扣1分。6"
)
WORTH_FIRST = (
    "驿站安全目标考核表被考核单位:序号考核项目考核内容及要求应得分评分细则扣分情况实得分1责任制建立健全值守责任制。41、未建立责任制的扣4分,"
    "不完善的扣2分;2、责任人不明确的扣1分.2值守网络按标准配备值守人员。61、未配备的扣6分;2、每少1人扣2分.3台账记录完整。51、无台账的不得分。"
)


def scores_of(text: str) -> list[tuple[object, list[str]]]:
    document = read_text(text)
    assert_sound(document)
    found: list[Score] = [score for clause in document.clauses for score in clause.scoring]
    return [(plain(score.points), [rule.kind for rule in score.rules]) for score in found]


def test_a_worth_run_into_the_next_serial_number_is_told_apart() -> None:
    rows = [row for row in scores_of(f"关于考核驿站的通知\n{WORTH_LAST}") if row[1]]
    assert rows == [
        (8, ["deduct_each"]),
        (6, ["deduct_each"]),
        (2, ["zero_if"]),
        (8, ["deduct_each"]),
        (12, ["deduct_if"]),
        (6, ["deduct_each"]),
    ]


def test_the_head_of_a_group_keeps_its_points() -> None:
    groups = [points for points, rules in scores_of(f"关于考核驿站的通知\n{WORTH_LAST}") if not rules]
    assert groups == [14, 20]


def test_a_worth_before_its_list_of_rules_is_told_apart() -> None:
    assert scores_of(f"关于考核驿站的通知\n{WORTH_FIRST}") == [
        (4, ["deduct_if", "deduct_if", "deduct_if"]),
        (6, ["deduct_if", "deduct_each"]),
        (5, ["zero_if"]),
    ]


def test_a_table_cut_into_numbered_pieces_goes_on() -> None:
    whole = f"关于考核驿站的通知\n{WORTH_LAST}"
    cut = whole.replace("不得分。2设施", "不得分。\n2、2设施")
    assert scores_of(cut) == scores_of(whole)


def test_a_number_that_fits_nowhere_leaves_the_line_alone() -> None:
    broken = WORTH_LAST.replace("。82交接", "。97交接")
    assert [row for row in scores_of(f"关于考核驿站的通知\n{broken}") if row[0] in {8, 6, 12}] == []


def test_prose_with_numbers_is_no_table() -> None:
    text = "序号由考核内容和标准分值得分各栏组成。" + "各村每季度召开1次会议,每次不少于30分钟。" * 8
    assert scores_of(f"关于考核的通知\n{text}") == []


def test_worths_between_the_items_of_a_list_are_told_apart_without_serial_numbers() -> None:
    text = (
        "湖滨管护站考核评分表考核类别考核内容分值备注一、制度建设(18分)(1)把巡护纳入议事日程,建立轮值安排。8(2)设立公示牌并公开电话。10"
        "二、巡护管理(12分)(1)按路线巡护并留下记录。7(2)及时清理水面漂浮物。5"
    )
    assert [points for points, _ in scores_of(f"关于考核管护站的通知\n{text}")] == [18, 8, 10, 12, 7, 5]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_the_rows_are_worth_every_worth_is_read_back(seed: int) -> None:
    chance = random.Random(seed)
    worths = [chance.choice([2, 3, 4, 5, 6, 8, 10, 12, 15, 20]) for _ in range(chance.randrange(3, 16))]
    deeds = ("管护", "值守", "巡查", "登记", "走访", "调解")
    rows = "".join(
        f"{number}{chance.choice(deeds)}工作落实到位,每发现1处扣{chance.randrange(1, 4)}分。{worth}"
        for number, worth in enumerate(worths, 1)
    )
    assert [points for points, _ in scores_of(f"关于考核驿站的通知\n{HEAD}{rows}")] == worths
