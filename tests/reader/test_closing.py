"""Blanks around figures: closed up where they mean nothing, kept where they part cells or tell of a loss."""

from __future__ import annotations

import pytest

from gangju.reader.closing import closed_up
from gangju.reader.normal import normalise
from tests.reader.tools import deadlines, doubts, figures, plain, rhythms, scores


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("于 2024 年 9 月 15 日前报送", "于2024年9月15日前报送"),
        ("每年不少于 6 次", "每年不少于6次"),
        ("参学率 90 % 以上", "参学率90%以上"),
        ("70 — 79 分", "70-79分"),
        ("扣 0. 5 分", "扣0.5分"),
        ("扣 0。5 分", "扣0.5分"),
        ("扣 1。5 分", "扣1.5分"),
        ("每缺 一项扣分", "每缺一项扣分"),
        ("( 15 分 )", "(15分)"),
        ("为 “ 较好 ” ,", "为“较好”,"),
        ("每 季 度 开会", "每季度开会"),
        ("由 县 委 组织部负责", "由县委组织部负责"),
        ("云委发〔 2024 〕 7 号", "云委发〔2024〕7号"),
    ],
)
def test_blanks_between_a_figure_and_its_words_are_closed_up(typed: str, closed: str) -> None:
    assert closed_up(typed) == closed


@pytest.mark.parametrize(
    "kept",
    [
        "班子建设 20 每季度议事",
        "1 分类推进",
        "2 人员配备",
        "“1 6”体系",
        "“10万 ”工程",
        "2018年 月 日",
        "县委办公室 2024年3月5日印发",
        "1、 5分钟",
        "共5项。2个小组",
    ],
)
def test_blanks_that_part_cells_or_tell_of_a_loss_stay(kept: str) -> None:
    assert closed_up(kept) == kept


def test_closing_up_twice_changes_nothing() -> None:
    once = normalise("到 2024 年 9 月 , 得 分 率 达 到 80 — 89 分 的 为 “ 良好 ”")
    assert normalise(once) == once


def test_demands_set_with_blanks_are_read_as_those_without() -> None:
    typed = "关于开展走访的通知\n各村要在 2024 年 9 月 15 日前走访完毕,每季度开会不少于 2 次,到会率达到 85 % 以上。"
    assert deadlines(typed) == [(None, "2024-09-15")]
    assert rhythms(typed) == [(2, "quarter")]
    assert (">=", 85, "%") in figures(typed)


def test_points_set_with_blanks_are_read_as_those_without() -> None:
    (item,) = scores("考核细则\n队伍管理( 12 分 ):每少 1 次扣 0. 5 分,最多扣 3 分 。")
    assert [plain(value) for value in (item.points, item.rules[0].amount, item.rules[0].cap)] == [12, "1/2", 3]


def test_a_day_that_lost_its_figures_stays_a_doubt() -> None:
    assert ("lost_digit", "2018年 月 日") in doubts("通知\n请于2018年 月 日前上报名单。")
