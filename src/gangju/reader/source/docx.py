"""Word: the text of the body in reading order, with the numbers that Word writes by itself.

Set aside: what was struck out with changes tracked, hidden text, field codes, comments, the table of contents (it repeats
the headings), headers and footers. Kept: what was inserted, text boxes (behind the paragraph they hang on), footnotes
(at the end). A classification mark in a header counts as one at the head.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from gangju.reader.problem import Refused, classification
from gangju.reader.source import archive
from gangju.reader.source.numbering import VAL, Numbering, W, number_of
from gangju.reader.source.text import BELOW, Cell, Lines, table_lines, tidy

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
#: Tags whose content is no part of the text as it stands.
DROPPED = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "rt", "tblPr", "tcPr", "trPr", "sdtPr", "sectPr")
)
SIGNS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
CONTENTS = re.compile(r"^(?:toc|目录) ?\d", re.IGNORECASE)
_ARTICLE = re.compile(r"^第.+[编篇章节条]$")


def read(raw: bytes) -> Lines:
    """The lines of the document. Raises Refused."""
    packed = archive.opened(raw)
    main = _main_name(packed)
    root = archive.part(packed, main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise Refused(archive.DAMAGED)
    folder = main.rpartition("/")[0]
    _refuse_marked(packed, folder)
    styles = _Styles.of(archive.part(packed, f"{folder}/styles.xml"))
    reading = _Reading(styles, Numbering(archive.part(packed, f"{folder}/numbering.xml")))
    return tidy([*reading.blocks(body), *_notes(packed, folder, reading)])


def _main_name(packed: zipfile.ZipFile) -> str:
    """Usually word/document.xml; some programs number it."""
    names = sorted(name for name in packed.namelist() if re.fullmatch(r"word/document\d*\.xml", name, re.IGNORECASE))
    return names[0] if names else "word/document.xml"


def _refuse_marked(packed: zipfile.ZipFile, folder: str) -> None:
    for name in packed.namelist():
        if re.fullmatch(rf"{re.escape(folder)}/header\d*\.xml", name, re.IGNORECASE):
            root = archive.part(packed, name)
            lines = (
                [] if root is None else ["".join(str(piece) for piece in paragraph.itertext(f"{W}t")) for paragraph in root.iter(f"{W}p")]
            )
            marking = classification("\n".join(line.strip() for line in lines))
            if marking:
                raise Refused(f"标有“{marking}”:涉密文件不得在本系统读取,内容没有保存。")


def _notes(packed: zipfile.ZipFile, folder: str, reading: _Reading) -> Iterator[str]:
    for name in ("footnotes", "endnotes"):
        root = archive.part(packed, f"{folder}/{name}.xml")
        for note in () if root is None else root.iterfind(f"{W}footnote") if name == "footnotes" else root.iterfind(f"{W}endnote"):
            if note.get(f"{W}type") in {None, "normal"}:
                yield from reading.blocks(note)


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says of numbers; `base` is the style it builds on."""

    name: str
    base: str | None
    listed: str | None
    depth: int | None


@dataclass(frozen=True, slots=True)
class _Styles:
    """The paragraph styles of a document. A style may build on another; a damaged file may build them in a ring."""

    known: dict[str, _Style]

    @classmethod
    def of(cls, root: etree._Element | None) -> _Styles:
        found = {}
        for style in () if root is None else root.iterfind(f"{W}style"):
            name, base = style.find(f"{W}name"), style.find(f"{W}basedOn")
            listed, depth = _list_of(style.find(f"{W}pPr"))
            found[style.get(f"{W}styleId", "")] = _Style(
                name.get(VAL, "") if name is not None else "", base.get(VAL) if base is not None else None, listed, depth
            )
        return cls(found)

    def chain(self, name: str | None) -> Iterator[_Style]:
        seen: set[str] = set()
        while name is not None and name in self.known and name not in seen:
            seen.add(name)
            yield self.known[name]
            name = self.known[name].base


