"""The catalogue that is shipped: whole lists, all metrics, the two checklists of village and community."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.relations import RELATIONS

CATALOGUE = load_catalogue()
KINDS = sorted(CATALOGUE.kinds)


@pytest.fixture(scope="module")
def sections(shared: Path) -> dict[str, str]:
    """The founding catalogue by the list that each of its tables is."""
    text = (shared / "spec" / "catalogue.md").read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        head, _, body = section.partition("\n")
        if name := re.search(r"`([a-z_]+\.[a-z_]+)`", head):
            found[name.group(1)] = body
    return found


def test_every_code_of_the_founding_tables_is_there(sections: dict[str, str]) -> None:
    missing = {
        (name, code)
        for name, body in sections.items()
        if name.partition(".")[0] in RELATIONS and name != "activity.subject_kind"  # a choice among subject_kind, not a list of its own
        for code in re.findall(r"^\| `([a-z0-9_]+)`", body, flags=re.MULTILINE)
        if code not in CATALOGUE.lists[name]
    }
    assert missing == set()


def test_every_completion_of_the_founding_schema_is_there(shared: Path) -> None:
    schema = yaml.safe_load((shared / "spec" / "facts_schema.yaml").read_text(encoding="utf-8"))
    for name, given in schema["lists"].items():
        assert set(given.get("codes", {})) | set(given.get("add", {})) <= set(CATALOGUE.lists[name]), name


def test_the_small_packs_own_catalogue_fits_on_top(shared: Path) -> None:
    catalogue = load_catalogue(SHIPPED, shared / "spec" / "tiny_pack" / "catalogue")
    assert "yunxi_village_place" in catalogue.checklists


def test_all_metrics_know_their_unit_and_where_to_look() -> None:
    assert len(CATALOGUE.metrics) == 17
    assert {code for code, metric in CATALOGUE.metrics.items() if metric.search == "up"} == {
        "farmer_net_income",
        "farmer_disposable_income",
        "civil_servant_entry_salary",
    }
    assert {code for code, metric in CATALOGUE.metrics.items() if metric.whole} == {"staff", "talent_rank"}


@pytest.mark.row("003-102")
def test_the_village_place_has_twelve_items_one_of_them_computed() -> None:
    checklist = CATALOGUE.checklists["village_twelve"]
    assert checklist.venue_kind == "village_activity_place"
    assert len(checklist.items) == 12
    assert {item.code: item.computed for item in checklist.items if item.computed} == {
        "area_over_200": "venue.area_m2 > param('village_area')"
    }


@pytest.mark.row("003-107")
def test_the_community_place_has_eleven_items_all_answered() -> None:
    checklist = CATALOGUE.checklists["community_eleven"]
    assert checklist.venue_kind == "community_service_place"
    assert len(checklist.items) == 11
    assert not any(item.computed for item in checklist.items)


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_written_out_whole_in_sentences(name: str) -> None:
    kind = CATALOGUE.kinds[name]
    assert kind.help.endswith("。")
    assert kind.empty.endswith("。")
    assert len(kind.columns) >= 3
    assert len(kind.form) >= 3


@pytest.mark.parametrize("name", KINDS)
def test_form_and_list_of_a_kind_name_columns_of_its_relation(name: str) -> None:
    kind = CATALOGUE.kinds[name]
    # a form may hold the people of an event and the items of a checklist; a list may count them
    pages = {"participation", "present", "absent", "subject", "items", "missing"}
    columns = set(RELATIONS[kind.relation].columns) | pages
    assert set(kind.form) | set(kind.columns) | {kind.sort.lstrip("-")} <= columns


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_subjects_and_tiers_are_codes(name: str) -> None:
    kind = CATALOGUE.kinds[name]
    assert set(kind.subject) <= set(CATALOGUE.lists["subject_kind"])
    assert set(kind.tiers) <= set(CATALOGUE.lists["roster_entry.tier"])


def test_absence_follows_the_nature_of_the_relation() -> None:
    for kind in CATALOGUE.kinds.values():
        assert kind.absence == ("unknown" if RELATIONS[kind.relation].nature == "attribute" else "zero"), kind.code


def test_every_state_of_a_case_kind_is_a_state_and_some_of_them_end_it() -> None:
    for kind in CATALOGUE.lists["case.kind"]:
        states, ended = CATALOGUE.lists[f"case_{kind}.state"], CATALOGUE.lists[f"case_{kind}.ended"]
        assert set(states) <= set(CATALOGUE.lists["case.state"])
        assert ended.items() <= states.items()
        assert ended


def test_stamps_of_a_companion_are_the_states_of_its_kind() -> None:
    for relation in RELATIONS.values():
        if relation.companion_of:
            states = dict(CATALOGUE.lists[f"case_{relation.companion_of}.state"])
            del states["withdrawn"], states["void"]
            stamps = {name: column.title for name, column in relation.columns.items() if name.startswith("on_")}
            assert stamps == {f"on_{state}": f"{label}日期" for state, label in states.items()}
