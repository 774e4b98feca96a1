"""Grades: bands of points and quotas of grades."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from gangju.reader.model import Band, Quota
from tests.reader.tools import doubts, figures, plain

Ends = tuple[str, object, object]


def bands(text: str) -> list[Ends]:
    found: list[Band] = [band for clause in read_text(text).clauses for band in clause.bands]
    return [(band.label, plain(band.first), plain(band.last)) for band in found]


def quotas(text: str) -> list[tuple[str, object]]:
    found: list[Quota] = [quota for clause in read_text(text).clauses for quota in clause.quotas]
    return [(quota.label, plain(quota.share)) for quota in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "90分以上的为五星级,80-89分为四星级,60分以上不满80分为三星级,60分以下为一星级。",
            [("五星级", 90, None), ("四星级", 80, 89), ("三星级", 60, 80), ("一星级", None, 60)],
        ),
        (
            "95分(含)以上的,评为五星级党组织;85分(含)至95分的,评为四星级党组织。",
            [("五星级", 95, None), ("四星级", 85, 95)],
        ),
        ("90分(含90分)以上为“好”,不满60分的评价为“差”。", [("好", 90, None), ("差", None, 60)]),
        ("优秀(90分以上)、良好(80-89分)。", [("优秀", 90, None), ("良好", 80, 89)]),
        ("优秀90分以上,合格60-89分,不合格60分以下。", [("优秀", 90, None), ("合格", 60, 89), ("不合格", None, 60)]),
        ("优秀:≥90分;良好:80分≤得分<90分;不合格:<60分。", [("优秀", 90, None), ("良好", 80, 90), ("不合格", None, 60)]),
        ("五星级不低于95分,四星级不低于85分。", [("五星级", 95, None), ("四星级", 85, None)]),
        ("一档(90分及以上)奖励5000元,二档(80分至90分)奖励3000元。", [("一档", 90, None), ("二档", 80, 90)]),
        (
            "评定为三个等级:95分(含)以上为五星,85分(含)至95分为四星,85分以下为三星。",
            [("五星", 95, None), ("四星", 85, 95), ("三星", None, 85)],
        ),
        ("得分在90分以上且无重大问题的,评定为“好”等次。", [("好", 90, None)]),
        ("得分为95分以上,且办成一件实事,评定为“五星”支部。", [("五星", 95, None)]),
        ("优秀考核指标评分≥90分。", [("优秀", 90, None)]),
        ("满分100分,85分以上合格。", [("合格", 85, None)]),
        ("等次 | 分数\n优秀 | 90分以上\n合格 | 60-89分", [("优秀", 90, None), ("合格", 60, 89)]),
    ],
)
def test_bands_have_a_label_and_two_ends(text: str, expected: list[Ends]) -> None:
    assert bands(text) == expected
    assert [unit for _, _, unit in figures(text) if unit == "分"] == []


@pytest.mark.parametrize("text", ["累计扣分达到20分的,评定为不合格。", "70分以下的,由县委约谈。", "扣至0分为止。"])
def test_not_every_bound_of_points_gives_a_grade(text: str) -> None:
    assert bands(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("优秀等次不超过党员总数的1/3。", [("优秀", "100/3")]),
        ("“好”的比例一般不超过25%,“较好”的比例一般不超过50%。", [("好", 25), ("较好", 50)]),
        ("按照不超过20%的比例评定优秀等次。", [("优秀", 20)]),
        ("按考核得分排序,前30%的评为优秀等次。", [("优秀", 30)]),
        ("一星级党组织一般不少于5%。", [("一星级", 5)]),
        ("按照优秀占20%、良好占50%、合格占30%的比例确定等次。", [("优秀", 20), ("良好", 50), ("合格", 30)]),
        ("优秀等次比例:20%;A类占比30%。", [("优秀", 20), ("A类", 30)]),
        ("90分以上的认定为标杆支部。标杆支部数量不超过支部总数的8%。", [("标杆", 8)]),
        ("90分以上的评定为“好”等次,占比不超过40%。", [("好", 40)]),
        ("等次 | 分数 | 名额\n优秀 | 90分以上 | 不超过20%", [("优秀", 20)]),
    ],
)
def test_a_quota_is_the_share_that_a_grade_may_reach(text: str, expected: list[tuple[str, object]]) -> None:
    assert quotas(text) == expected


@pytest.mark.parametrize(
    "text", ["其中35周岁以下的占比不低于60%。", "党员优秀率达到90%以上。", "群众满意度不低于95%。", "覆盖率达到100%。"]
)
def test_a_rate_to_be_reached_is_no_quota(text: str) -> None:
    assert quotas(text) == []


SCALE = "考核结果分为四个等次。90分以上的为优秀,80-89分为良好,60分以上不满80分为合格,60分以下为不合格。"


def test_a_whole_scale_has_as_many_grades_as_it_says() -> None:
    assert doubts(SCALE) == []
    assert doubts(SCALE.replace("四个等次", "三个等次")) == [("count", "三个等次")]
    assert doubts(SCALE.replace("四个等次", "五个等次").replace(",60分以下为不合格", "")) == []


def test_a_hole_between_two_grades_and_an_overlap_are_flagged() -> None:
    assert doubts(SCALE.replace("80-89分", "80-85分")) == [("two_readings", "90分以上的为优秀")]
    assert doubts(SCALE.replace("80-89分", "75-89分")) == [("two_readings", "75-89分为良好")]
