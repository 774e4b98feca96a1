"""The same workbook back, with a comment at each wrong cell and a column 校验结果 beside each table.

Nothing else in it changes, so that mending the marked cells alone makes the next import clean. An .xls comes back as .xlsx.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook as Blank
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gangju.desk.sheets.layout import plain_heading
from gangju.desk.sheets.plan import ERROR, WARNING, Finding, ImportPlan, SheetPlan
from gangju.desk.sheets.workbook import Workbook

AUTHOR = "纲举"
RESULT = "校验结果"
RIGHT = "正确"
WRONG_FILL = PatternFill("solid", fgColor="FFFCE4D6")
WARNING_FILL = PatternFill("solid", fgColor="FFFFF2CC")


def marked_copy(workbook: Workbook, plan: ImportPlan) -> bytes:
    """The copy as .xlsx."""
    book = _rebuilt(workbook) if workbook.is_old else load_workbook(io.BytesIO(workbook.data))
    for about in plan.sheets:
        if about.name in book.sheetnames and isinstance(sheet := book[about.name], Worksheet):
            _clear(sheet)
            findings = [finding for finding in plan.findings if finding.sheet == about.name]
            _comment(sheet, findings)
            _result_column(sheet, about, findings)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _rebuilt(workbook: Workbook) -> Blank:
    """The cells of an old workbook in a new one; its looks are lost, its places are not."""
    book = Blank()
    book.remove(book.worksheets[0])
    for old in workbook.sheets:
        sheet = book.create_sheet(old.name)
        for number, row in enumerate(old.cells, start=1):
            for place, value in enumerate(row, start=1):
                if value != "":
                    sheet.cell(number, place).value = value
        for (top, left), (bottom, right) in old.merged:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return book


def _clear(sheet: Worksheet) -> None:
    """Comments and colours of an earlier check."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                if cell.fill.fgColor.rgb in {WRONG_FILL.fgColor.rgb, WARNING_FILL.fgColor.rgb}:
                    cell.fill = PatternFill()


def _comment(sheet: Worksheet, findings: Sequence[Finding]) -> None:
    texts: dict[tuple[int, int], list[str]] = {}
    levels: dict[tuple[int, int], str] = {}
    for finding in findings:
        if finding.row is not None and finding.column is not None:
            place = (finding.row + 1, finding.column + 1)
            texts.setdefault(place, []).append(f"{finding.message}。{finding.remedy}。")
            levels[place] = ERROR if finding.level == ERROR else levels.get(place, finding.level)
    for place, said in texts.items():
        cell = _writable(sheet, *place)
        cell.comment = Comment("\n".join(said), AUTHOR, width=320, height=120)
        cell.fill = WARNING_FILL if levels[place] == WARNING else WRONG_FILL


def _writable(sheet: Worksheet, row: int, column: int) -> Cell:
    """The cell, or the first one of the merged span it lies in."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for span in sheet.merged_cells.ranges:
            if span.min_row <= row <= span.max_row and span.min_col <= column <= span.max_col:
                return _writable(sheet, span.min_row, span.min_col)
    if not isinstance(cell, Cell):
        raise TypeError(f"{sheet.title}!{row},{column}")
    return cell


def _result_column(sheet: Worksheet, about: SheetPlan, findings: Sequence[Finding]) -> None:
    if about.heading is None:
        return
    column = _place_of_result(sheet, about)
    sheet.cell(about.heading + 1, column).value = RESULT
    sheet.column_dimensions[get_column_letter(column)].width = 60
    said: dict[int, list[str]] = {}
    for finding in findings:
        if finding.row is not None and finding.row != about.heading:
            said.setdefault(finding.row, []).append(f"{f'“{finding.title}”' if finding.title else ''}{finding.message}。{finding.remedy}。")
    for row in about.rows:
        sheet.cell(row + 1, column).value = "\n".join(said.get(row, [])) or RIGHT


def _place_of_result(sheet: Worksheet, about: SheetPlan) -> int:
    """The column that an earlier check has added, else the first free one."""
    heading = (about.heading or 0) + 1
    for cell in sheet[heading]:
        if plain_heading(cell.value or "") == RESULT:
            return cell.column or 1
    return sheet.max_column + 1
