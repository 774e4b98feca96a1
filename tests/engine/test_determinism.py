"""The same facts give the same bytes: whatever the number of threads, whatever the order of the rows."""

from __future__ import annotations

import json

import pytest

from tests.oracle.against import beside_another, engine, shuffled
from tests.oracle.worlds import World, world

SEEDS = [3, 11, 42]


@pytest.fixture(params=SEEDS)
def drawn(request: pytest.FixtureRequest) -> World:
    return world(request.param)


def printed(drawn: World, threads: int | None = None) -> str:
    return json.dumps(engine(drawn, threads=threads), ensure_ascii=False)


def test_one_two_and_four_threads_give_the_same_bytes(drawn: World) -> None:
    assert printed(drawn, 1) == printed(drawn, 2) == printed(drawn, 4)


@pytest.mark.parametrize("order", [1, 2])
def test_shuffled_rows_give_the_same_bytes(drawn: World, order: int) -> None:
    assert printed(shuffled(drawn, order)) == printed(drawn)


def test_a_second_pack_in_the_same_run_changes_nothing(drawn: World) -> None:
    assert beside_another(drawn) == engine(drawn)
