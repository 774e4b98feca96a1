"""Numbers as they are printed: 1,200 · 3.5 · 一百二十 · 两 · 九万 · 三分之一."""

from __future__ import annotations

from fractions import Fraction

ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
HAN = r"[零〇一二两三四五六七八九十百千]+(?:[万亿][零〇一二两三四五六七八九十百千]*)*"

_DIGIT = {mark: value for value, marks in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for mark in marks}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_TIMES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}


def times(word: str | None) -> int:
    """What 万, 百万, 亿 behind a figure multiply it by."""
    return _TIMES[word or ""]


def number(printed: str) -> Fraction | None:
    """The number, or None where the characters are no number (三五, 一两)."""
    if printed[:1].isdigit():
        return Fraction(printed.replace(",", ""))
    return han(printed)


def han(printed: str) -> Fraction | None:
    """A Chinese numeral; a year read digit by digit (二〇一八) is read too."""
    if len(printed) > 2 and all(mark in _DIGIT for mark in printed):
        return Fraction("".join(str(_DIGIT[mark]) for mark in printed))
    total = section = 0
    for part, large in _parts(printed):
        value = _below_ten_thousand(part)
        if value is None:
            return None
        section = (section + value) * large
        if large > 1:
            total, section = total + section, 0
    return Fraction(total + section)


def neighbours(printed: str) -> tuple[Fraction, Fraction] | None:
    """两三 and 三五 name a span, not a number."""
    if len(printed) != 2 or any(mark not in _DIGIT for mark in printed):
        return None
    low, high = (_DIGIT[mark] for mark in printed)
    return (Fraction(low), Fraction(high)) if 0 < low < high else None


def _parts(printed: str) -> list[tuple[str, int]]:
    parts: list[tuple[str, int]] = []
    rest = ""
    for mark in printed:
        if mark in _LARGE:
            parts.append((rest, _LARGE[mark]))
            rest = ""
        else:
            rest += mark
    return [*parts, (rest, 1)] if rest or not parts else parts


def _below_ten_thousand(part: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for mark in part:
        if mark in _SMALL:
            if _SMALL[mark] >= last:
                return None
            last = _SMALL[mark]
            total, digit = total + (1 if digit is None else digit) * last, None
        elif digit and mark not in "零〇":
            return None
        else:
            digit = _DIGIT[mark]
    return total + (digit or 0)
