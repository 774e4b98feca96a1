"""Days, spans and rhythms."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from tests.reader.tools import deadlines, doubts, figures, rhythms

PLAN = "青河县2026年党建工作方案\n一、目标任务\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年6月底前完成。", (None, "2026-06-30")),
        ("6月底前完成。", (None, "2026-06-30")),
        ("今年年底前完成。", (None, "2026-12-31")),
        ("明年3月15日前报送总结。", (None, "2027-03-15")),
        ("“七一”前夕进行表彰。", (None, "2026-06-30")),
        ("年内建成服务中心。", ("2026-01-01", "2026-12-31")),
        ("力争到2028年实现全覆盖。", (None, "2028-12-31")),
        ("从2月上旬开始,至6月下旬结束。", ("2026-02-01", "2026-06-30")),
        ("实施阶段(4-11月)。", ("2026-04-01", "2026-11-30")),
        ("准备阶段(3月)。", ("2026-03-01", "2026-03-31")),
        ("评定于12月中旬至次年1月底进行。", ("2026-12-11", "2027-01-31")),
        ("本办法自2026年5月1日起施行。", ("2026-05-01", None)),
        ("4月1日—15日为发动阶段。", ("2026-04-01", "2026-04-15")),
        ("走访从6月20日开始,7月5日前结束。", ("2026-06-20", "2026-07-05")),
        ("到“十五五”末全部达标。", (None, "2030-12-31")),
        ("上半年完成换届。", ("2026-01-01", "2026-06-30")),
        ("一季度末前完成摸底。", (None, "2026-03-31")),
        ("完成时限:2026年6月30日。", (None, "2026-06-30")),
        ("第三季度集中整治。", ("2026-07-01", "2026-09-30")),
        ("2027年下半年组织验收。", ("2027-07-01", "2027-12-31")),
        ("到2027年,覆盖面明显扩大。", (None, "2027-12-31")),
        ("第三季度完成评星。", ("2026-07-01", "2026-09-30")),
    ],
)
def test_a_day_is_resolved_against_the_year_of_the_plan(text: str, expected: tuple[str | None, str | None]) -> None:
    if text.startswith(("上半年", "第三季度")):
        text = "今年" + text
    assert deadlines(PLAN + text) == [expected]


def test_without_a_year_a_day_is_given_without_one() -> None:
    assert deadlines("党员积分管理细则\n各支部6月底前完成。") == [(None, "--06-30")]


def test_before_a_year_is_the_eve_of_it_and_a_doubt() -> None:
    text = PLAN + "力争在2028年前村村达标。"
    assert deadlines(text) == [(None, "2027-12-31")]
    assert ("two_readings", "2028年前") in doubts(text)


def test_years_that_only_date_something_are_no_deadline() -> None:
    assert deadlines(PLAN + "对2025年认定的后进党组织进行整顿。") == []
    assert deadlines("县里抓党建纪实\n2015年,全县率先实现目标。今年,各地继续推进。") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每季度召开1次党员大会。", (1, "quarter")),
        ("每年讲党课不少于2次。", (2, "year")),
        ("每半年对干部开展一次述职。", (1, "half")),
        ("每两个月至少走访一次。", (1, "two_months")),
        ("每两年一次的评选。", ("1/2", "year")),
        ("每周五上午为接待日。", (1, "week")),
        ("每月25日到村宣讲。", (1, "month")),
        ("每年定期组织体检。", (1, "year")),
        ("对学习情况半年进行一次督查。", (1, "half")),
        ("实行一月一调度。", (1, "month")),
        ("落实季度巡查。", (1, "quarter")),
        ("实行月通报。", (1, "month")),
        ("两年复核一次。", ("1/2", "year")),
    ],
)
def test_a_rhythm_is_times_and_window(text: str, expected: tuple[object, str]) -> None:
    assert rhythms(text) == [expected]


def test_a_yearly_amount_is_no_rhythm() -> None:
    assert rhythms("每年参训不少于24学时。") == []
    assert rhythms("每村每年办公经费不低于9万元。") == []


def test_a_count_with_a_comparator_is_quantity_and_rhythm() -> None:
    text = "每年调研不少于6次,召开会议不少于2次。"
    assert figures(text) == [(">=", 6, "次"), (">=", 2, "次")]
    assert rhythms(text) == [(6, "year"), (2, "year")]


def test_a_day_that_comes_round_every_year_is_a_rhythm() -> None:
    assert deadlines(PLAN + "每年春节、国庆前后走访一次。") == []
    assert deadlines(PLAN + "每年年底述职一次。") == []
    assert rhythms(PLAN + "每年年底述职一次。") == [(1, "year")]


def test_a_day_whose_year_is_not_printed_says_what_it_was_counted_from() -> None:
    signed = read_text(f"{PLAN}6月底前完成,2027年3月底前验收。\n2026年1月9日")
    titled = read_text(f"{PLAN}今年年底前完成。")
    assert [(item.last, item.counted_from) for clause in signed.clauses for item in clause.deadlines] == [
        ("2026-06-30", "2026-01-09"),
        ("2027-03-31", None),
    ]
    assert [(item.last, item.counted_from) for clause in titled.clauses for item in clause.deadlines] == [("2026-12-31", "2026")]


def test_a_plan_for_next_year_issued_in_december_counts_in_its_own_year() -> None:
    assert deadlines(f"{PLAN}7月15日前完成。\n2025年12月28日") == [(None, "2026-07-15")]


def test_a_year_comes_from_the_number_where_nothing_else_gives_one() -> None:
    assert deadlines("关于加强工作的方案\n青组发〔2024〕3号\n一、任务\n9月底前完成。") == [(None, "2024-09-30")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每两周召开一次调度会。", ("1/2", "week")),
        ("每3个月开展一次警示教育。", (1, "quarter")),
        ("每六个月排查一次。", (1, "half")),
        ("每学年讲课不少于2次。", (2, "year")),
        ("按月公示收支。", (1, "month")),
        ("一年至少专题研究两次。", (2, "year")),
        ("各支部每季召开3次会议。", (3, "quarter")),
        ("每年召开2次会议。", (2, "year")),
    ],
)
def test_windows_of_any_length_are_read(text: str, expected: tuple[object, str]) -> None:
    assert rhythms(text) == [expected]
    assert [item for item in figures(text) if item[2] != "次"] == []


def test_a_span_of_years_is_no_length_of_time() -> None:
    assert figures("实施三年行动计划(2021-2023年)。") == []


def test_a_year_named_before_in_the_paragraph_holds_for_the_months_after_it() -> None:
    text = "工作方案\n一、步骤\n2025年3月底前完成摸底;9月底前完成整治。\n10月底前完成归档。\n2024年12月30日"
    found = [(item.last, item.counted_from) for clause in read_text(text).clauses for item in clause.deadlines]
    assert found == [("2025-03-31", None), ("2025-09-30", "2025"), ("2025-10-31", "2024-12-30")]


def test_a_year_named_in_the_sentence_holds_where_nothing_else_gives_one() -> None:
    assert deadlines("工作方案\n一、步骤\n2023年4月15日前初赛,7月10日前决赛。") == [(None, "2023-04-15"), (None, "2023-07-10")]
    assert deadlines("工作方案\n一、步骤\n到2026年底全面达标,6月底前摸底。\n2024年1月5日") == [(None, "2026-12-31"), (None, "2024-06-30")]


def test_a_month_long_past_on_the_day_of_issue_is_next_years() -> None:
    found = [
        (item.last, item.counted_from)
        for clause in read_text(f"{PLAN}3月底前摸底,12月底前总结,今年5月底前归档。\n2026年9月20日").clauses
        for item in clause.deadlines
    ]
    assert found == [("2027-03-31", "2026-09-20"), ("2026-12-31", "2026-09-20"), ("2026-05-31", "2026-09-20")]


def test_a_day_of_every_year_has_no_year() -> None:
    assert deadlines(PLAN + "每年12月15日前报送总结。") == [(None, "--12-15")]
