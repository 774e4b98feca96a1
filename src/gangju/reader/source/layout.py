"""From marks on pages to paragraphs: what PDF and OFD keep is where each character stands, nothing else.

Characters on one base line make a line. Lines that repeat at the edge of pages are furniture. A page set in columns is read
column by column. A line that fills the width goes on in the next one, unless that begins further in or with a number; this
holds over page breaks too, so no sentence stays cut. Measures are points, counted from the upper left corner.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from gangju.reader.page import DITTO, NUMBERING, is_furniture
from gangju.reader.source.text import Lines, row_line

#: In heights of a character: how far one line's base may waver, and what gap parts columns.
WAVER, GUTTER = 0.5, 1.5
#: What gap is a blank, beyond the usual gap of the line. Programs set Chinese and Latin apart without one.
BLANK, MIXED_BLANK = 0.2, 0.29
#: What a full line may leave free besides what did not fit in it, and how far in a line begins that begins a paragraph.
RAGGED, RAGGED_STOP, INDENT = 1.6, 1.2, 0.9
#: The left edge is where so many of the lines begin, and none so often further left.
LEFT_SHARE = 0.08
#: A gap between lines wider than the usual one by this factor ends a paragraph; so does another size of type.
WIDE_GAP, SIZE_CHANGE = 1.7, 1.2
#: The edge of a page where headers and footers stand, and on which share of the pages they must repeat.
EDGE, REPEATS = 0.13, 0.25
#: A page is set in columns where so many lines have the same gap and hardly any runs across it.
LEAST_LINES, COLUMN_SHARE, ACROSS_SHARE, FLUSH_SHARE = 6, 0.2, 0.25, 0.5
#: So many lines in pieces without columns make a page whose order is a guess.
UNEVEN_SHARE = 0.5
_STOPS = tuple("。;:!?…”)》")
_PIECE = re.compile(r"[(\[“‘《〈【]*(?:[A-Za-z0-9.,%/~-]+|.)[)\]”’》〉】、,。;:!?%]*(?:(?<=[,.:;])[A-Za-z0-9.,%/~-]+)?")
_HELD = re.compile(r"[,。;:、!?)”》%]")
_MIDST = re.compile(r"[,,。;;]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its edges, its base line from the top, the height of its type."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `segments` are its pieces between wide gaps."""

    text: str
    left: float
    right: float
    base: float
    size: float
    segments: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: rows of cell texts, its upper edge, and whether it reaches from or to the end of the page."""

    rows: tuple[tuple[str, ...], ...]
    top: float


@dataclass(slots=True)
class Page:
    """A page: loose glyphs and ruled tables (whose glyphs are no longer loose)."""

    width: float
    height: float
    glyphs: list[Glyph]
    grids: list[Grid] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """What stands below each other in one column of one page; `set_in`: its paragraphs begin further in."""

    items: list[Line | Grid]
    left: float = 0
    right: float = 0
    guessed: bool = False
    set_in: bool = False


def lines_of_pages(pages: Sequence[Page]) -> Lines:
    """The paragraphs and rows of a document."""
    sets = _without_furniture([_lines(page.glyphs) for page in pages], pages)
    gutters = [_gutter(lines) for lines in sets]
    set_in_columns = [gutter for gutter in gutters if gutter is not None]
    own = [gutter or _gutter_of_others(lines, set_in_columns) for gutter, lines in zip(gutters, sets, strict=True)]
    parts = [part for page, lines, gutter in zip(pages, sets, own, strict=True) for part in _parts(page, lines, gutter)]
    _measure(parts)
    found: list[str] = []
    unsure: set[int] = set()
    for part, before in zip(parts, [None, *parts], strict=False):
        _join_part(found, part, before, unsure)
    return Lines(tuple(found), frozenset(place for place in unsure if place < len(found)))


def text_of(glyphs: Iterable[Glyph], right: float) -> str:
    """The text of a cell whose inner edge is at `right`: a short line ends a paragraph and leaves a blank."""
    text = ""
    for line, following in _with_next(_lines(list(glyphs))):
        full = following is not None and line.right >= right - (RAGGED + _unbroken(following.text)) * line.size
        # A number and its unit, a comma and what is before it, belong together in the narrowest cell.
        held = following is not None and (line.text[-1:].isdigit() or bool(_HELD.match(following.text)))
        text += line.text + ("" if full or held else " ")
    return text.strip()


def _with_next(lines: Sequence[Line]) -> Iterator[tuple[Line, Line | None]]:
    return zip(lines, [*lines[1:], None], strict=False)


def _lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Glyphs on one base line, from left to right."""
    groups: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda mark: (mark.base, mark.left)):
        if groups and glyph.base - groups[-1][0].base <= WAVER * max(glyph.size, groups[-1][0].size):
            groups[-1].append(glyph)
        else:
            groups.append([glyph])
    return [line for group in groups if (line := _line(sorted(group, key=lambda mark: mark.left)))]


