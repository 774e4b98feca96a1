"""A published result is computed again and says equal, or what differs; facts and packs of another hash are refused by name."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from gangju.engine.compare import Side
from gangju.engine.frozen import Frozen, freeze, replay, results_hash
from gangju.engine.model import Adoption, Pack
from gangju.engine.problem import BadInput
from gangju.engine.results import Results
from tests.engine.test_compare import HOURS, PARAMS, ROWS
from tests.engine.worlds_of_forms import facts_of, pack_of

JUNE = date(2026, 6, 30)


@pytest.fixture
def side(tmp_path: Path) -> Side:
    pack = pack_of(tmp_path, HOURS, PARAMS)
    bound = Adoption(pack.id, pack.hash, "top", date(2026, 1, 1), params={"hours": Fraction(100, 3)})
    return Side([pack], facts_of(pack, ROWS), JUNE, adoptions=[bound])


def test_a_frozen_result_is_equal_when_computed_again(side: Side) -> None:
    frozen, results = freeze(side)
    told = Frozen.from_json(json.loads(json.dumps(frozen.as_json())))
    assert told == frozen
    assert told.hash == frozen.hash
    again = replay(told, side.packs, side.facts, results)
    assert again.equal
    assert results_hash(again.results) == frozen.results_hash


def test_results_put_to_rest_have_the_same_hash(side: Side, tmp_path: Path) -> None:
    frozen, results = freeze(side)
    results.write(tmp_path / "kept")
    assert results_hash(Results.read(tmp_path / "kept")) == frozen.results_hash


def test_a_row_that_was_altered_is_named(side: Side) -> None:
    frozen, results = freeze(side)
    flattered = pa.array(["pass"] * results.subjects.num_rows, pa.string())
    altered = results.subjects.set_column(results.subjects.schema.get_field_index("verdict"), "verdict", flattered)
    kept = replace(results, subjects=altered)
    published = replace(frozen, results_hash=results_hash(kept))
    again = replay(published, side.packs, side.facts, kept)
    assert again.differing is not None
    names = {row["subject_id"] for row in again.differing.subject_rows()}
    assert names == set(results.subjects.filter(pc.not_equal(results.subjects["verdict"], "pass"))["subject_id"].to_pylist())
    assert names


def test_facts_of_another_snapshot_are_refused_with_both_hashes(side: Side) -> None:
    frozen, _ = freeze(side)
    other = facts_of(side.packs[0], {**ROWS, "participation": ROWS["participation"][:-1]})
    with pytest.raises(BadInput) as caught:
        replay(frozen, side.packs, other)
    (problem,) = caught.value.problems
    assert problem.key == "facts_hash"
    assert side.facts.hash in problem.message
    assert other.hash in problem.message


def test_another_version_of_the_pack_is_refused(side: Side, tmp_path: Path) -> None:
    frozen, _ = freeze(side)
    (tmp_path / "new").mkdir()
    newer: Pack = pack_of(tmp_path / "new", {**HOURS, "advice": "改了一个字"}, PARAMS)
    with pytest.raises(BadInput, match="没有公布时的那一版方案包"):
        replay(frozen, [newer], side.facts)


def test_whatever_a_result_rests_on_is_part_of_its_hash(side: Side) -> None:
    frozen, _ = freeze(side)
    changed = replace(frozen.adoptions[0], params={"hours": Fraction(34)})
    others = [replace(frozen, adoptions=(changed,)), replace(frozen, as_of=date(2026, 7, 1)), replace(frozen, org="b1")]
    assert len({frozen.hash, *(each.hash for each in others)}) == 4
    assert replace(frozen, engine="0").hash == frozen.hash
