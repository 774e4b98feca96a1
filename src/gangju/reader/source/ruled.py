"""Ruled tables on a page: from drawn lines to cells, from cells to rows.

The geometry (which lines meet, which rectangles they bound) is pdfplumber's.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from gangju.reader.page import DITTO
from gangju.reader.source.layout import Glyph, Grid, text_of
from gangju.reader.source.text import MOST_COLUMNS

#: Points: lines nearer than this are one, ends nearer than this meet; anything thicker is an area, not a line.
SNAP, MEET, THICK, SHORTEST = 3, 3, 3, 4
#: A page with more lines is a drawing.
MOST_RULES = 3_000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line, level or upright, by its box: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def level(self) -> bool:
        return self.right - self.left >= self.bottom - self.top


def rules_of(left: float, top: float, right: float, bottom: float) -> Iterator[Rule]:
    """The lines that a drawn rectangle stands for: itself where it is thin, else its four sides."""
    wide, high = right - left, bottom - top
    if max(wide, high) < SHORTEST:
        return
    if min(wide, high) <= THICK:
        yield Rule(left, top, right, bottom)
        return
    yield from (Rule(left, top, right, top), Rule(left, bottom, right, bottom))
    yield from (Rule(left, top, left, bottom), Rule(right, top, right, bottom))


def take_grids(rules: Sequence[Rule], glyphs: list[Glyph]) -> tuple[list[Grid], list[Glyph]]:
    """The tables of a page and the glyphs that stand outside them."""
    if not 4 <= len(rules) <= MOST_RULES:
        return [], glyphs
    grids = []
    for boxes in _tables(rules):
        inside = [mark for mark in glyphs if any(_holds(box, mark) for box in boxes)]
        if len(boxes) > 1 and inside:
            glyphs = [mark for mark in glyphs if mark not in set(inside)]
            grids.append(_grid(boxes, inside))
    return grids, glyphs


def _tables(rules: Iterable[Rule]) -> list[list[Box]]:
    edges = merge_edges([_edge(rule) for rule in rules], SNAP, SNAP, SNAP, SNAP)
    cells = intersections_to_cells(edges_to_intersections(edges, MEET, MEET))
    tables: list[list[Box]] = cells_to_tables(cells)
    return tables


def _edge(rule: Rule) -> dict[str, Any]:
    middle_x, middle_y = (rule.left + rule.right) / 2, (rule.top + rule.bottom) / 2
    left, right = (rule.left, rule.right) if rule.level else (middle_x, middle_x)
    top, bottom = (middle_y, middle_y) if rule.level else (rule.top, rule.bottom)
    return {
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": bottom,
        "width": right - left,
        "height": bottom - top,
        "orientation": "h" if rule.level else "v",
        "object_type": "line",
    }


def _grid(boxes: Sequence[Box], glyphs: Sequence[Glyph]) -> Grid:
    """Each cell's text stands at its upper left place; below it stand ditto marks as far down as it reaches."""
    columns = sorted({round(box[0]) for box in boxes})[:MOST_COLUMNS]
    tops = sorted({round(box[1]) for box in boxes})
    rows = [[""] * len(columns) for _ in tops]
    for box in boxes:
        text = text_of([mark for mark in glyphs if _holds(box, mark)], box[2])
        column = min(bisect_right(columns, round(box[0])), len(columns)) - 1
        first, last = bisect_right(tops, round(box[1])) - 1, bisect_left(tops, round(box[3]) - SNAP)
        for row in range(first, max(last, first + 1)):
            rows[row][column] = text if row == first else text and DITTO
    return Grid(tuple(tuple(row) for row in rows if any(cell not in {"", DITTO} for cell in row)), min(box[1] for box in boxes))


def _holds(box: Box, mark: Glyph) -> bool:
    middle, height = (mark.left + mark.right) / 2, mark.base - mark.size * 0.4
    return box[0] <= middle < box[2] and box[1] <= height < box[3]
