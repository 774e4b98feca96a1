"""Workbooks, OFD and the formats that LibreOffice turns into today's."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path
from typing import Literal

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gangju.reader import ReaderError, read_bytes
from gangju.reader.problem import Refused
from tests.reader.making import lines, ofd
from tests.reader.making import packed as remade


def book() -> tuple[openpyxl.Workbook, Worksheet]:
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    return made, sheet


def saved(made: openpyxl.Workbook) -> bytes:
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def stretched(raw: bytes, merged: str, wider: str) -> bytes:
    """The same workbook with a merged span written wider, which no library of ours would do without filling the memory."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return remade({name: packed.read(name).replace(merged.encode(), wider.encode()) for name in packed.namelist()})


def test_a_responsibility_table_in_a_workbook_is_read_as_it_is_shown() -> None:
    made, sheet = book()
    for row in (
        ["重点任务分解表"],
        ["序号", "任务", "占比", "时限"],
        [1, "建阵地", 0.4, None],
        [2, None, 2.50, date(2026, 6, 30)],
        ["二、组织"],
    ):
        sheet.append(row)
    sheet["C3"].number_format = "0%"
    for area in ("A1:D1", "B3:B4", "A5:D5"):
        sheet.merge_cells(area)
    assert lines("xlsx", saved(made)) == [
        "重点任务分解表",
        "序号 | 任务 | 占比 | 时限",
        "1 | 建阵地 | 40% |",
        "2 | 〃 | 2.5 | 2026年6月30日",
        "二、组织 | | |",
    ]


def test_hidden_sheets_rows_and_columns_are_not_read() -> None:
    made, sheet = book()
    for row in (["任务", "暗列", "单位"], ["建阵地", "暗", "县委组织部"], ["暗行", "暗", "暗"]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    made.create_sheet("暗表").append(["暗"])
    made["暗表"].sheet_state = "hidden"
    assert lines("xlsx", saved(made)) == ["任务 | 单位", "建阵地 | 县委组织部"]


def test_a_ledger_is_no_responsibility_table() -> None:
    made, sheet = book()
    sheet["A6000"] = "张三"
    with pytest.raises(Refused, match="超过 5000 行"):
        lines("xlsx", saved(made))


@pytest.mark.parametrize("state", ["visible", "hidden"])
def test_merged_cells_that_would_fill_the_memory_are_refused_at_once(state: Literal["visible", "hidden"]) -> None:
    made, _ = book()
    made.create_sheet("又一张").merge_cells("A1:B2")
    made["又一张"].sheet_state = state
    with pytest.raises(Refused, match="合并成一格的单元格太多"):
        lines("xlsx", stretched(saved(made), "A1:B2", "A1:XFD1048576"))


def test_duties_of_a_workbook_are_read() -> None:
    made, sheet = book()
    for row in (["序号", "工作任务", "牵头单位", "责任单位"], [1, "每村建成1个服务中心", "县委组织部", "各乡镇党委\n县财政局"]):
        sheet.append(row)
    (clause,) = read_bytes("分解表.xls", saved(made)).clauses
    assert (clause.lead, [item.text for item in clause.quantities]) == (("县委组织部",), ["1个"])


def test_an_ofd_file_is_read_from_the_places_of_its_characters() -> None:
    full = "各村党组织每季度召开一次党员大会,每月召开一次支部委"
    first = [(60, 40, "工作方案"), (31.28, 60, full[:-2]), (20, 70, full + "员"), (100, 285, "- 1 -")]
    assert lines("ofd", ofd(first, [(20, 30, "会。")])) == ["工作方案", full[:-2] + full + "员会。"]


OLD = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.long
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_older_formats_are_turned_into_todays(kind: str, tmp_path: Path) -> None:
    if OLD is None:
        pytest.skip("没有 LibreOffice,旧格式的测试未运行 · no LibreOffice on PATH")
    made = docx.Document()
    made.add_paragraph("工作方案")
    rows = made.add_table(2, 2, "Table Grid").rows
    for row, texts in zip(rows, (["任务", "单位"], ["建阵地", "县委组织部"]), strict=True):
        for cell, words in zip(row.cells, texts, strict=True):
            cell.text = words
    made.add_paragraph("二、保障")
    made.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OLD, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, timeout=60
    )
    assert read_bytes("旧文", (tmp_path / f"a.{kind}").read_bytes()).text == "工作方案\n任务 | 单位\n建阵地 | 县委组织部\n二、保障"


def test_an_older_format_without_the_program_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        ReaderError, match=r"^“旧文\.doc”是旧版格式,本机没有装能打开它的 LibreOffice:请用 Word 或 WPS 另存为 \.docx 再读。$"
    ):
        read_bytes("旧文.doc", b"{\\rtf1 \\u24037?\\u20316?}")
