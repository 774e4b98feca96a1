"""A figure that comes out late is not known before, never guessed; from the day it is known the past is right too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import Rows, facts_of, pack_of, unit

INCOME = {
    "form": "threshold",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "period": "year",
    "value": "observation('collective_income', year - 1)",
    "require": "value >= 50000",
    "unit": "元",
}
OF_2020 = {"metric": "collective_income", "subject_kind": "unit", "subject_id": "甲村", "since": "2020-01-01", "until": "2021-01-01"}


def told(**when: str) -> Rows:
    return {"unit": [unit("甲村", "village")], "observation": [{**OF_2020, "value": "60000", **when}]}


def verdict(pack: Pack, rows: Rows, as_of: str, known_on: str | None = None) -> Any:
    known = date.fromisoformat(known_on) if known_on else None
    (row,) = evaluate([pack], facts_of(pack, rows), date.fromisoformat(as_of), known_on=known, period="2021").subject_rows()
    return row["verdict"], row["value"], row["note"]


MISSING = ("unknown", None, "missing:observation.collective_income")


def test_before_it_is_published_a_figure_is_unknown(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, INCOME)
    assert verdict(pack, told(published_on="2021-03-05"), "2021-03-04") == MISSING
    assert verdict(pack, told(published_on="2021-03-05"), "2021-03-05") == ("pass", 60000, None)


def test_a_figure_entered_late_is_unknown_to_the_days_before(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, INCOME)
    late = told(recorded_at="2021-06-01")
    assert verdict(pack, late, "2021-05-31") == MISSING
    assert verdict(pack, late, "2021-06-01") == ("pass", 60000, None)


def test_once_it_is_known_the_past_is_judged_by_it(tmp_path: Path) -> None:
    """The same day asked about again, with what is known now."""
    pack = pack_of(tmp_path, INCOME)
    assert verdict(pack, told(recorded_at="2021-06-01"), "2021-05-31", known_on="2021-06-01") == ("pass", 60000, None)


def test_the_why_of_a_late_figure_says_when_it_was_entered(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, INCOME)
    why = explain(pack, facts_of(pack, told(recorded_at="2021-06-01")), date(2021, 6, 1), "it", "甲村", period="2021")
    assert [(row.relation, row.said["recorded_at"]) for row in why.rows] == [("observation", "2021-06-01")]


@pytest.mark.parametrize(("as_of", "said"), [("2021-02-01", "pending"), ("2021-03-05", "pass")])
def test_where_the_plan_allows_it_the_last_figure_stands_in_and_the_verdict_waits(tmp_path: Path, as_of: str, said: str) -> None:
    pay = {
        "form": "formula",
        "each": "post",
        "period": "year",
        "where": "post.role = 'secretary'",
        "base": "2 * observation('farmer_net_income', year - 1)",
        "paid": "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay' and fund_entry.flow = 'paid')",
        "require": "paid >= due",
        "provisional_if_missing": ["farmer_net_income"],
        "unit": "元",
    }
    pack = pack_of(tmp_path, {**pay, "absence": "zero"})
    income = {"metric": "farmer_net_income", "subject_kind": "unit", "subject_id": "甲村"}
    rows: Rows = {
        "unit": [unit("甲村", "village")],
        "person": [{"person_id": "张", "name": "张", "org_id": "top"}],
        "post": [{"post_id": "1", "person_id": "张", "unit_id": "甲村", "org_id": "top", "role": "secretary", "since": "2019-01-01"}],
        "observation": [
            {**income, "since": "2019-01-01", "until": "2020-01-01", "value": "5000"},
            {**income, "since": "2020-01-01", "until": "2021-01-01", "value": "6000", "published_on": "2021-03-05"},
        ],
        "fund_entry": [
            {"fund_id": "1", "kind": "basic_pay", "flow": "paid", "year": "2021", "person_id": "张", "unit_id": "甲村", "amount": "12000"}
        ],
    }
    assert verdict(pack, rows, as_of)[0] == said
