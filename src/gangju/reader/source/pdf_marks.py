"""What PDFium sees on one page: characters, drawn lines, pictures. All turned so that the text runs from left to right."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as c

from gangju.reader.source.layout import Glyph
from gangju.reader.source.ruled import Rule, rules_of

#: Glyphs of one page and drawn objects of one page that are looked at; a page with more is a drawing.
MOST_GLYPHS, MOST_OBJECTS, MOST_STROKES = 30_000, 10_000, 400
#: These fill the square of their type; the boxes that fonts give for them are not always the whole square.
FIRST_SQUARE, LAST_SQUARE = "\u3400", "\u9fff"
Box = tuple[float, float, float, float]
_Character = tuple[int, str, Box, float, float, float]


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one page in reading direction, and which share of the page its largest picture covers."""

    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    picture: float


@dataclass(frozen=True, slots=True)
class _Turn:
    """From the coordinates of the page (up is more) to those of the reader (down is more), turned back by `angle`, clockwise."""

    angle: int
    left: float
    bottom: float
    width: float
    height: float

    def box(self, box: Box) -> Box:
        """Left, bottom, right, top on the page to left, top, right, bottom for the reader."""
        corners = (self._point(box[0], box[1]), self._point(box[2], box[3]))
        return min(p[0] for p in corners), min(p[1] for p in corners), max(p[0] for p in corners), max(p[1] for p in corners)

    def _point(self, x: float, y: float) -> tuple[float, float]:
        x, y = x - self.left, y - self.bottom
        turned = {0: (x, self.height - y), 90: (self.height - y, self.width - x), 180: (self.width - x, y), 270: (y, x)}
        return turned[self.angle]


def marks_of(page: pdfium.PdfPage) -> Marks:
    """The marks of a page. Text that stands askew (a watermark) or against the direction of the rest is left out."""
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    raw = list(_characters(page.get_textpage()))
    angle = Counter(item[0] for item in raw).most_common(1)[0][0] if raw else 0
    turn = _Turn(angle, left, bottom, width, height)
    glyphs = [_glyph(turn, item) for item in raw if item[0] == angle]
    strokes, picture = _drawn(page)
    rules = [rule for box in strokes for rule in rules_of(*turn.box(box))]
    sides = (width, height) if angle % 180 == 0 else (height, width)
    return Marks(*sides, glyphs, rules, picture / max(1.0, width * height))


def _characters(text: pdfium.PdfTextPage) -> Iterator[_Character]:
    """Direction, mark, box, origin and size of each printed character whose direction is a right angle."""
    box, matrix, x, y = c.FS_RECTF(), c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    for place in range(min(text.count_chars(), MOST_GLYPHS)):
        code = c.FPDFText_GetUnicode(text, place)
        if code < ord(" ") or 0xD800 <= code < 0xE000 or c.FPDFText_IsGenerated(text, place) == 1:
            continue
        angle = round(math.degrees(c.FPDFText_GetCharAngle(text, place)), 1) % 360
        if angle % 90 == 0 and c.FPDFText_GetLooseCharBox(text, place, box) and c.FPDFText_GetCharOrigin(text, place, x, y):
            c.FPDFText_GetMatrix(text, place, matrix)
            size = c.FPDFText_GetFontSize(text, place) * math.hypot(matrix.a, matrix.b)
            yield int(angle), chr(code), (box.left, box.bottom, box.right, box.top), x.value, y.value, size


def _glyph(turn: _Turn, character: _Character) -> Glyph:
    _, mark, box, x, y, size = character
    place, base, *_ = turn.box((x, y, x, y))
    left, _, right, _ = (place, base, place + size, base) if FIRST_SQUARE <= mark <= LAST_SQUARE else turn.box(box)
    return Glyph(mark, left, right, base, max(size, 1.0))


def _drawn(page: pdfium.PdfPage) -> tuple[list[Box], float]:
    """The boxes of straight strokes and filled rectangles, and the area of the largest picture."""
    strokes: list[Box] = []
    picture = 0.0
    kinds = [c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_IMAGE]
    for item in islice(page.get_objects(filter=kinds), MOST_OBJECTS):
        place = _placed(item)
        if item.type == c.FPDF_PAGEOBJ_PATH:
            strokes.extend(_strokes(item, place))
        else:
            corners = [place.on_point(x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))]
            wide, high = (max(axis) - min(axis) for axis in zip(*corners, strict=True))
            picture = max(picture, wide * high)
    return strokes, picture


def _placed(item: pdfium.PdfObject) -> pdfium.PdfMatrix:
    """Where an object stands on the page; forms stand within forms."""
    matrix, outer = item.get_matrix(), item.container
    while outer is not None:
        matrix, outer = matrix.multiply(outer.get_matrix()), outer.container
    return matrix


def _strokes(item: pdfium.PdfObject, place: pdfium.PdfMatrix) -> Iterator[Box]:
    """The straight parts of a path, each as a box; slanted ones are no rules of a table."""
    for points in _runs(item, place):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        rectangle = len(points) in {4, 5} and len({round(x) for x in xs}) <= 2 and len({round(y) for y in ys}) <= 2
        if rectangle:
            yield min(xs), min(ys), max(xs), max(ys)
            continue
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(x0 - x1) < 1 or abs(y0 - y1) < 1:
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _runs(item: pdfium.PdfObject, place: pdfium.PdfMatrix) -> Iterator[Sequence[tuple[float, float]]]:
    """The corners of each part of a path that is drawn without lifting the pen."""
    x, y = ctypes.c_float(), ctypes.c_float()
    run: list[tuple[float, float]] = []
    for index in range(min(c.FPDFPath_CountSegments(item), MOST_STROKES)):
        segment = c.FPDFPath_GetPathSegment(item, index)
        if not c.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_MOVETO and run:
            yield run
            run = []
        run.append(place.on_point(x.value, y.value))
    if run:
        yield run
