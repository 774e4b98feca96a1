"""Ways of taking subjects together: read at load, and refused where they would mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.engine.load import load_pack
from gangju.engine.problem import BadInput
from tests.oracle.against import catalogue
from tests.oracle.texts import write_pack
from tests.oracle.worlds import World, world


def rolled_up(kind: str) -> World:
    drawn = world(0)
    standard = {**drawn["standards"][0], "roll_up": [{"kind": kind, "op": ">=", "value": 1}]}
    return {**drawn, "standards": [standard]}


@pytest.mark.parametrize("kind", ["share", "count", "sum", "mean", "pooled"])
def test_every_roll_up_of_the_language_is_read(tmp_path: Path, kind: str) -> None:
    assert load_pack(write_pack(rolled_up(kind), tmp_path), catalogue()).standards[0].roll_up[0].kind == kind


def test_children_are_for_a_mean_alone(tmp_path: Path) -> None:
    drawn = rolled_up("share")
    drawn["standards"][0]["roll_up"][0]["of"] = "children"
    with pytest.raises(BadInput) as refused:
        load_pack(write_pack(drawn, tmp_path), catalogue())
    (problem,) = refused.value.problems
    assert (problem.key.split(".", 1)[1], problem.message) == ("roll_up.0.value", "share 不写 of")
