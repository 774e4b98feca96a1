"""Every fact has one home, or stands among those that have none; two homes for one concept are refused by name."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gangju.cli import main
from gangju.engine.catalogue import load_catalogue
from gangju.engine.homes import FILE, Homes, load_homes, row_problems
from gangju.engine.inventory import FOLDER, load_inventory
from gangju.engine.problem import BadInput, Problem

AREA = "  - {concept: venue_area, title: 场所面积, relation: venue, column: area_m2, unit: m2, absence: unknown, covers: [场所面积]}\n"


@pytest.fixture(scope="module")
def homes() -> Homes:
    return load_homes(load_catalogue())


def problems(tmp_path: Path, lines: str, unmapped: str = "[]") -> list[Problem]:
    path = tmp_path / "homes.yaml"
    path.write_text(f"homes:\n{lines}unmapped: {unmapped}\n", "utf-8")
    with pytest.raises(BadInput) as caught:
        load_homes(load_catalogue(), path)
    return list(caught.value.problems)


def one(tmp_path: Path, old: str, new: str) -> Problem:
    assert old in AREA
    (problem,) = problems(tmp_path, AREA.replace(old, new))
    return problem


def test_every_home_exists_and_every_row_of_the_inventory_knows_only_them(homes: Homes) -> None:
    assert len(homes.homes) >= 200
    assert row_problems(homes, load_inventory().values()) == []


def test_a_concept_with_two_homes_is_refused_and_named(tmp_path: Path) -> None:
    second = AREA.replace("column: area_m2, unit: m2", "column: venue_id, unit: 处").replace("absence: unknown", "absence: zero")
    (problem,) = problems(tmp_path, AREA + second)
    assert (problem.line, problem.key) == (3, "homes.1.concept")
    assert "“venue_area”已有一个家 venue 的 area_m2" in problem.message


def test_two_names_for_one_home_are_one_concept(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, AREA + AREA.replace("concept: venue_area", "concept: place_size"))
    assert "“place_size”与“venue_area”同在" in problem.message


def test_a_home_stands_in_the_declared_ledgers_and_the_catalogue(tmp_path: Path) -> None:
    assert one(tmp_path, "relation: venue", "relation: venues").remedy == "请改为“venue”"
    assert "没有“area”这一列" in one(tmp_path, "column: area_m2", "column: area").message
    assert "没有“village_hut”" in one(tmp_path, "relation: venue,", "relation: venue, kind: village_hut,").message
    assert one(tmp_path, "unit: m2", "unit: 平方米").remedy == "请写 m2"
    assert one(tmp_path, "absence: unknown", "absence: zero_where_kept").key == "homes.0.absence"
    assert "没有“no”" in one(tmp_path, "column: area_m2", 'with: {kind: "no"}, column: area_m2').message


def test_a_word_is_not_mapped_and_unmapped_at_once_nor_twice(tmp_path: Path) -> None:
    found = problems(tmp_path, AREA, "[{why: 暂无, facts: [场所面积, 评分, 评分]}]")
    assert {problem.message for problem in found if "场所面积" in problem.message} == {"“场所面积”已有家"}
    (twice,) = problems(tmp_path, AREA, "[{why: 暂无, facts: [评分]}, {why: 也无, facts: [评分]}]")
    assert twice.message == "“评分”写了两次"


def test_the_command_counts_what_is_mapped_and_what_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--homes", "--format", "json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    counts = said["counts"]
    assert counts["concepts"] == len(said["homes"])
    assert counts["unmapped"] == len(said["unmapped"])
    assert counts["rows"] == counts["rows_at_home"] + counts["rows_partly"] + counts["rows_without"]
    assert main(["check", "--homes"]) == 0
    assert f"有家的概念 {counts['concepts']} 个" in capsys.readouterr().out


def test_a_check_without_anything_to_check_is_wrong_use() -> None:
    assert main(["check"]) == 2


def test_every_word_of_the_given_inventory_is_mapped_or_listed(shared: Path, homes: Homes) -> None:
    given = [json.loads(line) for line in (shared / "spec" / "inventory.jsonl").read_text("utf-8").splitlines()]
    covering: dict[str, list[str]] = {}
    for home in homes.homes.values():
        for word in home.covers:
            covering.setdefault(word, []).append(home.concept)
    rows = load_inventory()
    assert [row["id"] for row in given] == list(rows)
    for row in given:
        words = row["facts_needed"]
        assert [word for word in words if word not in covering and word not in homes.unmapped] == []
        mine = rows[row["id"]]
        assert set(mine.facts) == {concept for word in words for concept in covering.get(word, [])}
        assert mine.without_home == sum(word in homes.unmapped for word in words)


def test_the_inventory_ships_figures_and_no_sentence_of_its_sources(shared: Path) -> None:
    source = re.sub(r"\s", "", "".join(path.read_text("utf-8") for path in sorted((shared / "seeds").glob("*.txt"))))
    long: Counter[str] = Counter()
    for text in re.findall(r'"([^"\\]{13,})"', (FOLDER / "inventory.jsonl").read_text("utf-8")):
        bare = re.sub(r"\s", "", text)
        long.update(bare[place : place + 13] for place in range(len(bare) - 12) if bare[place : place + 13] in source)
    assert long == Counter()
    assert FILE.is_file()
