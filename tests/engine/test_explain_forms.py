"""Explanations of the forms that the demo county does not use: the rows add up, the words are Chinese."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from gangju.engine.explain import explain
from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.run import evaluate

DAY = date(2026, 12, 31)
PAY = (
    "本期内已支付的基本报酬金额之和,不少于应发数;应发数为报酬相当于农民人均纯收入的倍数乘以上年度农民人均纯收入,"
    "乘以职务系数,按在任月数折算(每月 15 日在任的计一个月)"
)


@pytest.fixture(scope="module")
def tiny(shared: Path) -> tuple[Pack, Facts]:
    folder = shared / "spec" / "tiny_pack"
    pack = load_pack(folder / "pack")
    return pack, load_facts(folder / "facts", pack.catalogue)


@pytest.mark.parametrize("standard", ["agency-staff", "firm-cover", "village-pay", "weak-benchmark"])
def test_rows_of_every_result_add_up_to_its_value(tiny: tuple[Pack, Facts], standard: str) -> None:
    pack, facts = tiny
    for row in evaluate([pack], facts, DAY).subject_rows():
        if row["standard"] == standard and row["value"] is not None:
            why = explain(pack, facts, DAY, standard, row["subject_id"]).as_json()
            total = sum((Fraction(counted["amount"]) for counted in why["rows"]), Fraction(0))
            assert (row["subject_id"], total) == (row["subject_id"], Fraction(str(row["value"])))


@pytest.mark.parametrize(
    ("standard", "subject", "formula"),
    [
        (
            "agency-staff",
            "a-qs",
            "专职的党务工作者的人数,不少于从业(工作)人员数的 1%(不足一人按一人),以 2%(不足一人不计)为上限",
        ),
        (
            "firm-cover",
            "f-ht",
            "有党组织覆盖:设在本单位,或以“联合覆盖”联系到本单位(党组织的组建方式为单独组建、联合组建);刚列入要求的宽限 90 天",
        ),
        ("village-pay", "po02", PAY),
        ("weak-benchmark", "v-ny", "“学习标杆”恰好 1 个,对方不在“薄弱村”名册上,不能是自己"),
    ],
)
def test_a_requirement_is_said_in_words(tiny: tuple[Pack, Facts], standard: str, subject: str, formula: str) -> None:
    assert explain(*tiny, DAY, standard, subject).formula == formula


def test_pay_names_the_coefficient_of_the_post(tiny: tuple[Pack, Facts]) -> None:
    used = {param.name: (param.value, param.source) for param in explain(*tiny, DAY, "village-pay", "po02").params}
    assert used["pay_coefficient"] == (Fraction(9, 10), "params.yaml category=director")


def test_a_figure_nobody_knows_leaves_the_pay_unknown(tiny: tuple[Pack, Facts]) -> None:
    assert _pay(*tiny) == ("unknown", "missing:observation.farmer_net_income", None)


def test_until_a_figure_is_published_the_last_known_one_stands_in_and_the_verdict_waits(tiny: tuple[Pack, Facts]) -> None:
    pack, facts = tiny
    table = facts.tables["observation"]
    before = {"since": date(2024, 1, 1), "until": date(2025, 1, 1), "published_on": date(2025, 2, 5), "value": 2000000}
    rows = [{**row, **before} if row["metric"] == "farmer_net_income" else row for row in table.to_pylist()]
    older = replace(facts, tables={**facts.tables, "observation": table.from_pylist(rows, schema=table.schema)})
    assert _pay(pack, older) == ("pending", "provisional", 34000)


def _pay(pack: Pack, facts: Facts) -> tuple[str, str, object]:
    """Of the secretary in office all year, on a day before the figure of last year is out."""
    rows = evaluate([pack], facts, date(2026, 1, 31)).subject_rows()
    (row,) = [row for row in rows if row["standard"] == "village-pay" and row["subject_id"] == "po01"]
    return row["verdict"], row["note"], row["target"]