def _line(glyphs: Sequence[Glyph]) -> Line | None:
    text, before = "", None
    usual = max(0.0, median([after.left - mark.right for mark, after in pairwise(glyphs)] or [0.0]))
    segments: list[tuple[float, float]] = []
    for glyph in glyphs:
        if not glyph.text.strip():
            text += " "
            continue
        if before and before.text == glyph.text and glyph.left - before.left < WAVER * glyph.size / 2:
            continue  # Bold by printing twice.
        gap = glyph.left - before.right if before else 0
        if before is None or gap > GUTTER * glyph.size:
            segments.append((glyph.left, glyph.right))
        segments[-1] = (segments[-1][0], glyph.right)
        mixed = before is not None and before.text.isascii() != glyph.text.isascii()
        text += (" " if gap - usual > (MIXED_BLANK if mixed else BLANK) * glyph.size else "") + glyph.text
        before = glyph
    if before is None:
        return None
    size = max(glyph.size for glyph in glyphs)
    return Line(" ".join(text.split()), segments[0][0], segments[-1][1], glyphs[0].base, size, tuple(segments))


def _without_furniture(sets: list[list[Line]], pages: Sequence[Page]) -> list[list[Line]]:
    """Page numbers, and lines at the edge of the page that many pages have."""
    edges = [[line for line in lines if _at_edge(line, page)] for lines, page in zip(sets, pages, strict=True)]
    seen = Counter(key for lines in edges for key in {_pattern(line) for line in lines})
    often = {key for key, times in seen.items() if times >= max(2, REPEATS * len(pages))}
    return [
        [line for line in lines if line not in edge or not (_pattern(line) in often or is_furniture(line.text))]
        for lines, edge in zip(sets, edges, strict=True)
    ]


def _at_edge(line: Line, page: Page) -> bool:
    return line.base < EDGE * page.height or line.base > (1 - EDGE) * page.height


def _pattern(line: Line) -> tuple[str, int]:
    """The same words at the same height; page numbers differ."""
    return re.sub(r"\d+", "#", line.text), round(line.base / 8)


def _parts(page: Page, lines: list[Line], gutter: float | None) -> Iterator[_Part]:
    items: list[Line | Grid] = sorted([*lines, *page.grids], key=_height)
    if gutter is None:
        yield _Part(items, guessed=_uneven(lines))
        return
    sides: tuple[list[Line | Grid], list[Line | Grid]] = ([], [])
    for item in items:
        if isinstance(item, Grid) or any(left < gutter < right for left, right in item.segments):
            yield from _columns(sides)
            sides = ([], [])
            yield _Part([item])
        else:
            for side, piece in enumerate(_split(item, page, gutter)):
                sides[side].extend(piece)
    yield from _columns(sides)


def _columns(sides: tuple[list[Line | Grid], list[Line | Grid]]) -> Iterator[_Part]:
    yield from (_Part(side, guessed=True) for side in sides if side)


