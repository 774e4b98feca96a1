"""The cases of every shipped pack notice what is changed in its standards; what they do not notice is listed with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.engine.load import load_pack
from gangju.engine.survivors import load_survivors, score, survivor_problems
from gangju.engine.trials import try_pack

PACKS = Path(__file__).parents[2] / "src" / "gangju" / "packs"
SHIPPED = sorted(path.parent.name for path in PACKS.glob("*/plan.yaml"))
NOTICED = 98


@pytest.mark.long
def test_cases_notice_ninety_eight_of_a_hundred_changes_and_the_rest_have_a_reason() -> None:
    ran = [try_pack(load_pack(PACKS / name)) for name in SHIPPED]
    trials = [trial for made, _ in ran for trial in made]
    assert [problem for _, problems in ran for problem in problems] == []
    assert survivor_problems(trials, load_survivors()) == []
    sharp = score("", trials)
    assert sharp.killed * 100 >= NOTICED * (sharp.killed + sharp.survived)
