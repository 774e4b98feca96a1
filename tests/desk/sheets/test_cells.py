"""Single cells: every way of writing means the same value; what can mean two things is refused. No database is needed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangju.desk.sheets import cells
from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.identity import identity
from gangju.desk.sheets.layout import plain_heading
from tests.workbooks import words

ANY_DAY = st.dates(date(1925, 1, 1), date(2060, 12, 31))
CENTS = st.integers(-(10**12), 10**12)
ANYTHING = st.one_of(
    st.text(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(ANY_DAY, st.sampled_from(sorted(words.DAYS)))
def test_a_day_means_itself_in_every_way_of_writing(day: date, way: str) -> None:
    assert cells.day(_as_read(words.DAYS[way](day))) == day


@given(ANY_DAY, st.sampled_from(sorted(words.MONTHS)))
def test_a_month_is_its_first_day_only_where_months_may_stand(day: date, way: str) -> None:
    written = _as_read(words.MONTHS[way](day.replace(day=1)))
    assert cells.day(written, month=True) == day.replace(day=1)
    assert isinstance(cells.day(written), Wrong)


@given(CENTS, st.sampled_from(sorted(words.AMOUNTS)))
def test_an_amount_means_itself_in_every_way_of_writing(cents: int, way: str) -> None:
    if way == "wide" and cents < 0:
        cents = -cents
    assert cells.number(words.AMOUNTS[way](cents), unit="元") == cents


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_sum_that_a_formula_has_left_with_binary_dust_is_exact(amount: Decimal) -> None:
    assert cells.number(float(amount)) == int(amount * 100)


@given(ANYTHING)
def test_whatever_a_cell_holds_it_is_answered_with_a_value_or_a_sentence(cell: Any) -> None:
    answers = (
        cells.day(cell), cells.day(cell, month=True, until=True), cells.number(cell), cells.whole(cell), cells.text(cell, 10),
        cells.person_name(cell), cells.identifier(cell), cells.yes_no(cell), cells.names(cell), identity(cell),
        cells.code(cell, {"男": "1"}, "“性别”"),
    )  # fmt: skip
    for answer in answers:
        if isinstance(answer, Wrong):
            assert answer.message
            assert answer.remedy


@given(ANY_DAY, st.integers(0, 999))
def test_a_sound_identity_number_is_read_and_one_wrong_digit_is_found(born: date, serial: int) -> None:
    number = words.identity_number(born, serial)
    assert identity(number) == number
    assert identity(f" {number[:6]} {number[6:14]} {number[14:]} ") == number
    assert isinstance(identity(words.broken(number)), Wrong)
    assert isinstance(identity(words.rounded(number)), Wrong)


@pytest.mark.parametrize("cell", ["", "无", "—", "——", "/", "\uff0f", "-", "--", "  ", " 无 ", None])
def test_these_are_empty(cell: str | None) -> None:
    assert cells.is_empty(cell)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (1998.1, "1 月还是 10 月"),
        ("98.7.1", "年份只有两位"),
        ("1998", "只有年份"),
        (1998, "只有年份"),
        ("1998-02-30", "不存在"),
        ("1998.13", "不存在"),
        ("昨天", "认不出"),
        (True, "不是日期"),
        (time(8, 30), "不是日期"),
        ("1850-01-01", "年份不对"),
    ],
)
def test_a_day_that_cannot_be_told_says_why(cell: Any, sentence: str) -> None:
    found = cells.day(cell, month=True)
    assert isinstance(found, Wrong)
    assert sentence in found.message


@pytest.mark.parametrize("cell", ["1,23.5", "约三千", "12+30", "1e5", "五万", "--5", ".", 12.345, date(2020, 1, 1)])
def test_what_is_no_exact_amount_is_refused(cell: Any) -> None:
    assert isinstance(cells.number(cell), Wrong)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1.2万元", 1_200_000),
        ("￥1,200", 120_000),
        ("１２００．５", 120_050),
        (0.1 + 0.2, 30),
        ("-3", -300),
    ],
)
def test_an_amount_as_people_write_it(cell: Any, cents: int) -> None:
    assert cells.number(cell, unit="元") == cents


@pytest.mark.parametrize(
    ("cell", "answer"), [("√", True), ("×", False), ("是", True), (False, False), (1.0, True), ("", None), ("无", None)]
)
def test_yes_and_no_as_people_tick_them(cell: Any, answer: bool | None) -> None:
    assert cells.yes_no(cell) == answer


def test_until_now_is_an_open_end() -> None:
    assert cells.day("至今", until=True) is None
    assert isinstance(cells.day("至今"), Wrong)


def test_a_moment_is_its_day() -> None:
    assert cells.day(datetime.fromisoformat("2026-03-01T08:30")) == date(2026, 3, 1)
    assert cells.day("2026-03-01 08:30:00") == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("cell", "name"), [("张 三", "张三"), ("张\u3000三", "张三"), ("阿依古丽•买买提", "阿依古丽·买买提"), ("John  Smith", "John Smith")]
)
def test_names_are_one_however_spaced(cell: str, name: str) -> None:
    assert cells.person_name(cell) == name


@pytest.mark.parametrize("heading", ["出生年月(如1998.07)", "出生\n年月", "＊出生年月", " 出 生 年 月：", "出生年月【必填】"])
def test_a_heading_is_known_with_all_its_trimmings(heading: str) -> None:
    assert plain_heading(heading) == "出生年月"


def _as_read(written: Any) -> Any:
    """Numbers come out of a workbook as floats."""
    return float(written) if isinstance(written, int) else written
