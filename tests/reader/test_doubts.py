"""Doubts: flagged with their code, never valued."""

from __future__ import annotations

import pytest

from gangju.reader.listing import set_size
from tests.reader.tools import deadlines, doubts, figures, rhythms


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("青河县党建工作领导小组办公室 2018327日印发。", ("lost_digit", "2018327日")),
        ("按工作人员总数的1%2%配备党务工作人员。", ("lost_sign", "1%2%")),
        ("书记每年按1000/人的标准给予津贴。", ("lost_unit", "1000/人")),
        ("乡镇干部的补助标准为元。", ("lost_digit", "标准为元")),
        ("补助标准为每人每月 元。", ("lost_digit", " 元")),
        ("于2023年 月 日前完成。", ("lost_digit", "2023年 月 日")),
        ("全年开展活动不少于XX次。", ("lost_digit", "XX次")),
        ("村级组织覆盖率达到以上。", ("lost_digit", "达到以上")),
        ("每名党员每年2OO元。", ("lost_digit", "2OO元")),
        ("给予30005000元奖励。", ("lost_sign", "30005000")),
        ("于2023年2月30日前完成。", ("date_conflict", "2023年2月30日")),
        ("测评满意率不低于%的单位不得评先。", ("lost_digit", "不低于%")),
        ("构建起“1 6”工作体系。", ("lost_sign", "“1 6”")),
        ("开展“点单 配送”服务。", ("lost_sign", "“点单 配送”")),
        ("全面推行“三个一批”工作。", ("undefined_set", "“三个一批”")),
        ("推进“六有”规范化建设。", ("undefined_set", "“六有”")),
        ("“七一”前夕进行表彰。", ("two_readings", "“七一”前夕")),
    ],
)
def test_a_doubt_is_flagged_and_has_no_value(text: str, doubt: tuple[str, str]) -> None:
    assert doubts(text) == [doubt]
    assert figures(text) == []
    assert rhythms(text) == []
    assert doubt[0] == "two_readings" or deadlines(text) == []


def test_a_line_of_digits_where_a_day_belongs_is_a_lost_digit() -> None:
    assert ("lost_digit", "2018327") in doubts("工作方案\n一、目标\n各村建成1个中心。\n青河县委组织部\n2018327\n")


@pytest.mark.parametrize(
    "text",
    [
        "开展上党课、过组织生活、发放明白卡、知晓度测试、案例警示等“五个一”活动。",
        "达到“三有”标准(有场所、有设施、有制度)。",
        "开展“两学一做”学习教育,落实“三会一课”。",
        "整治“两张皮”问题,推行“一肩挑”。",
        "开展“三问”活动,即:问政、问需、问计。",
    ],
)
def test_names_that_are_listed_or_known_or_no_sets_raise_no_doubt(text: str) -> None:
    assert doubts(text) == []


def test_a_name_defined_once_is_known_everywhere() -> None:
    text = "达到“三有”标准(有场所、有设施、有制度)。\n学校支部也要达到“三有”标准。"
    assert doubts(text) == []


def test_headings_that_follow_define_a_name() -> None:
    text = "工作方案\n一、任务\n开展“三项行动”:\n1、强基行动。建好支部。\n2、育才行动。选好书记。\n3、暖心行动。关怀党员。"
    assert doubts(text) == []


def test_a_list_shorter_than_its_number_is_a_wrong_count() -> None:
    assert [why for why, _ in doubts("达到“四有”标准(有场所、有设施、有制度)。")] == ["count"]


def test_parts_that_do_not_add_up_to_the_total_are_flagged() -> None:
    text = "考核办法\n一、总分100分。其中,组织建设30分,队伍建设30分,作用发挥30分。"
    assert [why for why, _ in doubts(text)] == ["sum"]
    assert doubts(text.replace("发挥30", "发挥40")) == []


def test_a_serial_number_used_twice_is_flagged() -> None:
    text = "工作方案\n一、任务\n1.建好支部。\n2.管好党员。\n2.选好书记。"
    assert doubts(text) == [("duplicate_number", "2.")]


def test_a_span_before_the_first_phase_is_a_conflict() -> None:
    text = (
        "2026年活动方案\n一、内容\n评选从今年2月上旬开始,至6月下旬结束。\n二、步骤\n(一)准备阶段(3月)。部署。\n(二)实施阶段(4-11月)。推进。"
    )
    assert [why for why, _ in doubts(text)] == ["date_conflict"]


def test_one_range_for_several_groups_can_be_read_in_two_ways() -> None:
    assert doubts("在机关、国企、学校、医院等4个领域中选取2-3个支部试点。") == [("two_readings", "2-3个")]
    assert doubts("在机关、国企、学校、医院等4个领域中各选取2-3个支部试点。") == []


def test_a_list_that_is_shorter_than_its_number_is_flagged_up_to_the_number() -> None:
    assert doubts("面积达标,配齐“党旗、誓词、制度牌”等四项设施。") == [("count", "党旗、誓词、制度牌”等四项设施")]


def test_eleven_and_twelve_are_numbers_of_sets() -> None:
    assert set_size("十一项") == 11
    assert set_size("十二有") == 12
