"""Means and pooled figures: whole numbers multiplied out, intervals of what is missing, each roll-up with its own bound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, figure, grouped, pack_of, together, towns

DAY = "2021-06-30"


def staffed(folder: Path, roll_up: list[dict[str, Any]], **more: Any) -> Pack:
    """Each village's staff, ten asked for."""
    standard = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "value": "observation('staff')", "unit": "人"}
    return pack_of(folder, {**standard, "require": "value >= 10", "roll_up": roll_up, **more})


def villages(east: list[str], west: list[str]) -> Rows:
    """Villages 东0, 东1 … and 西0 … with these figures; an empty one is not known."""
    numbered = {f"{side}{place}": value for side, values in (("东", east), ("西", west)) for place, value in enumerate(values)}
    places = {side: [name for name in numbered if name.startswith(side)] for side in "东西"}
    return together(towns(**places), *(figure(name, value) for name, value in numbered.items() if value))


def test_a_mean_is_taken_over_all_subjects_so_that_sizes_count(tmp_path: Path) -> None:
    rows = grouped(staffed(tmp_path, [{"kind": "mean", "op": ">=", "value": 10}]), villages(["4", "4", "4"], ["20"]), DAY)
    assert [(rows["mean", org]["lo"], rows["mean", org]["target"], rows["mean", org]["verdict"]) for org in ("东", "西", "top")] == [
        (4, 10, "fail"),
        (20, 10, "pass"),
        (8, 10, "fail"),
    ]


def test_a_mean_of_children_takes_each_town_for_one(tmp_path: Path) -> None:
    pack = staffed(tmp_path, [{"kind": "mean", "of": "children", "op": ">=", "value": 12}])
    row = grouped(pack, villages(["4", "4", "4"], ["20"]), DAY)["mean", "top"]
    assert (row["lo"], row["hi"], row["n"], row["verdict"]) == (12, 12, 4, "pass")


def test_a_mean_is_judged_before_it_is_rounded(tmp_path: Path) -> None:
    """Three villages with 29 in all have a mean of 9.67: shown as 10, and below 10."""
    row = grouped(staffed(tmp_path, [{"kind": "mean", "op": ">=", "value": 10}]), villages(["10", "10", "9"], []), DAY)["mean", "top"]
    assert (row["lo"], row["verdict"]) == (10, "fail")


@pytest.mark.parametrize(("known", "verdict"), [(["10", ""], "unknown"), (["20", ""], "pass")])
def test_a_mean_with_something_missing_is_an_interval(tmp_path: Path, known: list[str], verdict: str) -> None:
    row = grouped(staffed(tmp_path, [{"kind": "mean", "op": ">=", "value": 10}]), villages(known, []), DAY)["mean", "top"]
    assert (row["hi"], row["verdict"]) == (None, verdict)


def test_pooled_lets_one_make_up_for_another(tmp_path: Path) -> None:
    rows = grouped(staffed(tmp_path, [{"kind": "all"}, {"kind": "pooled", "op": ">=", "value": 1}]), villages(["4", "16"], []), DAY)
    assert rows["all", "top"]["verdict"] == "fail"
    assert {name: rows["pooled", "top"][name] for name in ("lo", "hi", "target", "verdict")} == {
        "lo": 20,
        "hi": 20,
        "target": 20,
        "verdict": "pass",
    }


def test_pooled_of_a_part_of_what_is_asked(tmp_path: Path) -> None:
    """Nineteen of twenty are 95 %: enough for 19/20, too few for 96 %."""
    roll_up: list[dict[str, Any]] = [
        {"kind": "pooled", "op": ">=", "value": "19/20", "at": "county"},
        {"kind": "pooled", "op": ">=", "value": 0.96, "at": "township"},
    ]
    rows = grouped(staffed(tmp_path, roll_up), villages(["10", "9"], []), DAY)
    assert (rows["pooled", "top"]["verdict"], rows["pooled", "东"]["verdict"]) == ("pass", "fail")


@pytest.mark.parametrize(("staff", "verdict"), [(["", ""], "unknown"), (["10", ""], "fail")])
def test_what_is_asked_may_itself_be_unknown(tmp_path: Path, staff: list[str], verdict: str) -> None:
    """Nobody is there; one is asked for where the staff is known, and nobody knows how many more."""
    pooled: list[dict[str, Any]] = [{"kind": "pooled", "op": ">=", "value": 1}]
    pack = staffed(
        tmp_path,
        pooled,
        value="count(post.post_id) filter (where post.role = 'party_worker')",
        require="value >= ceil(1/100 * observation('staff'))",
    )
    assert grouped(pack, villages(staff, []), DAY)["pooled", "top"]["verdict"] == verdict


def test_money_keeps_its_fen_in_a_mean(tmp_path: Path) -> None:
    paid = {"kind": "organization_work_fund", "flow": "budget", "year": "2020", "dated_on": "2020-03-01"}
    entries = {
        "fund_entry": [{**paid, "fund_id": place, "unit_id": place, "amount": sum_} for place, sum_ in (("东0", "0.01"), ("东1", "0.02"))]
    }
    value = "sum(fund_entry.amount) filter (where fund_entry.kind = 'organization_work_fund' and fund_entry.flow = 'budget')"
    pack = staffed(
        tmp_path,
        [{"kind": "mean", "op": ">=", "value": 0.01}],
        value=value,
        require="value >= 0.01",
        unit="元",
        period="year",
        absence="zero",
    )
    row = grouped(pack, together(towns(东=["东0", "东1"]), entries), DAY, "2020")["mean", "top"]
    assert (row["lo"], row["target"], row["verdict"]) == ("0.02", "0.01", "pass")


def test_a_figure_only_shown_has_a_mean_and_nothing_to_be_pooled_against(tmp_path: Path) -> None:
    shown = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "value": "observation('staff')", "unit": "人"}
    pack = pack_of(tmp_path, {**shown, "force": "report", "roll_up": [{"kind": "mean", "value": "unset"}]})
    assert grouped(pack, villages(["4", "8"], []), DAY)["mean", "top"]["lo"] == 6
    with pytest.raises(BadInput, match="没有应达到的数"):
        pack_of(tmp_path, {**shown, "force": "report", "roll_up": [{"kind": "pooled", "value": "unset"}]})
