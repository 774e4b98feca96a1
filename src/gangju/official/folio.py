"""Page numbers: 四号 宋体 with a dash on each side, right on odd and left on even pages, 7 mm below the type area.

On a page that lies across they stand where they stand on the others, that is turned and in the left edge: a small box
fixed to the page holds them there.
"""

from __future__ import annotations

from typing import Final, Literal

from docx.oxml import parse_xml
from docx.section import Section, _Footer
from docx.shared import Mm

from gangju.official.page import FOLIO, FOLIO_BELOW, UPRIGHT, Edges
from gangju.official.styles import W

_EMU_PER_MM: Final = 36_000
#: How far above the foot of its line a dash of 14 pt stands, in millimetres.
_DASH: Final = 2.3
_BOX: Final = (8.0, 40.0)
_FIELD: Final = "".join(
    f"<w:r>{inside}</w:r>"
    for inside in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)
_RUN: Final = f'<w:r><w:t xml:space="preserve">— </w:t></w:r>{_FIELD}<w:r><w:t xml:space="preserve"> —</w:t></w:r>'
_SPACES: Final = (
    f'{W} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
Side = Literal["left", "right"]


def number_pages(section: Section, edges: Edges) -> None:
    """Writes the footers of a section."""
    section.footer_distance = Mm(UPRIGHT.bottom - FOLIO_BELOW - _DASH)
    section.header_distance = Mm(15)
    _fill(section.footer, "right", edges)
    _fill(section.even_page_footer, "left", edges)


def _fill(footer: _Footer, side: Side, edges: Edges) -> None:
    footer.is_linked_to_previous = False
    old = footer.paragraphs[0]._p
    made = _turned_box(side, edges) if edges.across else _line(side)
    old.getparent().replace(old, parse_xml(made))


def _line(side: Side) -> str:
    return f"<w:p {W}>{_properties(side)}{_RUN}</w:p>"


def _properties(side: Side) -> str:
    return f'<w:pPr><w:pStyle w:val="Folio"/><w:ind w:{side}="{FOLIO}"/><w:jc w:val="{side}"/></w:pPr>'


def _turned_box(side: Side, edges: Edges) -> str:
    """A box as long as a number needs, its text turned a quarter to the right."""
    thick, long = _BOX
    middle = edges.left - FOLIO_BELOW
    end = edges.size[1] - edges.bottom
    top = edges.top if side == "left" else end - long
    x, y, width, height = (round(length * _EMU_PER_MM) for length in (middle - thick / 2, top, thick, long))
    return (
        f'<w:p {_SPACES}><w:pPr><w:pStyle w:val="Folio"/></w:pPr><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" '
        f'allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV><wp:extent cx="{width}" cy="{height}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/><wp:docPr id="1" name="页码"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent><w:p>{_properties(side)}{_RUN}</w:p></w:txbxContent></wps:txbx>"
        '<wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/></wps:bodyPr></wps:wsp>'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
