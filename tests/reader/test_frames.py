"""Demands are put together from figures, times and rhythms, set into sentences of many frames, and read back exactly."""

from __future__ import annotations

import calendar
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from gangju.reader import read_text
from gangju.reader.model import Clause, Quantity
from tests.reader.test_properties import chinese

#: Where a demand may stand. None of these words holds a figure, a day or a rhythm of its own.
FRAMES = (
    "{}。",
    "按照上级部署,{}。",
    "{},并长期坚持。",
    "严格落实各项要求,{};其他事项照旧执行。",
    "在农村:{}。",
    "1.夯实基础。{}。",
    "(三)强化保障。加强统筹,{}。",
    "第五条 {}。",
    "一是加强管理,{};二是强化监督,不走过场。",
    "针对存在的突出问题(详见通报),{},确保取得实效。",
)
#: Unit as printed → (unit as read, factor, what may stand before it).
UNITS = {
    "学时": ("学时", 1, ("年度培训", "集中学习")),
    "名": ("名", 1, ("专职干部配备", "后备干部储备")),
    "平方米": ("m2", 1, ("活动场所面积", "使用面积")),
    "㎡": ("m2", 1, ("活动室面积",)),
    "元": ("元", 1, ("活动经费", "补助标准")),
    "万元": ("元", 10_000, ("专项经费", "村级集体经济收入")),
    "%": ("%", 1, ("覆盖率", "群众满意度", "参训率")),
    "户": ("户", 1, ("走访困难家庭", "联系群众")),
    "个工作日": ("工作日", 1, ("公示时间", "办理时限")),
    "篇": ("篇", 1, ("撰写调研报告", "心得体会")),
    "天": ("天", 1, ("驻村时间", "脱产培训")),
}
BEFORE = {
    **dict.fromkeys(("不少于", "不低于", "不得少于", "至少", "达到", "不小于"), ">="),
    **dict.fromkeys(("不超过", "不得超过", "不高于", "最多"), "<="),
    "超过": ">",
    "少于": "<",
    "低于": "<",
    "约": "~",
    "": "=",
}
AFTER = {"以上": ">=", "及以上": ">=", "以下": "<=", "以内": "<=", "左右": "~"}
FORCES = {"": "must", "确保": "must", "力争": "strive", "原则上": "generally", "一般": "generally"}
WINDOWS = {
    "每年": "year",
    "每半年": "half",
    "每季度": "quarter",
    "每季": "quarter",
    "每两个月": "two_months",
    "每月": "month",
    "每个月": "month",
    "每周": "week",
    "每三个月": "quarter",
    "每学期": "half",
    "每学年": "year",
}

figures = st.one_of(st.integers(2, 999), st.sampled_from([1000, 2500, 5000]))
frames = st.sampled_from(FRAMES)
Demand = tuple[str, str, Fraction, str, str]


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    """A demand with one figure: the sentence, comparator, value, unit and force."""
    printed = draw(st.sampled_from(sorted(UNITS)))
    unit, factor, leads = UNITS[printed]
    value, force = draw(figures), draw(st.sampled_from(sorted(FORCES)))
    number = chinese(value) if draw(st.booleans()) and printed not in {"%", "㎡"} else str(value)
    if draw(st.booleans()):
        # 力争 and 不得 are not said together.
        word = draw(st.sampled_from(sorted(word for word in BEFORE if force != "力争" or not word.startswith("不得"))))
        text, op = f"{word}{number}{printed}", BEFORE[word]
    else:
        word = draw(st.sampled_from(sorted(AFTER)))
        text, op = f"{number}{printed}{word}", AFTER[word]
    return f"{draw(st.sampled_from(leads))}{force}{text}", op, Fraction(value * factor), unit, FORCES[force]


def clauses(sentence: str) -> tuple[Clause, ...]:
    return read_text(f"关于加强基础工作的实施方案\n{sentence}\n2024年1月5日").clauses


def quantities(sentence: str) -> list[Quantity]:
    return [item for clause in clauses(sentence) for item in clause.quantities]


@given(demands(), frames)
@settings(max_examples=200, deadline=None)
def test_a_demand_is_read_back_in_every_frame(demand: Demand, frame: str) -> None:
    text, op, value, unit, force = demand
    found = quantities(frame.format(text))
    assert [(item.op, item.value, item.unit, item.force) for item in found] == [(op, value, unit, force)]


@given(st.lists(demands(), min_size=2, max_size=4), frames)
@settings(max_examples=100, deadline=None)
def test_demands_side_by_side_keep_their_own_comparators(several: list[Demand], frame: str) -> None:
    found = quantities(frame.format(",".join(text for text, *_ in several)))
    assert [(item.op, item.value, item.unit) for item in found] == [(op, value, unit) for _, op, value, unit, _ in several]


@given(st.integers(1, 9), st.integers(2, 10), st.sampled_from(["个", "名", "户"]), st.sampled_from("-—~至到"), frames)
@settings(max_examples=150, deadline=None)
def test_ranges_are_read_back_in_every_frame(low: int, more: int, unit: str, link: str, frame: str) -> None:
    text = f"每个支部联系{low}{link}{low + more}{unit}"
    found = quantities(frame.format(text))
    assert [(item.op, item.value, item.unit) for item in found] == [("between", (Fraction(low), Fraction(low + more)), unit)]


