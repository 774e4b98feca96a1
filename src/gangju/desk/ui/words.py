"""How pages say days, numbers and money in Chinese.

Every figure that reaches a page is exact (whole number, Decimal, Fraction or a string of decimals as in the stable
JSON); nothing here turns one into a float. A missing value is said as a dash, never as 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

Exact = int | str | Decimal | Fraction
NOTHING = "—"
UNITS = {"m2": "㎡", "ratio": ""}


def long_day(value: date | str | None) -> str:
    """`2026年6月30日`; a text is an ISO day as in results."""
    day = _as_day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else NOTHING


def short_day(value: date | str | None) -> str:
    """`2026.6.30`, as officials write it in tables."""
    day = _as_day(value)
    return f"{day.year}.{day.month}.{day.day}" if day else NOTHING


def iso_day(value: date | str | None) -> str:
    day = _as_day(value)
    return day.isoformat() if day else ""


def span(since: date | str | None, until: date | str | None) -> str:
    """A half-open interval as people say it: both ends included. `2026.1.1 至 2026.3.31`; open ends read 起."""
    last = _as_day(until)
    if last is None:
        return f"{short_day(since)} 起"
    return f"{short_day(since)} 至 {short_day(last - timedelta(days=1))}"


def number(value: Exact | None) -> str:
    """Grouped from five digits on, no trailing zeros; a fraction that is not a decimal stays a fraction."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str) and "/" in value:
        return value
    if isinstance(value, Fraction):
        if Decimal(value.numerator) / value.denominator * value.denominator != value.numerator:
            return f"{value.numerator}/{value.denominator}"
        value = Decimal(value.numerator) / value.denominator
    plain = format(Decimal(value), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    digits = plain.lstrip("-").split(".")[0]
    return f"{Decimal(plain):,}" if len(digits) > 4 else plain


def money(value: Exact | None) -> str:
    return NOTHING if value is None or value == "" else f"{Decimal(str(value)):,.2f}"


def unit_name(unit: str | None) -> str:
    return UNITS.get(unit or "", unit or "")


def amount(value: Exact | None, unit: str | None) -> str:
    """A figure with its unit: `23.5 学时`, `90,000.00 元`."""
    if value is None or value == "":
        return NOTHING
    said = money(value) if unit == "元" else number(value)
    return f"{said} {unit_name(unit)}".rstrip()


_AFTER_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff”》】〕）])[,;:?!]")
_FULL_WIDTH = str.maketrans(",;:?!", "\uff0c\uff1b\uff1a\uff1f\uff01")


def full_width(text: str) -> str:
    """Punctuation after a Chinese character as print has it; packs and messages are typed with either."""
    return _AFTER_CHINESE.sub(lambda found: found[0].translate(_FULL_WIDTH), text)


def joined(words: Iterable[str]) -> str:
    """A Chinese enumeration."""
    return "、".join(words)


def period_name(period: str | None) -> str:
    """`2026` is 2026年， `2026Q2` 2026年第2季度， `2026-06` 2026年6月， `2026-2027` 2026至2027年； without one 截至当日。"""
    if not period:
        return "截至当日"
    if period.isdigit() and len(period) == 4:
        return f"{period}年"
    year, _, rest = period.partition("-") if "-" in period else (period[:4], "", period[4:])
    if rest.startswith("Q"):
        return f"{year}年第{rest[1:]}季度"
    if rest.isdigit() and len(rest) == 4:
        return f"{year}至{rest}年"
    return f"{year}年{int(rest)}月" if rest.isdigit() else period


def _as_day(value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value
