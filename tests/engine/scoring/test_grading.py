"""Grades: certain or not, vetoed, barred, held to a share."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gangju.engine.scoring.cards import SCORED, Card
from gangju.engine.scoring.grading import barred, possible, proposals, vetoed, within_quotas
from gangju.engine.scoring.model import Band, Bar, Class, Consequence, Quota, Scheme

TOPS = [("a", Fraction(90)), ("b", Fraction(75)), ("c", Fraction(60)), ("d", Fraction(0))]
SCHEME = Scheme(
    id="s", title="评", clause=(), each="organization", period="year", points=Fraction(100), classes=(Class("all", "全部", "x"),),
    bands=tuple(Band(grade, grade, first) for grade, first in TOPS),
)  # fmt: skip


def card(name: str, low: str, high: str | None = None, scheme: Scheme = SCHEME) -> Card:
    ends = Fraction(low), Fraction(high or low)
    return Card("p", scheme, "all", "2018", name, name, SCORED, ends, possible(TOPS, ends))


@pytest.mark.parametrize(
    ("low", "high", "grades"),
    [("90", "90", "a"), ("89.99", "89.99", "b"), ("89.99", "90", "ab"), ("0", "100", "abcd"), ("60", "74.99", "c"), ("-3", "-3", "d")],
)
def test_a_grade_is_known_where_all_that_may_come_leaves_it(low: str, high: str, grades: str) -> None:
    assert possible(TOPS, (Fraction(low), Fraction(high))) == tuple(grades)


def test_a_veto_leaves_the_lowest_grade_and_a_possible_one_adds_it() -> None:
    order = [grade for grade, _ in TOPS]
    assert vetoed(order, ("a",), surely=True, maybe=False) == ("d",)
    assert vetoed(order, ("a",), surely=False, maybe=True) == ("a", "d")
    assert vetoed(order, ("a", "b"), surely=False, maybe=False) == ("a", "b")


def test_a_grade_that_one_below_bars_is_replaced_by_the_next() -> None:
    scheme = Scheme(**{**vars(SCHEME), "bars": (Bar("a", "d"),)})
    assert barred(scheme, ("a",), [("a",), ("d",)]) == ("b",)
    assert barred(scheme, ("a",), [("a",), ("c", "d")]) == ("a", "b")
    assert barred(scheme, ("a",), [("a",), ("b",)]) == ("a",)
    assert barred(scheme, ("b",), [("d",)]) == ("b",)


def kept(quota: Quota, *cards: Card) -> list[str]:
    scheme = Scheme(**{**vars(SCHEME), "quotas": (quota,)})
    return ["".join(each.grades) for each in within_quotas(scheme, cards, lambda _, __: "county")]


HALF = Quota("a", Fraction(1, 2), "county")


def test_so_many_as_the_share_allows_keep_the_grade() -> None:
    assert kept(HALF, card("甲", "99"), card("乙", "95"), card("丙", "92"), card("丁", "70")) == ["a", "a", "b", "c"]


def test_a_tie_at_the_edge_loses_the_grade() -> None:
    assert kept(HALF, card("甲", "99"), card("乙", "95"), card("丙", "95"), card("丁", "70")) == ["a", "b", "b", "c"]


def test_shares_of_heads_are_rounded_down() -> None:
    assert kept(Quota("a", Fraction(1, 3), "county"), card("甲", "99"), card("乙", "98")) == ["b", "b"]


def test_while_points_are_open_the_seat_is_open() -> None:
    assert kept(HALF, card("甲", "99"), card("乙", "91", "93")) == ["a", "b"]
    assert kept(HALF, card("甲", "92", "99"), card("乙", "91", "93")) == ["ab", "ab"]


def test_what_is_proposed_is_certain() -> None:
    low = Consequence("low", "写说明", (), "duty", (), Fraction(70), "", {})
    poor = Consequence("poor", "列入帮扶", (), "duty", ("d",), None, "", {})
    scheme = Scheme(**{**vars(SCHEME), "consequences": (low, poor)})
    assert [proposals(scheme, card("x", *ends)) for ends in (("70",), ("69.99",), ("50", "70"), ("10", "59"))] == [
        (), ("low",), (), ("low", "poor"),
    ]  # fmt: skip
