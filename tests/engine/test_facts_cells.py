"""One cell: what is read, what is refused and what the person is told to write instead."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangju.engine.facts_cells import FIRST_YEAR, LAST_YEAR, Mistake, read_cell, read_column, show_cell
from gangju.engine.relations import RELATIONS, Column, Type

LIMIT = 10**17 - 1


def column(kind: Type, floor: int | None = None, ceiling: int | None = None) -> Column:
    return Column("x", "某列", kind, floor=floor, ceiling=ceiling)


def remedy(kind: Type, text: str) -> str:
    mistake = read_cell(column(kind), text)
    assert isinstance(mistake, Mistake)
    return mistake.remedy


@given(st.integers(-LIMIT, LIMIT))
def test_hundredths_travel_exactly(value: int) -> None:
    hours = column("decimal2")
    text = show_cell(hours, value)
    assert read_cell(hours, text) == value
    assert Decimal(text) * 100 == value


@given(st.integers(-LIMIT, LIMIT))
def test_money_is_always_written_to_the_fen(value: int) -> None:
    money = RELATIONS["fund_entry"].columns["amount"]
    text = show_cell(money, value)
    assert text[-3] == "."
    assert read_cell(money, text) == value


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_days_travel_exactly(day: date) -> None:
    assert read_cell(column("date"), show_cell(column("date"), day)) == day


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)), st.times())
def test_moments_travel_exactly(day: date, clock: time) -> None:
    moment = datetime.combine(day, clock.replace(microsecond=0))
    assert read_cell(column("datetime"), show_cell(column("datetime"), moment)) == moment


@given(st.text())
def test_no_text_breaks_the_reading_of_a_number(text: str) -> None:
    kinds: tuple[Type, ...] = ("decimal2", "int", "date", "datetime", "bool", "id")
    for kind in kinds:
        value = read_cell(column(kind), text)
        assert not isinstance(value, float)


@pytest.mark.parametrize("text", ["24", "7.5", "90000.00", "-3.25", "0.05"])
def test_a_plain_decimal_is_hundredths(text: str) -> None:
    assert read_cell(column("decimal2"), text) == int(Decimal(text) * 100)


def test_a_day_alone_is_the_start_of_that_day() -> None:
    assert read_cell(column("datetime"), "2026-03-01") == datetime.combine(date(2026, 3, 1), time())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,200", "请改为 1200,不写单位和千分号"),
        ("24学时", "请改为 24,不写单位和千分号"),
        ("¥90,000.00元", "请改为 90000.00,不写单位和千分号"),
        ("1e3", "请只写数字,例如 24 或 7.5"),
        ("\uff12\uff14", "请改为 24,不写单位和千分号"),
        ("一百", "请只写数字,例如 24 或 7.5"),
        ("7.125", "最多写两位小数,请按原始凭证改正"),
        (".5", "请只写数字,例如 24 或 7.5"),
    ],
)
def test_a_wrong_number_is_told_its_remedy(text: str, said: str) -> None:
    assert remedy("decimal2", text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026/3/1", "请改为 2026-03-01"),
        ("2026.3.1", "请改为 2026-03-01"),
        ("2026年3月1日", "请改为 2026-03-01"),
        ("20260301", "请改为 2026-03-01"),
        ("2026-03-01T08:30", "请改为 2026-03-01"),
        ("46082", "这像表格软件里的日期序号,请改为 2026-03-01"),
        ("\uff12\uff10\uff12\uff16-03-01", "请改为 2026-03-01"),
        ("3月1日", "请写成 2026-03-01 的样子"),
        ("2026-02-30", "请核对月份和日期"),
        ("9999-12-31", "请核对年份;仍在继续的请把结束日期留空"),
        ("0206-03-01", "请核对年份;仍在继续的请把结束日期留空"),
    ],
)
def test_a_wrong_day_is_told_its_remedy(text: str, said: str) -> None:
    assert remedy("date", text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-01 8:30", "请改为 2026-03-01T08:30"),
        ("2026-03-01 08:30:15", "请改为 2026-03-01T08:30"),
        ("2026-03-01T25:00", "请核对日期和钟点"),
        ("八点半", "请写成 2026-03-01T08:30 的样子"),
    ],
)
def test_a_wrong_moment_is_told_its_remedy(text: str, said: str) -> None:
    assert remedy("datetime", text) == said


@pytest.mark.parametrize(("text", "said"), [("是", "请改为 true"), ("FALSE", "请改为 false"), ("对", "请写 true 或 false")])
def test_a_wrong_truth_is_told_its_remedy(text: str, said: str) -> None:
    assert remedy("bool", text) == said


def test_an_id_has_no_spaces_and_is_not_endless() -> None:
    assert remedy("id", "p 01") == "请改为“p01”"
    assert remedy("id", "p\u300001") == "请改为“p01”"
    assert remedy("id", "x" * 65) == "编号最多 64 个字,请缩短"


def test_bounds_are_those_of_the_human_value() -> None:
    assert read_cell(column("decimal2", floor=0), "0") == 0
    assert isinstance(read_cell(column("decimal2", floor=0), "-0.01"), Mistake)
    assert isinstance(read_cell(column("decimal2", floor=1), "0.99"), Mistake)
    assert read_cell(column("decimal2", floor=1, ceiling=5), "5") == 500
    assert isinstance(read_cell(column("int", ceiling=5), "6"), Mistake)


def test_a_text_of_spaces_is_refused() -> None:
    assert isinstance(read_cell(column("text"), " \u3000"), Mistake)


def test_a_period_has_one_of_four_shapes() -> None:
    period = RELATIONS["score"].columns["period"]
    assert [text for text in ("2026", "2026H1", "2026Q3", "2026-07") if read_cell(period, text) != text] == []
    assert all(isinstance(read_cell(period, text), Mistake) for text in ("26", "2026H3", "2026-13", "2026年"))


def test_typed_cells_are_read_as_their_texts_would_be() -> None:
    typed = pa.array([Decimal("7.50"), None, Decimal("24.00")], pa.decimal128(10, 2))
    assert read_column(column("decimal2"), typed).values.to_pylist() == [750, None, 2400]


def test_a_column_names_every_row_of_a_refused_value() -> None:
    read = read_column(column("int"), pa.array(["1", "x", None, "x"]))
    assert read.values.to_pylist() == [1, None, None, None]
    assert [row for row, _ in read.wrong] == [1, 3]
