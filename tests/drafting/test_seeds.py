"""The five source texts: how much of each is drafted at once, and that no doubt has a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.drafting import Draft, draft
from gangju.drafting.check import load_trial
from gangju.engine.catalogue import load_catalogue
from gangju.engine.model import Catalogue
from gangju.reader import read_file

READY = {"000": 7, "001": 7, "002": 12, "003": 62, "004": 15}
"""Standards that load as they stand, at least."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def drafts(shared: Path, catalogue: Catalogue) -> dict[str, Draft]:
    return {path.name[:3]: draft(read_file(path), catalogue) for path in sorted((shared / "seeds").glob("*.txt"))}


def test_most_of_what_the_plans_ask_is_drafted_at_once(drafts: dict[str, Draft]) -> None:
    ready = {name: sum(item.kind == "standard" and not item.lacking for item in found.items) for name, found in drafts.items()}
    assert {name: ready[name] for name in READY if ready[name] < READY[name]} == {}


def test_what_is_ready_loads_together(drafts: dict[str, Draft], catalogue: Catalogue) -> None:
    for found in drafts.values():
        ready = [item for item in found.items if item.kind == "standard" and not item.lacking]
        assert len(load_trial(ready, found.plan, catalogue).standards) == len(ready)


def test_no_standard_stands_on_a_doubtful_figure(drafts: dict[str, Draft]) -> None:
    for found in drafts.values():
        doubts = [(item.start, item.end) for item in found.items if item.kind == "doubt"]
        whole = {(clause.start, clause.end) for clause in found.document.clauses}
        figures = [item for item in found.items if item.kind == "standard" and (item.start, item.end) not in whole]
        assert [item.text for item in figures for start, end in doubts if item.start < end and start < item.end] == []


def test_doubts_come_first(drafts: dict[str, Draft]) -> None:
    for found in drafts.values():
        kinds = [item.kind for item in found.items]
        assert kinds[: kinds.count("doubt")] == ["doubt"] * kinds.count("doubt")
