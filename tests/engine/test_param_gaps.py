"""A parameter without a value for somebody is named before anything is judged by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.model import Adoption, Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import Rows, facts_of, pack_of, unit

DAY = date(2021, 6, 30)
FLOOR = {
    "form": "threshold",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "value": "max(venue.area_m2)",
    "require": "value >= param('floor')",
    "unit": "m2",
}


def by_county(folder: Path, values: Sequence[Any], **more: Any) -> Pack:
    return pack_of(
        folder, FLOOR, [{"id": "floor", "title": "场所底线", "unit": "m2", "local": True, "by": "place", "values": values, **more}]
    )


def villages(*regions: str) -> Rows:
    return {"unit": [unit(f"村{number}", "village", region=region) for number, region in enumerate(regions)]}


TWO = [{"since": "2020-01-01", "value": 100, "place": "450324"}, {"since": "2020-01-01", "value": 120, "place": "450325"}]


def test_a_county_left_out_is_named_with_file_line_key_and_remedy(tmp_path: Path) -> None:
    pack = by_county(tmp_path, TWO)
    with pytest.raises(BadInput) as caught:
        evaluate([pack], facts_of(pack, villages("450324100", "450326100", "450326101")), DAY)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.key) == ("params.yaml", 1, "floor")
    assert problem.message == "参数“场所底线”在 2021-06-30 对地区 450326100没有值,有 1 个对象要用它"
    assert "补上" in problem.remedy


def test_a_day_before_the_first_value_is_named_too(tmp_path: Path) -> None:
    pack = by_county(tmp_path, [{"since": "2021-07-01", "value": 100}])
    with pytest.raises(BadInput, match="没有值"):
        evaluate([pack], facts_of(pack, villages("450324100")), DAY)


def test_a_county_where_nobody_is_judged_needs_no_value(tmp_path: Path) -> None:
    pack = by_county(tmp_path, TWO)
    assert evaluate([pack], facts_of(pack, villages("450324100", "450325100")), DAY).subjects.num_rows == 2


def test_a_value_for_everybody_fills_the_gap(tmp_path: Path) -> None:
    pack = by_county(tmp_path, [*TWO, {"since": "2020-01-01", "value": 80}])
    assert evaluate([pack], facts_of(pack, villages("450326100")), DAY).subjects.num_rows == 1


def test_one_county_left_out_does_not_stop_an_installation(tmp_path: Path) -> None:
    """Where packs are adopted the others go on; the county left out is unknown, and its why says what is missing."""
    pack = by_county(tmp_path, TWO)
    adopted = [Adoption(pack.id, pack.hash, "top", date(2020, 1, 1))]
    (row,) = evaluate([pack], facts_of(pack, villages("450326100")), DAY, adoptions=adopted).subject_rows()
    assert row["verdict"] == "unknown"
