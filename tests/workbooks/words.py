"""How a known value is written in a sheet by people: many ways that mean the same, and some that cannot be read.

Nothing here is taken from the code under test: what a way of writing means is said here by hand.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date

Written = str | int | float | date
WIDE = {ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789"}

# The whole day.
DAYS: Mapping[str, Callable[[date], Written]] = {
    "dashed": lambda day: day.isoformat(),
    "dotted": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashed": lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "joined": lambda day: f"{day:%Y%m%d}",
    "joined_number": lambda day: int(f"{day:%Y%m%d}"),
    "serial": lambda day: (day - date(1899, 12, 30)).days,
    "cell": lambda day: day,
    "wide": lambda day: f"{day.year}.{day.month}.{day.day}".translate(WIDE),
}
# Days that are the first of their month, as a month.
MONTHS: Mapping[str, Callable[[date], Written]] = {
    "dotted": lambda day: f"{day.year}.{day.month:02}",
    "joined": lambda day: f"{day:%Y%m}",
    "joined_number": lambda day: int(f"{day:%Y%m}"),
    "chinese": lambda day: f"{day.year}年{day.month}月",
    # as a number 1998.10 is 1998.1, which cannot be told from January
    "number": lambda day: float(f"{day.year}.{day.month:02}") if day.month not in {1, 10} else f"{day.year}.{day.month:02}",
    "wide": lambda day: f"{day.year}.{day.month:02}".translate(WIDE),
}
AMOUNTS: Mapping[str, Callable[[int], Written]] = {
    "number": lambda cents: cents / 100,
    "text": lambda cents: f"{cents / 100:.2f}",
    "thousands": lambda cents: f"{cents / 100:,.2f}",
    "unit": lambda cents: f"{cents / 100:.2f}元",
    "wide": lambda cents: f"{cents // 100}".translate(WIDE) + f".{cents % 100:02}",
}
EMPTY = ("", "无", "—", "/", "\uff0f", "-", "——", " ")

Spoil = Callable[[random.Random], Written]
BAD_DAY: tuple[Spoil, ...] = (
    lambda draw: f"{draw.randint(60, 99)}.{draw.randint(1, 9)}.{draw.randint(1, 28)}",
    lambda draw: f"{draw.randint(1960, 1999)}-02-30",
    lambda draw: draw.randint(1960, 1999),
    lambda _: "记不清",
    lambda draw: f"{draw.randint(1960, 1999)}.13",
    lambda draw: float(f"{draw.randint(1960, 1999)}.1"),
)
BAD_AMOUNT: tuple[Spoil, ...] = (
    lambda _: "约三千",
    lambda _: 12.345,
    lambda _: "1,23.5",
    lambda _: "五万",
    lambda _: "12+30",
)
BAD_CODE: tuple[Spoil, ...] = (lambda _: "其他", lambda _: "？", lambda _: "待定")


def spaced(name: str) -> str:
    """张三 as forms like to show it."""
    return "　".join(name) if len(name) == 2 else name


def identity_number(born: date, serial: int) -> str:
    """GB 11643 by its text: weights 2^(18-i) mod 11, remainder to character."""
    first = f"110105{born:%Y%m%d}{serial % 1000:03}"
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


def broken(number: str) -> str:
    """One digit is another one: the check character fits no more."""
    return number[:16] + str((int(number[16]) + 1) % 10) + number[17]


def rounded(number: str) -> float:
    """What Excel makes of it in a cell of numbers."""
    return float(number[:15] + "000")
