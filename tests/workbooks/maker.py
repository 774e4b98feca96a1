"""Messy workbooks with known truth: what stands in which cell, what it means, which cells are wrong and what would mend them.

A theme says how messy; a seed draws the rest. This stands outside the code under test and imports nothing of it.
"""

from __future__ import annotations

import io
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlsxwriter
import xlwt

from tests.workbooks import truth, words
from tests.workbooks.truth import Fact

Place = tuple[str, int, int]  # sheet, row and column from 0


@dataclass(frozen=True)
class Theme:
    """How one workbook is messy."""

    name: str
    days: tuple[str, ...] = ("dashed",)
    months: tuple[str, ...] = ("dotted",)
    amounts: tuple[str, ...] = ("number",)
    titles: int = 0
    two_rows: bool = False
    other_words: bool = False
    empties: tuple[str, ...] = ("",)
    blanks: bool = False
    totals: bool = False
    notes: bool = False
    shuffled: bool = False
    extra: bool = False
    merged: bool = False
    spaced: bool = False
    ten_thousand: bool = False
    old: bool = False
    stranger: bool = False
    ledgers: tuple[str, ...] = ("organization", "person")
    spoilt: tuple[str, ...] = ("identity", "day", "code", "missing")


@dataclass
class Made:
    """`facts` with the row each stands in; `wrong` is what mends each wrong cell; `grids` what was written."""

    name: str
    data: bytes
    facts: list[tuple[Fact, str, int]]
    wrong: dict[Place, Any]
    grids: Mapping[str, Mapping[tuple[int, int], Any]]

    def right(self) -> list[Fact]:
        """Rows without a wrong cell that do not speak of a row with one."""
        bad = {(sheet, row) for sheet, row, _ in self.wrong}
        lost = {fact.id for fact, sheet, row in self.facts if fact.ledger == "organization" and (sheet, row) in bad}
        return [fact for fact, sheet, row in self.facts if (sheet, row) not in bad and fact.values.get("org") not in lost]


# column -> (headings people use, the group a two-row heading puts it under)
HEADINGS: Mapping[str, Mapping[str, tuple[tuple[str, ...], str]]] = {
    "organization": {
        "name": (("党组织名称", "党支部名称", "支部名称", "党组织全称"), ""),
        "kind": (("组织类别", "党组织类型", "组织类型"), "基本情况"),
        "parent": (("上级党组织", "上级党组织名称", "隶属党组织"), "基本情况"),
        "level": (("层级", "组织层级", "层 级"), "基本情况"),
        "domain": (("所属领域", "领域", "领域类别"), ""),
        "since": (("成立日期", "成立时间", "批准成立时间", "成立年月"), ""),
    },
    "person": {
        "name": (("姓名", "党员姓名", "名字", "姓\n名"), ""),
        "identity": (("身份证号", "身份证号码", "公民身份号码"), "个人情况"),
        "gender": (("性别", "性 别"), "个人情况"),
        "born_on": (("出生日期", "出生年月", "出生年月日", "出生年月(如1998.07)"), "个人情况"),
        "education": (("学历", "文化程度"), "个人情况"),
        "org": (("所在党支部", "所属支部", "所在支部", "所在党组织*"), ""),
        "kind": (("党员类别", "人员类别"), ""),
        "admitted_on": (("入党日期", "入党时间", "入党年月"), ""),
    },
    "fund_entry": {
        "org": (("党组织", "党支部", "党组织名称"), ""),
        "kind": (("经费类别", "资金类别"), "经费"),
        "flow": (("环节", "资金环节"), "经费"),
        "year": (("所属年度", "年度", "年份"), ""),
        "amount": (("金额", "拨付金额", "金额(元)"), ""),
    },
    "venue": {
        "name": (("阵地名称", "场所名称", "活动场所名称"), ""),
        "kind": (("阵地类别", "场所类别"), ""),
        "org": (("所属党组织", "管理党组织"), ""),
        "area_m2": (("面积", "面积(平方米)", "建筑面积"), ""),
        "opened_on": (("启用日期", "启用时间", "投入使用时间"), ""),
    },
}
TITLES = {"organization": "支部", "person": "党员花名册", "fund_entry": "经费", "venue": "活动场所"}
LABELLED = {"kind", "level", "domain", "gender", "education", "flow"}
OPTIONAL = {"person": {"education", "born_on"}, "venue": {"opened_on"}}


@dataclass
class _Page:
    """One sheet being written."""

    name: str
    grid: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    row: int = 0


