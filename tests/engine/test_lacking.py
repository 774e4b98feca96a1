"""The worklist of the unknown: one fact may settle many verdicts, and the one that settles most stands first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.lacking import EVERYWHERE, lacking, left
from gangju.engine.model import Pack
from gangju.engine.results import Results
from gangju.engine.run import evaluate
from tests.engine.test_compare import HOURS, PARAMS, ROWS, Row
from tests.engine.worlds_of_forms import Rows, facts_of, pack_of, unit

JUNE = date(2026, 6, 30)


def judged(pack: Pack, rows: Rows, as_of: date = JUNE, **more: Any) -> Results:
    return evaluate([pack], facts_of(pack, rows), as_of, **more)


def unkept(*orgs: str) -> list[Row]:
    return [row for row in ROWS["roster_entry"] if row["subject_id"] not in orgs]


def test_a_ledger_that_a_branch_does_not_keep_is_one_fact_for_all_its_members(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HOURS, "require": "value >= 100"}, PARAMS)
    first, second = lacking(judged(pack, {**ROWS, "roster_entry": []}), pack.catalogue)
    assert (first.code, first.what, first.place, first.facts, first.verdicts) == ("unkept", "activity.training", "b1", 1, 2)
    assert (second.place, second.verdicts, second.standards) == ("b2", 1, ("one/it",))


def test_a_figure_that_is_looked_up_above_is_one_fact_for_all_below(tmp_path: Path) -> None:
    income = {
        "form": "threshold", "each": "unit", "unit": "元", "period": "year", "where": "unit.kind = 'village'",
        "value": "observation('farmer_net_income')", "require": "value >= 1",
    }  # fmt: skip
    pack = pack_of(tmp_path, income)
    rows = {"unit": [unit("t"), unit("v1", "village", parent_unit_id="t"), unit("v2", "village", parent_unit_id="t")]}
    (only,) = lacking(judged(pack, rows), pack.catalogue)
    assert (only.what, only.place, only.org_id, only.facts, only.verdicts) == ("observation.farmer_net_income", EVERYWHERE, "", 1, 2)


def test_facts_about_single_units_stand_one_by_one(tmp_path: Path) -> None:
    area = {
        "form": "threshold", "each": "unit", "unit": "m2", "where": "unit.kind = 'village'",
        "value": "max(venue.area_m2) filter (where venue.kind = 'village_activity_place')", "require": "value >= 100",
    }  # fmt: skip
    pack = pack_of(tmp_path, area)
    found = lacking(judged(pack, {"unit": [unit("v1", "village"), unit("v2", "village")]}), pack.catalogue)
    assert [(each.what, each.place_kind, each.place, each.verdicts) for each in found] == [
        ("venue", "unit", "v1", 1),
        ("venue", "unit", "v2", 1),
    ]


def test_where_everything_is_known_nothing_is_lacking(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, HOURS, PARAMS)
    assert lacking(judged(pack, ROWS), pack.catalogue) == []


@pytest.fixture
def wanting(tmp_path: Path) -> Pack:
    return pack_of(tmp_path, {**HOURS, "roll_up": [{"kind": "share", "op": ">=", "value": "2/3"}]}, PARAMS)


def test_the_nearest_are_enough_for_a_share(wanting: Pack) -> None:
    rows = {**ROWS, "participation": [{"activity_id": "t2", "person_id": "p1"}]}  # 16 of 24, 0 of 24, 0 of 40
    results = judged(wanting, rows)
    (whole,) = left(results, "top", {"top", "b1", "b2"})
    assert (whole.need, whole.cheapest, whole.unit) == (2, 32, "学时")
    assert [(near.subject_id, near.shortfall) for near in whole.near] == [("p1", 8), ("p2", 24), ("p3", 40)]
    (branch,) = left(results, "b2", {"b2"})
    assert (branch.need, branch.cheapest) == (1, 40)


def test_what_hangs_on_somebody_unknown_has_no_price(wanting: Pack) -> None:
    rows = {**ROWS, "participation": [], "roster_entry": unkept("b2")}
    (only,) = left(judged(wanting, rows), "b2", {"b2"})
    assert (only.need, only.cheapest, only.near[0].note) == (1, None, "unkept:activity.training")


def test_who_passes_has_nothing_left(wanting: Pack) -> None:
    assert left(judged(wanting, ROWS), "top", {"top", "b1", "b2"}) == []


def test_a_sum_lacks_so_much_of_itself(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HOURS, "roll_up": [{"kind": "sum", "op": ">=", "value": "200"}]}, PARAMS)
    (only,) = left(judged(pack, ROWS), "top", {"top", "b1", "b2"})
    assert only.need is None
