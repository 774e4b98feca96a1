"""Figures: how they are printed and what is read from them."""

from __future__ import annotations

import pytest

from tests.reader.tools import clause_with, figures, quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("党员参加学习不少于32学时。", (">=", 32, "学时")),
        ("每个支部配备至少两名联络员。", (">=", 2, "名")),
        ("活动场所面积不小于80平方米。", (">=", 80, "m2")),
        ("活动场所达到120㎡以上。", (">=", 120, "m2")),
        ("使用面积超过200平米。", (">", 200, "m2")),
        ("缺席不超过3次。", ("<=", 3, "次")),
        ("党员人数在50名以内的支部。", ("<=", 50, "名")),
        ("年龄35岁左右的干部。", ("~", 35, "岁")),
        ("近千名党员参加轮训。", ("~", 1000, "名")),
        ("轮训1万多名党员。", (">", 10_000, "名")),
        ("投入3000余万元改造阵地。", (">", 30_000_000, "元")),
        ("专项经费不低于9万元。", (">=", 90_000, "元")),
        ("设立基金1.5亿元。", ("=", 150_000_000, "元")),
        ("补助1,200元。", ("=", 1200, "元")),
        ("覆盖率达到100%。", (">=", 100, "%")),
        ("大专以上学历的达百分之三十以上。", (">=", 30, "%")),
        ("产生的比例不低于4/5。", (">=", 80, "%")),
        ("到会人数达到三分之二。", (">=", "200/3", "%")),
        ("比例提高到一半以上。", (">=", 50, "%")),
        ("赞成票须过半数。", (">", 50, "%")),
        ("满意率达到九成以上。", (">=", 90, "%")),
        ("建设1-2个驿站。", ("between", [1, 2], "个")),
        ("选取两三个村试点。", ("between", [2, 3], "个")),
        ("按总数的1%至2%配备。", ("between", [1, 2], "%")),
        ("由市与区按4:6比例分担。", ("=", [4, 6], "比")),
        ("由市、区两级财政按1∶1比例分担。", ("=", [1, 1], "比")),
        ("按1:0.9:0.7的比例落实报酬。", ("=", [1, "9/10", "7/10"], "比")),
        ("报酬不低于上年度人均收入的两倍。", (">=", 2, "倍")),
        ("应在10个工作日内答复。", ("<=", 10, "工作日")),
        ("任职满8年的书记。", (">=", 8, "年")),
        ("比例达到50%左右。", ("~", 50, "%")),
        ("预备期为一年。", ("=", 1, "年")),
        ("活动场所≥40㎡。", (">=", 40, "m2")),
        ("查找率不低于九成。", (">=", 90, "%")),
        ("任期内至少轮训一遍。", (">=", 1, "次")),
        ("整改时限:一个月。", ("=", 1, "个月")),
        ("全镇12个村、3个社区,每村选派4名干部。", ("=", 4, "名")),
        ("党费按月收入的2%交纳。", ("=", 2, "%")),
        ("到会人数超过应到会人数的五分之四(含五分之四)。", (">=", 80, "%")),
        ("须经半数以上党员同意。", (">=", 50, "%")),
        ("须经过半数以上党员同意。", (">=", 50, "%")),
        ("专项经费原则上二万元以上。", (">=", 20_000, "元")),
        ("1名导师带2名学员。", ("=", 2, "名")),
        ("考察半年以上。", (">=", "1/2", "年")),
        ("奖励5000元至1万元。", ("between", [5000, 10_000], "元")),
        ("按“三星级”以上的标准整顿。", (">=", 3, "星")),
        ("配备一名专职副书记。", ("=", 1, "名")),
        ("驻村时间不少于3个月。", (">=", 3, "个月")),
    ],
)
def test_a_figure_is_read_as_printed(text: str, expected: tuple[str, object, str]) -> None:
    assert figures(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "深入学习党的十九届五中全会精神。",
        "开展“五个一”活动。",
        "贯彻《村级活动场所管理办法(2018年第3号)》。",
        "围绕七个方面开展工作。",
        "选派第一书记驻村。",
        "坚持成熟一个建立一个、建立一个巩固一个。",
        "整改一项销号一项。",
        "这项工作一个都不能少。",
        "建成一批示范点。",
        "已培养了近200名骨干。",
        "公布12371信息平台。",
        "形成一个长效机制。",
        "改进二次推荐办法。",
    ],
)
def test_numbers_that_ask_for_nothing_give_no_quantity(text: str) -> None:
    assert figures(text) == []


def test_a_share_says_what_it_is_of() -> None:
    assert [item.denominator for item in quantities("副职按不低于正职的90%落实。")] == ["正职"]
    assert [item.denominator for item in quantities("按机关工作人员总数的1%配备。")] == ["机关工作人员总数"]
    assert [item.denominator for item in quantities("在不低于30%的社区党组织中设立工作室。")] == ["社区党组织"]


def test_the_nearest_each_is_what_a_figure_is_for() -> None:
    assert [item.per for item in quantities("每名党员每年参训不少于24学时。")] == ["年"]
    assert [item.per for item in quantities("每个社区建有1支以上志愿队伍。")] == ["社区"]
    assert [item.per for item in quantities("每名农村党员年参训时长不少于40学时。")] == ["年"]
    assert [item.per for item in quantities("补助100元/人。")] == ["人"]
    assert [item.per for item in quantities("每人结对一个村,培养一个宣传员。")] == ["人", "人"]


def test_a_length_of_time_takes_no_rate_from_before_the_comma() -> None:
    assert [(item.text, item.per) for item in quantities("每年选派不少于20名干部驻村,时间不少于1年。")] == [("20名", "年"), ("1年", None)]


def test_force_is_must_generally_or_strive() -> None:
    text = "确保达到80%,力争达到90%;一般不低于70%,副职不低于60%。"
    assert [item.force for item in quantities(text)] == ["must", "strive", "generally", "must"]


def test_a_second_share_joined_by_and_keeps_the_comparator() -> None:
    assert figures("市直和县直一般不低于1/2和1/3。") == [(">=", 50, "%"), (">=", "100/3", "%")]


def test_full_width_figures_read_like_half_width_ones() -> None:
    assert figures("参训不少于４０学时,覆盖率达到１００％。") == [(">=", 40, "学时"), (">=", 100, "%")]


def test_what_is_joined_stands_under_the_same_comparator() -> None:
    assert figures("每年受训不少于7天、56学时。") == [(">=", 7, "天"), (">=", 56, "学时")]


def test_a_list_that_ends_in_its_number_adds_no_figure() -> None:
    assert figures("在农村、社区、机关、学校等4个领域开展。") == []


def test_two_demands_in_a_sentence_are_two_clauses() -> None:
    text = "书记参训不少于56学时,党员参训不少于40学时。"
    assert [len(clause_with(text, word).quantities) for word in ("书记", "党员")] == [1, 1]
