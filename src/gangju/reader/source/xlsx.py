"""Workbooks: every visible sheet, row by row, as it is shown: hidden rows and columns left out, per cents with their sign.

A responsibility table comes this way. A sheet with one used column is read as prose.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from gangju.reader.problem import Refused
from gangju.reader.source import archive
from gangju.reader.source.text import BELOW, MOST_COLUMNS, Cell, Lines, table_lines, tidy

#: Rows of one sheet: ledgers of people and money have more, and are imported elsewhere.
MOST_ROWS = 5_000
#: Places under merged cells in all sheets: the library makes an object of each as soon as it opens the file.
MOST_MERGED = 200_000
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=[\"']([A-Za-z]{1,3}[0-9]{1,7}:[A-Za-z]{1,3}[0-9]{1,7})[\"']")
#: Row and column.
Place = tuple[int, int]


def read(raw: bytes) -> Lines:
    """The lines of the workbook. Raises Refused."""
    packed = archive.opened(raw)
    try:
        _bearable(packed)
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    except Refused:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise Refused(archive.DAMAGED) from error
    return tidy(line for sheet in book.worksheets if sheet.sheet_state == "visible" for line in _sheet(sheet))


def _bearable(packed: zipfile.ZipFile) -> None:
    """Raises Refused for too many merged cells, ValueError for a span that is none."""
    sheets = [part for part in packed.infolist() if part.filename.lower().startswith("xl/worksheets/")]
    areas = (CellRange(found.decode()) for part in sheets for found in _MERGE.findall(archive.content(packed, part)))
    if sum(area.size["rows"] * area.size["columns"] for area in areas) > MOST_MERGED:
        raise Refused("里合并成一格的单元格太多:请取消表格以外的合并单元格,另存一份再读。")


def _sheet(sheet: Worksheet) -> Iterator[str]:
    if sheet.max_row > MOST_ROWS:
        raise Refused(f"的工作表“{sheet.title}”超过 {MOST_ROWS} 行,不像任务分解表:请只留要读的那张表再读。")
    last = min(sheet.max_column, MOST_COLUMNS)
    hidden = {
        column for item in sheet.column_dimensions.values() if item.hidden for column in range(item.min or 1, min(item.max or 1, last) + 1)
    }
    widths, covered, below = _merged(sheet, [column for column in range(1, last + 1) if column not in hidden])
    rows = []
    for row in range(1, sheet.max_row + 1):
        if not sheet.row_dimensions[row].hidden:
            places = [(row, column) for column in range(1, last + 1) if column not in hidden and (row, column) not in covered]
            rows.append([BELOW if place in below else Cell(_lines(sheet.cell(*place)), widths.get(place, 1)) for place in places])
    yield from table_lines(rows)


def _merged(sheet: Worksheet, shown: list[int]) -> tuple[dict[Place, int], set[Place], set[Place]]:
    """How many shown columns each merged cell covers, the places to its right and those below it."""
    widths: dict[Place, int] = {}
    covered: set[Place] = set()
    below: set[Place] = set()
    for area in sheet.merged_cells.ranges:
        across = [column for column in shown if area.min_col <= column <= area.max_col]
        if across:
            widths[area.min_row, across[0]] = len(across)
            covered.update((area.min_row, column) for column in across[1:])
            below.update((row, across[0]) for row in range(area.min_row + 1, min(area.max_row, sheet.max_row) + 1))
    return widths, covered, below


def _lines(cell: Any) -> tuple[str, ...]:
    text = _shown(cell.value, getattr(cell, "number_format", "General"))
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _shown(value: object, pattern: str) -> str:
    """A value as people see it: 0.4 shown as 40%, a day as 2026年6月30日, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{_plain(value * 100)}%" if "%" in pattern else _plain(value)
    if isinstance(value, date | datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
