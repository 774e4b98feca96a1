"""Whatever is loaded can be written, as CSV and as Parquet, and loads again to the same tables, to the last digit."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangju.engine.catalogue import load_catalogue
from gangju.engine.facts import Facts, load_facts, write_facts
from gangju.engine.relations import RELATIONS
from tests.engine.facts_world import also, facts

CATALOGUE = load_catalogue()
# what an editor or a spreadsheet may put into a cell: commas, quotes, line breaks, any script
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029"), min_size=1).filter(str.strip)
hundredths = st.integers(-(10**12), 10**12).map(lambda value: f"{value // 100 if value >= 0 else -(-value // 100)}.{abs(value) % 100:02d}")
days = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(str)


@st.composite
def amounts(draw: st.DrawFn) -> list[dict[str, str]]:
    money = {"kind": "basic_pay", "flow": "paid", "org_id": "b-bs", "year": "2026"}
    drawn = draw(st.lists(st.tuples(hundredths, st.one_of(st.just(""), days)), max_size=8))
    return [{**money, "fund_id": f"f{place}", "amount": amount, "dated_on": day} for place, (amount, day) in enumerate(drawn)]


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, str]]:
    event = {"kind": "party_class", "org_id": "b-bs"}
    hours = st.one_of(st.just(""), st.decimals(0, 9999, places=2).map(str))
    clock = st.times().map(lambda moment: moment.replace(microsecond=0).isoformat())
    drawn = draw(st.lists(st.tuples(days, clock, hours, texts), max_size=8))
    return [
        {**event, "activity_id": f"a{place}", "started_at": f"{day}T{time}", "hours": hours, "topic": topic}
        for place, (day, time, hours, topic) in enumerate(drawn)
    ]


def same(one: Facts, other: Facts) -> bool:
    """Equal but for the line: rows held in memory are counted from 1, those of a file from the header."""
    return all(one.tables[name].drop_columns("_line").equals(other.tables[name].drop_columns("_line")) for name in RELATIONS)


@pytest.mark.parametrize("form", ["csv", "parquet"])
@settings(max_examples=40, deadline=None)
@given(funds=amounts(), activities=events())
def test_any_facts_travel_unchanged(form: str, funds: list[dict[str, str]], activities: list[dict[str, str]]) -> None:
    held = facts(also(fund_entry=funds, activity=activities))
    with tempfile.TemporaryDirectory() as folder:
        write_facts(held.tables, Path(folder), "parquet" if form == "parquet" else "csv")
        assert same(held, load_facts(Path(folder), CATALOGUE))


def test_money_is_written_to_the_fen_and_hours_plainly(tmp_path: Path) -> None:
    money = {"fund_id": "f1", "kind": "basic_pay", "flow": "paid", "org_id": "b-bs", "year": "2026", "amount": "90000"}
    write_facts(facts(also(fund_entry=[money], participation=[{"activity_id": "t1", "person_id": "p1", "hours": "7.50"}])).tables, tmp_path)
    assert ",90000.00," in (tmp_path / "fund_entry.csv").read_text(encoding="utf-8")
    assert "t1,p1,attendee,7.5,true,b-bs," in (tmp_path / "participation.csv").read_text(encoding="utf-8")


def test_a_relation_without_rows_gets_no_file(tmp_path: Path) -> None:
    write_facts(facts(also()).tables, tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["activity", "membership", "organization", "person", "placement", "unit"]
