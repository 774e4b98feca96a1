"""Ways of taking subjects together: those that nobody computes yet are refused, not computed as something else."""

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


@pytest.mark.parametrize("kind", ["mean", "pooled"])
def test_a_roll_up_that_is_not_built_is_refused_at_load(tmp_path: Path, kind: str) -> None:
    with pytest.raises(BadInput) as refused:
        load_pack(write_pack(rolled_up(kind), tmp_path), catalogue())
    (problem,) = refused.value.problems
    assert problem.key.endswith("roll_up.0.kind")
    assert problem.message == f"汇总方式 {kind} 还不能计算"


@pytest.mark.parametrize("kind", ["share", "count"])
def test_a_roll_up_that_is_built_is_read(tmp_path: Path, kind: str) -> None:
    assert load_pack(write_pack(rolled_up(kind), tmp_path), catalogue()).standards[0].roll_up[0].kind == kind
