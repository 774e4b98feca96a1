"""Web pages: what is read, without what is clicked.

Set aside: scripts, menus, forms, hidden parts, blocks that are mostly links (navigation, lists of other articles), headers
and footers of the site. Blocks become lines, `<br>` breaks a line, numbered lists get their numbers, tables become rows.
A table that only lays out the page (old sites do so) is read cell by cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from gangju.reader.page import is_furniture
from gangju.reader.problem import Refused
from gangju.reader.source import txt
from gangju.reader.source.numbering import number_of, written
from gangju.reader.source.text import BELOW, MOST_COLUMNS, Cell, Lines, table_lines, tidy

_SCRIPTS = (
    "script",
    "style",
    "noscript",
    "head",
    "title",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "audio",
    "video",
    "map",
)
_CONTROLS = ("nav", "footer", "aside", "form", "button", "select", "input", "textarea", "option", "menu", "dialog")
_STRUCK = ("del", "s", "strike", "rp", "rt")
DROPPED = frozenset((*_SCRIPTS, *_CONTROLS, *_STRUCK))
_TEXTS = ("address", "article", "blockquote", "center", "div", "figure", "figcaption", "header", "hr", "main", "p", "pre", "section")
_LISTS = ("dd", "dl", "dt", "li", "ol", "ul", "details", "summary", "fieldset", "legend", "h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset((*_TEXTS, *_LISTS, "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "html", "body"))
#: A site keeps its own matter in places with such names.
SITE_PARTS = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|menu|breadcrumbs?|crumbs?|footer|foot|copyright|sidebar|share|bdsharebuttonbox|pager|pagination"
    r"|toolbar|search|related|recommend|hidden|comment-list|skip|qrcode|ewm)(?:$|[-_ \d])",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_BETWEEN_HAN = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n]\s*(?=[\u3000-\u9fff\uff00-\uffef])")
#: Office pages call it GB2312 and mean what has grown out of it.
GROWN = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030"}
#: A block with three links and more that make up most of its text leads elsewhere.
LINKS, LINK_SHARE = 3, 0.5
#: A row of so many cells with something in them is a row of data.
LEAST_CELLS = 3
DEEPEST = 200
LIST_STYLES = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


def read(raw: bytes) -> Lines:
    """The lines of the page. Raises Refused."""
    return lines_of_page(_decoded(raw))


def lines_of_page(text: str) -> Lines:
    """The lines of a page that is text already."""
    try:
        root = html.document_fromstring(_DECLARATION.sub("", text.replace("\x00", "")))
    except (etree.ParserError, ValueError) as error:
        raise Refused("里没有文字:请确认选对了文件。") from error
    return tidy(_Reading().lines(root))


def _decoded(raw: bytes) -> str:
    """By the mark, by what the page says of itself, else as plain text is."""
    named = CHARSET.search(raw[:4096])
    if named and not raw.startswith(tuple(mark for mark, _ in txt.MARKS)):
        name = named.group(1).decode("ascii").lower()
        try:
            return raw.decode(GROWN.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass  # It says one thing and is another: the bytes decide.
    return txt.read(raw)


class _Reading:
    """Walks the page and gathers lines: inline text goes on in the line, a block begins a new one."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._line: list[str] = []

    def lines(self, root: html.HtmlElement) -> list[str]:
        self._walk(root, 0)
        self._break()
        return self._done

    def _walk(self, element: html.HtmlElement, depth: int) -> None:
        if depth > DEEPEST:
            raise Refused("的表格或者段落套得太深,读不出先后:请把文字复制出来,粘贴再读。")
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED or _is_aside(element):
            return
        if tag == "br":
            self._break()
        elif tag == "table":
            self._table(element, depth)
        elif tag in BLOCKS:
            self._break()
            self._put(_list_number(element))
            self._inside(element, depth)
            self._break()
        else:
            self._inside(element, depth)

    def _inside(self, element: html.HtmlElement, depth: int) -> None:
        self._put(element.text)
        for child in element:
            self._walk(child, depth + 1)
            self._put(child.tail)

    def _put(self, text: str | None) -> None:
        if text:
            self._line.append(text)

    def _break(self) -> None:
        text = _BETWEEN_HAN.sub("", "".join(self._line))
        self._line.clear()
        if text.strip():
            self._done.append(" ".join(text.split()))

    def _table(self, table: html.HtmlElement, depth: int) -> None:
        self._break()
        rows = list(_rows(table))
        if _is_layout(table, rows):
            self._inside(table, depth)
            self._break()
            return
        for caption in table.iterchildren("caption"):
            self._inside(caption, depth)
            self._break()
        grid = [
            [Cell(tuple(_cell_lines(cell, depth)), width) if cell is not None else BELOW if width else Cell(()) for cell, width in row]
            for row in _spread(rows)
        ]
        self._done.extend(table_lines(grid))


