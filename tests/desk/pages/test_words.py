"""How pages say days, figures, verdicts and notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from gangju.desk.ledgers.days import read_day
from gangju.desk.plans import notes
from gangju.desk.ui import words
from gangju.desk.ui.verdicts import MARKS
from gangju.engine.model import VERDICT_LABELS


def test_the_words_of_the_verdicts_are_those_of_the_engine() -> None:
    assert {mark.code: mark.word for mark in MARKS.values()} == {verdict.value: label for verdict, label in VERDICT_LABELS.items()}


def test_every_verdict_has_a_shape_of_its_own() -> None:
    assert len({mark.shape for mark in MARKS.values()}) == len(MARKS)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (24, "24"),
        ("23.50", "23.5"),
        (Decimal("0.50"), "0.5"),
        (12345, "12,345"),
        (1234, "1234"),
        (Fraction(47, 2), "23.5"),
        (Fraction(1, 3), "1/3"),
        (None, "—"),
        (0, "0"),
    ],
)
def test_figures_are_exact_and_a_missing_one_is_no_zero(value: words.Exact | None, said: str) -> None:
    assert words.number(value) == said


def test_money_keeps_its_fen_and_square_metres_their_sign() -> None:
    assert words.amount(90000, "元") == "90,000.00 元"
    assert words.amount("200.5", "m2") == "200.5 ㎡"


def test_an_interval_is_said_with_both_its_last_days() -> None:
    assert words.span(date(2026, 1, 1), date(2026, 4, 1)) == "2026.1.1 至 2026.3.31"
    assert words.span(date(2026, 1, 1), None) == "2026.1.1 起"


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2026", "2026年"),
        ("2026-2027", "2026至2027年"),
        ("2026Q2", "2026年第2季度"),
        ("2026-Q2", "2026年第2季度"),
        ("2026-06", "2026年6月"),
        (None, "截至当日"),
    ],
)
def test_periods_are_said_in_words(period: str | None, said: str) -> None:
    assert words.period_name(period) == said


def test_punctuation_after_chinese_is_full_width_and_figures_stay() -> None:
    assert words.full_width("差几个补几个;1,200 元,照发") == "差几个补几个；1,200 元，照发"


@pytest.mark.parametrize(
    "typed", ["20260327", "2026.3.27", "2026-03-27", "2026/3/27", "2026年3月27日", "２０２６．３．２７", " 2026。3。27 "]
)
def test_a_day_is_read_as_officials_type_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 3, 27)


@pytest.mark.parametrize("typed", ["26.3.27", "2026", "2026.13.1", "20260230", "昨天", ""])
def test_what_is_no_day_is_refused_and_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError, match="请"):
        read_day(typed)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 4, 1), date(2026, 7, 1), "二季度"),
        (date(2026, 3, 1), date(2026, 4, 1), "3月"),
        (date(2026, 5, 1), date(2026, 7, 1), "5至6月"),
        (date(2026, 7, 1), date(2027, 1, 1), "下半年"),
        (date(2026, 1, 1), date(2027, 1, 1), "全年"),
        (date(2026, 6, 22), date(2026, 6, 29), "2026.6.22 至 2026.6.28"),
    ],
)
def test_windows_have_the_names_of_the_field(since: date, until: date, said: str) -> None:
    assert notes.window_label(since, until) == said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "note",
    [
        "window_open", "in_grace", "unkept:activity.training", "missing:observation.staff", "missing:venue", "missing:venue.area_m2",
        "stale:disclosure_board", "no:disclosure_board", "without_subject", "above_high:1", "grace_until:2027-01-30", "missed:2026-04-01",
        "months:0", "too_many", "target_on:weak_village", "exempt:infirm", "exception:2026-12-31", "suspended", "provisional",
        "due:2026-12-31", "due_after:2026-01-01+90", "unmet:有书记,有场所", "reported:3", "last:2023-05-01",
    ],
)  # fmt: skip
def test_every_promised_note_is_a_chinese_sentence(note: str) -> None:
    said = notes.sentence(note, checklist="village_twelve")
    assert said.endswith("。")
    assert note.split(":", maxsplit=1)[0] not in said
