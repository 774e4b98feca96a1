"""What an item gives for what was found: an interval of points, because what is unknown stays unknown.

Every rule is monotone in what it reads, so the ends of the one interval are the ends of the other. Points are rounded once,
half up, to hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final

from gangju.engine.scoring.model import Item

Points = tuple[Fraction, Fraction]
"""The least and the most."""
NOTHING: Final = Fraction(0)


@dataclass(frozen=True)
class Figure:
    """What an item reads: numbers in human units; `lo` None: nothing is known, `hi` None: there is no end.

    `of`: what it is held against, as least and most. `short`: of a group how many have not passed. `there` False: nobody is meant.
    """

    verdict: str | None = None
    lo: Fraction | None = None
    hi: Fraction | None = None
    of: tuple[Fraction | None, Fraction | None] = (None, None)
    heads: bool = False
    unit: str = ""
    note: str | None = None
    there: bool = True


def points(item: Item, figure: Figure) -> Points:
    if not figure.there:
        given = item.points if item.without == "full" else NOTHING
        return given, given
    low, high = RULES[item.kind](item, figure)
    return hundredths(low), hundredths(high)


def hundredths(value: Fraction) -> Fraction:
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


# ---------------------------------------------------------------- by the verdict
def _by_verdict(figure: Figure, failed: Fraction, passed: Fraction) -> Points:
    settled = {"pass": (passed, passed), "fail": (failed, failed)}
    return settled.get(figure.verdict or "", (min(failed, passed), max(failed, passed)))


def _full_or_zero(item: Item, figure: Figure) -> Points:
    return _by_verdict(figure, NOTHING, item.points)


def _deduct_if(item: Item, figure: Figure) -> Points:
    return _by_verdict(figure, max(item.floor, item.points - item.amount), item.points)


def _award_if(item: Item, figure: Figure) -> Points:
    return _by_verdict(figure, NOTHING, item.points)


# ---------------------------------------------------------------- by the figure
def _by_share(item: Item, figure: Figure) -> Points:
    least, most = figure.of
    low = NOTHING if figure.lo is None or most is None else _share(figure.lo, most)
    high = Fraction(1) if figure.hi is None or least is None else _share(figure.hi, least)
    return item.points * low, item.points * high


def _share(value: Fraction, of: Fraction) -> Fraction:
    """Nothing asked is nothing missing."""
    return Fraction(1) if of <= 0 else min(Fraction(1), max(NOTHING, value / of))


def _bands(item: Item, figure: Figure) -> Points:
    """Points of all bands that the interval touches; below the lowest there are none."""
    reached = [given for first, given in item.bands if figure.lo is not None and figure.lo >= first]
    touched = [
        given for first, given in item.bands if (figure.hi is None or first <= figure.hi) and (figure.lo is None or first > figure.lo)
    ]
    here = [reached[0] if reached else NOTHING]
    return min([*here, *touched]), max([*here, *touched])


def _times(item: Item, count: Fraction | None) -> Fraction | None:
    return None if count is None else item.amount * floor(max(count, NOTHING) / item.per)


def _missing(item: Item, figure: Figure) -> tuple[Fraction | None, Fraction | None]:
    """How often something is wrong: counted as such, or what is missing to what was asked."""
    if item.standard is None:
        return figure.lo or NOTHING, figure.hi
    least, most = figure.of
    low = NOTHING if figure.hi is None or least is None else max(NOTHING, least - figure.hi)
    return low, None if most is None else most - (figure.lo or NOTHING)


def _deduct_each(item: Item, figure: Figure) -> Points:
    few, many = (_times(item, count) for count in _missing(item, figure))
    most = item.points - item.floor if item.cap is None else min(item.cap, item.points - item.floor)
    lost = [most if amount is None else min(most, amount) for amount in (many, few)]
    return item.points - lost[0], item.points - lost[1]


def _award_each(item: Item, figure: Figure) -> Points:
    few, many = _times(item, figure.lo or NOTHING), _times(item, figure.hi)
    most = item.points if item.cap is None else min(item.cap, item.points)
    return min(most, few or NOTHING), most if many is None else min(most, many)


def _entered(item: Item, figure: Figure) -> Points:
    low = NOTHING if figure.lo is None else min(item.points, max(NOTHING, figure.lo))
    return low, item.points if figure.hi is None else min(item.points, max(NOTHING, figure.hi))


RULES: Final[Mapping[str, Callable[[Item, Figure], Points]]] = {
    "full_or_zero": _full_or_zero,
    "by_share": _by_share,
    "bands": _bands,
    "deduct_each": _deduct_each,
    "deduct_if": _deduct_if,
    "award_each": _award_each,
    "award_if": _award_if,
    "entered": _entered,
}
VERDICTS: Final = ("full_or_zero", "deduct_if", "award_if", "vetoes")
"""Kinds that ask whether something holds."""
