"""One way of writing, so that the grammar has one way to read.

Full-width digits, letters and signs become half-width, kinds of blanks become one blank, kinds of
quotation marks become one pair; nothing that carries meaning is lost. A blank inside quotation
marks is kept: it is often the trace of a lost sign. Line breaks stay, one for each.
"""

from __future__ import annotations

import re

from gangju.reader.closing import closed_up

_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_KEEP = {ord("～"): "~", ord("〜"): "~", ord("﹪"): "%", ord("．"): ".", ord("∶"): ":", ord("︰"): ":"}
_BLANKS = dict.fromkeys((0x00A0, 0x3000, 0x2002, 0x2003, 0x2009, 0x0009, 0x000B), " ")
_NOTHING = dict.fromkeys((0xFEFF, 0x200B, 0x200C, 0x200D, 0x00AD), None)
_QUOTES = {ord(old): new for old, new in zip("〝〞「」『』", "“”“”“”", strict=True)}
#: Brackets of upright lines, laid down.
_BRACKETS = {ord(old): new for old, new in zip("︵︶︻︼︹︺", "()【】〔〕", strict=True)}
_DASHES = dict.fromkeys(map(ord, "–‐‑−"), "-")
#: ⒈ ⑴ ㈠: numbers that are one character.
_NUMBERS = {
    **{0x2488 + place: f"{place + 1}." for place in range(20)},
    **{0x2474 + place: f"({place + 1})" for place in range(20)},
    **{0x3220 + place: f"({mark})" for place, mark in enumerate("一二三四五六七八九十")},
}
FOLDED: dict[int, int | str | None] = {**_ASCII, **_KEEP, **_BLANKS, **_NOTHING, **_QUOTES, **_BRACKETS, **_DASHES, **_NUMBERS}

#: A tab between two pieces of text parts two cells of a table.
_CELLS = re.compile(r"(?<=\S) *\t[ \t]*(?=\S)")
#: What a row of a table keeps of its tabs: an empty cell is a cell too.
_BORDER = re.compile(r" *\t *")
_LINE_END = re.compile(r"\r\n?|\f|\u2028|\u2029|\x85")
_BLANK_RUN = re.compile(r" {2,}")
_LINE_EDGE = re.compile(r" *\n[ \n]*")
_STRAIGHT = re.compile(r'"([^"\n]*)"')
_DASHED_NUMBERS = re.compile(r"(?<=[\d%元名人个次年月日分])(?:—+|─+)(?=\d)")


def normalise(text: str) -> str:
    """The text that all offsets count in."""
    lines = _rows(_LINE_END.sub("\n", text)).translate(FOLDED)
    tidy = _LINE_EDGE.sub("\n", _BLANK_RUN.sub(" ", lines)).strip(" \n")
    return closed_up(_DASHED_NUMBERS.sub("-", _STRAIGHT.sub(r"“\1”", tidy)))


def _rows(text: str) -> str:
    """Tabs as borders of cells. Lines that follow each other with as many tabs are rows of one table: their empty cells stay."""
    if "\t" not in text:
        return text
    lines = text.split("\n")
    tabs = [line.count("\t") for line in lines]
    near = zip(lines, tabs, [0, *tabs[:-1]], [*tabs[1:], 0], strict=True)
    kept = [own > 1 and own in {before, after} and bool(line.strip()) for line, own, before, after in near]
    return "\n".join(_BORDER.sub(" | ", line) if whole else _CELLS.sub(" | ", line) for line, whole in zip(lines, kept, strict=True))
