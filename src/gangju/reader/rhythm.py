"""How often: 每半年开展一次, 每年不少于12次, 每周五上午, 每月25日, 一月一调度, 季度巡查.

A window with a number of times is read as printed; a window before a deed without a number
(每年定期…) means once in it. A window before another figure (每年不少于40学时) sets no rhythm: the
figure carries it as its `per`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from gangju.reader.model import Flag, Found, Frequency, Quantity
from gangju.reader.page import Flow
from gangju.reader.per import EACH, TIMES_UNITS, window_name

ONCE = Fraction(1)
#: `per` of a quantity → how many of the named windows it is.
WINDOWS: dict[str, tuple[str, Fraction]] = {
    "天": ("day", ONCE),
    "周": ("week", ONCE),
    "月": ("month", ONCE),
    "两个月": ("two_months", ONCE),
    "季": ("quarter", ONCE),
    "半年": ("half", ONCE),
    "年": ("year", ONCE),
    "两年": ("year", Fraction(1, 2)),
    "三年": ("year", Fraction(1, 3)),
    "五年": ("year", Fraction(1, 5)),
}


def window_of(per: str) -> tuple[str, Fraction] | None:
    """The window and its share: 两周 is half a time in a week; None where `per` is no window (人, 村)."""
    length = re.fullmatch(r"(\d+)([天周月年])", per)
    if not length:
        return WINDOWS.get(per)
    window, share = WINDOWS[length[2]]
    return window, share / int(length[1])


def only_rhythm(quantity: Quantity, found: Sequence[Frequency]) -> bool:
    """每半年一次 and 两年复核一次 without a comparator: the rhythm says all there is."""
    if quantity.op != "=":
        return False
    inside = [item for item in found if item.start <= quantity.start < quantity.end <= item.end]
    return (quantity.unit == "次" and bool(inside)) or any(item.start == quantity.start for item in inside)


_LEFT_OUT = {
    "半年": "半年",
    "一年": "年",
    "两年": "两年",
    "一季度": "季",
    "季度": "季",
    "一个月": "月",
    "一月": "月",
    "两个月": "两个月",
    "一周": "周",
    "一季": "季",
}
UNSAID = re.compile(
    rf"(?<![每上下第一二三四])(?P<window>{'|'.join(sorted(_LEFT_OUT, key=len, reverse=True))})"
    rf"(?:内|左右)?(?:[\u4e00-\u9fff]{{0,6}}?)一次(?!性)"
)
PAIRED = re.compile(r"一(?P<window>月|季度?|年|周|天|日)一(?P<deed>[\u4e00-\u9fff]{2})")
_DEEDS = (
    r"巡查|观摩|调度|通报|督查|督导|检查|例会|讲评|点评|评比|会商|推进会|分析会?|研判|自查|汇报|点名|提醒|晾晒|小结|抽查|述职|报告|简报"
)
ADVERB = re.compile(rf"(?P<window>月度|季度|半年度?|每周|旬)(?:工作)?(?:{_DEEDS})")
#: 周调度、月通报、季考核: one character for the window, right before the deed.
SHORT = re.compile(rf"(?:^|(?<=[、,。;:“行持立]))(?P<window>周|月|季)(?:{_DEEDS}|考核|检查|研究|报告)")
#: 按月通报, 逐季排查.
BY_WINDOW = re.compile(
    r"(?:按|逐)(?P<window>月|季度?|周|半年)(?=[\u4e00-\u9fff])"
    r"(?![份节边]|收入|工资|薪|均|基本|租|[\u4e00-\u9fff]{1,6}的[\u4e00-\u9fff])"
)
_ADVERB_WINDOWS = {"周": "周", "月": "月", "季": "季", "月度": "月", "季度": "季", "半年": "半年", "半年度": "半年", "每周": "周"}
WEEKDAY = re.compile(r"^[一二三四五六日天](?!次|场|期|回)(?:[上下]午|晚上)?")
MONTHDAY = re.compile(r"^的?\d{1,2}[日号]")
_NO_DEED = re.compile(
    r"^(?:都|均)?(?:的|递增|增长|增加|提高|[,;。、)]|$|有[\u4e00-\u9fff]{2}(?:[,;。、”)]|$)"
    r"|以[^,。;]*为(?:计算|缴纳|核算)?(?:基数|标准|依据|单位|准)(?:[,;。、)]|$))"
)
_NEXT = re.compile(r"[,;。:]")
#: 每周计划、每月工作重点: what belongs to a window; no deed that comes back in it.
_BELONGS = re.compile(r"^的?(?:工作)?(?:计划|任务|重点|情况|收入|工资|目标|安排)(?=[和与及、,;。)等的]|情况|$)")
#: 每月月底仍未报送的: a case that is met, no demand.
_CONDITION = re.compile(r"[^,。;:]*(?:未|没有|不)[^,。;:]*的$")
#: 每年参加培训,累计不少于90学时: the figure behind the comma is what the window is for.
_ADDS_UP = re.compile(r",(?:累计|合计|共计|总计|总数|时间|人均|全年)")


def frequencies(flow: Flow, quantities: Sequence[Quantity], doubts: Sequence[Flag]) -> list[Frequency]:
    """All rhythms of a sentence."""
    counted = [item for quantity in quantities for item in _counted(flow, quantity)]
    figures: list[Found] = [*quantities, *doubts]
    bare = [item for item in _windows(flow, figures) if not _inside(item, counted)]
    said = [item for item in _unsaid(flow) if not _inside(item, [*counted, *bare])]
    return sorted([*counted, *bare, *said], key=lambda item: item.start)


def _counted(flow: Flow, quantity: Quantity) -> Iterator[Frequency]:
    """每年不少于12次: the quantity's own count in its window, from the window's word to the count."""
    least = quantity.value[0] if isinstance(quantity.value, tuple) else quantity.value
    rhythm = window_of(quantity.per or "")
    if quantity.unit not in TIMES_UNITS or rhythm is None or least is None or _reported(flow, quantity):
        return
    window, share = rhythm
    text, start, end = _from_window(flow, quantity)
    yield Frequency(text, start, end, least * share, window)


def _reported(flow: Flow, quantity: Quantity) -> bool:
    """全年召开12次 tells of a year that is over; only a comparator makes it a demand."""
    return quantity.op == "=" and "全年" in flow.text and not any(match["window"] for match in EACH.finditer(flow.text))


def _from_window(flow: Flow, quantity: Quantity) -> tuple[str, int, int]:
    last = next(place for place, where in enumerate(flow.places) if where == quantity.end - 1) + 1
    first = next(place for place, where in enumerate(flow.places) if where == quantity.start)
    windows = [match.start() for match in EACH.finditer(flow.text, 0, first) if match["window"]]
    near = windows and not _NEXT.search(flow.text[windows[-1] : first])
    return flow.span(windows[-1] if near else first, last)


def _windows(flow: Flow, figures: Sequence[Found]) -> Iterator[Frequency]:
    """每年定期…, 每周五…, 每月25日: a window without a figure of its own."""
    text = flow.text
    for match in EACH.finditer(text):
        if not match["window"]:
            continue
        tail = text[match.end() :]
        fixed = WEEKDAY.match(tail) if match["window"] == "周" else MONTHDAY.match(tail)
        stop = _NEXT.search(text, match.end())
        last = stop.start() if stop else len(text)
        if _CONDITION.match(flow.text, match.end(), last):
            continue
        if not fixed and _adds_up(flow, figures, last):
            continue
        if not fixed and (
            _NO_DEED.match(tail) or _BELONGS.match(tail) or _has_figure(flow, figures, match.end(), len(text) if not tail else last)
        ):
            continue
        window, share = window_of(window_name(match["window"])) or WINDOWS["年"]
        printed = flow.span(match.start(), match.end() + fixed.end() if fixed else last)
        yield Frequency(*printed, share, window)


def _unsaid(flow: Flow) -> Iterator[Frequency]:
    for pattern, names in (
        (UNSAID, _LEFT_OUT),
        (PAIRED, {"月": "月", "季": "季", "季度": "季", "年": "年", "周": "周", "天": "天", "日": "天"}),
        (ADVERB, _ADVERB_WINDOWS),
        (SHORT, _ADVERB_WINDOWS),
        (BY_WINDOW, _ADVERB_WINDOWS),
    ):
        for match in pattern.finditer(flow.text):
            if match["window"] in names:
                window, share = WINDOWS[names[match["window"]]]
                yield Frequency(*flow.span(match.start(), match.end()), share, window)


def _has_figure(flow: Flow, figures: Sequence[Found], first: int, last: int) -> bool:
    if first >= last:
        return False
    _, start, end = flow.span(first, last)
    return any(start <= item.start < end for item in figures)


def _adds_up(flow: Flow, figures: Sequence[Found], last: int) -> bool:
    """Does a total of the window stand behind the next comma?"""
    comma = _ADDS_UP.match(flow.text, last)
    stop = _NEXT.search(flow.text, comma.end()) if comma else None
    return comma is not None and _has_figure(flow, figures, comma.end(), stop.start() if stop else len(flow.text))


def _inside(item: Frequency, others: Sequence[Frequency]) -> bool:
    return any(item.start < other.end and other.start < item.end for other in others)
