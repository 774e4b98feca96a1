"""The five source texts: read without error, and the figures that must show."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from gangju.reader import read_file
from gangju.reader.model import Document
from tests.reader.tools import assert_sound

SEEDS = ("000", "001", "002", "003", "004")


def seed(shared: Path, number: str) -> Document:
    return read_file(next((shared / "seeds").glob(f"{number}_*.txt")))


@pytest.mark.parametrize("number", SEEDS)
def test_every_source_text_is_read_and_its_spans_hold(shared: Path, number: str) -> None:
    document = seed(shared, number)
    assert_sound(document)
    assert document.clauses
    assert set(json.loads(json.dumps(document.as_json()))) == {"text", "title", "issuer", "number", "issued_on", "sections", "clauses"}


@pytest.mark.row("003-34", "003-33", "003-39", "003-103", "003-104")
@pytest.mark.parametrize(
    ("words", "op", "value", "unit"),
    [
        ("农村党员年参训时长", ">=", 40, "学时"),
        ("村党组织书记年参训时长", ">=", 56, "学时"),
        ("社区党员年参训时间", ">=", 24, "学时"),
        ("行政村(含农村社区)党组织组建率", ">=", 100, "%"),
        ("两项合计不低于", ">=", 90_000, "元"),
        ("服务场所面积达到", ">=", 500, "m2"),
        ("1000㎡以上的", ">=", 20, "%"),
        ("使用面积超过", ">", 200, "m2"),
        ("3名以上正式党员", ">=", 3, "名"),
    ],
)
def test_the_figures_of_guilin_2018_are_read(shared: Path, words: str, op: str, value: int, unit: str) -> None:
    clauses = [clause for clause in seed(shared, "003").clauses if words in clause.text]
    assert (op, Fraction(value), unit) in [(item.op, item.value, item.unit) for clause in clauses for item in clause.quantities]


def test_what_the_copy_of_guilin_2018_lost_is_flagged_and_not_valued(shared: Path) -> None:
    document = seed(shared, "003")
    flags = {(flag.why, flag.text) for clause in document.clauses for flag in clause.flags}
    lost = {
        ("lost_digit", "2018327"),
        ("lost_digit", "2018327日"),
        ("lost_sign", "1%2%"),
        ("lost_unit", "1000/人"),
        ("lost_unit", "100/人"),
    }
    assert lost <= flags
    spans = [(flag.start, flag.end) for clause in document.clauses for flag in clause.flags if (flag.why, flag.text) in lost]
    finds = [find for clause in document.clauses for find in (*clause.quantities, *clause.deadlines, *clause.frequencies)]
    assert not [find for find in finds for start, end in spans if find.start < end and start < find.end]


def test_domains_of_guilin_2018_are_carried_down(shared: Path) -> None:
    clauses = seed(shared, "003").clauses
    assert {clause.domains for clause in clauses if "学时" in clause.text} == {("农村",), ("城市",), ("国企",)}
    assert [clause.domains for clause in clauses if "窗口单位普遍设立" in clause.text] == [("机关", "国企")]


def test_the_ten_lists_of_units_of_huizhou_2011_split_exactly(shared: Path) -> None:
    gold = [json.loads(line) for line in (shared / "spec" / "reader_gold.jsonl").read_text("utf-8").splitlines()]
    lists = [row for row in gold if row["type"] == "responsible" and row.get("item")]
    found = [(clause.lead, clause.responsible) for clause in seed(shared, "004").clauses if "责任单位:" in clause.text]
    assert [(list(lead), list(units)) for lead, units in found] == [(row["lead"], row["responsible"]) for row in lists]
    assert len(lists) == 10
