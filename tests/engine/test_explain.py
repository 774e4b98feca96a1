"""Every figure opens to the rows it was counted from, and the rows add up."""

from __future__ import annotations

import json
import random
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gangju.demo import county
from gangju.engine.explain import explain
from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate

DAY = date(2026, 6, 30)
PAIRS = 200


@pytest.fixture(scope="module")
def tiny(shared: Path) -> tuple[Pack, Facts]:
    folder = shared / "spec" / "tiny_pack"
    pack = load_pack(folder / "pack")
    return pack, load_facts(folder / "facts", pack.catalogue)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, root: Path) -> tuple[Pack, Facts]:
    folder = tmp_path_factory.mktemp("demo") / "facts"
    county.write(folder, size="small")
    pack = load_pack(root / "src/gangju/demo/pack")
    return pack, load_facts(folder, pack.catalogue)


def test_the_small_pack_explains_as_worked_out_by_hand(tiny: tuple[Pack, Facts], shared: Path) -> None:
    expected = json.loads((shared / "spec/tiny_pack/expected/explain_hours.json").read_text(encoding="utf-8"))
    assert explain(*tiny, date(2026, 12, 31), "member-hours", "p05").as_json() == expected


@pytest.mark.long
def test_rows_of_two_hundred_random_results_add_up_to_the_value(demo: tuple[Pack, Facts]) -> None:
    pack, facts = demo
    rows = [row for row in evaluate([pack], facts, DAY).subject_rows() if row["value"] is not None]
    chosen = random.Random(20260630).sample(rows, PAIRS)
    wrong = [(row["standard"], row["subject_id"]) for row in chosen if not _adds_up(pack, facts, row)]
    assert wrong == []


def _adds_up(pack: Pack, facts: Facts, row: dict[str, Any]) -> bool:
    why = explain(pack, facts, DAY, row["standard"], row["subject_id"], org_id=row["org_id"]).as_json()
    total = sum((Fraction(counted["amount"]) for counted in why["rows"]), Fraction(0))
    same = all(why[key] == row[key] for key in ("verdict", "target", "shortfall", "note", "period"))
    return same and total == Fraction(str(row["value"])) == Fraction(str(why["value"][0]))


def test_every_form_says_its_requirement_in_words(demo: tuple[Pack, Facts]) -> None:
    pack, facts = demo
    first = {row["standard"]: row["subject_id"] for row in evaluate([pack], facts, DAY).subject_rows()}
    said = [explain(pack, facts, DAY, standard, subject).formula for standard, subject in first.items()]
    assert len(said) == len(pack.standards)
    assert [text for text in said if any("a" <= char.lower() <= "z" for char in text)] == []


def test_explain_names_the_parameter_that_bound_with_its_date(tiny: tuple[Pack, Facts]) -> None:
    why = explain(*tiny, date(2026, 12, 31), "village-venue", "v-zq")
    (used,) = why.params
    assert (used.name, used.value, used.since, used.source) == (
        "venue_area",
        Fraction(100),
        date(2026, 1, 1),
        "params.yaml place=990101101",
    )


def test_explain_of_a_subject_without_a_result_says_so(tiny: tuple[Pack, Facts]) -> None:
    with pytest.raises(BadInput, match="没有这项标准的结果"):
        explain(*tiny, date(2026, 12, 31), "member-hours", "nobody")
