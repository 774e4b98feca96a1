"""Tables as wide as the type area: the head repeated on every page, rows kept whole where a page can hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Final
from xml.sax.saxutils import escape

from docx.document import Document as Docx
from docx.oxml import parse_xml

from gangju.official.model import Table
from gangju.official.page import Edges, twips
from gangju.official.styles import TABLE_LINE, W
from gangju.official.text import printable

#: White beside the text of a cell.
_PADDING: Final = twips(1.2)
#: 五号, in twentieths of a point.
_LETTER: Final = 210
#: A row that fills more of a page than this may be parted, or much of the page before would stay white.
_WHOLE: Final = 0.5
#: A table that fills less than this stands on one page.
_TOGETHER: Final = 0.5
#: A joined cell ends after so much of a page and says its text again, lest a whole page has none.
_JOINED: Final = 0.7


def add_table(docx: Docx, table: Table, edges: Edges) -> None:
    """Writes a table below what is there."""
    widths = _widths(table.widths, twips(edges.area[0]))
    lines = twips(edges.area[1]) / TABLE_LINE
    heights = [_height(row, widths) for row in table.rows]
    joined = _joined(table, heights, lines * _JOINED)
    rows = [_row(table.heads, widths, ["TableHead"] * len(widths), "<w:tblHeader/>", {})]
    kinds = ["Mark" if column in table.centred else "Cell" for column in range(len(widths))]
    together = sum(heights) <= lines * _TOGETHER
    for place, row in enumerate(table.rows):
        keep = together and place + 1 < len(table.rows)
        rows.append(_row(row, widths, kinds, "", joined[place], whole=heights[place] <= lines * _WHOLE, keep=keep))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    made = (
        f'<w:tbl {W}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_borders()}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{_padding()}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    docx.element.body.insert_element_before(parse_xml(made), "w:sectPr")


def _widths(asked: Sequence[float], area: int) -> list[int]:
    """Scaled to the type area; the last column takes what rounding leaves."""
    widths = [int(width * area / sum(asked)) for width in asked]
    widths[-1] += area - sum(widths)
    return widths


def _padding() -> str:
    sides = {"top": _PADDING // 2, "left": _PADDING, "bottom": _PADDING // 2, "right": _PADDING}
    return "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides.items())


def _borders() -> str:
    return "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )


def _joined(table: Table, heights: Sequence[int], most: float) -> list[dict[int, str]]:
    """For each row the columns that are joined with the row above (continue) or begin a joined cell (restart)."""
    marks: list[dict[int, str]] = []
    reached = 0
    for row, before, height in zip(table.rows, [(), *table.rows], heights, strict=False):
        first = table.merged[0] if table.merged else 0
        begun = not before or row[first] != before[first] or reached + height > most
        reached = height if begun else reached + height
        marks.append(_marks(table.merged, row, () if begun else before))
    return marks


def _marks(columns: Sequence[int], row: Sequence[str], before: Sequence[str]) -> dict[int, str]:
    marks, same = {}, bool(before)
    for column in columns:
        same = same and bool(row[column]) and row[column] == before[column]
        marks[column] = "continue" if same else "restart"
    return marks


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    kinds: Sequence[str],
    more: str,
    joined: dict[int, str],
    *,
    whole: bool = True,
    keep: bool = True,
) -> str:
    """`whole` rows are not parted, those to `keep` stand on the page of the next one."""
    printed = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{_merge(joined.get(column))}{_upright(kind)}</w:tcPr>'
        f"{''.join(_paragraphs('' if joined.get(column) == 'continue' else text, kind, keep=keep))}</w:tc>"
        for column, (text, width, kind) in enumerate(zip(cells, widths, kinds, strict=True))
    )
    return f"<w:tr><w:trPr>{'<w:cantSplit/>' if whole else ''}{more}</w:trPr>{printed}</w:tr>"


def _merge(mark: str | None) -> str:
    return f'<w:vMerge w:val="{mark}"/>' if mark else ""


def _upright(kind: str) -> str:
    return '<w:vAlign w:val="center"/>' if kind == "TableHead" else ""


def _paragraphs(text: str, kind: str, *, keep: bool) -> Iterator[str]:
    look = f'<w:pStyle w:val="{kind}"/>{"<w:keepNext/>" if keep else ""}'
    for line in text.split("\n"):
        yield f'<w:p><w:pPr>{look}</w:pPr><w:r><w:t xml:space="preserve">{escape(printable(line))}</w:t></w:r></w:p>'


def _height(row: Sequence[str], widths: Sequence[int]) -> int:
    """About how many lines a row takes."""
    return max(
        sum(max(1, ceil(len(line) * _LETTER / (width - 2 * _PADDING))) for line in text.split("\n"))
        for text, width in zip(row, widths, strict=True)
    )
