"""Evaluation as a whole: the small pack, subtrees, adoption, what became known when."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import load_pack
from gangju.engine.model import Adoption, Pack
from gangju.engine.results import Results
from gangju.engine.run import evaluate

YEAR_END = date(2026, 12, 31)


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "spec" / "tiny_pack"


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return load_pack(folder / "pack")


@pytest.fixture(scope="module")
def facts(folder: Path, pack: Pack) -> Facts:
    return load_facts(folder / "facts", pack.catalogue)


@pytest.fixture(scope="module")
def results(pack: Pack, facts: Facts) -> Results:
    return evaluate([pack], facts, YEAR_END)


def test_the_small_pack_gives_its_expected_results(results: Results, folder: Path) -> None:
    assert results.as_json() == json.loads((folder / "expected/evaluate.json").read_text(encoding="utf-8"))


def test_results_come_back_from_disk_as_they_were(results: Results, tmp_path: Path) -> None:
    results.write(tmp_path)
    assert Results.read(tmp_path).as_json() == results.as_json()


def test_one_organisation_asked_for_gives_its_subtree_only(pack: Pack, facts: Facts, results: Results) -> None:
    town = evaluate([pack], facts, YEAR_END, org="lp")
    below = {"lp", "b-zq", "b-ny"}
    assert {row["org_id"] for row in town.subject_rows()} <= below
    assert list(town.subject_rows()) == [row for row in results.subject_rows() if row["org_id"] in below]


def test_outside_an_adoption_there_is_no_result_row(pack: Pack, facts: Facts) -> None:
    late = Adoption(pack.id, pack.hash, "yx", since=date(2027, 1, 1))
    assert evaluate([pack], facts, YEAR_END, adoptions=[late]).subjects.num_rows == 0


def test_an_adoption_binds_its_subtree_only(pack: Pack, facts: Facts) -> None:
    town = Adoption(pack.id, pack.hash, "lp", since=date(2026, 1, 1))
    assert {row["org_id"] for row in evaluate([pack], facts, YEAR_END, adoptions=[town]).subject_rows()} <= {"lp", "b-zq", "b-ny"}


def test_an_adoption_may_set_a_parameter_for_its_subtree(pack: Pack, facts: Facts) -> None:
    harder = Adoption(pack.id, pack.hash, "yx", since=date(2026, 1, 1), params={"member_hours": Fraction(25)})
    rows = evaluate([pack], facts, YEAR_END, adoptions=[harder]).subject_rows()
    (p01,) = [row for row in rows if row["standard"] == "member-hours" and row["subject_id"] == "p01"]
    assert (p01["verdict"], p01["target"], p01["shortfall"]) == ("pending", 25, 1)


def nested(pack: Pack) -> list[Adoption]:
    """The county, and below it a town that asks for one hour more."""
    county = Adoption(pack.id, pack.hash, "yx", since=date(2026, 1, 1))
    return [county, replace(county, org="lp", params={"member_hours": Fraction(25)})]


def test_the_nearest_adoption_of_a_pack_binds_alone(pack: Pack, facts: Facts) -> None:
    rows = [row for row in evaluate([pack], facts, YEAR_END, adoptions=nested(pack)).subject_rows() if row["standard"] == "member-hours"]
    assert len({(row["subject_id"], row["org_id"]) for row in rows}) == len(rows)
    assert {row["target"] for row in rows if row["org_id"] in {"b-zq", "b-ny"}} == {25}
    assert 25 not in {row["target"] for row in rows if row["org_id"] not in {"b-zq", "b-ny"}}


def test_an_outer_adoption_counts_with_what_the_nearer_one_judged(pack: Pack, facts: Facts, results: Results) -> None:
    def counted(found: Results) -> dict[tuple[str, str], int]:
        rows = found.group_rows()
        return {(row["standard"], row["roll_up"]): row["n"] + row["exempt"] for row in rows if row["org_id"] == "yx"}

    found = evaluate([pack], facts, YEAR_END, adoptions=nested(pack))
    assert counted(found) == counted(results)
    assert found.groups.num_rows == results.groups.num_rows


def test_an_adoption_binds_by_its_own_version_only(pack: Pack, facts: Facts) -> None:
    other = Adoption(pack.id, "sha256:other", "yx", since=date(2026, 1, 1))
    assert evaluate([pack], facts, YEAR_END, adoptions=[other]).subjects.num_rows == 0


def test_a_row_recorded_later_is_invisible_before(pack: Pack, facts: Facts) -> None:
    rows = facts.tables["participation"].to_pylist()
    late = [{**row, "recorded_at": datetime.combine(date(2027, 1, 5), time.min)} if row["activity_id"] == "t-02" else row for row in rows]
    table = facts.tables["participation"].from_pylist(late, schema=facts.tables["participation"].schema)
    told_late = replace(facts, tables={**facts.tables, "participation": table})

    def hours(known_on: date) -> Any:
        found = evaluate([pack], told_late, date(2027, 1, 11), known_on=known_on, period="2026").subject_rows()
        return next(row["value"] for row in found if row["standard"] == "member-hours" and row["subject_id"] == "p01")

    assert (hours(date(2027, 1, 4)), hours(date(2027, 1, 11))) == (16, 24)
