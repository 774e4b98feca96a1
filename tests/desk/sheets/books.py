"""Small workbooks for tests, written where they are read."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from gangju.desk.sheets.workbook import Workbook, open_workbook

Rows = Sequence[Sequence[Any]]


def book(**sheets: Rows) -> Workbook:
    kept = io.BytesIO()
    made = xlsxwriter.Workbook(kept)
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                elif isinstance(value, str):
                    sheet.write_string(number, place, value)
                else:
                    sheet.write(number, place, value)
    made.close()
    return open_workbook("表.xlsx", kept.getvalue())


def retyped(data: bytes, cells: Mapping[tuple[str, str], Any]) -> Workbook:
    """An exported workbook with some cells typed anew, by sheet and `C7`."""
    made = load_workbook(io.BytesIO(data))
    for (sheet, place), value in cells.items():
        made[sheet][place] = value
    kept = io.BytesIO()
    made.save(kept)
    return open_workbook("改.xlsx", kept.getvalue())
