"""Points: what an item is worth and what is deducted, awarded, capped.

What each figure is, `part.py` tells. Here the parts are put together: a sentence holds one item, its rules belong to the
worth that stands before them, and what only the whole item shows (steps of a band, a cap of the rule before) is settled.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from gangju.reader.grades import bands_of, quotas_of
from gangju.reader.model import Band, Quantity, Quota, Rule, Score, Value
from gangju.reader.page import Flow
from gangju.reader.part import STEP, Part, Step, parts_of

#: A sentence without one of these says nothing about points.
_SPEAKS = re.compile(r"分|否决|直接|比例|[>≥≤<]")
#: Where a statement about points begins: behind a mark, or behind the worth of another (甲(10分)、乙(20分)).
_BEGINS = re.compile(r"[,;:。|]|(?<=[分)])、")
#: The most points that the steps of one item reach; grades of a whole reach higher.
LARGEST_ITEM = 30
#: A cap in a sentence of its own.
_CAP_ALONE = "cap"


@dataclass(slots=True)
class Points:
    """What a sentence says about points. `spans` are the places whose figures are points or tell how often a rule counts."""

    scoring: list[Score] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    quotas: list[Quota] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)

    def covers(self, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self.spans)


def points_of(flow: Flow, found: Sequence[Quantity], grades: Collection[str] = ()) -> Points:
    """Reads points, bands and quotas of a sentence; `grades` are the names of grades that the document gives.

    Awards that may be steps of a band stay open until `settle` has seen the whole item.
    """
    if not _SPEAKS.search(flow.text):
        return Points(quotas=list(quotas_of(flow, found, (), grades)))
    bands, steps = _by_scale(list(bands_of(flow)))
    taken = [(_place(flow, found.start), _place(flow, found.end - 1) + 1) for found in (*bands, *steps)]
    parts = [part for part in parts_of(flow.text) if not any(first < part.last and part.first < last for first, last in taken)]
    spans = [(flow.places[part.counted_from if part.counted_from is not None else part.first], _end(flow, part.last)) for part in parts]
    return Points(
        scoring=sorted([*steps, *_items(flow, parts)], key=lambda score: score.start),
        bands=bands,
        quotas=list(quotas_of(flow, found, bands, grades)),
        spans=[*spans, *((found.start, found.end) for found in (*bands, *steps))],
    )


def _by_scale(bands: list[Band]) -> tuple[list[Band], list[Score]]:
    """好(8-10分)、一般(0-4分) are the steps of one item, not grades of a whole: no scale of grades ends so low."""
    ends = [end for band in bands for end in (band.first, band.last) if isinstance(end, Fraction)]
    if not ends or max(ends) > LARGEST_ITEM:
        return bands, []
    return [], [_stepped(band) for band in bands]


def _stepped(band: Band) -> Score:
    ends = tuple(end for end in (band.first, band.last) if isinstance(end, Fraction))
    return Score(band.text, band.start, band.end, None, (Rule("band", ends[0] if len(ends) == 1 else ends, None, None),))


def settle(sentences: Sequence[Points]) -> None:
    """What only the whole item shows; it may take several sentences of a paragraph or a cell.

    90%以上得10分 is a step of a band where there is another step, else an award. 本项最多扣5分 caps the rule that stands before
    it, also in the sentence before. The next worth begins another item.
    """
    item: list[tuple[Points, int]] = []
    for points in sentences:
        for place, score in enumerate(points.scoring):
            if score.points is not None:
                _settle(item)
                item = []
            item.append((points, place))
    _settle(item)
    for points in sentences:
        points.scoring = [score for score in points.scoring if score.points is not None or score.rules]


def _settle(item: Sequence[tuple[Points, int]]) -> None:
    kinds = _kinds_of_steps([rule for points, place in item for rule in points.scoring[place].rules if isinstance(rule, Step)])
    capped: tuple[Points, int] | None = None
    for points, place in item:
        score = points.scoring[place]
        rules = tuple(_settled(rule, next(kinds)) if isinstance(rule, Step) else rule for rule in score.rules)
        if capped and len(rules) == 1 and rules[0].kind == _CAP_ALONE and capped[0].scoring[capped[1]].rules[-1].kind.startswith("deduct"):
            before = capped[0].scoring[capped[1]]
            capped[0].scoring[capped[1]] = replace(before, rules=(*before.rules[:-1], replace(before.rules[-1], cap=rules[0].cap)))
            rules = ()
        elif rules:
            rules = tuple(replace(rule, kind="deduct_if") if rule.kind == _CAP_ALONE else rule for rule in rules)
            capped = (points, place)
        points.scoring[place] = replace(score, rules=rules)


def _settled(step: Step, kind: str) -> Rule:
    return Rule(kind, step.amount, step.per, step.cap)


def _kinds_of_steps(steps: Sequence[Step]) -> Iterator[str]:
    """Steps of one band measure one thing and go one way: 入学率达标得1分;巩固率达标得1分 are two awards."""
    ladder: list[Step] = []
    for step in steps:
        if ladder and not _goes_on(ladder, step):
            yield from _kinds(ladder)
            ladder = []
        ladder.append(step)
    yield from _kinds(ladder)


def _kinds(ladder: Sequence[Step]) -> Iterator[str]:
    return itertools.repeat("band" if len(ladder) > 1 else "award_if", len(ladder))


def _goes_on(ladder: Sequence[Step], step: Step) -> bool:
    if step.of and ladder[0].of and step.of != ladder[0].of:
        return False
    ends = [_top(found.amount) for found in (*ladder, step)]
    return all(low < high for low, high in pairwise(ends)) or all(low > high for low, high in pairwise(ends))


def _top(amount: Value) -> Fraction:
    ends = amount if isinstance(amount, tuple) else (amount,)
    return max((end for end in ends if end is not None), default=Fraction(0))


def _items(flow: Flow, parts: Sequence[Part]) -> list[Score]:
    """Statements put together: what follows a worth belongs to it."""
    items: list[Score] = []
    total = False
    for part in parts:
        if part.role in {"worth", "total"}:
            if part.role == "total" and items and items[-1].points is None and _awards(items[-1]):
                items[-1] = _wider(flow, items[-1], part, points=part.amount)
            else:
                items.append(Score(*_whole(flow, part), part.amount, ()))
            total = part.role == "total"
        elif part.role == "cap":
            _cap(flow, items, part)
        elif part.rule and items and not total:
            items[-1] = _wider(flow, items[-1], part, rules=(*items[-1].rules, part.rule))
        elif part.rule:
            items.append(Score(*_whole(flow, part), None, (part.rule,)))
            total = False
    return items


def _awards(score: Score) -> bool:
    return any(rule.kind in {"award_each", "award_if", STEP} for rule in score.rules)


def _cap(flow: Flow, items: list[Score], part: Part) -> None:
    """A cap holds for the rule before it; where none stands, for all that may be awarded, or it is the worth."""
    rules = items[-1].rules if items else ()
    fits = bool(rules) and (not part.side or rules[-1].kind.startswith(part.side))
    if part.rule and rules:
        items[-1] = _wider(flow, items[-1], part, rules=(*rules, replace(part.rule, amount=part.amount)))
    elif part.rule:
        items.append(Score(*_whole(flow, part), None, (replace(part.rule, amount=part.amount),)))
    elif fits:
        items[-1] = _wider(flow, items[-1], part, rules=(*rules[:-1], replace(rules[-1], cap=part.amount)))
    elif part.side == "deduct":
        items.append(Score(*_whole(flow, part), None, (Rule(_CAP_ALONE, None, None, part.amount),)))
    elif not items:
        items.append(Score(*_whole(flow, part), part.amount, ()))


def _wider(flow: Flow, score: Score, part: Part, *, points: Value = None, rules: tuple[Rule, ...] | None = None) -> Score:
    text, start, end = flow.span(_place(flow, score.start), max(part.last, _place(flow, score.end - 1) + 1))
    return Score(text, start, end, score.points if points is None else points, score.rules if rules is None else rules)


def _whole(flow: Flow, part: Part) -> tuple[str, int, int]:
    """From the beginning of its part of the sentence to the end of the statement."""
    first = max((match.end() for match in _BEGINS.finditer(flow.text, 0, part.first)), default=0)
    while first < part.first and flow.text[first] == " ":
        first += 1
    printed = flow.text[first : part.last]
    closes = printed.count("(") > printed.count(")") and flow.text[part.last : part.last + 1] == ")"
    return flow.span(first, part.last + closes)


def _end(flow: Flow, last: int) -> int:
    return flow.places[last - 1] + 1


def _place(flow: Flow, where: int) -> int:
    return next((place for place, there in enumerate(flow.places) if there >= where), len(flow.text))
