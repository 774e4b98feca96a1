"""OFD, the national format for finished documents (GB/T 33190): a packed folder of XML, where text stands as on paper.

A document lists its pages; a page holds text objects; a text code gives the place of its first character and how far each
next one stands from the one before. Measures are millimetres from the upper left corner.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from gangju.reader.problem import Refused
from gangju.reader.source import archive
from gangju.reader.source.layout import Glyph, Page, lines_of_pages
from gangju.reader.source.numbering import number_of
from gangju.reader.source.ruled import Rule, rules_of, take_grids
from gangju.reader.source.text import Lines

POINTS = 72 / 25.4
A4 = (0.0, 0.0, 210.0, 297.0)
MOST_PAGES, MOST_GLYPHS = 600, 30_000
LATIN_WIDTH = 0.5
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?$")
_STROKE = re.compile(r"([ML])\s+(\S+)\s+(\S+)")


def read(raw: bytes) -> Lines:
    """The lines of the file. Raises Refused."""
    packed = archive.opened(raw)
    pages: list[Page] = []
    for root, box in _pages(packed):
        glyphs = [glyph for text in _all(root, "TextObject") for glyph in _glyphs(text)][:MOST_GLYPHS]
        if not glyphs and _all(root, "ImageObject"):
            raise Refused(f"第 {len(pages) + 1} 页是扫描图,没有文字:请先做文字识别(OCR),或者找原来的 Word 文件再读。")
        grids, loose = take_grids([rule for path in _all(root, "PathObject") for rule in _rules(path)], glyphs)
        pages.append(Page(box[2] * POINTS, box[3] * POINTS, loose, grids))
    return lines_of_pages(pages)


def _pages(packed: zipfile.ZipFile) -> Iterator[tuple[etree._Element, tuple[float, ...]]]:
    """The pages of all documents in the file, each with its box."""
    entry = _part(packed, "OFD.xml")
    for name in [(root.text or "").strip() for root in _all(entry, "DocRoot")]:
        document = _part(packed, name)
        listed = [page for pages in _all(document, "Pages") for page in _all(pages, "Page")]
        if len(listed) > MOST_PAGES:
            raise Refused(f"有 {len(listed)} 页,超过一次能读的 {MOST_PAGES} 页:请拆成几份再读。")
        for place in listed:
            page = _part(packed, posixpath.join(posixpath.dirname(name), place.get("BaseLoc", "")))
            boxes = [*_all(page, "PhysicalBox"), *_all(document, "PhysicalBox")]
            box = _numbers(boxes[0].text) if boxes else A4
            yield page, box if len(box) == 4 else A4


def _part(packed: zipfile.ZipFile, name: str) -> etree._Element:
    root = archive.part(packed, posixpath.normpath(name).lstrip("/"))
    if root is None:
        raise Refused(archive.DAMAGED)
    return root


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{{*}}{name}"))


def _glyphs(text: etree._Element) -> Iterator[Glyph]:
    """The characters of a text object. Its matrix, if any, stretches what stands in it."""
    left, top, *_ = (*_numbers(text.get("Boundary")), 0.0, 0.0)
    matrix = _numbers(text.get("CTM"))
    stretch_x, _, _, stretch_y, shift_x, shift_y = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = (_numbers(text.get("Size")) or (4.2,))[0]
    for code in _all(text, "TextCode"):
        x, y = (_numbers(code.get("X")) or (0.0,))[0], (_numbers(code.get("Y")) or (size,))[0]
        steps = _steps(code.get("DeltaX"))
        for mark in code.text or "":
            place, step = (left + shift_x + x * stretch_x) * POINTS, next(steps, size * (LATIN_WIDTH if mark.isascii() else 1))
            width = max(0.0, min(step, size)) * stretch_x * POINTS
            yield Glyph(mark, place, place + width, (top + shift_y + y * stretch_y) * POINTS, max(1.0, size * stretch_y * POINTS))
            x += step


def _steps(written: str | None) -> Iterator[float]:
    """`g 3 4.2 5` stands for three times 4.2 and then 5."""
    words = iter((written or "").split())
    for word in words:
        if word == "g":
            times, step = number_of(next(words, "")), _numbers(next(words, ""))
            yield from step * min(times, MOST_GLYPHS)
        else:
            yield from _numbers(word)


def _rules(path: etree._Element) -> Iterator[Rule]:
    """Straight strokes of a path."""
    left, top, *_ = (*_numbers(path.get("Boundary")), 0.0, 0.0)
    before: tuple[float, float] | None = None
    for data in _all(path, "AbbreviatedData"):
        for kind, x, y in _STROKE.findall(data.text or ""):
            if not (_NUMBER.match(x) and _NUMBER.match(y)):
                continue
            here = ((left + float(x)) * POINTS, (top + float(y)) * POINTS)
            if kind == "L" and before is not None:
                (x0, x1), (y0, y1) = sorted((before[0], here[0])), sorted((before[1], here[1]))
                yield from rules_of(x0, y0, x1, y1)
            before = here


def _numbers(written: str | None) -> tuple[float, ...]:
    """Numbers parted by blanks; what is none is left out."""
    return tuple(float(word) for word in (written or "").split() if _NUMBER.match(word) and len(word) < 20)
