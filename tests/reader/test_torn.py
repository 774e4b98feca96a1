"""Points whose figure the copy tore: a doubt each, and no value."""

from __future__ import annotations

import pytest

from tests.reader.tools import doubts, figures, plain, scores


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("缺席一次扣0 5分。", ("lost_sign", "0 5分")),
        ("缺席一次扣05分。", ("lost_sign", "05分")),
        ("缺席一次扣l分。", ("lost_digit", "l分")),
        ("获表彰的加O.5分。", ("lost_digit", "O.5分")),
        ("缺席的扣 分。", ("lost_digit", "扣 分")),
        ("阵地建设(分)", ("lost_digit", "分")),
        ("情节较重的扣1020分。", ("lost_sign", "1020分")),
        ("情节较轻的扣310分。", ("lost_sign", "310分")),
    ],
)
def test_a_torn_figure_of_points_is_a_doubt_without_a_value(text: str, expected: tuple[str, str]) -> None:
    text = f"考核细则\n{text}"
    assert doubts(text) == [expected]
    assert scores(text) == []
    assert figures(text) == []


def test_what_stands_beside_a_torn_figure_keeps_its_value() -> None:
    (item,) = scores("考核细则\n迟到一次扣0 5分,旷会一次扣2分。")
    assert [(rule.kind, plain(rule.amount), rule.per) for rule in item.rules] == [("deduct_each", 2, "次")]


@pytest.mark.parametrize("text", ["酌情扣分。", "扣完本项得分为止。", "会议于19:05分开始。", "扣100分。", "加分项另计。"])
def test_what_is_whole_is_no_doubt(text: str) -> None:
    assert doubts(f"考核细则\n{text}") == []
