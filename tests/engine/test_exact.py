"""No float reaches a verdict: ratios are cross-multiplied, money is rounded half up once, heads are whole."""

from __future__ import annotations

from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangju.engine import sql
from gangju.engine.results import exact
from gangju.engine.words import number

BIG = st.integers(0, 2**60)
CONNECTION = duckdb.connect()


def _run(text: str) -> int:
    row = CONNECTION.execute(f"SELECT {text}").fetchone()
    assert row is not None
    return int(row[0])


@given(BIG, st.integers(1, 2**20))
def test_the_one_division_rounds_half_up_also_above_two_to_the_53(numerator: int, denominator: int) -> None:
    half_up = (Fraction(numerator, denominator) + Fraction(1, 2)).__floor__()
    assert _run(sql.div("half_up", f"{numerator}::HUGEINT", denominator)) == half_up


@given(BIG, st.integers(1, 2**20))
def test_ceil_and_floor_are_whole(numerator: int, denominator: int) -> None:
    ratio = Fraction(numerator, denominator)
    assert _run(sql.div("ceil", f"{numerator}::HUGEINT", denominator)) == ratio.__ceil__()
    assert _run(sql.div("floor", f"{numerator}::HUGEINT", denominator)) == ratio.__floor__()


@pytest.mark.parametrize(
    ("amount", "scale", "said"),
    [(2400, 100, 24), (2350, 100, "23.5"), (1, 100, "0.01"), (-150, 100, "-1.5"), (-5, 100, "-0.05"), (7, 1, 7), (None, 100, None)],
)
def test_a_scaled_number_is_told_in_its_human_unit(amount: int | None, scale: int, said: int | str | None) -> None:
    assert exact(amount, scale) == said


@given(st.integers(-(10**12), 10**12))
def test_what_is_told_is_what_was_counted(amount: int) -> None:
    assert Fraction(str(exact(amount, 100))) == Fraction(amount, 100)


def test_a_third_stays_a_third() -> None:
    assert number(Fraction(1, 3)) == "1/3"
    assert number(Fraction(47, 2)) == "23.5"
