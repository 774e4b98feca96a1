"""From a paper to the bytes of a .docx: head, body in sections upright or across, signature and date."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from gangju.official.folio import number_pages
from gangju.official.model import Block, Heading, Paper, Table, Text
from gangju.official.page import ACROSS, CHARACTER, LINE, UPRIGHT, Edges, twips
from gangju.official.styles import RED, W, fonts, settings, styles
from gangju.official.table import add_table
from gangju.official.text import printable
from gangju.official.title import lines_of_title

#: The standard asks for the date to stand four characters in; a signature without one, two.
DATE_FROM_RIGHT: Final = 4
#: The head of a paper with a red name: 35 mm free above the letters, which stand in the middle of their line.
ABOVE_LETTERHEAD: Final = twips(35) - 160
#: The name stands in one line; a long one is set smaller.
LARGEST_LETTERHEAD: Final = 44
#: The library takes no longer title of a file.
LONGEST_PROPERTY: Final = 255
_UNUSED: Final = (
    RELATIONSHIP_TYPE.CUSTOM_XML,
    RELATIONSHIP_TYPE.THUMBNAIL,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.WEB_SETTINGS,
    RELATIONSHIP_TYPE.THEME,
    "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects",
)
#: The day that every entry of the archive carries: the earliest a ZIP can say.
_ZIP_DAY: Final = (1980, 1, 1, 0, 0, 0)


def document(paper: Paper) -> bytes:
    """The document as a file; the same paper gives the same bytes."""
    docx = _empty(paper)
    across = _across(paper.body)
    # The title stands on the page that the body begins on; what is signed stands upright.
    edges = ACROSS if across and across[0] else UPRIGHT
    _lay(docx, edges)
    _head(docx, paper)
    for wide, group in groupby(zip(across, paper.body, strict=True), key=lambda pair: pair[0]):
        edges = _turned(docx, edges, ACROSS if wide else UPRIGHT)
        for _, block in group:
            _add(docx, block, edges)
    if paper.signed or paper.on or paper.attachments:
        _turned(docx, edges, UPRIGHT)
        _foot(docx, paper)
    return _packed(docx)


def _across(body: Sequence[Block]) -> list[bool]:
    """Which blocks stand on pages that lie across: wide tables and the headings right above them."""
    across: list[bool] = []
    for block in reversed(body):
        above = isinstance(block, Heading) and bool(across) and across[-1]
        across.append(above or (isinstance(block, Table) and block.wide))
    return across[::-1]


# ---------------------------------------------------------------- the empty file
def _empty(paper: Paper) -> Docx:
    """The library's template without its looks: our styles, settings and fonts, none of its theme."""
    docx = Document()
    for owner in (docx.part, docx.part.package):
        for key in [key for key, found in owner.rels.items() if found.reltype in _UNUSED]:
            del owner.rels[key]
    for old, new in ((docx.styles.element, styles()), (docx.settings.element, settings())):
        fresh = parse_xml(new)
        old[:] = list(fresh)
    docx.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = fonts().encode()
    about = docx.core_properties
    about.title, about.author = (printable(text.replace("\n", ""))[:LONGEST_PROPERTY] for text in (paper.title, paper.signed))
    about.language, about.comments = "zh-CN", ""
    about.last_modified_by, about.keywords, about.subject = "", "", ""
    for name in ("created", "modified"):
        for found in about._element.findall(f"{{http://purl.org/dc/terms/}}{name}"):
            about._element.remove(found)
    return docx


def _lay(docx: Docx, edges: Edges) -> None:
    """The page of the last section."""
    section = docx.sections[-1]
    properties = section._sectPr
    for old in [*properties.findall(qn("w:docGrid")), *properties.findall(qn("w:cols"))]:
        properties.remove(old)
    properties.append(parse_xml(f'<w:cols {W} w:space="0"/>'))
    if not edges.across:
        properties.append(parse_xml(f'<w:docGrid {W} w:type="lines" w:linePitch="{LINE}"/>'))
    section.orientation = WD_ORIENT.LANDSCAPE if edges.across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(length) for length in edges.size)
    section.top_margin, section.bottom_margin = Mm(edges.top), Mm(edges.bottom)
    section.left_margin, section.right_margin = Mm(edges.left), Mm(edges.right)
    number_pages(section, edges)


