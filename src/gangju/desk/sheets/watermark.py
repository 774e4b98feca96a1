"""The mark of an export: on its first line, in the header and footer of each printed page, in the properties of the file.

The number says nothing by itself; the journal knows who made which. Whoever finds a file, a print or a photo of one reads the
number off it and asks (`tracing`).
"""

from __future__ import annotations

import io
import re
import secrets
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

TITLE = "导出编号"
DUTY = "含个人信息,只限所写用途使用,用完即删,不得转发"
LONGEST_HEADER = 255  # characters that Excel takes
MOST_READ = 8 * 2**20  # of one part of a found file
AT_ONCE = 2**18
MOST_PARTS = 200  # a workbook has a sheet or two
LOCKED = 0x1  # the flag of a part that asks for a password
#: What the standard library raises over a damaged archive: no archive, a spoilt stream, an early end, a place or a name that cannot be,
#: a flag of another make.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
NUMBER = re.compile(r"\d{8}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Mark:
    number: str
    title: str
    who: str
    when: datetime
    purpose: str
    personal: bool

    @property
    def line(self) -> str:
        """The first line of the sheet."""
        said = [self.title, f"{self.who} 于 {self.when:%Y-%m-%d %H:%M} 导出", *([f"用途:{self.purpose}"] if self.purpose else [])]
        return " · ".join([*said, f"{TITLE} {self.number}", *([DUTY] if self.personal else [])])


def new_number(when: datetime) -> str:
    return f"{when:%Y%m%d}-{secrets.token_hex(4)}"


def put(book: Any, sheet: Any, mark: Mark) -> None:
    """On paper every page carries it, whatever the reader hides on the screen."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    head = f"{mark.who} {mark.when:%Y-%m-%d %H:%M}" + (f" {mark.purpose}" if mark.purpose else "")
    sheet.set_header(f"&L&9{_safe(head)}&R&9{TITLE} {mark.number}"[:LONGEST_HEADER])
    sheet.set_footer(f"&L&9{DUTY if mark.personal else ''}&R&9第 &P 页,共 &N 页")
    said = {"title": mark.title, "author": mark.who, "subject": mark.purpose, "keywords": f"{TITLE} {mark.number}", "comments": mark.line}
    book.set_properties({**said, "created": mark.when})
    book.set_custom_property(TITLE, mark.number)


def _safe(text: str) -> str:
    """`&` begins an instruction there."""
    return text.replace("&", "&&")[:120]


def numbers_in(data: bytes) -> list[str]:
    """Numbers that stand in the properties, headers or cells of a found workbook, in the order of their first mention."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED:
        return []
    found: dict[str, None] = {}
    with packed:
        parts = [part for part in packed.infolist() if part.filename.endswith(".xml") and _readable(part)]
        for part in sorted(parts, key=lambda part: not part.filename.startswith("docProps/"))[:MOST_PARTS]:
            found |= dict.fromkeys(NUMBER.findall(_text(packed, part)))
    return list(found)


def _readable(part: zipfile.ZipInfo) -> bool:
    """Neither locked by a password nor packed in a way that no workbook is."""
    return not part.flag_bits & LOCKED and part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def _text(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    """What of the part can be read: a damaged copy may end in the middle."""
    pieces: list[bytes] = []
    try:
        with packed.open(part) as text:
            while sum(map(len, pieces)) < MOST_READ and (piece := text.read(AT_ONCE)):
                pieces.append(piece)
    except DAMAGED:
        pass
    return b"".join(pieces).decode("utf-8", "replace")
