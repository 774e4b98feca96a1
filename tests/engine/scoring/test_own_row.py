"""An organisation is scored by what it has missed itself, where the sheet says so; else by all that lies below it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from gangju.engine.score import score
from tests.engine.worlds_of_forms import Rows, facts_of, pack_of

LECTURES = {
    "form": "rhythm",
    "each": "organization",
    "where": "organization.kind = 'branch'",
    "events": "activity.kind = 'party_class' and activity.status = 'held'",
    "distinct": "days",
    "window": "quarter",
    "at_least": 1,
    "period": "year",
    "unit": "次",
}
LINE = {"id": "lectures", "title": "党课", "kind": "deduct_each", "standard": "it", "amount": 4, "points": 20}
SHEET: dict[str, Any] = {
    "id": "sheet", "title": "党总支评分", "clause": ["一"], "each": "organization", "where": "organization.kind = 'branch'",
    "period": "year", "points": 20,
}  # fmt: skip
KEPT = {"roster": "keeps", "category": "activity.party_class", "since": "2018-01-01", "subject_kind": "organization"}


def sheet(folder: Path, **line: Any) -> Pack:
    sections = [{"id": "one", "title": "活动", "points": 20, "items": [{**LINE, **line}]}]
    (folder / "scoring.yaml").write_text(json.dumps([{**SHEET, "sections": sections}], ensure_ascii=False), "utf-8")
    return pack_of(folder, LECTURES)


def world(**held: list[str]) -> Rows:
    """Branches under the county, the second below the first, each with the days of its lectures."""
    above = {"甲": "top", "乙": "甲"}
    return {
        "organization": [
            {"org_id": name, "since": "2000-01-01", "name": name, "kind": "branch", "level": "unit", "domain": "rural"} for name in held
        ],
        "placement": [{"org_id": name, "parent_id": above[name], "since": "2000-01-01"} for name in held],
        "roster_entry": [{**KEPT, "subject_id": name} for name in held],
        "activity": [
            {"activity_id": f"{name}{day}", "org_id": name, "kind": "party_class", "started_at": f"{day}T09:00:00", "status": "held"}
            for name, days in held.items()
            for day in days
        ],
    }


EVERY = ["2020-02-01", "2020-05-01", "2020-08-01", "2020-11-01"]


def points(pack: Pack, rows: Rows) -> dict[str, tuple[object, object] | None]:
    found = score([pack], facts_of(pack, rows), date(2021, 6, 30), period="2020")
    return {card.subject_id: card.points for card in found.cards}


def test_each_time_that_it_has_missed_itself_costs_points(tmp_path: Path) -> None:
    rows = world(甲=EVERY[:2], 乙=EVERY)
    assert points(sheet(tmp_path, roll_up="own"), rows) == {"甲": (12, 12), "乙": (20, 20)}


def test_what_is_missed_below_costs_it_nothing(tmp_path: Path) -> None:
    rows = world(甲=EVERY, 乙=[])
    assert points(sheet(tmp_path, roll_up="own"), rows) == {"甲": (20, 20), "乙": (4, 4)}


def test_without_the_word_those_below_who_fail_are_counted(tmp_path: Path) -> None:
    assert points(sheet(tmp_path), world(甲=EVERY, 乙=[])) == {"甲": (16, 16), "乙": (16, 16)}


def test_only_an_organisation_has_both(tmp_path: Path) -> None:
    (tmp_path / "scoring.yaml").write_text("[]", "utf-8")
    rule = {
        "form": "threshold",
        "each": "unit",
        "where": "unit.kind = 'village'",
        "value": "count(venue.venue_id)",
        "require": "value >= 1",
        "unit": "个",
    }
    sections = [{"id": "one", "title": "场所", "points": 20, "items": [{**LINE, "roll_up": "own"}]}]
    for each, said in (("organization", "没有党组织自己的一行"), ("unit", "只有给党组织打分才分")):
        where = "unit.kind = 'village'" if each == "unit" else SHEET["where"]
        made = [{**SHEET, "each": each, "where": where, "sections": sections}]
        (tmp_path / "scoring.yaml").write_text(json.dumps(made, ensure_ascii=False), "utf-8")
        with pytest.raises(BadInput) as bad:
            pack_of(tmp_path, rule)
        assert any(said in problem.message for problem in bad.value.problems)
