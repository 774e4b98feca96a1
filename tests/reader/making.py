"""Files made for the tests of the reader: Word, PDF and OFD written piece by piece, so that a test can say what is odd in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from gangju.reader.source.parsers import parser_of

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
#: A font that every reader of PDF knows by name; Latin letters are half as wide.
FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[4 0 R]>>",
    (
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        b"/FontDescriptor 5 0 R/DW 1000/W[1 95 500]>>"
    ),
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/StemV 93>>",
)
PICTURE = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\x00\nendstream"
#: A place on a page: left and height from the bottom, in points.
Text = tuple[float, float, str]


def lines(kind: str, raw: bytes) -> list[str]:
    """What a file of this kind says, read without a child process."""
    return list(parser_of(kind)(raw).lines)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A packed folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; further parts by name: numbering, styles, footnotes, header1."""
    roots = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "header1": "hdr"}
    more = {f"word/{name}.xml": f"<w:{roots[name]} {W}>{content}</w:{roots[name]}>" for name, content in parts.items()}
    return packed({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", **more})


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def listed(text: str, name: int, depth: int = 0) -> str:
    """A paragraph that Word numbers."""
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>')


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def cells(*texts: str) -> str:
    return "".join(cell(text) for text in texts)


def cell(text: str, properties: str = "") -> str:
    inner = text if text.startswith("<w:") else "".join(paragraph(part) for part in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def numbering(*levels: tuple[str, str], more: str = "") -> str:
    """One list, number 1, with a level for each pair of style and pattern."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (style, pattern) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{more}'


def pdf(pages: Sequence[Sequence[Text]], *, size: float = 16, drawn: Mapping[int, str] | None = None, turned: int = 0) -> bytes:
    """A PDF whose pages hold these texts; `drawn` adds drawing commands to a page, `turned` turns every page."""
    kids = " ".join(f"{7 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode(), *FONT, PICTURE]
    for place, texts in enumerate(pages):
        stream = (drawn or {}).get(place, "").encode() + b"".join(_shown(text, size) for text in texts)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {turned}/Contents {8 + 2 * place} 0 R"
            f"/Resources<</Font<</F 3 0 R>>/XObject<</I 6 0 R>>>>>>".encode()
        )
        objects.append(f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")
    return _joined(objects)


def _shown(text: Text, size: float) -> bytes:
    left, height, words = text
    return f"BT /F {size} Tf 1 0 0 1 {left} {height} Tm <{words.encode('utf-16-be').hex()}> Tj ET\n".encode()


def _joined(objects: Iterable[bytes]) -> bytes:
    made, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj".encode() + content + b"endobj\n"
    listing = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Root 1 0 R/Size {len(places) + 1}>>\nstartxref\n{len(made)}\n%%EOF"
    return made + f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{listing}{trailer}".encode()


def column(texts: Sequence[str], *, left: float = 80, top: float = 740, pitch: float = 28, indent: Iterable[int] = ()) -> list[Text]:
    """Lines below each other; those whose places are in `indent` begin two characters further in."""
    inward = set(indent)
    return [(left + 32 * (place in inward), top - pitch * place, text) for place, text in enumerate(texts)]


def ruled(columns: Sequence[float], rows: Sequence[float]) -> str:
    """The commands that draw a grid."""
    upright = [f"{x} {rows[0]} m {x} {rows[-1]} l S " for x in columns]
    level = [f"{columns[0]} {y} m {columns[-1]} {y} l S " for y in rows]
    return "".join(upright + level) + "\n"


def ofd(*pages: Sequence[tuple[float, float, str]]) -> bytes:
    """An OFD file whose pages hold these texts at millimetres from the upper left corner."""
    listed_pages = "".join(f'<ofd:Page BaseLoc="Pages/P{place}.xml"/>' for place in range(len(pages)))
    box = "<ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    parts: dict[str, str | bytes] = {
        "OFD.xml": f"<ofd:OFD {OFD}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {OFD}>{box}<ofd:Pages>{listed_pages}</ofd:Pages></ofd:Document>",
    }
    for place, texts in enumerate(pages):
        inner = "".join(_text_object(*text) for text in texts)
        parts[f"Doc_0/Pages/P{place}.xml"] = f"<ofd:Page {OFD}><ofd:Content><ofd:Layer>{inner}</ofd:Layer></ofd:Content></ofd:Page>"
    return packed(parts)


def _text_object(left: float, top: float, words: str) -> str:
    code = f'<ofd:TextCode X="0" Y="5" DeltaX="g {len(words) - 1} 5.64">{words}</ofd:TextCode>'
    return f'<ofd:TextObject Boundary="{left} {top} 160 8" Size="5.64">{code}</ofd:TextObject>'
