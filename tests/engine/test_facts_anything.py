"""Whatever stands in a folder, the loader answers with tables or with sentences, never with a crash or a guess."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import facts_from_rows, load_facts, write_facts
from gangju.engine.model import Catalogue
from gangju.engine.problem import BadInput, Problem
from tests.engine.facts_world import CATALOGUE, SOUND

TEMPTING = [
    "",
    " ",
    "0",
    "-1",
    "true",
    "2026-01-01",
    "9999-12-31",
    "2026-02-30",
    "b-bs",
    "p1",
    "activity.training",
    "是",
    "1e9",
    "\ufeff",
    '"',
    "a,b",
]


@pytest.fixture(scope="module")
def small(shared: Path) -> tuple[dict[str, list[dict[str, str]]], Catalogue]:
    """The founding facts as rows of text, and their catalogue."""
    folder = shared / "spec" / "tiny_pack"
    rows = {path.stem: list(csv.DictReader(path.open(encoding="utf-8"))) for path in (folder / "facts").glob("*.csv")}
    return rows, load_catalogue(SHIPPED, folder / "catalogue")


def answer(rows: dict[str, Any], catalogue: Catalogue) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        facts_from_rows(rows, catalogue)
    except BadInput as bad:
        problems = bad.problems
    assert all(problem.message and problem.remedy and not problem.remedy.endswith("。") for problem in problems)


@pytest.mark.long
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_cell_may_hold_anything(small: tuple[dict[str, list[dict[str, str]]], Catalogue], data: st.DataObject) -> None:
    rows, catalogue = small
    relation = data.draw(st.sampled_from(sorted(rows)))
    place = data.draw(st.integers(0, len(rows[relation]) - 1))
    column = data.draw(st.sampled_from(sorted(rows[relation][place])))
    cells = [row[column] for row in rows[relation]]
    text = data.draw(st.one_of(st.sampled_from(TEMPTING), st.sampled_from(cells), st.text(max_size=12)))
    changed = [*rows[relation][:place], rows[relation][place] | {column: text}, *rows[relation][place + 1 :]]
    answer({**rows, relation: changed}, catalogue)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_row_may_be_missing_or_stand_twice(small: tuple[dict[str, list[dict[str, str]]], Catalogue], data: st.DataObject) -> None:
    rows, catalogue = small
    relation = data.draw(st.sampled_from(sorted(rows)))
    place = data.draw(st.integers(0, len(rows[relation]) - 1))
    times = data.draw(st.sampled_from([0, 2]))
    answer({**rows, relation: [*rows[relation][:place], *[rows[relation][place]] * times, *rows[relation][place + 1 :]]}, catalogue)


@settings(max_examples=60, deadline=None)
@given(
    content=st.one_of(st.binary(max_size=80), st.text(max_size=80).map(str.encode)),
    name=st.sampled_from(["person.csv", "tie.csv", "tie.parquet"]),
)
def test_any_file_may_hold_any_bytes(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_facts(SOUND, Path(folder))
        (Path(folder) / name).write_bytes(content)
        with pytest.raises(BadInput):
            load_facts(Path(folder), CATALOGUE)
