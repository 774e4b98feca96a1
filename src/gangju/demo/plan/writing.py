"""Writes the plan as an official document: `python -m gangju.demo.plan.writing` renews the .docx from its text.

What a line is, its beginning says: 一、 and (一) are headings, cells joined by ` | ` a table; the lines above the first
heading and the last two are head and foot. The same text gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from gangju.official import Block, Heading, Paper, Table, Text, document

HERE = Path(__file__).parent
SOURCE = HERE / "plan.txt"
TARGET = HERE / "yunlan-2026.docx"
CELL = " | "
WIDTHS = (12, 44, 82, 18)  # millimetres: number, what, how, points
_FIRST = re.compile(r"[一二三四五六七八九十]+、")
_SECOND = re.compile(r"(\uff08)[一二三四五六七八九十]+\uff09")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


def paper() -> Paper:
    """The plan as it is to be printed."""
    letterhead, number, title, addressee, *body, signed, on = [line for line in SOURCE.read_text("utf-8").splitlines() if line]
    day = _DAY.fullmatch(on)
    if day is None:
        raise ValueError(f"{SOURCE.name} 的最后一行不是日期:{on}")
    return Paper(
        title=title,
        letterhead=letterhead,
        number=number,
        addressee=addressee,
        body=list(_blocks(body)),
        signed=signed,
        on=date(*map(int, day.groups())),
    )


def _blocks(lines: Sequence[str]) -> Iterator[Block]:
    for in_table, group in groupby(lines, key=lambda line: CELL.strip() in line):
        if in_table:
            heads, *rows = [[cell.strip() for cell in line.split("|")] for line in group]
            yield Table(heads, rows, WIDTHS, centred=(0, 3))
        else:
            yield from map(_paragraph, group)


def _paragraph(line: str) -> Block:
    if _FIRST.match(line):
        return Heading(line, 1)
    return Heading(line, 2) if _SECOND.match(line) else Text(line)


def write() -> None:
    TARGET.write_bytes(document(paper()))


if __name__ == "__main__":
    write()