def _split(line: Line, page: Page, gutter: float) -> tuple[list[Line], list[Line]]:
    """The two halves of a line, made from the glyphs anew."""
    near = [mark for mark in page.glyphs if abs(mark.base - line.base) <= WAVER * line.size]
    halves = ([mark for mark in near if mark.right <= gutter], [mark for mark in near if mark.left >= gutter])
    return _lines(halves[0]), _lines(halves[1])


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where a page set in two columns is empty from top to bottom."""
    if len(lines) < LEAST_LINES:
        return None
    gaps = [(before[1], after[0]) for line in lines for before, after in pairwise(line.segments)]
    middle = [(low + high) / 2 for low, high in gaps]
    best = max(middle, key=lambda place: sum(low < place < high for low, high in gaps), default=None)
    if best is None:
        return None
    parted = [line for line in lines if any(low[1] < best < high[0] for low, high in pairwise(line.segments))]
    across = sum(any(left < best < right for left, right in line.segments) for line in lines)
    ends = [max(right for _, right in line.segments if right < best) for line in parted]
    flush = sum(end > max(ends) - RAGGED * line.size for end, line in zip(ends, parted, strict=True))
    columns = len(parted) >= max(LEAST_LINES, COLUMN_SHARE * len(lines)) and across <= ACROSS_SHARE * len(lines)
    return best if columns and flush >= FLUSH_SHARE * len(parted) else None


def _gutter_of_others(lines: Sequence[Line], gutters: Sequence[float]) -> float | None:
    """The last page of a text set in columns may have a few lines only in the second."""
    for gutter in gutters:
        across = sum(any(left < gutter < right for left, right in line.segments) for line in lines)
        parted = any(low[1] < gutter < high[0] for line in lines for low, high in pairwise(line.segments))
        if parted and across <= ACROSS_SHARE * len(lines):
            return gutter
    return None


def _uneven(lines: Sequence[Line]) -> bool:
    """Many lines in pieces, but no columns: a table without rules, or text beside text."""
    pieces = sum(len(line.segments) > 1 for line in lines)
    return pieces >= LEAST_LINES and pieces >= UNEVEN_SHARE * len(lines)


def _height(item: Line | Grid) -> float:
    return item.top if isinstance(item, Grid) else item.base


def _measure(parts: Sequence[_Part]) -> None:
    """Left and right edge of the type area: one for all pages that run across it, one for each column."""
    plain = [part for part in parts if not part.guessed]
    common = [line for part in plain for line in _texts(part)]
    edges = _edges(common)
    set_in = _is_set_in(common, edges[0])
    for part in parts:
        part.left, part.right = _edges(_texts(part)) if part.guessed else edges
        part.set_in = _is_set_in(_texts(part), part.left) if part.guessed else set_in


def _is_set_in(lines: Sequence[Line], left: float) -> bool:
    """Do many lines begin about two characters further in? Then those that do not, go on."""
    inward = sum(INDENT < (line.left - left) / line.size < 3 * INDENT for line in lines)
    return inward > LEFT_SHARE * len(lines)


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    if not lines:
        return 0, 0
    ends = sorted(line.right for line in lines if len(line.text) > 9) or [max(line.right for line in lines)]
    begins = Counter(round(line.left / 2) * 2 for line in lines)
    left = min((place for place, times in begins.items() if times >= LEFT_SHARE * len(lines)), default=min(begins))
    return left, ends[int(len(ends) * 0.9) - 1] if len(ends) > 9 else ends[-1]


def _texts(part: _Part) -> list[Line]:
    return [item for item in part.items if isinstance(item, Line)]


def _join_part(found: list[str], part: _Part, before: _Part | None, unsure: set[int]) -> None:
    """Appends the paragraphs and rows of a part; its first may go on what the part before it ended with."""
    last = before.items[-1] if before and before.items else None
    edge = before
    pitch = _pitch(part)
    for item in part.items:
        count = len(found)
        if isinstance(item, Grid):
            _join_grid(found, item, last if isinstance(last, Grid) and edge is not part else None, unsure)
        elif isinstance(last, Line) and edge and _goes_on(last, item, edge, part, pitch) and not _is_title(found):
            found[-1] += item.text
        else:
            found.append(item.text)
        if part.guessed and item is part.items[0]:
            unsure.add(min(count, len(found) - 1))
        last, edge = item, part


def _pitch(part: _Part) -> float:
    gaps = [after.base - before.base for before, after in pairwise(_texts(part))]
    return median(gaps) if gaps else 0


def _goes_on(line: Line, following: Line, edge: _Part, part: _Part, pitch: float) -> bool:
    free = RAGGED_STOP if line.text.endswith(_STOPS) else RAGGED + _unbroken(following.text)
    full = line.right >= edge.right - free * line.size
    further_in = following.left > part.left + INDENT * following.size
    sizes = sorted((line.size, following.size))
    apart = edge.guessed != part.guessed or (edge is part and following.base - line.base > WIDE_GAP * pitch)
    if not full or further_in or apart or sizes[1] > sizes[0] * SIZE_CHANGE:
        return False
    return part.set_in or not (line.text.endswith(_STOPS) and NUMBERING.match(following.text))


def _is_title(found: Sequence[str]) -> bool:
    """The first line, if it is no sentence: whether a title takes two lines is told by its words, later."""
    return len(found) == 1 and not _MIDST.search(found[0])


def _unbroken(text: str) -> float:
    """How wide the first piece of a line is that no line may break in: a number, a bracket with what stands at it."""
    match = _PIECE.match(text)
    return sum(0.5 if mark.isascii() and mark.isalnum() else 1 for mark in match.group()) if match else 0


def _join_grid(found: list[str], grid: Grid, above: Grid | None, unsure: set[int]) -> None:
    """Rows of a table; one that goes on from the page before repeats its head and may go on in the middle of a row."""
    rows = list(grid.rows)
    if above and len(above.rows[0]) == len(rows[0]):
        if rows[0] == above.rows[0]:
            rows = rows[1:]
        if rows and _cut(above.rows[-1], rows[0]):
            unsure.add(len(found) - 1)
            found[-1] = row_line([old + new for old, new in zip(above.rows[-1], rows.pop(0), strict=True)])
    found.extend(row_line(row) for row in rows)


def _cut(row: Sequence[str], following: Sequence[str]) -> bool:
    """A row without a first cell that goes on unfinished texts, and not in all columns: then it is a row under a merged cell."""
    pairs = [(old, new) for old, new in zip(row, following, strict=True) if new]
    partly = len(row) == 2 or any(old and not new for old, new in zip(row[1:], following[1:], strict=True))
    return not following[0] and partly and bool(pairs) and all(old and not old.endswith((*_STOPS, DITTO)) for old, _ in pairs)
