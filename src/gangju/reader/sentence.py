"""From paragraphs to sentences, and what in a sentence is a name rather than a statement.

Names of documents (《…》) and short names in quotation marks hold numbers that count nothing here
(“五个一”, “3G学堂”); they are covered up before figures are looked for. The cover has the same
length, so that places stay what they are.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from gangju.reader.page import Flow

COVER = "\ue000"
#: A quotation longer than this, or one with a comma, is a statement, not a name.
LONGEST_NAME = 20
#: No sentence of a plan is longer; damaged texts may have no stop at all.
LONGEST_SENTENCE = 1000

TITLE_NAME = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
QUOTED = re.compile(r"“([^“”]*)”|‘([^‘’]*)’")
_HALF_QUOTED = re.compile(r"^[^“”,。;]{1,20}”")
#: 一村一名 is a rate that is often put in quotation marks like a name.
#: Days of the calendar hold no figures.
CALENDAR = re.compile(r"(?:\d{4}年)?(?<!\d)\d{1,2}月(?:\d{1,2}[日号]?(?:[-~至到]\d{1,2}[日号])?)?")
RATE_NAME = re.compile(r"一[\u4e00-\u9fff]{1,2}一[名个支所家位]")

#: “两年以上不发展党员村” states a bound.
BOUND = re.compile(r"^[一二三四五]星级?$|[\d一二两三四五六七八九十百]+[\u4e00-\u9fff%]{1,3}(?:以上|以下|以内)|不少于|不低于|不超过")

_STOPS = "。!?;"
_MARKS = re.compile(r"[。!?;()《》“”]")
_OPEN = {"(": ")", "《": "》"}
_CLOSE = {")": "(", "》": "《"}
_INLINE = re.compile(r"(?<=[。;:,])(?=[一二三四五六七八九十]{1,2}是[^,。;]{2,})")


def sentences(flow: Flow, extra_cuts: Iterator[int] | None = None) -> list[Flow]:
    """The sentences of a paragraph: cut at full stops and semicolons that are not inside brackets."""
    cuts = {0, len(flow.text), *_stops(flow.text), *(match.start() for match in _INLINE.finditer(flow.text)), *(extra_cuts or ())}
    order = _short(flow.text, sorted(cuts))
    pieces = (_trimmed(flow, first, last) for first, last in itertools.pairwise(order))
    return [piece for piece in pieces if piece is not None]


def _short(text: str, cuts: list[int]) -> list[int]:
    """A run without a stop is no sentence: it is cut at a comma, or where it must."""
    order = cuts[:1]
    for cut in cuts[1:]:
        while cut - order[-1] > LONGEST_SENTENCE:
            comma = text.rfind(",", order[-1], order[-1] + LONGEST_SENTENCE) + 1
            order.append(comma or order[-1] + LONGEST_SENTENCE)
        order.append(cut)
    return order


def covered(text: str) -> str:
    """The same text with names covered up."""
    text = CALENDAR.sub(lambda match: COVER * len(match.group()), text)
    text = TITLE_NAME.sub(lambda match: COVER * len(match.group()), text)
    text = QUOTED.sub(_cover_quoted, text)
    # 三级联创”为载体: the copy begins inside a quotation.
    return _HALF_QUOTED.sub(lambda match: COVER * len(match.group()), text)


def segments(text: str) -> list[tuple[int, int]]:
    """The spans between commas, semicolons and colons outside brackets and quotations."""
    spans, first, depth = [], 0, 0
    for place, mark in enumerate(text):
        if mark in "(《“":
            depth += 1
        elif mark in ")》”":
            depth = max(0, depth - 1)
        elif mark in ",;:。" and depth == 0:
            spans.append((first, place + 1))
            first = place + 1
    return [*spans, (first, len(text))] if first < len(text) else spans


def _cover_quoted(match: re.Match[str]) -> str:
    inside = match.group(1) if match.group(1) is not None else match.group(2)
    if len(inside) > LONGEST_NAME or "," in inside or RATE_NAME.match(inside) or BOUND.search(inside):
        return match.group()
    return COVER * len(match.group())


def _stops(text: str) -> Iterator[int]:
    """Where sentences end. A bracket that is never closed does not swallow the rest."""
    depth = dict.fromkeys(_OPEN, 0)
    balanced = {mark: text.count(mark) == text.count(other) for mark, other in _OPEN.items()}
    for match in _MARKS.finditer(text):
        mark = match.group()
        if mark in _OPEN:
            depth[mark] += balanced[mark]
        elif mark in _CLOSE:
            depth[_CLOSE[mark]] = max(0, depth[_CLOSE[mark]] - 1)
        elif mark in _STOPS and not any(depth.values()):
            end = match.end()
            yield end + 1 if text[end : end + 1] == "”" else end


def _trimmed(flow: Flow, first: int, last: int) -> Flow | None:
    text = flow.text[first:last]
    left = len(text) - len(text.lstrip())
    right = len(text.rstrip())
    return flow.part(first + left, first + right) if right > left else None
