"""The small pack of the specification: its cases hold for every form that is built."""

from __future__ import annotations

from pathlib import Path

from gangju.engine.cases import run_cases
from gangju.engine.forms import FORMS
from gangju.engine.load import load_pack


def test_cases_of_built_forms_hold_and_the_rest_say_what_is_missing(shared: Path) -> None:
    pack = load_pack(shared / "spec" / "tiny_pack" / "pack")
    results = run_cases(pack)
    assert [result for result in results if not result.ok and not result.not_built] == []
    assert {form for result in results for form in result.not_built} == {standard.form for standard in pack.standards} - FORMS.keys()
    assert sum(result.ok for result in results) >= 20
