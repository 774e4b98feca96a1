"""What an item gives for what was found: every kind of item at its edges, and as far as is known where not all is."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from gangju.engine.scoring.model import Item
from gangju.engine.scoring.points import RULES, Figure, points


def item(kind: str, worth: int = 20, **more: Any) -> Item:
    return Item(id="i", title="一项", clause=(), kind=kind, points=Fraction(worth), section="一", **more)


def figure(lo: object = None, hi: object = None, of: object = None, verdict: str | None = None, there: bool = True) -> Figure:
    ends = [None if each is None else Fraction(str(each)) for each in (lo, hi, of)]
    return Figure(verdict=verdict, lo=ends[0], hi=ends[1], of=(ends[2], ends[2]), there=there)


def given(asked: Item, read: Figure) -> object:
    return points(asked, read)


@pytest.mark.parametrize(("verdict", "expected"), [("pass", (20, 20)), ("fail", (0, 0)), ("pending", (0, 20)), ("unknown", (0, 20))])
def test_full_or_nothing_hangs_on_the_verdict(verdict: str, expected: tuple[int, int]) -> None:
    assert given(item("full_or_zero"), figure(verdict=verdict)) == expected


@pytest.mark.parametrize(
    ("lo", "hi", "of", "expected"),
    [
        (6, 6, 12, ("10", "10")),
        (1, 1, 3, ("6.67", "6.67")),
        (15, 15, 12, ("20", "20")),
        (6, 9, 12, ("10", "15")),
        (6, None, 12, ("10", "20")),
        (None, None, 12, ("0", "20")),
        (6, 6, None, ("0", "20")),
        (-5, -5, 12, ("0", "0")),
        (0, 0, 0, ("20", "20")),
    ],
)
def test_a_share_is_rounded_once_and_never_more_than_all(lo: object, hi: object, of: object, expected: tuple[str, str]) -> None:
    assert given(item("by_share"), figure(lo, hi, of)) == (Fraction(expected[0]), Fraction(expected[1]))


BANDS = ((Fraction(400), Fraction(20)), (Fraction(300), Fraction(16)), (Fraction(200), Fraction(12)))


@pytest.mark.parametrize(
    ("lo", "hi", "expected"),
    [
        (400, 400, (20, 20)),
        ("399.99", "399.99", (16, 16)),
        (200, 200, (12, 12)),
        ("199.99", "199.99", (0, 0)),
        (250, 350, (12, 16)),
        (250, None, (12, 20)),
        (None, None, (0, 20)),
    ],
)
def test_bands_begin_at_their_first_number(lo: object, hi: object, expected: tuple[int, int]) -> None:
    assert given(item("bands", bands=BANDS), figure(lo, hi)) == expected


@pytest.mark.parametrize(
    ("more", "lo", "hi", "expected"),
    [
        ({}, 3, 3, (14, 14)),
        ({}, 30, 30, (0, 0)),
        ({"cap": Fraction(5)}, 3, 3, (15, 15)),
        ({"floor": Fraction(8)}, 30, 30, (8, 8)),
        ({"per": Fraction(10)}, 29, 29, (16, 16)),
        ({}, 3, None, (0, 14)),
        ({"cap": Fraction(5)}, 1, None, (15, 18)),
        ({}, None, None, (0, 20)),
    ],
)
def test_so_much_is_taken_each_time_down_to_the_floor_or_the_cap(
    more: dict[str, Any], lo: object, hi: object, expected: tuple[int, int]
) -> None:
    assert given(item("deduct_each", amount=Fraction(2), **more), figure(lo, hi)) == expected


def test_of_a_standard_what_is_missing_is_what_is_taken_for() -> None:
    missed = item("deduct_each", amount=Fraction(3), standard="meetings")
    assert given(missed, figure(2, 2, 4)) == (14, 14)
    assert given(missed, figure(2, None, 4)) == (14, 20)
    assert given(missed, figure(9, 9, 4)) == (20, 20)


@pytest.mark.parametrize(("verdict", "expected"), [("pass", (20, 20)), ("fail", (15, 15)), ("unknown", (15, 20))])
def test_once_is_taken_where_something_does_not_hold(verdict: str, expected: tuple[int, int]) -> None:
    assert given(item("deduct_if", amount=Fraction(5)), figure(verdict=verdict)) == expected


@pytest.mark.parametrize(("lo", "hi", "expected"), [(2, 2, (2, 2)), (7, 7, (5, 5)), (2, None, (2, 5)), (0, 0, (0, 0))])
def test_an_award_ends_at_its_cap(lo: object, hi: object, expected: tuple[int, int]) -> None:
    assert given(item("award_each", 5, amount=Fraction(1)), figure(lo, hi)) == expected


def test_an_award_that_may_still_come_is_between() -> None:
    assert [given(item("award_if", 3), figure(verdict=each)) for each in ("pass", "fail", "pending")] == [(3, 3), (0, 0), (0, 3)]


@pytest.mark.parametrize(("lo", "expected"), [(None, (0, 20)), (15, (15, 15)), (25, (20, 20)), (-1, (0, 0))])
def test_what_a_reviewer_enters_stays_within_the_points(lo: object, expected: tuple[int, int]) -> None:
    assert given(item("entered"), figure(lo, lo)) == expected


def test_who_is_not_meant_loses_nothing_and_is_awarded_nothing() -> None:
    nobody = figure(there=False)
    assert given(item("full_or_zero"), nobody) == (20, 20)
    assert given(item("full_or_zero", without="zero"), nobody) == (0, 0)
    assert given(item("award_each", amount=Fraction(1), without="zero"), nobody) == (0, 0)


NUMBERS = st.integers(-3, 40)


@hypothesis.given(
    kind=st.sampled_from(sorted(RULES)),
    lo=NUMBERS,
    more=st.integers(0, 20),
    of=st.integers(0, 30),
    verdict=st.sampled_from(["pass", "fail"]),
)
def test_what_is_known_later_lies_within_what_was_possible(kind: str, lo: int, more: int, of: int, verdict: str) -> None:
    """Whatever the figure turns out to be, the points were among those told before."""
    asked = item(kind, bands=BANDS if kind == "bands" else (), amount=Fraction(2))
    before = points(asked, figure(lo, lo + more, of, "unknown"))
    for value in range(lo, lo + more + 1):
        after = points(asked, figure(value, value, of, verdict))
        assert after[0] == after[1]
        assert before[0] <= after[0] <= before[1]
