"""桂林 2018: each standard holds in all of its cases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gangju.engine.cases import read_cases, run_case
from gangju.engine.load import load_pack
from gangju.engine.model import Pack

Failures = Callable[[str], list[str]]
FOLDER = Path(__file__).parents[2] / "src" / "gangju" / "packs" / "guilin-2018"


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
        return [f"{result.line} {result.name}: {';'.join(result.differences or result.not_built)}" for result in results if not result.ok]

    return run


@pytest.mark.row("003-33")
def test_village_secretaries_hours_hold_in_every_case(failures: Failures) -> None:
    assert failures("village-secretary-hours") == []


@pytest.mark.row("003-34")
def test_rural_members_hours_hold_in_every_case(failures: Failures) -> None:
    assert failures("rural-member-hours") == []


@pytest.mark.row("003-39")
def test_community_members_hours_hold_in_every_case(failures: Failures) -> None:
    assert failures("community-member-hours") == []


@pytest.mark.row("003-78")
@pytest.mark.parametrize("name", ["members-meeting", "committee-meeting", "group-meeting", "party-class"])
def test_meetings_and_classes_hold_in_every_case(failures: Failures, name: str) -> None:
    assert failures(name) == []


@pytest.mark.row("003-102")
def test_twelve_items_of_a_village_place_hold_in_every_case(failures: Failures) -> None:
    assert failures("village-place") == []


@pytest.mark.row("003-103")
def test_area_of_a_village_place_holds_in_every_case(failures: Failures) -> None:
    assert failures("village-place-area") == []


@pytest.mark.row("003-104")
def test_area_of_a_community_place_holds_in_every_case(failures: Failures) -> None:
    assert failures("community-place-area") == []


@pytest.mark.row("003-105")
def test_share_of_big_community_places_holds_in_every_case(failures: Failures) -> None:
    assert failures("community-big-place-share") == []


@pytest.mark.row("003-33", "003-34", "003-39", "003-103", "003-104")
def test_figures_are_those_of_the_text(pack: Pack) -> None:
    figures = {name: param.values[0].value for name, param in pack.params.items()}
    assert figures == {
        "village_secretary_hours": 56,
        "rural_member_hours": 40,
        "community_member_hours": 24,
        "village_area": 200,
        "community_area": 500,
        "big_community_area": 1000,
        "big_community_share": figures["big_community_share"],
        "entry_grace": 10,
    }
    assert figures["big_community_share"] * 5 == 1
