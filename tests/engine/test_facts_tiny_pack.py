"""The whole small facts folder of the founding papers: it loads, hashes, derives and travels between formats."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import Facts, load_facts, write_facts
from gangju.engine.model import Catalogue
from gangju.engine.relations import RELATIONS


@pytest.fixture(scope="module")
def catalogue(shared: Path) -> Catalogue:
    return load_catalogue(SHIPPED, shared / "spec" / "tiny_pack" / "catalogue")


@pytest.fixture(scope="module")
def tiny(shared: Path, catalogue: Catalogue) -> Facts:
    return load_facts(shared / "spec" / "tiny_pack" / "facts", catalogue)


def rows(facts: Facts, relation: str) -> list[dict[str, object]]:
    return list(facts.tables[relation].to_pylist())


def test_every_relation_is_there_in_its_declared_columns(tiny: Facts) -> None:
    assert set(tiny.tables) == set(RELATIONS)
    assert all(tiny.tables[name].schema.equals(relation.schema) for name, relation in RELATIONS.items())


def test_the_hash_is_the_one_of_the_expected_results(tiny: Facts, shared: Path) -> None:
    expected = json.loads((shared / "spec" / "tiny_pack" / "expected" / "evaluate.json").read_text(encoding="utf-8"))
    assert tiny.hash == expected["facts_hash"]


def test_values_are_whole_numbers_of_the_smallest_unit(tiny: Facts) -> None:
    hours = {row["person_id"]: row["hours"] for row in rows(tiny, "participation") if row["activity_id"] == "t-03"}
    assert hours == {"p04": 1000, "p05": 750}
    assert rows(tiny, "fund_entry")[1]["amount"] == 1_360_782
    assert rows(tiny, "venue")[2]["area_m2"] == 8_050


def test_a_line_is_that_of_the_file(tiny: Facts) -> None:
    assert [row["_line"] for row in rows(tiny, "score")] == [2, 3, 4, 5]


def test_everything_names_an_organisation_that_answers(tiny: Facts) -> None:
    for name, table in tiny.tables.items():
        assert name == "placement" or table.column("org_id").null_count == 0, name


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_written_folder_loads_to_the_same_tables(tiny: Facts, catalogue: Catalogue, tmp_path: Path, form: str) -> None:
    write_facts(tiny.tables, tmp_path, "parquet" if form == "parquet" else "csv")
    again = load_facts(tmp_path, catalogue)
    assert {name for name in RELATIONS if not again.tables[name].equals(tiny.tables[name])} == set()


def test_csv_to_parquet_to_csv_gives_the_same_bytes(tiny: Facts, catalogue: Catalogue, tmp_path: Path) -> None:
    first, middle, last = tmp_path / "first", tmp_path / "middle", tmp_path / "last"
    write_facts(tiny.tables, first)
    write_facts(load_facts(first, catalogue).tables, middle, "parquet")
    write_facts(load_facts(middle, catalogue).tables, last)
    assert {path.name: path.read_bytes() for path in first.iterdir()} == {path.name: path.read_bytes() for path in last.iterdir()}


def test_a_person_who_moved_is_answered_for_by_the_newer_branch(tiny: Facts) -> None:
    orgs = {row["person_id"]: row["org_id"] for row in rows(tiny, "person")}
    assert (orgs["p21"], orgs["p22"]) == ("b-xz", "b-hw")


def test_known_from_the_start_is_known_on_every_day(tiny: Facts) -> None:
    assert tiny.known_on(date(1990, 1, 1)).tables["person"].num_rows == 23
