"""The declared relations: they agree with the founding table, and with the catalogue that is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts_cells import Mistake, read_cell
from gangju.engine.relations import RELATIONS, Column, Relation

NAMES = sorted(RELATIONS)


@pytest.fixture(scope="module")
def founding(shared: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((shared / "spec" / "facts_schema.yaml").read_text(encoding="utf-8"))
    return data


def own(relation: Relation) -> dict[str, Column]:
    return {name: column for name, column in relation.columns.items() if name != "recorded_at"}


def said(column: Column) -> tuple[str, str | None, int, str | dict[str, str] | None]:
    unit = {"of": "metric"} if column.unit == "metric" else column.unit
    return column.type, str(unit) if unit else None, column.scale, {"by": column.by} if column.by else column.references


def founded(given: dict[str, Any]) -> tuple[str, str | None, int, str | dict[str, str] | None]:
    unit = given.get("unit")
    return given["type"], str(unit) if unit else None, given.get("scale", 1), given.get("fk")


def test_seventeen_relations_scores_and_seven_companions() -> None:
    companions = [relation for relation in RELATIONS.values() if relation.companion_of]
    assert len(RELATIONS) - len(companions) == 18
    assert {relation.name for relation in companions} == {f"case_{relation.companion_of}" for relation in companions}
    assert len(companions) == 7


def test_columns_keys_and_types_are_those_of_the_founding_table(founding: dict[str, Any]) -> None:
    for name, given in founding["relations"].items():
        relation = RELATIONS[name]
        assert list(own(relation)) == [column for column in given["columns"] if column != "recorded_at"]
        assert relation.key == tuple(given["key"])
        assert set(relation.derived) == set(given["derived"])
        assert {column.name: said(column) for column in own(relation).values()} == {
            column: founded(each) for column, each in given["columns"].items() if column != "recorded_at"
        }


def test_required_columns_are_those_of_the_founding_table(founding: dict[str, Any]) -> None:
    for name, given in founding["relations"].items():
        wanted = {column: each["required"] for column, each in given["columns"].items()}
        if name == "person":
            wanted["org_id"] = "no"  # required only of a person whom no other row names: a check across relations
        assert {column.name: column.required for column in RELATIONS[name].columns.values()} == wanted


def test_companions_carry_their_columns_stamps_and_counters(founding: dict[str, Any]) -> None:
    for name, given in founding["companions"].items():
        stamps = [f"on_{state}" for state in given["stamps"]]
        columns = ["case_id", *given["columns"], *stamps, "n_return", "n_extend", "rule", "org_id"]
        assert list(own(RELATIONS[name])) == columns


def test_natures_are_those_of_the_founding_table(founding: dict[str, Any]) -> None:
    natures = {"register": founding["register"], "counted": founding["counted"], "attribute": founding["attributes"]}
    assert {name: RELATIONS[name].nature for names in natures.values() for name in names} == {
        name: nature for nature, names in natures.items() for name in names
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_list_that_a_column_names_is_shipped(name: str) -> None:
    lists = load_catalogue().lists
    assert {column.list for column in RELATIONS[name].columns.values() if column.list} <= set(lists)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_relation_says_about_its_columns_names_columns(name: str) -> None:
    relation = RELATIONS[name]
    named = [*relation.key, *relation.apart, *(relation.span or ()), *(each for pair in relation.order for each in pair)]
    named += [each for column in relation.columns.values() for each in (*column.needed, *([column.by] if column.by else []))]
    assert set(named) <= set(relation.columns)
    assert {column.references for column in relation.columns.values() if column.references} <= set(RELATIONS)


@pytest.mark.parametrize("name", NAMES)
def test_defaults_can_be_read_and_everything_has_a_chinese_title(name: str) -> None:
    for column in RELATIONS[name].columns.values():
        assert column.title
        assert column.default is None or not isinstance(read_cell(column, column.default), Mistake)


@pytest.mark.parametrize("name", NAMES)
def test_canonical_columns_hold_no_floats_and_end_with_the_line(name: str) -> None:
    schema = RELATIONS[name].schema
    assert not any(pa.types.is_floating(each.type) for each in schema)
    assert [each.name for each in schema][-2:] == ["recorded_at", "_line"]