class Maker:
    def __init__(self, theme: Theme, seed: int, parent: str, mark: str) -> None:
        self.theme, self.draw = theme, random.Random(seed)
        self.orgs = truth.branches(self.draw, parent, 6, mark)
        self.facts: list[tuple[Fact, str, int]] = []
        self.wrong: dict[Place, Any] = {}
        self.pages: list[_Page] = []

    def make(self) -> Made:
        for ledger in self.theme.ledgers:
            self._page(ledger, self._facts(ledger))
        if self.theme.stranger:
            self.pages.append(_Page("说明", {(0, 0): "填表须知", (1, 0): "一、请如实填写", (2, 1): "二、按时上报"}))
        data = _old(self.pages) if self.theme.old else _new(self.pages)
        name = f"{self.theme.name}.{'xls' if self.theme.old else 'xlsx'}"
        return Made(name, data, self.facts, self.wrong, {page.name: page.grid for page in self.pages})

    def _facts(self, ledger: str) -> list[Fact]:
        match ledger:
            case "organization":
                return self.orgs
            case "person":
                return truth.members(self.draw, self.orgs, 30)
            case "venue":
                return truth.places(self.draw, self.orgs)
        return truth.money(self.draw, self.orgs, 12)

    def _page(self, ledger: str, facts: Sequence[Fact]) -> None:
        page = _Page(TITLES[ledger])
        self.pages.append(page)
        for number in range(self.theme.titles):
            page.grid[page.row, 0] = ["某镇基层党建台账", "填报单位:某镇 填报日期:2026年6月"][number]
            page.row += 1
        if self.theme.titles:
            page.merged.append((0, 0, 0, 6))
        self._heading(page, ledger)
        spoil = self._to_spoil(ledger, len(facts))
        for number, fact in enumerate(facts):
            self._row(page, fact, number, spoil.get(number, ""))
            if self.theme.blanks and number % 7 == 5:
                page.row += 1
            if self.theme.totals and number == len(facts) // 2:
                self._total(page, "小计")
        if self.theme.merged and ledger == "person":
            self._merge_equal(page, page.columns["org"])
        self._foot(page)

    def _heading(self, page: _Page, ledger: str) -> None:
        names = list(HEADINGS[ledger])
        if self.theme.shuffled:
            self.draw.shuffle(names)
        page.grid[page.row, 0] = "序号"
        extra = ["联系电话", "家庭住址"] if self.theme.extra else []
        for column, name in enumerate(names, start=1):
            options, group = HEADINGS[ledger][name]
            word = self.draw.choice(options) if self.theme.other_words else options[0]
            page.columns[name] = column
            page.grid[page.row + (1 if self.theme.two_rows and group else 0), column] = word
        for column, word in enumerate(extra, start=len(names) + 1):
            page.grid[page.row, column] = word
        if self.theme.two_rows:
            self._groups(page, ledger, names)
            page.row += 1
        page.row += 1

    def _groups(self, page: _Page, ledger: str, names: Sequence[str]) -> None:
        """Neighbours of one group stand under one merged cell; the others are merged downwards."""
        page.merged.append((page.row, 0, page.row + 1, 0))
        start = 0
        while start < len(names):
            group = HEADINGS[ledger][names[start]][1]
            end = start
            while group and end + 1 < len(names) and HEADINGS[ledger][names[end + 1]][1] == group:
                end += 1
            if group:
                page.grid[page.row, start + 1] = group
                if end > start:
                    page.merged.append((page.row, start + 1, page.row, end + 1))
            else:
                page.merged.append((page.row, start + 1, page.row + 1, start + 1))
            start = end + 1

    def _to_spoil(self, ledger: str, count: int) -> dict[int, str]:
        """A few rows get one wrong cell each."""
        fitting = [kind for kind in self.theme.spoilt if kind in SPOILABLE[ledger]]
        rows = self.draw.sample([row for row in range(1, count) if row % 5 != 3], min(len(fitting), count // 2))
        return dict(zip(rows, fitting, strict=False))

    def _row(self, page: _Page, fact: Fact, number: int, spoil: str) -> None:
        page.grid[page.row, 0] = number + 1
        for name, column in page.columns.items():
            page.grid[page.row, column] = self._cell(fact, name, number)
        if self.theme.extra:
            page.grid[page.row, len(page.columns) + 1] = f"0778{number:07}"
        if spoil:
            self._spoil(page, fact, spoil, number)
        self.facts.append((fact, page.name, page.row))
        page.row += 1

    def _cell(self, fact: Fact, name: str, number: int) -> Any:
        if name == "identity":
            return words.identity_number(fact.values["born_on"], number)
        value = fact.values[name]
        if name in OPTIONAL.get(fact.ledger, ()) and self.theme.empties != ("",) and number % 5 == 3:
            fact.values[name] = None
            return self.draw.choice(self.theme.empties)
        if name in LABELLED:
            return fact.labels[name]
        if isinstance(value, date):
            return self._day(value)
        if name in {"amount", "area_m2"}:
            return self._amount(name, value)
        return words.spaced(value) if name == "name" and fact.ledger == "person" and self.theme.spaced else value

    def _day(self, value: date) -> words.Written:
        if value.day == 1 and self.draw.random() < 0.8:
            return words.MONTHS[self.draw.choice(self.theme.months)](value)
        return words.DAYS[self.draw.choice(self.theme.days)](value)

    def _amount(self, name: str, value: int) -> words.Written:
        style = self.draw.choice(self.theme.amounts)
        return words.AMOUNTS["text" if name == "area_m2" and style == "unit" else style](value)

    def _spoil(self, page: _Page, fact: Fact, kind: str, number: int) -> None:
        """The wrong cell, and what it says once mended."""
        name = SPOILABLE[fact.ledger][kind]
        place = (page.row, page.columns[name])
        mended = self._mended(fact, name, number)
        spoils: dict[str, Any] = {
            "identity": lambda: self.draw.choice([words.rounded, words.broken])(mended),
            "day": lambda: self.draw.choice(words.BAD_DAY)(self.draw),
            "code": lambda: self.draw.choice(words.BAD_CODE)(self.draw),
            "amount": lambda: self.draw.choice(words.BAD_AMOUNT)(self.draw),
            "missing": lambda: self.draw.choice(self.theme.empties),
            "absent": lambda: "没有登记过的党支部",
        }
        page.grid[place] = spoils[kind]()
        self.wrong[page.name, *place] = mended

    def _mended(self, fact: Fact, name: str, number: int) -> Any:
        if name == "identity":
            return words.identity_number(fact.values["born_on"] or date(1970, 1, 1), number)
        if name in LABELLED:
            return fact.labels[name]
        value = fact.values[name]
        if isinstance(value, int) and name in {"amount", "area_m2"}:
            return f"{value / 100:.2f}"
        return value.isoformat() if isinstance(value, date) else value

    def _merge_equal(self, page: _Page, column: int) -> None:
        """Neighbouring rows with the same text share one merged cell."""
        rows = sorted(row for row, place in page.grid if place == 0 and isinstance(page.grid[row, 0], int))
        start = rows[0]
        for row, following in zip(rows, [*rows[1:], -1], strict=True):
            joined = following == row + 1 and page.grid.get((following, column)) == page.grid[start, column]
            if not joined:
                if row > start:
                    page.merged.append((start, column, row, column))
                    for under in range(start + 1, row + 1):
                        page.grid.pop((under, column), None)
                start = following

    def _total(self, page: _Page, word: str) -> None:
        page.grid[page.row, 0] = word
        page.grid[page.row, 2] = 12
        page.grid[page.row, 3] = 3400.5
        page.row += 1

    def _foot(self, page: _Page) -> None:
        if self.theme.totals:
            self._total(page, "合  计")
        if self.theme.notes:
            page.grid[page.row + 1, 0] = "注:1.本表由各支部填报;2.时间填到月即可,数据以上级核定为准。"
            page.grid[page.row + 2, 1] = "填表人:某某"
            page.grid[page.row + 2, 4] = "审核人:某某"


SPOILABLE: Mapping[str, Mapping[str, str]] = {
    "organization": {"day": "since", "code": "kind"},
    "person": {"identity": "identity", "day": "admitted_on", "code": "education", "missing": "kind", "absent": "org"},
    "fund_entry": {"amount": "amount", "code": "flow", "missing": "year"},
    "venue": {"amount": "area_m2", "day": "opened_on", "absent": "org"},
}


def _new(pages: Sequence[_Page]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    day = book.add_format({"num_format": "yyyy/m/d"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for top, left, bottom, right in page.merged:
            sheet.merge_range(top, left, bottom, right, "")
        for (row, column), value in page.grid.items():
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, day)
            elif value != "":
                sheet.write(row, column, value)
    book.close()
    return kept.getvalue()


def _old(pages: Sequence[_Page]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="yyyy/m/d")
    for page in pages:
        sheet = book.add_sheet(page.name, cell_overwrite_ok=True)
        for top, left, bottom, right in page.merged:
            sheet.merge(top, bottom, left, right)
        for (row, column), value in page.grid.items():
            sheet.write(row, column, value, day) if isinstance(value, date) else sheet.write(row, column, value)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()
