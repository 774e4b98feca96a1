"""The table of responsibilities as a workbook: ready to filter, to fill in and to print."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import xlsxwriter

from gangju.drafting.duties import HEADS, DutyTable
from gangju.drafting.punctuation import printed

#: In characters of the sheet's letter.
WIDTHS: Final = (5, 18, 46, 13, 19, 17, 26, 9)
_CENTRED: Final = frozenset({0, 7})
_SONG, _HEI, _FANGSONG = "方正小标宋简体", "黑体", "仿宋_GB2312"
#: A file says when it was made; the same table gives the same bytes, so it says the earliest day a workbook knows.
_MADE: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a workbook knows no zone
_A4, _MARGIN = 9, 0.6
MOST_IN_A_CELL: Final = 32_767
CUT: Final = "……（太长，余下的见原文）"


def xlsx(table: DutyTable) -> bytes:
    """The file: the table, and a sheet each for doubts and for sentences that are no row."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": table.title.replace("\n", ""), "created": _MADE})
    looks = _looks(book)
    rows = [row.cells(place) for place, row in enumerate(table.rows, 1)]
    _sheet(book, looks, "责任分解表", f"{table.title}\n{table.source}", HEADS, rows, WIDTHS)
    if table.doubts:
        doubts = [(str(place), each.basis, each.words, each.note, each.sentence) for place, each in enumerate(table.doubts, 1)]
        _sheet(book, looks, "待核事项", "待核事项", ("序号", "依据", "原文写法", "怎么核", "所在文句"), doubts, (6, 12, 24, 44, 90))
    if table.left_out:
        others = [(str(place), printed(clause.text)) for place, clause in enumerate(table.left_out, 1)]
        _sheet(book, looks, "未列入文句", "未列入分解表的文句", ("序号", "文句"), others, (6, 160))
    book.close()
    return made.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    cell = {"font_name": _FANGSONG, "font_size": 10.5, "border": 1, "text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"font_name": _SONG, "font_size": 18, "align": "center", "valign": "vcenter", "text_wrap": True}),
        "head": book.add_format({**cell, "font_name": _HEI, "align": "center", "valign": "vcenter", "bg_color": "#EEEEEE"}),
        "cell": book.add_format(cell),
        "mark": book.add_format({**cell, "align": "center"}),
    }


def _sheet(
    book: Any, looks: dict[str, Any], name: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> None:
    sheet = book.add_worksheet(name)
    last = len(heads) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, last, title, looks["title"])
    sheet.set_row(0, 26 * (title.count("\n") + 1))
    for column, head in enumerate(heads):
        sheet.write_string(1, column, head, looks["head"])
    for place, row in enumerate(rows, 2):
        sheet.write_number(place, 0, int(row[0]), looks["mark"])
        for column, text in enumerate(row[1:], 1):
            sheet.write_string(place, column, _fitting(text), looks["mark" if column in _CENTRED else "cell"])
    _set_up(sheet, len(rows) + 1, last)


def _fitting(text: str) -> str:
    """A cell holds so much and no more; the library would leave it empty."""
    return text if len(text) <= MOST_IN_A_CELL else text[: MOST_IN_A_CELL - len(CUT)] + CUT


def _set_up(sheet: Any, last_row: int, last_column: int) -> None:
    """On the screen: head in sight, filter. On paper: A4 across, as wide as the page, head on every page."""
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, max(1, last_row), last_column)
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.set_margins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=_MARGIN + 0.2)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.print_area(0, 0, max(1, last_row), last_column)
    sheet.set_footer("&C— &P —")
