"""A whole county in one folder: a million attendances are read and judged in seconds."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from gangju.engine.facts import load_facts
from gangju.engine.problem import BadInput
from tests.engine.facts_world import CATALOGUE

COMMITTEES = 76
BRANCHES = 1_424
MEMBERS = 27
EVENTS = 27
SECONDS = 30
"""Ten times what an idle machine with two cores needs."""


def write(folder: Path, relation: str, header: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{relation}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header.split())
        writer.writerows(rows)


def attendances() -> Iterator[tuple[object, ...]]:
    for branch in range(BRANCHES):
        for event in range(EVENTS):
            yield from ((f"a{branch}-{event}", f"p{branch}-{member}", "true") for member in range(MEMBERS))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    branches, members = range(BRANCHES), range(MEMBERS)
    towns = [(f"c{town}", "2015-01-01", f"党委{town}", "committee", "", "township") for town in range(COMMITTEES)]
    rooms = [(f"b{branch}", "2015-01-01", f"支部{branch}", "branch", "rural", "village") for branch in branches]
    write(folder, "organization", "org_id since name kind domain level", [*towns, *rooms])
    hung = [(f"c{town}", "c0" if town else "", "2015-01-01") for town in range(COMMITTEES)]
    write(
        folder,
        "placement",
        "org_id parent_id since",
        [*hung, *((f"b{branch}", f"c{1 + branch % 75}", "2015-01-01") for branch in branches)],
    )
    write(folder, "person", "person_id name", ((f"p{branch}-{one}", f"党员{one}") for branch in branches for one in members))
    joined = ((f"p{branch}-{one}", f"b{branch}", "full", "2016-07-01") for branch in branches for one in members)
    write(folder, "membership", "person_id org_id kind since", joined)
    days = [date(2024, 1, 1) + timedelta(days=30 * event) for event in range(EVENTS)]
    events = ((f"a{branch}-{place}", "training", f"b{branch}", day, "2") for branch in branches for place, day in enumerate(days))
    write(folder, "activity", "activity_id kind org_id started_at hours", events)
    write(folder, "participation", "activity_id person_id attended", attendances())
    return folder


@pytest.mark.long
def test_a_county_is_loaded_and_judged_in_seconds(county: Path) -> None:
    begun = time.monotonic()
    facts = load_facts(county, CATALOGUE)
    assert time.monotonic() - begun < SECONDS
    assert facts.tables["participation"].num_rows == BRANCHES * EVENTS * MEMBERS > 1_000_000


@pytest.mark.long
def test_a_million_wrong_cells_are_told_in_few_lines(county: Path, tmp_path: Path) -> None:
    for path in county.iterdir():
        (tmp_path / path.name).write_bytes(
            path.read_bytes().replace(b",true", b",yes") if path.stem == "participation" else path.read_bytes()
        )
    begun = time.monotonic()
    with pytest.raises(BadInput) as bad:
        load_facts(tmp_path, CATALOGUE)
    assert time.monotonic() - begun < SECONDS
    assert len(bad.value.problems) == 501