def _turned(docx: Docx, now: Edges, wanted: Edges) -> Edges:
    """A new section where the page turns."""
    if now is not wanted:
        docx.add_section(WD_SECTION.NEW_PAGE)
        _lay(docx, wanted)
    return wanted


# ---------------------------------------------------------------- head, body, foot
def _head(docx: Docx, paper: Paper) -> None:
    if paper.letterhead:
        name = _say(docx, paper.letterhead, "发文机关标志")
        name.paragraph_format.space_before = Twips(ABOVE_LETTERHEAD)
        name.runs[0].font.size = Pt(min(LARGEST_LETTERHEAD, UPRIGHT.area[0] / 25.4 * 72 // len(paper.letterhead)))
        _blank(docx, 2 if paper.number else 1)
        rule = _say(docx, bracketed(paper.number), "发文字号")
        line = f'<w:bottom w:val="single" w:sz="12" w:space="11" w:color="{RED}"/>'
        rule._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {W}>{line}</w:pBdr>"))
        _blank(docx, 2)
    elif paper.number:
        _say(docx, bracketed(paper.number), "发文字号")
        _blank(docx, 1)
    for line in lines_of_title(paper.title):
        _say(docx, line, "Title")
    if paper.under_title:
        _say(docx, paper.under_title, "Subtitle")
    across = bool(paper.body) and isinstance(paper.body[0], Table)
    if not across:
        _blank(docx, 1)
    if paper.addressee:
        _say(docx, paper.addressee, "Normal")


def bracketed(number: str) -> str:
    """The year of a document number stands in 〔〕."""
    return number.replace("[", "〔").replace("]", "〕").replace("［", "〔").replace("］", "〕").replace("【", "〔").replace("】", "〕")


def _add(docx: Docx, block: Block, edges: Edges) -> None:
    match block:
        case Heading():
            _say(docx, block.text, f"Heading {block.level}")
        case Text():
            _say(docx, block.text, "正文段落")
        case Table():
            add_table(docx, block, edges)


def _foot(docx: Docx, paper: Paper) -> None:
    for line in _attached(paper.attachments):
        _say(docx, line, "正文段落")
    if not (paper.signed or paper.on):
        return
    _blank(docx, 2, keep=True)
    printed = f"{paper.on.year}年{paper.on.month}月{paper.on.day}日" if paper.on else ""
    if paper.signed:
        # The signature is centred over the date, whose place is fixed.
        away = max(0.0, DATE_FROM_RIGHT + (characters(printed) - characters(paper.signed)) / 2) if paper.on else DATE_FROM_RIGHT / 2
        _from_right(docx, paper.signed, away, keep=bool(paper.on))
    if printed:
        _from_right(docx, printed, DATE_FROM_RIGHT, keep=False)


def _attached(names: Sequence[str]) -> Iterator[str]:
    """附件:1.…; further ones under the number of the first."""
    if names:
        yield ""
    for place, name in enumerate(names, 1):
        yield ("附件：" if place == 1 else "　　　") + (f"{place}．{name}" if len(names) > 1 else name)


def _from_right(docx: Docx, text: str, away: float, *, keep: bool) -> None:
    line = _say(docx, text, "落款")
    line.paragraph_format.keep_with_next = keep or None
    line.paragraph_format.right_indent = Twips(round(away * CHARACTER))


def _say(docx: Docx, text: str, style: str) -> Paragraph:
    return docx.add_paragraph(printable(text), style)


def _blank(docx: Docx, lines: int, *, keep: bool = False) -> None:
    for _ in range(lines):
        _say(docx, "", "Normal").paragraph_format.keep_with_next = keep or None


def characters(text: str) -> float:
    """How many characters wide a text stands: digits and Latin letters take half."""
    return sum(1.0 if east_asian_width(mark) in "WFA" else 0.5 for mark in text)


# ---------------------------------------------------------------- the archive
def _packed(docx: Docx) -> bytes:
    """Saved, and packed again without the time of saving."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    docx.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return fixed.getvalue()