def _list_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    listing = None if properties is None else properties.find(f"{W}numPr")
    if listing is None:
        return None, None
    name, depth = listing.find(f"{W}numId"), listing.find(f"{W}ilvl")
    return (None if name is None else name.get(VAL)), (None if depth is None else number_of(depth.get(VAL)))


@dataclass(slots=True)
class _Reading:
    """Walks the body. Text boxes met inside a paragraph wait in `boxes` until it ends."""

    styles: _Styles
    numbering: Numbering
    boxes: list[etree._Element] = field(default_factory=list)

    def blocks(self, holder: etree._Element) -> Iterator[str]:
        """The paragraphs and tables inside a body, a cell, a text box or a content control."""
        for child in holder:
            if child.tag == f"{W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{W}tbl":
                yield from self._table(child)
            elif child.tag == f"{W}sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                content = child.find(f"{W}sdtContent")
                if content is not None and (gallery is None or "Contents" not in gallery.get(VAL, "")):
                    yield from self.blocks(content)
            elif child.tag in {f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"}:
                yield from self.blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        properties = paragraph.find(f"{W}pPr")
        style = None if properties is None else properties.find(f"{W}pStyle")
        chain = list(self.styles.chain(None if style is None else style.get(VAL)))
        text = "".join(self._pieces(paragraph))
        boxes, self.boxes = self.boxes, []
        if text.strip() and not any(CONTENTS.match(step.name) for step in chain):
            yield self._label(properties, chain, text.lstrip()) + text
        for box in boxes:
            yield from self.blocks(box)

    def _label(self, properties: etree._Element | None, chain: list[_Style], text: str) -> str:
        listed, depth = _list_of(properties)
        for step in chain:
            listed = step.listed if listed is None else listed
            depth = step.depth if depth is None else depth
        label = self.numbering.label(listed, depth or 0).strip() if listed not in {None, "0"} else ""
        if not label:
            return ""
        apart = _ARTICLE.match(label) or (text[:1].isascii() and text[:1].isalnum()) or label[-1].isalnum()
        return f"{label} " if apart else label

    def _pieces(self, holder: etree._Element) -> Iterator[str]:
        for child in holder:
            if child.tag in {f"{W}t", M_TEXT}:
                yield child.text or ""
            elif child.tag in SIGNS:
                yield "" if child.get(f"{W}type") in {"page", "column"} else SIGNS[child.tag]
            elif child.tag == f"{W}r" and _hidden(child):
                continue
            elif child.tag == f"{MC}AlternateContent":
                # The same thing drawn for newer and for older programs: one of the two is enough.
                yield from self._pieces(child[0]) if len(child) else ()
            elif child.tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif child.tag not in DROPPED:
                yield from self._pieces(child)

    def _table(self, table: etree._Element) -> Iterator[str]:
        rows = list(_inside(table, "tr"))
        nested = any(cell.find(f".//{W}tbl") is not None and _alone(row) for row in rows for cell in _inside(row, "tc"))
        if nested:
            for row in rows:
                for cell in _inside(row, "tc"):
                    yield from self.blocks(cell)
            return
        yield from table_lines([list(self._row(row)) for row in rows if row.find(f"{W}trPr/{W}del") is None])

    def _row(self, row: etree._Element) -> Iterator[Cell]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        if before is not None:
            yield Cell((), _width(before))
        for cell in _inside(row, "tc"):
            merged, span = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}gridSpan")
            covered = merged is not None and merged.get(VAL, "continue") == "continue"
            paragraphs = BELOW.paragraphs if covered else tuple(" ".join(block.split()) for block in self.blocks(cell))
            yield Cell(paragraphs, _width(span))


def _inside(holder: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also where a content control or a tracked change wraps them."""
    for child in holder:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"}:
            yield from _inside(child, name)


def _alone(row: etree._Element) -> bool:
    return sum(1 for _ in _inside(row, "tc")) == 1


def _hidden(run: etree._Element) -> bool:
    mark = run.find(f"{W}rPr/{W}vanish")
    return mark is not None and mark.get(VAL, "1") not in {"0", "false", "off"}


def _width(span: etree._Element | None) -> int:
    return 1 if span is None else max(1, min(number_of(span.get(VAL), 1), 64))
