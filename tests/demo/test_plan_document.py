"""The county's plan as a document: reading it, settling its doubts and deciding gives the pack that the demo has adopted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gangju.demo.adoption import demo_pack
from gangju.demo.plan.deciding import DECISIONS, files, reviewed
from gangju.demo.plan.writing import TARGET, paper
from gangju.drafting import Draft, draft, load_decisions, resolutions
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.load import load_pack
from gangju.engine.model import Mark, Pack, Standard
from gangju.official import document
from gangju.reader import Document, read_bytes, read_file
from gangju.reader.burden import findings, summary
from gangju.reader.statement import body_length

NOWHERE = Mark("", 0)
#: What the county asks below today's rules; it stands in the plan so that the check has something to show.
BELOW_THE_RULES = [("一(一)", "24学时"), ("一(二)", "28学时"), ("一(四)", "40学时"), ("二(三)", "每两个月至少召开1次")]


@pytest.fixture(scope="module")
def plan() -> Document:
    return read_file(TARGET)


@pytest.fixture(scope="module")
def unsettled(plan: Document) -> Draft:
    """The draft before anybody has decided anything."""
    return draft(plan, load_catalogue(SHIPPED))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack that the decisions make of the document."""
    folder: Path = tmp_path_factory.mktemp("yunlan")
    for name, text in files().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return load_pack(folder)


def unplaced(standard: Standard) -> Standard:
    """Without the lines it stands on: the files are laid out differently."""
    return replace(standard, mark=NOWHERE, marks={})


def test_the_document_is_made_from_its_text(plan: Document) -> None:
    """Its words, not its bytes: the look of an official document may change by itself."""
    made = document(paper())
    assert made == document(paper())
    assert read_bytes(TARGET.name, made).text == plan.text, "python -m gangju.demo.plan.writing"


def test_head_and_foot_are_read(plan: Document) -> None:
    assert (plan.title, plan.number) == ("云澜县基层党建工作要点(2026年)", "云澜组发〔2025〕36号")
    assert (plan.issuer, plan.issued_on) == ("中共云澜县委组织部", "2025-12-26")


def test_it_has_three_doubts_and_no_other(plan: Document) -> None:
    doubts = [(flag.why, flag.text[:9]) for clause in plan.clauses for flag in clause.flags]
    assert doubts == [("lost_digit", "2026331日"), ("undefined_set", "“三个必到”"), ("count", "镇街在日常工作中抓")]


def test_the_points_of_the_table_make_a_hundred(plan: Document) -> None:
    rows = [clause for clause in plan.clauses if " | " in clause.text and clause.text[0].isdigit()]
    assert len(rows) == 10
    assert sum(clause.scoring[0].points for clause in rows if isinstance(clause.scoring[0].points, Fraction)) == 100


def test_a_doubt_gives_no_value_until_somebody_settles_it(plan: Document, unsettled: Draft) -> None:
    drafts = unsettled, reviewed()[0]
    due = [[item.body.get("due") for item in each.items if item.kind == "task" and item.clause == "四(一)"] for each in drafts]
    assert due == [[None], ["2026-03-31"]]
    assert len(resolutions(plan, load_decisions(DECISIONS))) == 3


def test_what_was_decided_is_the_adopted_pack(made: Pack) -> None:
    adopted = demo_pack()
    assert [unplaced(standard) for standard in made.standards] == [unplaced(standard) for standard in adopted.standards]
    assert made.plan == adopted.plan, "python -m gangju.demo.plan.deciding"


def test_its_parameters_and_measures_are_the_adopted_ones(made: Pack) -> None:
    adopted = demo_pack()
    assert {name: replace(param, mark=None) for name, param in made.params.items()} == {
        name: replace(param, mark=None) for name, param in adopted.params.items()
    }
    assert {name: replace(measure, mark=NOWHERE) for name, measure in made.measures.items()} == {
        name: replace(measure, mark=NOWHERE) for name, measure in adopted.measures.items()
    }


def test_no_figure_was_written_by_hand_but_those_of_two_towns_and_the_grace(unsettled: Draft) -> None:
    found = {str(value["value"]) for item in unsettled.items for entry in item.params for value in entry["values"]}
    written = [value for entry in _entries() for param in entry.get("params", ()) for value in param["values"]]
    by_hand = [value for value in written if str(value["value"]) not in found]
    assert by_hand == [{"value": 10}]
    assert [value["place"] for value in written if "place" in value] == ["992601103", "992601111"]


def test_every_figure_of_the_pack_stands_in_its_clause() -> None:
    pack = demo_pack()
    for param in pack.params.values():
        text = "".join(pack.plan.clauses[number].text for number in param.clause)
        for value in param.values:
            assert any(printed in text for printed in spellings(value.value)), f"{param.id} {value.value}"


def test_today_finds_only_what_was_put_in_on_purpose(plan: Document) -> None:
    found = [(finding.number, finding.shown) for finding in findings(plan) if finding.weight != "asks"]
    assert found == BELOW_THE_RULES
    assert 3500 < body_length(plan) <= 5000


def test_it_asks_no_forms_and_no_reports_of_a_branch(plan: Document) -> None:
    assert sum(load.forms + load.reports for load in summary(plan)) == 0


def spellings(value: Fraction) -> tuple[str, ...]:
    """How a plan prints it: 80000 as 8万, 3/10 as 30%."""
    return (f"{value}", f"{value / 10000}万", f"{value * 100}%")


def _entries() -> list[dict[str, Any]]:
    return list(load_decisions(DECISIONS).entries)  # type: ignore[arg-type]
