"""Splitting a printed list into its items."""

from __future__ import annotations

import re
from statistics import mean

_JOINERS = re.compile(r"(?<=[\u4e00-\u9fff”)])(?:以及|和(?![谐平睦解美气])|及(?!时)|与(?!会))(?=[\u4e00-\u9fff“])")
#: Words that lead up to a list and are no part of its first item. One-character prepositions that begin other words are told apart.
_LEAD = re.compile(
    r".*(?:[:(]|做到|坚持|包括|按照|通过|实施|开展|围绕|推进|推动|落实|区分|采取|设立|形成|设置|健全|达到|打造|分为|分成|划分为"
    r"|对(?![接口象标])|从(?!事)|由(?!于)|以(?![及上下内来往])|在(?![职线建])|把(?![握关])|将(?!来))(?=[^、]+$)"
)


def cut(text: str, marks: str) -> list[str]:
    """The text cut at these marks outside brackets and quotation marks."""
    parts, depth, part = [], 0, ""
    for mark in text:
        depth += (mark in "(《“") - (mark in ")》”")
        if mark in marks and depth <= 0:
            parts.append(part)
            part = ""
        else:
            part += mark
    return [*parts, part]


def split_items(text: str, size: int | None = None) -> tuple[str, ...]:
    """Items at 、 and commas. The last 和 parts two items unless a number says otherwise."""
    parts = tuple(part.strip() for part in cut(text, "、,;") if part.strip())
    if len(parts) < 2 or len(parts) == size:
        return parts
    return (*parts[:-1], *cut_joined(parts[-1]))


def cut_joined(part: str) -> list[str]:
    """建议和要求 → two items."""
    match = _JOINERS.search(part)
    if not match or part[: match.start()].count("“") != part[: match.start()].count("”"):
        return [part]
    return [part[: match.start()], part[match.end() :]]


def lead_off(items: tuple[str, ...]) -> tuple[str, ...]:
    """The items without the words that lead up to the first: by those words, or by the common length of the others."""
    if not items:
        return items
    first, others = items[0], items[1:]
    lengths = {len(item) for item in others}
    if len(others) > 1 and len(lengths) == 1 and len(first) > len(others[0]) and not re.search(r"[“”()]", first):
        return (first[-len(others[0]) :], *others)
    lead = _LEAD.match(first)
    trimmed = first[lead.end() :] if lead else first
    return (trimmed if trimmed and len(trimmed) >= min(2, round(mean(map(len, others or (first,))))) else first, *others)
