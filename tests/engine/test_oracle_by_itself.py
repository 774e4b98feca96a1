"""Before it may judge the engine, the oracle itself must agree with the founding papers, and its worlds must hold what they promise."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.oracle.oracle import judge
from tests.oracle.tiny import county, given
from tests.oracle.worlds import expected, world


@pytest.mark.parametrize("part", ["subjects", "groups"])
def test_the_oracle_gives_every_expected_row_of_the_small_county(shared: Path, part: str) -> None:
    folder = shared / "spec" / "tiny_pack"
    assert judge(county(folder), date(2026, 12, 31))[part] == given(folder, part)


def test_the_same_seed_gives_the_same_world() -> None:
    assert world(7) == world(7)
    assert world(7) != world(8)


def test_random_worlds_reach_every_verdict_of_every_form() -> None:
    seen: Counter[tuple[str, str | None]] = Counter()
    for seed in range(200):
        seen.update((row["standard"].split("-")[0], row["verdict"]) for row in expected(world(seed))["subjects"])
    common = {"pass", "fail", "unknown", "exempt"}
    assert {verdict for form, verdict in seen if form == "threshold"} == common | {"pending", "not_applicable", None}
    assert {verdict for form, verdict in seen if form == "share"} == common | {"pending", None}
    assert {verdict for form, verdict in seen if form == "rhythm"} == common | {"pending", "not_applicable"}
    assert {verdict for form, verdict in seen if form == "checklist"} == common | {"not_applicable", "pending"}
    assert {verdict for form, verdict in seen if form == "quota"} == {"pass", "fail", "exempt", "pending"}
    assert {verdict for form, verdict in seen if form == "spell"} == common | {"not_applicable"}
    assert {verdict for form, verdict in seen if form == "trend"} == common | {"pending", None}
    assert {verdict for form, verdict in seen if form == "split"} == common | {"pending"}
