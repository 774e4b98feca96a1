"""The invented county under its own plan: fifteen standards, some two thousand rows, said by the engine and by the oracle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gangju.demo.adoption import PACK, demo_pack
from gangju.demo.county import make
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import Facts, facts_from_rows
from gangju.engine.run import evaluate
from tests.oracle.demo import county
from tests.oracle.oracle import judge

DAYS = [
    (date(2026, 6, 30), None),  # the demo's day: half a year, windows running
    (date(2026, 4, 5), None),  # the first quarter in grace
    (date(2027, 1, 11), "2026"),  # the first day on which the whole year is closed
]


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, Any]]]:
    """The county of forty organisations as rows of text."""
    return {
        relation: [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
        for relation, columns in make("small").items()
    }


@pytest.fixture(scope="module")
def facts(rows: dict[str, list[dict[str, Any]]]) -> Facts:
    return facts_from_rows(rows, load_catalogue(SHIPPED))


@pytest.mark.parametrize(("as_of", "period"), DAYS)
def test_the_county_of_the_demo_is_judged_alike(rows: Any, facts: Facts, as_of: date, period: str | None) -> None:
    said = evaluate([demo_pack()], facts, as_of, period=period).as_json()
    ours = judge(county(PACK, rows), as_of, None, period)
    assert said["subjects"] == ours["subjects"]
    assert said["groups"] == ours["groups"]
    assert len(ours["subjects"]) > 500
