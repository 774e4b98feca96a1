"""What a text tells is not asked for; what a page adds is not part of the text."""

from __future__ import annotations

from tests.reader.tools import deadlines, figures, outline, rhythms

REPORT = """抓党建工作述职报告
一、主要工作及成效
全年召开会议12次,新发展党员38名,改建阵地8个。
二、下步打算
每季度至少研究1次党建工作,党员参会率不低于85%。
"""

WRAPPED = """关于做好走访慰问工作的通知
各乡镇党委,县直各党组:
    现就做好生活困难党员和老党员走访慰问工作有关事
项通知如下:
    一、对象和标准
    慰问生活困难党员和老党员,每人慰问金不低于500
元,由县委组织部从管理党费中安排80万元,其余由各单
位按1:1比例配套,不得截留、挪用或者抵扣。
    二、时间安排
    各单位于2026年6月10日前将名册报县委组织部,逾期
不再受理。
附件:1.慰问名册
      2.情况统计表
"""


def test_results_of_a_report_are_not_demands_its_plans_are() -> None:
    assert figures(REPORT) == [(">=", 1, "次"), (">=", 85, "%")]
    assert rhythms(REPORT) == [(1, "quarter")]


def test_the_present_state_is_no_demand() -> None:
    assert figures("目前,全县新建党委2个、党支部70个。") == []
    assert figures("截至6月,全县建成阵地20个。") == []


def test_anniversaries_and_ages_of_the_party_are_no_figures() -> None:
    assert figures("迎接建党90周年。") == []
    assert figures("入党满50周年的老党员。") == [(">=", 50, "年")]


def test_lines_of_fixed_width_are_joined_without_doubt() -> None:
    assert figures(WRAPPED) == [(">=", 500, "元"), ("=", 800_000, "元"), ("=", [1, 1], "比")]
    assert deadlines(WRAPPED) == [(None, "2026-06-10")]


def test_names_of_appendices_are_no_headings() -> None:
    assert [number for _, number, _ in outline(WRAPPED)] == ["一、", "二、"]


def test_results_that_are_aimed_at_are_demands() -> None:
    assert figures("方案\n一、目标任务\n(一)创先争优有新成效\n建成阵地20个。") == [("=", 20, "个")]
    assert figures("报告\n一、主要工作及成效\n(一)抓阵地\n建成阵地20个。") == []


def test_how_far_a_condition_looks_back_is_no_figure() -> None:
    assert figures("近三年未受处分,全县8000多名党员参加。") == []


def test_an_example_asks_for_nothing() -> None:
    assert figures("示例:某党员全年参加学习15次,撰写体会4篇。") == []


def test_a_grade_that_is_given_is_no_figure() -> None:
    assert figures("出现违纪的,不得评为三星级以上。") == []
    assert figures("按“三星级”以上的标准整顿。") == [(">=", 3, "星")]


def test_what_a_figure_was_until_now_is_not_asked_for() -> None:
    assert figures("生活补贴由每人每月100元提高到200元。") == [("=", 200, "元")]
    assert figures("覆盖率由60%提高到80%以上。") == [(">=", 80, "%")]


def test_what_a_paper_bears_in_its_name_is_a_name() -> None:
    assert figures("对九件实事细化分解,出台《九件实事责任分解表》。") == []
    assert figures("每年办九件实事。") == [("=", 9, "件")]


def test_very_is_no_ten_points() -> None:
    assert figures("这项工作十分重要。") == []


def test_a_report_tells_whatever_does_not_look_ahead() -> None:
    report = (
        "2023年度述职报告\n一、履职情况\n讲党课4次。\n二、队伍\n发展党员9名。\n下一步,每季度走访不少于10户。\n三、明年打算\n发展党员12名。"
    )
    assert figures(report) == [(">=", 10, "户"), ("=", 12, "名")]
    assert figures("2023年度述职评议考核工作方案\n一、内容\n讲党课不少于4次。") == [(">=", 4, "次")]