def _cell_lines(cell: html.HtmlElement, depth: int) -> list[str]:
    reading = _Reading()
    reading._inside(cell, depth + 1)
    reading._break()
    return reading._done


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in {"tbody", "thead", "tfoot"}:
            yield from child.iterchildren("tr")


def _is_layout(table: html.HtmlElement, rows: list[html.HtmlElement]) -> bool:
    """A table with a table or a heading in it, or with no row of two cells, holds the page and not data.

    Unless most of its rows are rows of data: then the table inside it stands in one of its cells.
    """
    single = all(sum(1 for _ in row.iterchildren("td", "th")) < 2 for row in rows)
    if single or next(table.iterdescendants("h1", "h2", "h3", "article"), None) is not None:
        return True
    plain = [row for row in rows if next(row.iterdescendants("table"), None) is None]
    data = sum(sum(bool(cell.text_content().strip()) for cell in row.iterchildren("td", "th")) >= LEAST_CELLS for row in plain)
    return len(plain) < len(rows) and data * 2 <= len(rows)


def _spread(rows: list[html.HtmlElement]) -> Iterator[list[tuple[html.HtmlElement | None, int]]]:
    """Rows of cells with their widths; a place without a cell has the width 1 below a merged one, else 0."""
    open_below: dict[int, int] = {}
    for row in rows:
        found: list[tuple[html.HtmlElement | None, int]] = []
        place = 0
        waiting = list(row.iterchildren("td", "th"))
        while waiting or any(column >= place for column in open_below):
            if place >= MOST_COLUMNS:
                break
            if open_below.get(place, 0):
                open_below[place] -= 1
                found.append((None, 1))
                place += 1
            elif waiting:
                cell = waiting.pop(0)
                width = _span(cell, "colspan")
                found.append((cell, width))
                for column in range(place, place + width):
                    open_below[column] = _span(cell, "rowspan", 1000) - 1
                place += width
            else:
                found.append((None, 0))
                place += 1
        open_below = {column: left for column, left in open_below.items() if left > 0}
        yield found


def _span(cell: html.HtmlElement, name: str, most: int = MOST_COLUMNS) -> int:
    return max(1, min(number_of((cell.get(name) or "1").strip(), 1), most))


def _list_number(element: html.HtmlElement) -> str:
    """What a browser draws before an item of a numbered list."""
    above = element.getparent()
    if element.tag != "li" or above is None or above.tag != "ol" or "none" in (above.get("style") or ""):
        return ""
    place = sum(1 for _ in element.itersiblings("li", preceding=True)) + number_of(above.get("start"), 1)
    return f"{written(place, LIST_STYLES.get(above.get('type') or '', 'decimal'))}."


def _is_aside(element: html.HtmlElement) -> bool:
    if element.get("hidden") is not None or HIDDEN.search(element.get("style") or ""):
        return True
    if element.tag in {"html", "body", "article", "main", "td", "th", "tr", "tbody"}:
        return False
    if SITE_PARTS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    return element.tag in {"div", "ul", "ol", "dl", "section", "p", "table", "header"} and _leads_elsewhere(element)


def _leads_elsewhere(element: html.HtmlElement) -> bool:
    links = list(element.iterdescendants("a"))
    if links and is_furniture(" ".join("".join(element.itertext()).split())):
        return True  # Where the reader is on the site: 当前位置:首页 > 通知.
    if len(links) < LINKS:
        return False
    linked = sum(_letters(link) for link in links if link.get("href"))
    return linked > LINK_SHARE * _letters(element)


def _letters(element: html.HtmlElement) -> int:
    """Days and page numbers beside the links of a list are no text of their own."""
    return sum(1 for piece in element.itertext() for mark in piece if mark.isalpha())
