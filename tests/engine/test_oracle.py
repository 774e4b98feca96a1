"""Random trees, dates and facts: the engine says what the oracle says, row by row. And a planted bug does not go unseen.

A failing example leaves the smallest world on which they disagree as a pack and a facts folder, and prints both.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.against import differences, engine, report
from tests.oracle.ledger import Row, ancestors, read
from tests.oracle.oracle import reference_day
from tests.oracle.rollup import as_judged, as_printed, sums
from tests.oracle.worlds import World, world

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
# a world has its own way of becoming smaller, see oracle/shrink.py; the seeds are the same on every machine
QUIET = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def agree(seed: int, folder: Path) -> None:
    drawn = world(seed)
    if differences(drawn):
        pytest.fail(report(drawn, folder / str(seed)), pytrace=False)


@pytest.mark.long
@settings(QUIET, max_examples=25)
@given(seed=SEEDS)
def test_engine_and_oracle_agree_on_random_worlds(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    agree(seed, tmp_path_factory.mktemp("world"))


@pytest.mark.long
@settings(QUIET, max_examples=1000)
@given(seed=SEEDS)
def test_engine_and_oracle_agree_on_a_thousand_random_worlds(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    agree(seed, tmp_path_factory.mktemp("world"))


@pytest.mark.long
def test_group_rows_are_the_sums_of_the_subjects_found_by_walking_down_the_tree() -> None:
    compared = 0
    for seed in range(8):
        drawn = {**world(seed), "adoption": None}
        said = engine(drawn)
        for standard in [standard for standard in drawn["standards"] if adds_up(standard)]:
            subjects = [row for row in said["subjects"] if row["standard"] == standard["id"]]
            groups = [row for row in said["groups"] if row["standard"] == standard["id"] and row["roll_up"] == "all"]
            by_hand = sums_of_standard(drawn, standard, subjects)
            assert {row["org_id"]: as_judged(row) for row in groups} == by_hand
            compared += len(groups)
    assert compared > 5


def adds_up(standard: Row) -> bool:
    """Everywhere judged, in one line a subject, and nobody twice: who holds two posts counts once above both."""
    return {"kind": "all"} in standard["roll_up"] and standard["where"]["rule"] != "holders" and "parts" not in standard


@pytest.mark.long
def test_a_subtree_asked_for_gives_the_rows_of_the_whole_that_lie_in_it() -> None:
    compared = 0
    for seed in range(5):
        drawn = world(seed)
        whole, part = engine(drawn), engine(drawn, org="o1")
        for kind, rows in whole.items():
            inside = [row for row in rows if "o1" in superiors(drawn, row)]
            assert part[kind] == inside
            compared += len(inside)
    assert compared > 5


def superiors(drawn: World, row: Row) -> list[str]:
    standard = next(standard for standard in drawn["standards"] if standard["id"] == row["standard"])
    day = reference_day(standard, date.fromisoformat(drawn["asked"]["as_of"]), drawn["asked"]["period"])
    return ancestors(read(drawn["facts"], date.max), row["org_id"], day)


def sums_of_standard(drawn: World, standard: Row, subjects: list[Row]) -> dict[str, Row]:
    as_of = date.fromisoformat(drawn["asked"]["as_of"])
    day = reference_day(standard, as_of, drawn["asked"]["period"])
    whole = sums(subjects, read(drawn["facts"], date.max), day)
    return {name: as_printed(total) for name, total in whole.items()}
