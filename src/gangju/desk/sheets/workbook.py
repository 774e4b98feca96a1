"""A workbook as it stands: every cell with its true sheet, row and column. What cannot be read is refused with a sentence.

Size and magic bytes are looked at before anything is unpacked, and what the package says it will unpack to as well: a
workbook of a few kilobytes may claim gigabytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MOST_BYTES = 50 * 2**20
MOST_UNPACKED = 2**30
MOST_CELLS = 20_000_000
MOST_MERGED = 500_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
STAMP = "_gangju"  # the hidden sheet of our own exports
Span = tuple[tuple[int, int], tuple[int, int]]


class Unreadable(Exception):
    """The whole file is refused; the text says why and what to do."""


@dataclass
class Sheet:
    """`cells[r][c]` counts from 0 from the sheet's own first cell; merged spans likewise, both ends included."""

    name: str
    cells: list[list[Any]]
    merged: tuple[Span, ...] = ()

    @cached_property
    def width(self) -> int:
        return max(map(len, self.cells), default=0)


@dataclass
class Workbook:
    """`data` is the file as it came, for the copy with comments; `stamp` what our own export has hidden in it."""

    name: str
    data: bytes
    sheets: list[Sheet]
    stamp: dict[str, str] = field(default_factory=dict)

    @property
    def is_old(self) -> bool:
        return self.data.startswith(_OLE)


def open_workbook(name: str, data: bytes) -> Workbook:
    """Raises Unreadable for everything that is not a sound .xlsx or .xls of a bearable size."""
    _look(name, data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = list(_sheets(book))
    except PasswordError:
        raise Unreadable(_LOCKED) from None
    except (CalamineError, OSError, ValueError) as wrong:
        raise Unreadable(_DAMAGED) from wrong
    stamp = next((dict(_pairs(sheet)) for sheet in sheets if sheet.name == STAMP), {})
    return Workbook(name, data, [sheet for sheet in sheets if sheet.name != STAMP], stamp)


_LOCKED = "这个工作簿设了打开密码,系统读不了。请在 Excel 中打开,到“文件—信息—保护工作簿”取消密码,另存后再上传"
_DAMAGED = "这个文件已损坏或不完整,读不出内容,什么都没有导入。请在 Excel 中打开核对,另存为 .xlsx 后再上传"


def check_size(size: int) -> None:
    """Known before the first byte is kept. Raises Unreadable."""
    if size > MOST_BYTES:
        said = f"{size / 2**30:.1f} GB" if size >= 2**30 else f"{size / 2**20:.0f} MB"
        raise Unreadable(f"文件有 {said},超过 {MOST_BYTES // 2**20} MB 的上限,没有接收。请删去图片和无关的工作表,或按乡镇分成几个文件")


def _look(name: str, data: bytes) -> None:
    check_size(len(data))
    ending = name.lower().rpartition(".")[2]
    if ending not in {"xlsx", "xls"}:
        raise Unreadable("只接收 Excel 工作簿(.xlsx 或 .xls)。请在 Excel 或 WPS 中另存为 .xlsx 后再上传")
    if not data:
        raise Unreadable("文件是空的,没有内容。请核对后再上传")
    if data.startswith(_OLE):
        if any(mark in data for mark in _ENCRYPTED):
            raise Unreadable(_LOCKED)
    elif data.startswith(_ZIP):
        _look_inside(data)
    else:
        raise Unreadable(f"文件名以 .{ending} 结尾,内容却不是 Excel 工作簿。请用 Excel 或 WPS 打开原文件,另存为 .xlsx 后再上传")


def _look_inside(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except zipfile.BadZipFile as wrong:
        raise Unreadable(_DAMAGED) from wrong
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("文件展开后超过 1 GB,没有接收。请把数据以外的空白行列和图片删去,另存后再上传")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable("这是一个压缩包或其他文档,不是 Excel 工作簿。请上传 .xlsx 或 .xls 文件")


def _sheets(book: CalamineWorkbook) -> Iterator[Sheet]:
    """Visible sheets of cells; of the hidden ones only our own stamp is read. The marked copy holds all: all must be bearable."""
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        found = book.get_sheet_by_name(about.name)
        _bearable(found)
        if about.visible == SheetVisibleEnum.Visible or about.name == STAMP:
            yield Sheet(about.name, found.to_python(skip_empty_area=False), tuple(found.merged_cell_ranges or ()))


def _bearable(sheet: CalamineSheet) -> None:
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise Unreadable(f"工作表“{sheet.name}”有 {sheet.total_height} 行 {sheet.total_width} 列,超过上限。请删去数据以外的空白行列")
    merged = sum((bottom - top + 1) * (right - left + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    if merged > MOST_MERGED:
        raise Unreadable(f"工作表“{sheet.name}”里合并成一格的单元格共有 {merged:,} 个,超过上限。请取消数据以外的合并单元格,另存后再上传")


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str]]:
    return ((str(row[0]), str(row[1])) for row in sheet.cells if len(row) > 1)
