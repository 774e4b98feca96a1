"""Documents whose line breaks a web page or a file sharer lost: 二、重点工作 (一)建好阵地。 1、新建… 2、改造….

A number in the midst of a line begins a line of its own where it carries on the counting of its kind and the line shows that it
was run together: it holds numbers of two kinds, or a blank where the break was. Numbers of one kind in one paragraph
(一、…;二、…) were written so and are left to the outline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gangju.reader.numeral import number

_KINDS = r"(?P<han>[一二三四五六七八九十]{1,3})、|\((?P<paren>[一二三四五六七八九十]{1,3})\)|(?P<digit>\d{1,2})(?:、|\.(?!\d))"
#: A number stands behind a stop or behind a blank that follows words; a title follows it.
_INSIDE = re.compile(rf"(?:(?<=[。;!?:”)])|(?<=[。;!?:”)] )|(?<=[\u4e00-\u9fff”)] ))(?:{_KINDS}) ?(?=[\u4e00-\u9fff“《])")
_FIRST = re.compile(rf" *(?:{_KINDS})")
_BREAK_LOST = re.compile(r"[。;!?:”)] $")


@dataclass(frozen=True, slots=True)
class _Number:
    line: int
    place: int
    kind: str
    value: int
    #: Stands at the head of its line, so nobody doubts it.
    first: bool
    #: A stop and a blank before it.
    apart: bool


def cuts(lines: Sequence[str]) -> dict[int, list[int]]:
    """The places in each line where another line was run on to it."""
    numbers = [number for place, line in enumerate(lines) for number in _numbers(place, line)]
    if all(number.first for number in numbers):
        return {}
    seconds = _seconds(numbers)
    last: dict[str, int] = {}
    counted: list[_Number] = []
    for place, item in enumerate(numbers):
        follows = item.value == last.get(item.kind, 0) + 1 if item.value > 1 else place in seconds or item.kind not in last
        if item.first or follows:
            last[item.kind] = item.value
            counted.append(item)
    return _run_together(counted)


def _numbers(place: int, line: str) -> Iterator[_Number]:
    if " | " in line:
        return
    first = _FIRST.match(line)
    found = [(first, True)] if first else []
    found += [(match, False) for match in _INSIDE.finditer(line, first.end() if first else 1)]
    for match, leads in found:
        kind = match.lastgroup or ""
        value = number(match[kind])
        if value:
            yield _Number(place, match.start(), kind, int(value), leads, bool(_BREAK_LOST.search(line[: match.start()][-2:])))


def _seconds(numbers: Sequence[_Number]) -> set[int]:
    """The ones that a two of their kind follows before the next one of it."""
    found: set[int] = set()
    waiting: dict[str, int] = {}
    for place, item in enumerate(numbers):
        if item.value == 1:
            waiting[item.kind] = place
        elif item.value == 2 and item.kind in waiting:
            found.add(waiting.pop(item.kind))
    return found


def _run_together(counted: Sequence[_Number]) -> dict[int, list[int]]:
    kinds: dict[int, set[str]] = {}
    for item in counted:
        kinds.setdefault(item.line, set()).add(item.kind)
    found: dict[int, list[int]] = {}
    for item in counted:
        if not item.first and (len(kinds[item.line]) > 1 or (item.apart and item.value > 1)):
            found.setdefault(item.line, []).append(item.place)
    return found
