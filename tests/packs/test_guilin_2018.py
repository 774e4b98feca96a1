"""桂林 2018: each standard holds in all of its cases, and its figures are those of the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from gangju.engine.cases import read_cases, run_case
from gangju.engine.load import load_pack
from gangju.engine.model import Pack

Failures = Callable[[str], list[str]]
FOLDER = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"
ROW = re.compile(r"003-\d+")
QUICK = frozenset(
    {
        "rural-member-hours",
        "committee-meeting",
        "village-place",
        "community-big-place-share",
        "village-secretary-pay",
        "village-deputy-pay",
        "own-branch",
        "team-member",
        "development-index",
    }
)
"""One of each way of reckoning; the others are run in the long set, and by `gangju check` whenever the pack is changed."""


def rows_of_files() -> dict[str, list[str]]:
    """The rows of the inventory that the standard of each file of cases cites, read without loading the pack."""
    texts = [path.read_text("utf-8") for path in (FOLDER / "standards.yaml", *sorted((FOLDER / "standards").glob("*.yaml")))]
    found = re.findall(r"^- id: (\S+)\n(?:  .*\n)*?  clause: \[(.*)\]$", "\n".join(texts), flags=re.MULTILINE)
    return {name: ROW.findall(cited) for name, cited in found}


ROWS = rows_of_files()
FILES = sorted(path.stem for path in (FOLDER / "cases").glob("*.yaml"))


SHEETS = {
    "team-member": ("003-169", "003-170", "003-171"),
    "venue-grades": ("003-176", "003-177"),
    "development-index": ("003-187",),
    "platform": ("003-203",),
}
"""Files of cases about score sheets, which stand in `scoring.yaml`."""


def marked(name: str) -> object:
    marks = [] if name in QUICK else [pytest.mark.long]
    rows = SHEETS.get(name) or ROWS.get(name)
    return pytest.param(name, marks=[*marks, *([pytest.mark.row(*rows)] if rows else [])])


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(FOLDER)


@pytest.fixture(scope="module")
def failures(pack: Pack) -> Failures:
    """The cases of one file that do not come out, each with its differences."""
    cases = read_cases(pack)

    def run(name: str) -> list[str]:
        results = [run_case(pack, case) for case in cases if case.file == f"cases/{name}.yaml"]
        assert results
        return [f"{result.line} {result.name}: {';'.join(result.differences)}" for result in results if not result.ok]

    return run


@pytest.mark.parametrize("name", [marked(name) for name in FILES])
def test_a_standard_holds_in_every_case(failures: Failures, name: str) -> None:
    assert failures(name) == []


def test_every_standard_has_a_file_of_cases(pack: Pack) -> None:
    assert {standard.id for standard in pack.standards} - set(FILES) == set()


@pytest.mark.row("003-33", "003-34", "003-39", "003-103", "003-104")
def test_figures_are_those_of_the_text(pack: Pack) -> None:
    figures = {name: param.values[0].value for name, param in pack.params.items()}
    assert {
        "village_secretary_hours": 56,
        "rural_member_hours": 40,
        "community_member_hours": 24,
        "village_area": 200,
        "community_area": 500,
        "big_community_area": 1000,
        "big_community_share": Fraction(1, 5),
        "entry_grace": 10,
    }.items() <= figures.items()


@pytest.mark.row("003-45", "003-116", "003-117")
def test_figures_whose_text_is_damaged_are_local_and_say_so(pack: Pack) -> None:
    damaged = ("party_staff_low", "party_staff_high", "secretary_allowance", "two_new_member_subsidy")
    for name in damaged:
        assert pack.params[name].local
        assert "待核" in pack.params[name].title
