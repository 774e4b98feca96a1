"""Two plans that ask the same of the same people: found by what they read, the stricter first."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from gangju.cli import DONE, main
from gangju.engine.facts import load_facts
from gangju.engine.load import load_pack
from gangju.engine.overlap import Overlap, overlaps
from gangju.engine.run import evaluate

YEAR_END = date(2026, 12, 31)
Other = Callable[[], Path]


@pytest.fixture
def tiny(shared: Path) -> Path:
    return shared / "spec" / "tiny_pack"


@pytest.fixture
def other(tiny: Path, tmp_path: Path) -> Other:
    """The same plan under another name, to be changed by a test."""

    def make() -> Path:
        shutil.copytree(tiny / "catalogue", tmp_path / "catalogue")
        folder = shutil.copytree(tiny / "pack", tmp_path / "pack")
        lines = (folder / "plan.yaml").read_text("utf-8").splitlines()
        name = next(line.removeprefix("id:").split("#")[0].strip() for line in lines if line.startswith("id:"))
        for each in folder.rglob("*.yaml"):
            each.write_text(each.read_text("utf-8").replace(f"id: {name}", "id: city-2026").replace(f"{name}/", "city-2026/"), "utf-8")
        return folder

    return make


def found(tiny: Path, folder: Path) -> list[Overlap]:
    packs = [load_pack(tiny / "pack"), load_pack(folder)]
    return overlaps(packs, evaluate(packs, load_facts(tiny / "facts", packs[0].catalogue), YEAR_END))


def hours(rows: list[Overlap]) -> Overlap:
    return next(row for row in rows if row.first.standard == "member-hours")


def test_the_same_plan_twice_overlaps_in_every_standard_with_the_same_demands(tiny: Path, other: Other) -> None:
    rows = found(tiny, other())
    assert {row.first.standard for row in rows} == {row.second.standard for row in rows}
    assert all(row.stricter[:2] == (0, 0) for row in rows)
    assert hours(rows).subjects > 0


def test_the_stricter_stands_first(tiny: Path, other: Other) -> None:
    folder = other()
    params = folder / "params.yaml"
    params.write_text(params.read_text("utf-8").replace("value: 24", "value: 30"), "utf-8")
    row = hours(found(tiny, folder))
    assert (row.first.pack, row.second.pack != "city-2026") == ("city-2026", True)
    assert row.stricter[0] > 0
    assert row.stricter[1] == 0


def test_one_plan_alone_overlaps_with_nothing(tiny: Path) -> None:
    packs = [load_pack(tiny / "pack")]
    assert overlaps(packs, evaluate(packs, load_facts(tiny / "facts", packs[0].catalogue), YEAR_END)) == []


def test_another_figure_of_the_same_people_is_no_overlap(tiny: Path, other: Other) -> None:
    folder = other()
    measures = folder / "measures.yaml"
    text = measures.read_text("utf-8")
    assert text.count("activity.kind = 'training'") == 1
    measures.write_text(text.replace("activity.kind = 'training'", "activity.kind = 'party_class'"), "utf-8")
    assert not [row for row in found(tiny, folder) if row.first.standard == "member-hours"]


def test_the_command_prints_them_as_json(tiny: Path, other: Other, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--pack", str(tiny / "pack"), "--pack", str(other()), "--facts", str(tiny / "facts"), "--as-of", "2026-12-31"]
    assert main(["overlap", *asked, "--json"]) == DONE
    said = json.loads(capsys.readouterr().out)["overlap"]
    assert {"first", "second", "subjects", "stricter"} <= set(said[0])
