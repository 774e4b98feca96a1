"""Grades: from bands, held back by vetoes, bars and quotas; and what a score may lead to.

A grade is known only where every point that may still come or go leaves it the same. Until then all that remain possible are told.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from gangju.engine.scoring.cards import EXEMPT, NOBODY, Card
from gangju.engine.scoring.model import Quota, Scheme
from gangju.engine.scoring.points import Points


def possible(bands: Sequence[tuple[str, Fraction]], points: Points) -> tuple[str, ...]:
    """The grades that an interval of points touches, the best first. `bands` begin with the best; the last takes all that is below."""
    low, high = (_at(bands, end) for end in points)
    names = [grade for grade, _ in bands]
    return tuple(names[high : low + 1])


def _at(bands: Sequence[tuple[str, Fraction]], points: Fraction) -> int:
    return next((place for place, (_, first) in enumerate(bands) if points >= first), len(bands) - 1)


def vetoed(order: Sequence[str], grades: tuple[str, ...], *, surely: bool, maybe: bool) -> tuple[str, ...]:
    """A veto leaves the lowest grade; one that may hold leaves it possible."""
    if surely:
        return tuple(order[-1:])
    return tuple(dict.fromkeys((*grades, *order[-1:]))) if maybe else grades


def barred(scheme: Scheme, grades: tuple[str, ...], below: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """A grade barred by what some of those below have, or may have, is replaced by, or joined by, the next one."""
    order = [band.grade for band in scheme.bands]
    for bar in scheme.bars:
        surely = any(each == (bar.any_is,) for each in below)
        maybe = any(bar.any_is in each for each in below)
        if bar.grade in grades and maybe:
            nearest = order[min(order.index(bar.grade) + 1, len(order) - 1)]
            kept = [] if surely else [bar.grade]
            grades = _ordered(order, {*kept, nearest, *(grade for grade in grades if grade != bar.grade)})
    return grades


def _ordered(order: Sequence[str], grades: set[str]) -> tuple[str, ...]:
    return tuple(grade for grade in order if grade in grades)


# ---------------------------------------------------------------- quotas
def within_quotas(scheme: Scheme, cards: Sequence[Card], holder: Callable[[Card, str], str | None]) -> list[Card]:
    """The cards with what quotas leave of their grades. `holder` names the organisation of a level above a card."""
    kept = list(cards)
    for quota in scheme.quotas:
        groups: dict[tuple[str, str], list[int]] = {}
        for place, card in enumerate(kept):
            top = holder(card, quota.at)
            if top is not None and card.status not in (EXEMPT, NOBODY):
                groups.setdefault((top, card.klass), []).append(place)
        for places in groups.values():
            for place, card in zip(places, _kept(scheme, quota, [kept[each] for each in places]), strict=True):
                kept[place] = card
    return kept


def _kept(scheme: Scheme, quota: Quota, cards: Sequence[Card]) -> list[Card]:
    """So many as the share allows keep the grade, those with the most points; a tie at the edge loses it."""
    order = [band.grade for band in scheme.bands]
    nearest = order[min(order.index(quota.grade) + 1, len(order) - 1)]
    seats = floor(quota.at_most * len(cards))
    least = sorted(card.points[0] for card in cards if card.points is not None and card.grades == (quota.grade,))
    most = sorted(card.points[1] for card in cards if card.points is not None and quota.grade in card.grades)
    return [_seated(card, quota, order, nearest, *_ahead(card, quota, least, most), seats=seats) for card in cards]


def _ahead(card: Card, quota: Quota, least: Sequence[Fraction], most: Sequence[Fraction]) -> tuple[int, int]:
    """How many others who may have the grade surely, and possibly, do not stand behind.

    `least` are the least points of all who surely have it, `most` the most of all who may, both in order.
    """
    low, high = card.points or (Fraction(0), Fraction(0))
    surely, maybe = len(least) - bisect_left(least, high), len(most) - bisect_left(most, low)
    own = card.points is not None
    return surely - (own and card.grades == (quota.grade,) and low >= high), maybe - (own and quota.grade in card.grades)


def _seated(card: Card, quota: Quota, order: Sequence[str], nearest: str, surely: int, maybe: int, *, seats: int) -> Card:
    if quota.grade not in card.grades or maybe < seats:
        return card
    kept = [] if surely >= seats else [quota.grade]
    rest = {grade for grade in card.grades if grade != quota.grade}
    return replace(card, grades=_ordered(order, {*kept, nearest, *rest}))


# ---------------------------------------------------------------- consequences
def proposals(scheme: Scheme, card: Card) -> tuple[str, ...]:
    """What certainly may be proposed. Whether it comes to it people decide."""
    found = []
    for each in scheme.consequences:
        low = each.below is not None and card.points is not None and card.points[1] < each.below
        if low or (card.grade is not None and card.grade in each.grades):
            found.append(each.id)
    return tuple(found)
