"""What the shipped packs realise of the inventory, and the page that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.cli_coverage import survey
from gangju.engine.coverage import MISSING, UNLIKE, Status
from gangju.engine.coverage_page import page
from gangju.engine.load import load_pack
from gangju.engine.problem import Problem

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "src" / "gangju" / "packs"
PAGE = ROOT / "docs" / "reference" / "coverage.md"

Survey = tuple[list[Status], list[Problem]]


@pytest.fixture(scope="module")
def surveyed() -> Survey:
    return survey([load_pack(path.parent) for path in sorted(PACKS.glob("*/plan.yaml"))])


def test_every_figure_is_the_sources_or_says_why_not(surveyed: Survey) -> None:
    assert surveyed[1] == []


def test_every_computable_row_of_the_whole_plan_is_realised(surveyed: Survey) -> None:
    rows = [each for each in surveyed[0] if each.row.computable and each.row.seed == "003"]
    assert len(rows) == 97
    assert [each.row.id for each in rows if each.status in {MISSING, UNLIKE}] == []


def test_every_row_that_is_cited_has_a_title_of_its_own(surveyed: Survey) -> None:
    assert [each.row.id for each in surveyed[0] if each.by and not each.row.title] == []


@pytest.mark.long
def test_the_page_is_that_of_the_packs(surveyed: Survey) -> None:
    assert PAGE.read_text("utf-8") == page(surveyed[0]), "gangju coverage --write docs/reference/coverage.md"
