"""Doubts: places where the copy lost something or where the text can be read in two ways.

A doubt is shown with its sentence; what it stands on is covered up, so that no value is read from it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence

from gangju.reader.model import Deadline, Flag, Quantity, Section
from gangju.reader.page import Flow, Paragraph
from gangju.reader.tree import Tree

#: 2018327日, 20183月27日, or a line of digits where a date belongs.
LOST_DIGIT = re.compile(
    r"(?<!\d)(?:19|20)\d{2}\d{1,4}(?=日)日?|(?<!\d)(?:19|20)\d{2}(?:1[0-2]|0?[1-9])(?=月)月|^(?:19|20)\d{2}\d{1,3}$"
    r"|(?:不少于|不低于|不超过|不得少于|不得低于|不得超过|至少|达到|标准为|补助|发放|奖励|按照?) ?(?:%|学时|万元|元)(?=[,。;、)的/]|$)"
    r"|(?<=[人年月天]) ?万?元(?=[,。;、)]|$)|(?:达到|不少于|不低于|超过)(?=以上|以下|左右)(?:以上|以下|左右)"
    r"|(?<=[数量积龄、,;(])(?:人|名|户|岁|周岁|平方米|万?元)以[上下](?=[,、。;)的])"
    r"|(?:不足|不满|超过|达到|至少|不少于|不低于)(?:人|名|户|岁|周岁|平方米|公里|小时|天)(?=[,。;、)的]|以[上下])"
    r"|(?<=[\u4e00-\u9fff]) (?:名|人|个|种|户|万?元)(?=[,。;、)]|组成|以上|以下|副|书记|委员|主任|党员|干部)"
    r"|(?:19|20)\d{2}年 +(?:\d{0,2}月 *日?|月)|(?<!\d)\d{1,2}月 +日|(?:19|20)\d[XxＸ×]年|[XxＸ×*]{1,4}月(?:[XxＸ×*]{1,4}日)?"
    r"|(?:[XxＸ×*]{1,4}|_{2,})(?=[次名人个户项万元%年]|学时)(?:[次名人个户项%年]|万?元|学时)|\d+[OoＯ〇]+\d*(?=[%元名个次万人])[%元名个次万人]"
)
#: 30005000元: two round sums run together, the dash between them lost.
RUN_TOGETHER = re.compile(r"(?<![\d.,])(?P<low>[1-9]\d?0{2,3})(?P<high>[1-9]\d?0{2,3})(?=元|人|名)")
WHOLE_DAY = re.compile(r"(?P<year>(?:19|20)\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
LOST_UNIT = re.compile(r"(?<![\d./:%])\d+(?:\.\d+)?/(?=[人年月户村次天个名])[人年月户村次天个名]")
TWO_PERCENTS = re.compile(r"\d+(?:\.\d+)?%\d+(?:\.\d+)?%")
_SIDE = r"(?:[\u4e00-\u9fff]{1,3}|\d{1,3}|[A-Za-z]{1,2})"
#: “1 6”, “党建 改革”, “10万 ”: the copy dropped a plus sign and left its blank.
GAP_IN_NAME = re.compile(rf"[“‘]{_SIDE}(?: {_SIDE})+[”’]|[“‘]\d+[万亿]? [”’]|(?<![\d.])\d (?:N|\d)(?=模式|工作|体系|行动|制度)")

BARE_YEAR_BEFORE = re.compile(r"(?:19|20)\d{2}年(?:以前|之前|前)(?!后)")
EVE = re.compile(r"[“‘](?:七一|五一|八一|十一|五四)[”’]前夕|(?:元旦|国庆|春节)前夕")
_GROUP = re.compile(r"(?:\d+|[二两三四五六七八九十])个(?:领域|方面|行业|系统|县|区|县\(区\)|乡镇|街道|片区|单位)[^,。;]{0,4}(?:中|里|内)")
_SHARED = re.compile(r"各|每|分别|共|总共|合计")
MONTHS = 12
#: Characters shown on each side of a mended page break.
BREAK_CONTEXT = 4


def lost(flow: Flow) -> list[Flag]:
    """Digits, units and signs that the copy lost."""
    kinds = (
        (LOST_DIGIT, "lost_digit", "数字不全:请对照原件补上缺掉的数字"),
        (LOST_UNIT, "lost_unit", "斜线前缺计量单位:请对照原件写明是元、次还是别的单位"),
        (TWO_PERCENTS, "lost_sign", "两个百分数连写,中间缺一个符号:请对照原件写明是“至”还是别的"),
        (GAP_IN_NAME, "lost_sign", "引号里空着一处,可能缺一个加号:请对照原件补上"),
    )
    found = [Flag(*flow.span(*match.span()), why, note) for pattern, why, note in kinds for match in pattern.finditer(flow.text)]
    return [*found, *_run_together(flow), *_no_such_day(flow)]


def _run_together(flow: Flow) -> Iterator[Flag]:
    for match in RUN_TOGETHER.finditer(flow.text):
        if len(match["low"]) == len(match["high"]) and match["low"] < match["high"]:
            note = f"可能是{match['low']}至{match['high']},中间缺一个连接号:请对照原件写明"
            yield Flag(*flow.span(*match.span()), "lost_sign", note)


def _no_such_day(flow: Flow) -> Iterator[Flag]:
    for match in WHOLE_DAY.finditer(flow.text):
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        if not 1 <= month <= MONTHS or not 1 <= day <= calendar.monthrange(year, month)[1]:
            yield Flag(*flow.span(*match.span()), "date_conflict", "日历上没有这一天:请对照原件改正")


def two_readings(flow: Flow, found: Sequence[Quantity]) -> Iterator[Flag]:
    """What can be read in two ways: before a year, the eve of a feast, one figure for several groups."""
    for match in BARE_YEAR_BEFORE.finditer(flow.text):
        yield Flag(*flow.span(*match.span()), "two_readings", "既可读作当年开始之前,也可读作当年年底之前:请定下一天")
    for match in EVE.finditer(flow.text):
        yield Flag(*flow.span(*match.span()), "two_readings", "“前夕”没有写明哪一天:请定下一天")
    for quantity in found:
        groups = list(_GROUP.finditer(flow.text, 0, _place(flow, quantity.start)))
        if quantity.op == "between" and groups and not _SHARED.search(flow.text[groups[-1].start() : _place(flow, quantity.start)]):
            yield Flag(quantity.text, quantity.start, quantity.end, "two_readings", "没有写明是各组合计还是每组各有这么多:请选定一种")


def page_breaks(paragraph: Paragraph) -> Iterator[Flag]:
    """Where a page break cut a sentence; the halves were joined again."""
    for place in paragraph.breaks:
        first, last = max(0, place - BREAK_CONTEXT), min(len(paragraph.flow.text), place + BREAK_CONTEXT)
        yield Flag(*paragraph.flow.span(first, last), "page_break", "这一句被换页切断,已接成一句:请确认接得对")


def duplicate_numbers(tree: Tree) -> Iterator[Flag]:
    """The same serial number twice under one heading."""
    seen: set[tuple[int | None, str]] = set()
    for index, section in enumerate(tree.sections):
        key = (tree.parent(index), section.number)
        if section.number and key in seen:
            note = f"序号“{section.number}”用了两次:请改正序号"
            yield Flag(section.number, section.start, section.start + len(section.number), "duplicate_number", note)
        seen.add(key)


def date_conflicts(found: Sequence[tuple[Section | None, Deadline]]) -> Iterator[Flag]:
    """A span that begins before the first phase of the plan or ends after the last one."""
    phases = [item for section, item in found if section and "阶段" in section.title and item.first and item.last]
    if len(phases) < 2:
        return
    first, last = min(item.first or "" for item in phases), max(item.last or "" for item in phases)
    for section, item in found:
        if (section and "阶段" in section.title) or not item.first or not item.last or item.first.endswith("01-01"):
            continue
        if item.first[:4] == first[:4] and (item.first < first or item.last > last):
            yield Flag(item.text, item.start, item.end, "date_conflict", "与方案里各阶段的起止时间不一致:请核对")


def _place(flow: Flow, start: int) -> int:
    return next((place for place, where in enumerate(flow.places) if where >= start), len(flow.text))
