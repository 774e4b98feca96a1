"""Values are intervals. What is recorded is `lo`; what it could still become is `hi`; why it is not closed is `why`."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.days import Span


class Value(NamedTuple):
    """`lo` None: nothing can be said. `hi` None: no upper end. `why`: exact, open or unkept; `note` is the code to show."""

    lo: Fraction | None
    hi: Fraction | None
    why: str
    note: str | None


def exactly(number: Fraction | int) -> Value:
    return Value(Fraction(number), Fraction(number), "exact", None)


def missing(what: str) -> Value:
    return Value(None, None, "unkept", f"missing:{what}")


def counted(amount: Fraction | int, window: Span, as_of: date, grace: int, is_kept: bool, category: str) -> Value:
    """A count or sum of counted rows over a window, with all that settled.md says of keeping and of grace."""
    lo = Fraction(amount)
    if not is_kept:
        return Value(lo, None, "unkept", f"unkept:{category}")
    if as_of < window[1]:
        return Value(lo, None, "open", "window_open")
    if as_of < window[1] + timedelta(days=grace):
        return Value(lo, None, "open", "in_grace")
    return Value(lo, lo, "exact", None)


def meets(op: str, number: Fraction, bound: Fraction) -> bool:
    if op == ">=":
        return number >= bound
    if op == ">":
        return number > bound
    if op == "<=":
        return number <= bound
    if op == "<":
        return number < bound
    raise ValueError(op)


def judged(value: Value, op: str, bound: Fraction) -> str:
    """The table of verdicts: a floor passes on `lo` and fails on `hi`; a ceiling the other way round."""
    if value.lo is None:
        return "unknown"
    if op == "=":
        exact = value.lo == value.hi == bound
        outside = value.lo > bound or (value.hi is not None and value.hi < bound)
        return "pass" if exact else "fail" if outside else "pending" if value.why == "open" else "unknown"
    floor = op in (">=", ">")
    good, bad = (value.lo, value.hi) if floor else (value.hi, value.lo)
    if good is not None and meets(op, good, bound):
        return "pass"
    if bad is not None and not meets(op, bad, bound):
        return "fail"
    return "pending" if value.why == "open" else "unknown"


def shortfall(value: Value, op: str, bound: Fraction, verdict: str) -> Fraction | None:
    """What is still wanting (or too much, under a ceiling; of an exact number only what is wanting); not known on an unknown."""
    if verdict == "pass":
        return Fraction(0)
    if verdict not in ("fail", "pending") or value.lo is None:
        return None
    gap = bound - value.lo if op in (">=", ">", "=") else value.lo - bound
    return max(Fraction(0), gap)


def plain(number: Fraction | int | None) -> int | str | None:
    """A whole number as it is, any other as a string of decimals."""
    if number is None or number.denominator == 1:
        return None if number is None else int(number)
    for places in range(1, 12):
        scaled = number * 10**places
        if scaled.denominator == 1:
            digits = f"{abs(int(scaled)):0{places + 1}d}"
            return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    raise ValueError(f"{number} is no decimal")
