"""Points that do not add up: items and section, sections and whole, rows and total."""

from __future__ import annotations

import pytest

from tests.reader.tools import doubts

PROSE = """考核办法
一、考核内容
考核满分为100分,内容如下:
(一)班子建设(40分)
1.理论学习(25分)。每少一次扣1分。
2.民主生活会(15分)。未召开的不得分。
(二)队伍建设(60分)
1.发展党员(30分)。每少1名扣2分。
2.党员教育(30分)。每少1学时扣0.1分。
二、加分项(10分)
受到表彰的,每次加2分。
"""
TABLE = """细则
项目 | 内容 | 分值 | 评分标准
组织建设(30分) | 设置规范 | 15 | 未达到的不得分
| 按期换届 | 15 | 每超期1个月扣1分
作用发挥(70分) | 服务群众 | 40 | 每少1次扣1分
| 中心工作 | 30 | 按完成率计分
合计 | | 100 |
加分项 | 受到表彰 | 5 | 每次加1分
"""


def sums(text: str) -> list[str]:
    return [place for why, place in doubts(text) if why == "sum"]


@pytest.mark.parametrize("text", [PROSE, TABLE])
def test_parts_that_add_up_are_no_doubt_and_bonus_points_stand_outside(text: str) -> None:
    assert sums(text) == []


@pytest.mark.parametrize(
    ("text", "old", "new", "flagged"),
    [
        (PROSE, "学习(25分)", "学习(20分)", ["(一)班子建设(40分)"]),
        (PROSE, "(二)队伍建设(60分)", "(二)队伍建设(55分)", ["考核满分为100分", "(二)队伍建设(55分)"]),
        (TABLE, "规范 | 15", "规范 | 10", ["组织建设(30分)"]),
        (TABLE, "合计 | | 100", "合计 | | 95", ["95"]),
    ],
)
def test_a_part_that_differs_is_flagged_at_the_sum_it_breaks(text: str, old: str, new: str, flagged: list[str]) -> None:
    assert sums(text.replace(old, new)) == flagged


def test_a_part_without_points_of_its_own_leaves_the_sum_open() -> None:
    assert sums(PROSE.replace("学习(25分)", "学习")) == []
    assert sums(PROSE.replace("学习(25分)", "学习").replace("生活会(15分)", "生活会(45分)")) == []


def test_items_in_one_breath_are_held_against_a_total_before_or_behind_them() -> None:
    assert sums("组织建设25分、队伍建设25分、活动开展30分,总分100分。") == ["总分100分"]
    assert sums("总分100分,其中组织建设70分,活动开展30分。") == []


def test_a_hundred_may_be_said_without_a_figure() -> None:
    text = "办法\n考核实行百分制。\n一、组织建设(50分)\n健全组织。\n二、队伍建设(45分)\n建强队伍。"
    assert sums(text) == ["百分制"]


def test_weights_of_one_score_make_a_whole() -> None:
    assert sums("综合得分中日常考核占40%,年终考核占40%,民主测评占10%。") == ["占40%,年终考核占40%,民主测评占10%"]
    assert sums("综合得分中日常考核占40%,年终考核占60%。") == []
    assert sums("新发展党员中女性占30%,青年农民占50%。") == []
