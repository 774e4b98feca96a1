"""Why, in random worlds: what is explained is what was judged, and the rows shown add up to the value."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from tests.oracle.against import whys
from tests.oracle.ledger import Row
from tests.oracle.worlds import expected, world

SAME = ("standard", "part", "org_id", "period", "verdict", "target", "shortfall", "unit", "note")


def asked_why(seed: int, most: int) -> list[tuple[Row, Row]]:
    """Some subjects of one world: the oracle's row beside the engine's explanation."""
    drawn = world(seed)
    subjects = expected(drawn)["subjects"]
    chosen = Random(seed).sample(subjects, min(most, len(subjects)))
    return list(zip(chosen, whys(drawn, chosen), strict=True))


def total(why: Row) -> Fraction:
    return sum((Fraction(row["amount"]) for row in why["rows"]), Fraction(0))


def whole(row: Row) -> bool:
    """Of several conditions together: its rows are those of its parts."""
    return row["part"] is None and row["unit"] == "项" and row["standard"].split("-")[0] != "checklist"


def explained(seeds: range, most: int) -> int:
    """How many explanations were compared, each with the row it explains."""
    pairs = [pair for seed in seeds for pair in asked_why(seed, most)]
    for row, why in pairs:
        assert {name: why[name] for name in SAME} == {name: row[name] for name in SAME}
        assert why["subject"] == {"kind": row["subject_kind"], "id": row["subject_id"]}
        assert why["value"][0] == row["value"]
        if row["value"] is not None and not whole(row):
            assert total(why) == Fraction(row["value"]), (row, why)
    return len(pairs)


@pytest.mark.long
def test_rows_of_an_explanation_add_up_to_the_value() -> None:
    assert explained(range(8), 3) > 15


@pytest.mark.long
def test_rows_of_two_hundred_explanations_add_up_to_the_value() -> None:
    assert explained(range(100, 180), 4) > 200
