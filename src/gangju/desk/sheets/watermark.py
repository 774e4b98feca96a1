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
    found: dict[str, None] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for part in sorted(packed.namelist(), key=lambda name: not name.startswith("docProps/")):
                if part.endswith(".xml"):
                    with packed.open(part) as text:
                        found |= dict.fromkeys(NUMBER.findall(text.read(MOST_READ).decode("utf-8", "replace")))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError):
        return list(found)
    return list(found)
