"""Who pays what: each payer's part to the fen, nobody's surplus for another."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import Rows, facts_of, grouped, pack_of, together, unit

SPLIT: dict[str, Any] = {
    "form": "split",
    "each": "unit",
    "period": "year",
    "where": "unit.kind = 'urban_district'",
    "total": "observation('total_wages')",
    "paid": "fund_entry.kind = 'basic_pay' and fund_entry.flow = 'granted' and unit.kind = 'community'",
    "by": "fund_entry.payer_level",
    "shares": {"city": 4, "county": 6},
    "rest_to": "county",
    "netting": "none",
    "unit": "元",
}
AFTER = "2021-02-01"


def split(folder: Path, **more: Any) -> Pack:
    return pack_of(folder, {**SPLIT, **more})


def district(due: str | None, *paid: tuple[str | None, str], kept: str = "2019-01-01") -> Rows:
    """A district with two communities; payments come for one or the other, by payer."""
    entry = {"kind": "basic_pay", "flow": "granted", "year": "2020", "dated_on": "2020-06-01"}
    entries = [
        {**entry, "fund_id": f"{number}", "unit_id": f"社区{number % 2}", "payer_level": payer, "amount": amount}
        for number, (payer, amount) in enumerate(paid)
    ]
    places = [unit("城区", "urban_district"), *(unit(f"社区{number}", "community", parent_unit_id="城区") for number in range(2))]
    keeps = {"roster": "keeps", "subject_kind": "organization", "subject_id": "top", "category": "fund_entry.basic_pay", "since": kept}
    figure = {"subject_kind": "unit", "subject_id": "城区", "metric": "total_wages", "since": "2020-01-01", "value": due}
    return together({"unit": places, "fund_entry": entries, "roster_entry": [keeps]}, {"observation": [figure] if due else []})


def lines(pack: Pack, rows: Rows, as_of: str = AFTER) -> dict[str | None, tuple[Any, ...]]:
    """By part: verdict, value, target, shortfall."""
    results = evaluate([pack], facts_of(pack, rows), date.fromisoformat(as_of), period="2020")
    return {row["part"]: (row["verdict"], row["value"], row["target"], row["shortfall"]) for row in results.subject_rows()}


@pytest.mark.row("003-111", "003-113")
def test_a_district_that_pays_too_much_heals_nothing_of_the_city(tmp_path: Path) -> None:
    rows = district("1000.00", ("city", "300.00"), ("county", "500.00"), ("county", "200.00"))
    assert lines(split(tmp_path), rows) == {
        None: ("fail", 1, 2, 1),
        "市级": ("fail", 300, 400, 100),
        "县级(含城区)": ("pass", 700, 600, 0),
    }


def test_both_parts_paid_to_the_fen(tmp_path: Path) -> None:
    """100.01 in 4:6 is 40.00 and 60.01: rounded once, the rest to the one named."""
    rows = district("100.01", ("city", "40.00"), ("county", "60.00"))
    assert lines(split(tmp_path), rows)["县级(含城区)"] == ("fail", 60, "60.01", "0.01")
    assert lines(split(tmp_path), rows)["市级"] == ("pass", 40, 40, 0)


def test_the_rest_may_go_to_the_other(tmp_path: Path) -> None:
    """Half a fen goes up for the share that is rounded, so the rest gets less."""
    rows = district("0.05", ("city", "0.02"), ("county", "0.03"))
    for rest_to, city in (("county", "0.03"), ("city", "0.02")):
        said = lines(split(tmp_path, shares={"city": 1, "county": 1}, rest_to=rest_to), rows)
        assert (said["市级"][2], said["县级(含城区)"][2]) == (city, {"0.03": "0.02", "0.02": "0.03"}[city])


def test_three_payers_add_up(tmp_path: Path) -> None:
    pack = split(tmp_path, shares={"province": 1, "city": 1, "county": 1}, rest_to="county")
    targets = [line[2] for part, line in lines(pack, district("100.00")).items() if part]
    assert sorted(targets) == ["33.33", "33.33", "33.34"]


@pytest.mark.parametrize(
    ("rows", "whole", "city"),
    [
        (district("1000.00", ("city", "400.00"), kept="2020-05-01"), "unknown", "pass"),
        (district("1000.00", ("city", "300.00"), kept="2020-05-01"), "unknown", "unknown"),
        (district(None, ("city", "400.00"), ("county", "600.00")), "unknown", "unknown"),
        (district("1000.00", (None, "100.00"), ("city", "400.00"), ("county", "590.00")), "unknown", "pass"),
        (district("1000.00", ("city", "400.00"), ("county", "590.00")), "fail", "pass"),
    ],
)
def test_what_is_not_known_is_neither_paid_nor_owed(tmp_path: Path, rows: Rows, whole: str, city: str) -> None:
    said = lines(split(tmp_path), rows)
    assert (said[None][0], said["市级"][0]) == (whole, city)


def test_during_the_year_the_rest_is_still_to_come(tmp_path: Path) -> None:
    said = lines(split(tmp_path), district("1000.00", ("city", "400.00")), "2020-07-01")
    assert [said[part][0] for part in (None, "市级", "县级(含城区)")] == ["pending", "pass", "pending"]


def test_each_payer_has_his_own_share_and_shortfall_above(tmp_path: Path) -> None:
    rows = grouped(split(tmp_path), district("1000.00", ("city", "300.00"), ("county", "600.00")), AFTER, "2020")
    assert {name: (row["verdict"], row["shortfall"], row["unit"]) for (name, _), row in rows.items()} == {
        "all": ("fail", 1, "项"),
        "市级all": ("fail", 100, "元"),
        "县级(含城区)all": ("pass", 0, "元"),
    }


def test_why(tmp_path: Path) -> None:
    pack = split(tmp_path)
    facts = facts_of(pack, district("1000.00", ("city", "300.00"), ("county", "600.00")))
    why = explain(pack, facts, date(2021, 2, 1), "it", "城区", period="2020", part="市级")
    assert why.formula == (
        "所辖范围内本期内已拨付的基本报酬(单位类别为城市社区、负担层级为市级)的金额之和,"
        "不少于年工资总额的 4/10(四舍五入到分;各方分别评判,不相互抵补)"
    )
    assert [(row.key["fund_id"], int(row.amount)) for row in why.rows] == [("0", 30000)]
    assert explain(pack, facts, date(2021, 2, 1), "it", "城区", period="2020").formula.startswith("以下 2 项都要达到:(1)市级:")


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"rest_to": "province"}, "rest_to", "不在 shares 里"),
        ({"shares": {"city": 4, "countty": 6}}, "shares", "里没有“countty”这个代码"),
        ({"period": "as_of"}, "period", "分担没有写 period"),
        ({"total": "observation('staff')"}, "total", "total 的单位是人"),
        ({"paid": "fund_entry.flow = 'granted'"}, "paid", "没有写明数哪几种"),
    ],
)
def test_a_split_that_cannot_be_is_refused(tmp_path: Path, keys: dict[str, Any], key: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        split(tmp_path, **keys)
    problem = refused.value.problems[0]
    assert problem.key == f"it.{key}"
    assert message in problem.message
