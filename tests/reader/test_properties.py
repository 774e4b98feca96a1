"""Clauses generated from figures, comparators and units are read back; any text gives a sound document."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from gangju.reader import ReaderError, read_text
from gangju.reader.numeral import han, number
from tests.reader.tools import assert_sound, quantities

BEFORE = {"不少于": ">=", "不低于": ">=", "至少": ">=", "达到": ">=", "不超过": "<=", "最多": "<=", "超过": ">", "少于": "<", "约": "~"}
AFTER = {"以上": ">=", "及以上": ">=", "以下": "<=", "左右": "~"}
UNITS = {
    "学时": "学时",
    "名": "名",
    "平方米": "m2",
    "㎡": "m2",
    "元": "元",
    "万元": "元",
    "次": "次",
    "%": "%",
    "个工作日": "工作日",
    "篇": "篇",
}
LEADS = ["参训时长", "活动经费", "使用面积", "每个支部配备", "各村党组织完成", "社区党员覆盖"]

comparators = st.one_of(
    st.sampled_from(sorted(BEFORE)).map(lambda word: (word, "")), st.sampled_from(sorted(AFTER)).map(lambda word: ("", word))
)
amounts = st.integers(2, 9999)


def chinese(value: int) -> str:
    """A whole number below ten thousand in Chinese numerals."""
    digits = "零一二三四五六七八九"
    text, zero = "", False
    for power, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + mark
        zero = not digit if text else False
    return text.removeprefix("一") if text.startswith("一十") else text


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_back(value: int) -> None:
    assert han(chinese(value)) == value


@given(st.integers(0, 99_999_999), st.booleans())
def test_arabic_numerals_are_read_back(value: int, grouped: bool) -> None:
    assert number(f"{value:,}" if grouped else str(value)) == value


@given(st.sampled_from(LEADS), comparators, amounts, st.sampled_from(sorted(UNITS)), st.booleans())
@settings(max_examples=300)
def test_comparator_figure_and_unit_are_read_back(lead: str, comparator: tuple[str, str], value: int, unit: str, in_chinese: bool) -> None:
    before, after = comparator
    in_chinese = in_chinese and unit not in {"%", "㎡"}
    printed = f"{chinese(value) if in_chinese else value}{unit}{after}"
    found = quantities(f"{lead}{before}{printed}。")
    op = BEFORE.get(before) or AFTER[after]
    expected = value * (10_000 if unit == "万元" else 1)
    assert [(item.op, item.value, item.unit, item.text) for item in found] == [(op, Fraction(expected), UNITS[unit], printed)]


@given(st.integers(1, 50), st.integers(51, 200), st.sampled_from(["个", "名", "%", "次"]), st.sampled_from(["-", "至", "~", "—"]))
def test_ranges_are_read_back(low: int, high: int, unit: str, link: str) -> None:
    assert [(item.op, item.value) for item in quantities(f"选取{low}{link}{high}{unit}试点。")] == [
        ("between", (Fraction(low), Fraction(high)))
    ]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=3))
def test_ratios_are_read_back(parts: list[int]) -> None:
    found = quantities(f"经费按{':'.join(map(str, parts))}的比例分担。")
    assert [(item.value, item.unit) for item in found] == [(tuple(map(Fraction, parts)), "比")]


@given(
    st.lists(
        st.tuples(st.sampled_from(LEADS), st.sampled_from(sorted(BEFORE)), amounts, st.sampled_from(["学时", "名", "元"])),
        min_size=1,
        max_size=5,
    )
)
def test_many_demands_in_one_sentence_keep_their_order(demands: list[tuple[str, str, int, str]]) -> None:
    text = ",".join(f"{lead}{before}{value}{unit}" for lead, before, value, unit in demands) + "。"
    document = read_text(text)
    assert_sound(document)
    assert [item.value for clause in document.clauses for item in clause.quantities] == [value for _, _, value, _ in demands]


PIECES = [
    *("一、", "(一)", "1.", "第三条 ", "\n", "\n\n", "。", ";", ",", "、", ":", "“", "”", "(", ")", "《", "》", " ", "%", "/", "-"),
    *(
        "不少于",
        "以上",
        "每年",
        "每月",
        "3",
        "12",
        "2018",
        "三",
        "一",
        "百",
        "万",
        "个",
        "名",
        "次",
        "元",
        "年",
        "月",
        "日",
        "底前",
        "等",
        "五个一",
    ),
    *("在农村:", "牵头单位:", "责任单位:", "县委组织部", "党支部", "党员", "开展活动", "扣5分", "优秀", "总分", "“七一”前", "今年", "至"),
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
@settings(max_examples=400, deadline=None)
def test_any_text_gives_a_sound_document_or_is_refused(pieces: list[str]) -> None:
    with suppress(ReaderError):  # no Chinese in it, or nothing at all: refused
        document = read_text("".join(pieces))
        assert_sound(document)
        assert read_text(document.text).as_json() == document.as_json()