@given(st.integers(2, 10), st.data(), st.booleans(), frames)
@settings(max_examples=200, deadline=None)
def test_shares_are_read_back_however_they_are_printed(whole: int, data: st.DataObject, slash: bool, frame: str) -> None:
    part = data.draw(st.integers(1, whole - 1))
    word, op = data.draw(st.sampled_from([("不低于", ">="), ("不超过", "<="), ("", ">=")]))
    printed = f"{part}/{whole}" if slash else f"{chinese(whole)}分之{chinese(part)}"
    found = quantities(frame.format(f"到会党员比例{word}{printed}{'' if word else '以上'}"))
    assert [(item.op, item.value, item.unit) for item in found] == [(op, Fraction(part, whole) * 100, "%")]


@given(st.lists(st.sampled_from(["1", "0.9", "0.7", "2", "4", "6", "1.5"]), min_size=2, max_size=3), st.booleans(), frames)
@settings(max_examples=100, deadline=None)
def test_ratios_are_read_back(parts: list[str], of: bool, frame: str) -> None:
    found = quantities(frame.format(f"所需经费按{':'.join(parts)}{'的' if of else ''}比例分担"))
    assert [(item.value, item.unit) for item in found] == [(tuple(map(Fraction, parts)), "比")]


@given(st.sampled_from(["正职", "上年度农民人均纯收入", "职工工资总额"]), st.integers(50, 300), st.booleans(), frames)
@settings(max_examples=100, deadline=None)
def test_a_share_names_what_it_is_of(base: str, value: int, of: bool, frame: str) -> None:
    found = quantities(frame.format(f"报酬不低于{base}{'的' if of else ''}{value}%"))
    assert [(item.op, item.value, item.unit, item.denominator) for item in found] == [(">=", Fraction(value), "%", base)]


@given(st.sampled_from(sorted(WINDOWS)), st.integers(1, 12), st.sampled_from(["不少于", "至少", "", "不得少于"]), st.booleans(), frames)
@settings(max_examples=150, deadline=None)
def test_rhythms_are_read_back(window: str, times: int, word: str, deed_first: bool, frame: str) -> None:
    number = str(times) if times > 2 else {1: "一", 2: "两"}[times]
    text = f"{window}召开专题会议{word}{number}次" if deed_first else f"{window}{word}召开{number}次专题会议"
    if word in {"不少于", "不得少于"} and not deed_first:
        text = f"{window}召开{word}{number}次专题会议"
    found = [item for clause in clauses(frame.format(text)) for item in clause.frequencies]
    assert [(item.times, item.window) for item in found] == [(Fraction(times), WINDOWS[window])]


@given(st.sampled_from(sorted(WINDOWS)), st.sampled_from(["开展谈心谈话", "通报工作进展", "公示收支情况"]), frames)
def test_a_window_without_a_number_is_once(window: str, deed: str, frame: str) -> None:
    found = [item for clause in clauses(frame.format(window + deed)) for item in clause.frequencies]
    assert [(item.times, item.window) for item in found] == [(Fraction(1), WINDOWS[window])]


def last_day(year: int, month: int) -> str:
    return f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


@st.composite
def days(draw: st.DrawFn) -> tuple[str, str]:
    """A bound in time as printed, and its day. The plan was issued on 5 January 2024."""
    printed, year = draw(st.sampled_from([("2024年", 2024), ("2025年", 2025), ("今年", 2024), ("明年", 2025), ("", 2024)]))
    month = draw(st.integers(1, 12))
    kind = draw(st.sampled_from(["底前", "末前", "day", "end of year"]))
    if kind == "end of year":
        named = printed or "今年"
        return f"{named}{'底' if named[0].isdigit() else '年底'}前", f"{year}-12-31"
    if kind == "day":
        day = draw(st.integers(1, 28))
        return f"{printed}{month}月{day}日{draw(st.sampled_from(['前', '之前', '以前']))}", f"{year}-{month:02d}-{day:02d}"
    return f"{printed}{month}月{kind}", last_day(year, month)


@given(days(), st.sampled_from(["完成换届工作", "全面建成投用", "报送工作总结"]), frames)
@settings(max_examples=150, deadline=None)
def test_deadlines_are_read_back_and_relative_years_resolved(day: tuple[str, str], deed: str, frame: str) -> None:
    printed, iso = day
    found = [item for clause in clauses(frame.format(printed + deed)) for item in clause.deadlines]
    assert [(item.first, item.last) for item in found] == [(None, iso)]


@given(st.integers(1, 11), st.integers(1, 6), st.sampled_from("-—至~到"), st.sampled_from(["", "2024年", "2025年"]), frames)
@settings(max_examples=150, deadline=None)
def test_spans_of_months_are_read_back(first: int, more: int, link: str, printed: str, frame: str) -> None:
    last, year = min(12, first + more), int(printed[:4] or 2024)
    for text in (f"{printed}{first}月{link}{last}月", f"{printed}{first}{link}{last}月"):
        found = [item for clause in clauses(frame.format(text + "集中整治")) for item in clause.deadlines]
        assert [(item.first, item.last) for item in found] == [(f"{year}-{first:02d}-01", last_day(year, last))]


@given(demands(), days(), st.sampled_from(sorted(WINDOWS)), frames)
@settings(max_examples=200, deadline=None)
def test_a_day_a_rhythm_and_a_figure_in_one_sentence_do_not_disturb_each_other(
    demand: Demand, day: tuple[str, str], window: str, frame: str
) -> None:
    text, op, value, unit, _ = demand
    found = clauses(frame.format(f"{day[0]}完成换届工作,{text},{window}开展一次谈心谈话"))
    assert [(item.op, item.value, item.unit) for clause in found for item in clause.quantities] == [(op, value, unit)]
    assert [item.last for clause in found for item in clause.deadlines] == [day[1]]
    assert [(item.times, item.window) for clause in found for item in clause.frequencies] == [(Fraction(1), WINDOWS[window])]
