"""Scoring items, bands and quotas."""

from __future__ import annotations

import pytest

from gangju.reader import read_text
from gangju.reader.model import Band, Quota, Rule
from tests.reader.tools import figures, plain, scores


def rules(text: str) -> list[tuple[str, object, str | None, object]]:
    found: list[Rule] = [rule for score in scores(text) for rule in score.rules]
    return [(rule.kind, plain(rule.amount), rule.per, plain(rule.cap)) for rule in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("未按期换届的扣5分。", ("deduct_if", 5, None, None)),
        ("每少一次扣1分,最多扣5分。", ("deduct_each", 1, "次", 5)),
        ("获得表彰的,每项加2分,最高不超过6分。", ("award_each", 2, "项", 6)),
        ("参加志愿服务每次计2分,最高12分。", ("award_each", 2, "次", 12)),
        ("发现一次违规扣10分。", ("deduct_each", 10, "次", None)),
        ("出现严重问题的,实行“一票否决”。", ("veto", None, None, None)),
        ("弄虚作假的,该项不得分。", ("zero_if", None, None, None)),
    ],
)
def test_a_rule_of_points_is_read_with_its_cap(text: str, expected: tuple[str, object, str | None, object]) -> None:
    assert rules(text) == [expected]
    assert figures(text) == []


def test_worths_are_points_and_no_quantities() -> None:
    text = "总分100分。其中,组织建设60分,作用发挥40分。"
    assert [plain(score.points) for score in scores(text)] == [100, 60, 40]
    assert figures(text) == []


def test_a_total_after_a_rule_is_the_worth_of_its_item() -> None:
    score = scores("按月交纳党费,每月计1分,共12分。")[0]
    assert (plain(score.points), len(score.rules)) == (12, 1)


def test_bands_have_a_label_and_two_ends() -> None:
    text = "90分以上的为五星级,80-89分为四星级,60分以上不满80分为三星级,60分以下为一星级。"
    found: list[Band] = [band for clause in read_text(text).clauses for band in clause.bands]
    ends = [(band.label, plain(band.first), plain(band.last)) for band in found]
    assert ends == [("五星级", 90, None), ("四星级", 80, 89), ("三星级", 60, 80), ("一星级", None, 60)]


def test_a_quota_is_the_largest_share_of_a_grade() -> None:
    found: list[Quota] = [quota for clause in read_text("优秀等次不超过党员总数的1/3。").clauses for quota in clause.quotas]
    assert [(quota.label, plain(quota.share)) for quota in found] == [("优秀", "100/3")]
