"""Automatic numbers of Word, which stand in no text: 一、(一)1. are rules in the file and are counted out here.

A paragraph names a list and a level in it. The list points to an abstract list, which says for each level how the number
is written, where it begins and which higher level starts it anew. Lists of one abstract list go on counting together,
unless a list sets its own beginning.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
HAN = frozenset(("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand"))
HAN_DIGITS = frozenset(("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"))
RINGS = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
DIGITS = "〇一二三四五六七八九"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level writes its number: `pattern` holds %1 … %9 for the numbers of the levels."""

    pattern: str = ""
    style: str = "decimal"
    start: int = 1
    restart: int | None = None
    plain: bool = False


@dataclass(slots=True)
class Counter:
    """The numbers reached on the levels of one abstract list."""

    reached: dict[int, int] = field(default_factory=dict)

    def step(self, levels: dict[int, Level], depth: int) -> None:
        level = levels.get(depth, Level())
        self.reached[depth] = self.reached.get(depth, level.start - 1) + 1
        for lower in [lower for lower in self.reached if lower > depth]:
            anew = levels.get(lower, Level()).restart
            if anew != 0 and (anew is None or depth < anew):
                del self.reached[lower]


class Numbering:
    """The lists of one document. `label(list, level)` counts one further and gives the number as printed."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._of_list: dict[str, str] = {}
        self._own: dict[str, dict[int, Level]] = {}
        self._fresh: dict[str, dict[int, int]] = {}
        self._counters: dict[str, Counter] = defaultdict(Counter)
        if root is not None:
            self._read(root)

    def label(self, listed: str, depth: int) -> str:
        """The printed number of the next paragraph of this list; "" for bullets and unknown lists."""
        abstract = self._of_list.get(listed)
        if abstract is None or not 0 <= depth < LEVELS:
            return ""
        levels = {**self._abstract.get(abstract, {}), **self._own.get(listed, {})}
        counter = self._counters[abstract]
        for level, start in self._fresh.pop(listed, {}).items():
            counter.reached[level] = start - 1
        counter.step(levels, depth)
        return _printed(levels, depth, counter.reached)

    def _read(self, root: etree._Element) -> None:
        named, borrowed = {}, {}
        for abstract in root.iterfind(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            self._abstract[name] = _levels(abstract)
            style, link = abstract.find(f"{W}styleLink"), abstract.find(f"{W}numStyleLink")
            if style is not None:
                named[style.get(VAL)] = name
            if link is not None:
                borrowed[name] = link.get(VAL)
        for name, style_name in borrowed.items():
            self._abstract[name] = self._abstract.get(named.get(style_name, name), {})
        for listed in root.iterfind(f"{W}num"):
            self._read_list(listed)

    def _read_list(self, listed: etree._Element) -> None:
        name, abstract = listed.get(f"{W}numId", ""), listed.find(f"{W}abstractNumId")
        if abstract is None:
            return
        self._of_list[name] = abstract.get(VAL, "")
        self._own[name] = {}
        for change in listed.iterfind(f"{W}lvlOverride"):
            self._own[name] |= _levels(change)
            start = change.find(f"{W}startOverride")
            if start is not None:
                self._fresh.setdefault(name, {})[number_of(change.get(f"{W}ilvl"))] = number_of(start.get(VAL), 1)


def number_of(value: str | None, otherwise: int = 0) -> int:
    """A number in an attribute; damaged ones are taken for the usual value."""
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 10 else otherwise


def _levels(holder: etree._Element) -> dict[int, Level]:
    found = {}
    for level in holder.iterfind(f"{W}lvl"):
        values = {child.tag.removeprefix(W): child.get(VAL, "") for child in level}
        found[number_of(level.get(f"{W}ilvl"))] = Level(
            pattern=values.get("lvlText", ""),
            style=values.get("numFmt", "decimal"),
            start=number_of(values.get("start"), 1),
            restart=number_of(values["lvlRestart"]) if "lvlRestart" in values else None,
            plain="isLgl" in values,
        )
    return found


def _printed(levels: dict[int, Level], depth: int, reached: dict[int, int]) -> str:
    level = levels.get(depth, Level())
    if level.style in {"bullet", "none"}:
        return ""
    text = level.pattern
    for place in range(LEVELS):
        if f"%{place + 1}" in text:
            above = levels.get(place, Level())
            value = reached.get(place, above.start)
            text = text.replace(f"%{place + 1}", written(value, "decimal" if level.plain else above.style))
    return text


def written(value: int, style: str) -> str:
    """A number in one of Word's styles; an unknown style is written in Arabic digits."""
    if style in HAN:
        return _han(value)
    if style in HAN_DIGITS:
        return "".join(DIGITS[int(digit)] for digit in str(value))
    if style in RINGS and 1 <= value <= 20:
        return chr(ord("①") + value - 1)
    if style in {"ideographTraditional", "ideographZodiac"} and value > 0:
        marks = STEMS if style == "ideographTraditional" else BRANCHES
        return marks[(value - 1) % len(marks)]
    if style in {"upperLetter", "lowerLetter"} and value > 0:
        letter = chr(ord("A") + (value - 1) % 26) * min(1 + (value - 1) // 26, 4)
        return letter if style == "upperLetter" else letter.lower()
    if style in {"upperRoman", "lowerRoman"} and 0 < value < 400:
        return _roman(value) if style == "upperRoman" else _roman(value).lower()
    return f"{value:02}" if style == "decimalZero" else str(value)


def _han(value: int) -> str:
    if not 0 < value < 1000:
        return str(value)
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def _roman(value: int) -> str:
    text = ""
    for amount, mark in ROMAN:
        text += mark * (value // amount)
        value %= amount
    return text
