"""Scoring items generated from worths, rules, caps and grades are read back exactly, in prose and in tables."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from gangju.reader import read_text
from gangju.reader.model import Rule
from tests.reader.tools import assert_sound, scores

#: Amounts with at most one decimal, as they are printed.
amounts = st.integers(1, 200).map(lambda tenths: Fraction(tenths, 10))
whole = st.integers(2, 100).map(Fraction)
MEASURES = ["次", "人", "项", "个", "篇", "户", "起", "处", "天", "例"]
FAULTS = ["少", "缺", "迟报", "漏报", "发现", "出现"]
DEEDS = ["完成", "承办", "培育", "开展"]


def printed(amount: Fraction) -> str:
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):g}"


@st.composite
def rules(draw: st.DrawFn) -> tuple[str, Rule]:
    """A rule as it is printed and as it is to be read."""
    amount = draw(amounts)
    measure = draw(st.sampled_from(MEASURES))
    cap = draw(st.none() | whole)
    kind = draw(st.sampled_from(["deduct_each", "deduct_one", "deduct_if", "award_each", "award_if", "behind"]))
    text, read = {
        "deduct_each": (f"每{draw(st.sampled_from(FAULTS))}1{measure}扣{printed(amount)}分", "deduct_each"),
        "deduct_one": (f"{draw(st.sampled_from(FAULTS))}一{measure}的扣{printed(amount)}分", "deduct_each"),
        "deduct_if": (f"未按要求落实的扣{printed(amount)}分", "deduct_if"),
        "award_each": (f"每{draw(st.sampled_from(DEEDS))}1{measure}加{printed(amount)}分", "award_each"),
        "award_if": (f"受到表彰的加{printed(amount)}分", "award_if"),
        "behind": (f"不合规范的扣{printed(amount)}分/{measure}", "deduct_each"),
    }[kind]
    if cap is not None:
        text += f",最多{'扣' if read.startswith('deduct') else '加'}{printed(cap)}分"
    return text, Rule(read, amount, measure if read.endswith("each") else None, cap)


@given(st.lists(rules(), min_size=1, max_size=4), st.booleans(), whole)
@settings(max_examples=120, deadline=None)
def test_an_item_with_its_worth_and_rules_is_read_back(drawn: list[tuple[str, Rule]], closes: bool, worth: Fraction) -> None:
    text = f"组织生活({printed(worth)}分)。{','.join(part for part, _ in drawn)}{',扣完为止' if closes else ''}。"
    document = read_text(text)
    assert_sound(document)
    found = [score for clause in document.clauses for score in clause.scoring]
    wanted = [rule for _, rule in drawn] + ([Rule("floor_zero", None, None, None)] if closes else [])
    assert [rule for score in found for rule in score.rules] == wanted
    assert [score.points for score in found if score.points is not None] == [worth]
    assert [quantity for clause in document.clauses for quantity in clause.quantities] == []


@given(st.lists(st.tuples(whole, rules()), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_rows_of_a_table_are_read_back(rows: list[tuple[Fraction, tuple[str, Rule]]]) -> None:
    lines = [f"{serial} | 第{serial}类要求 | {printed(worth)} | {text}" for serial, (worth, (text, _)) in enumerate(rows, 1)]
    found = scores("\n".join(["考核细则", "序号 | 考核内容 | 分值 | 评分标准", *lines]))
    assert [(score.points, score.rules) for score in found] == [(worth, (rule,)) for worth, (_, rule) in rows]


@given(st.lists(whole, min_size=2, max_size=6), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_a_sum_is_flagged_exactly_when_it_does_not_come_out(parts: list[Fraction], off: int) -> None:
    total = sum(parts, Fraction(0)) + off
    items = [f"要求{mark}{printed(part)}分" for mark, part in zip("甲乙丙丁戊己", parts, strict=False)]
    text = f"总分{printed(total)}分,其中{','.join(items)}。"
    assert [flag.why for clause in read_text(text).clauses for flag in clause.flags] == (["sum"] if off else [])


@given(st.lists(st.integers(31, 99), min_size=2, max_size=4, unique=True), st.sampled_from(["为", "的为", "的评定为", "的,评为"]))
@settings(max_examples=100, deadline=None)
def test_bands_are_read_back(bounds: list[int], gives: str) -> None:
    names = ["优秀", "良好", "合格", "基本合格", "不合格"]
    ends = sorted(bounds, reverse=True)
    parts = [f"{ends[0]}分以上{gives}{names[0]}"]
    parts += [f"{low}分以上不足{high}分{gives}{name}" for high, low, name in zip(ends, ends[1:], names[1:], strict=False)]
    parts.append(f"{ends[-1]}分以下{gives}{names[len(ends)]}")
    found = [band for clause in read_text(f"年度得分{','.join(parts)}。").clauses for band in clause.bands]
    wanted = [(Fraction(low), Fraction(high) if high else None) for low, high in zip(ends, [None, *ends], strict=False)]
    assert [(band.first, band.last) for band in found] == [*wanted, (None, Fraction(ends[-1]))]
    assert [band.label for band in found] == names[: len(ends) + 1]
