"""Grades as one scale: as many as the text says there are, without holes between them and without overlap.

Only a scale that is printed whole is judged: one grade is open above and one below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from gangju.reader.model import Band, Flag
from gangju.reader.numeral import number
from gangju.reader.page import Flow

_SAID = re.compile(r"(?:(?=.个)|(?<=[分设成共]))(?P<n>[二两三四五六七八九]|\d)个?(?:等次|等级|档次|档|级别|星级|类别)")
#: 80-89分 and 90分以上 meet although no whole number stands between them.
STEP = Fraction(1)
FEWEST = 3

Ends = tuple[Fraction, Fraction]


def scales(sentences: Sequence[tuple[Flow, int | None, Sequence[Band]]]) -> Iterator[Flag]:
    """Doubts about the scales of a document. Sentences come with their section and bands."""
    said: tuple[Flow, re.Match[str]] | None = None
    scale: list[Band] = []
    for place, (flow, section, bands) in enumerate(sentences):
        match = _SAID.search(flow.text)
        if match:
            said = (flow, match)
        scale.extend(bands)
        ends = place + 1 == len(sentences) or sentences[place + 1][1] != section
        if ends and scale:
            yield from _doubts(scale, said)
            scale, said = [], None


def _doubts(scale: Sequence[Band], said: tuple[Flow, re.Match[str]] | None) -> Iterator[Flag]:
    if len(scale) < FEWEST or not _is_whole(scale):
        return
    labels = len({band.label for band in scale})
    size = number(said[1]["n"]) if said else None
    if said and size and size != labels:
        note = f"写明{int(size)}个等次,给出分数的有{labels}个:请核对"
        yield Flag(*said[0].span(*said[1].span()), "count", note)
    yield from _holes(scale)


def _is_whole(scale: Sequence[Band]) -> bool:
    return sum(band.last is None for band in scale) == 1 and sum(band.first is None for band in scale) == 1


def _holes(scale: Sequence[Band]) -> Iterator[Flag]:
    """Between 90分以上 and 60-79分 nobody knows what 85 is."""
    order = sorted(scale, key=_low)
    for band, above in pairwise(order):
        if not isinstance(band.last, Fraction) or not isinstance(above.first, Fraction):
            continue
        # Prizes leave holes on purpose: not everybody gets one.
        prize = "奖" in above.label and above.first > band.last
        if not prize and (above.first - band.last > STEP or above.first < band.last):
            kind = "之间没有等次" if above.first > band.last else "两个等次都算得上"
            low, high = sorted((band.last, above.first))
            note = f"{_said(low)}分到{_said(high)}分{kind}:请核对"
            yield Flag(above.text, above.start, above.end, "two_readings", note)


def _low(band: Band) -> Fraction:
    return band.first if isinstance(band.first, Fraction) else Fraction(-1)


def _said(points: Fraction) -> str:
    return str(points.numerator) if points.denominator == 1 else f"{float(points):g}"
