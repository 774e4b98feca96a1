"""The small pack of the specification: its cases hold."""

from __future__ import annotations

from pathlib import Path

from gangju.engine.cases import run_cases
from gangju.engine.load import load_pack


def test_every_case_holds(shared: Path) -> None:
    pack = load_pack(shared / "spec" / "tiny_pack" / "pack")
    results = run_cases(pack)
    assert [result for result in results if not result.ok] == []
    assert len(results) >= 20
