"""Accepted score items as `scoring.yaml`: each sheet with its lines in sections, points that add up, adding lines and vetoes apart.

What a section or the sheet prints and no accepted line gives stands as one more line that a person enters, so that the whole stays what
the text says; lines that give more than is printed are a mistake that somebody must settle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gangju.drafting.model import Item
from gangju.drafting.sheet import ENTERED, printed

OWN: Final = ("section", "bonus", "veto", "printed")
"""What a line says of its place; in the file its place says it."""
SHEET_ONLY: Final = ("bonus_cap", "grades")
EXACT: Final = re.compile(r"\d+(?:/[1-9]\d*)?")
REST: Final = "其余内容(没有列成评分项的)"
LOOSE: Final = "评分项"


def scoring(items: Sequence[Item], standards: Sequence[Item]) -> list[dict[str, Any]]:
    """The score sheets. Raises ValueError with a sentence where lines have no sheet, or do not fit into it."""
    sheets = [item for item in items if is_sheet(item)]
    lines = sorted((item for item in items if not is_sheet(item)), key=lambda item: (item.start, item.end))
    if lines and not sheets:
        raise ValueError("接受了评分项,没有接受它们的评分表:请先接受或更正“评分表”那一条,写明给谁打分")
    known = {str(item.body["id"]) for item in standards}
    for line in lines:
        named = line.body.get("standard", "")
        if named and named not in known:
            said = f"评分项“{line.body['title']}”按标准“{named}”计分,这项标准没有接受"
            raise ValueError(f"{said}:请接受它,或把这一项的 kind 改为 entered,删去 standard")
    return [_sheet(sheet, [line for line in lines if _sheet_of(line, sheets) is sheet]) for sheet in sheets]


def ready(items: Sequence[Item]) -> list[Item]:
    """The items that make a pack as they stand. Score lines stay out with their sheet, where it lacks something or does not add up."""
    whole = [item for item in items if not item.lacking and item.kind != "doubt"]
    scores, standards = ([item for item in whole if item.kind == kind] for kind in ("score", "standard"))
    try:
        scoring(scores, standards)
    except ValueError:
        return [item for item in whole if item.kind != "score"]
    return whole


def with_sheets(items: Sequence[Item]) -> list[Item]:
    """Without the score lines where nobody has taken a sheet for them."""
    sheet = any(item.kind == "score" and is_sheet(item) for item in items)
    return [item for item in items if sheet or item.kind != "score"]


def is_sheet(item: Item) -> bool:
    return "where" in item.body


def _sheet_of(line: Item, sheets: Sequence[Item]) -> Item:
    """A text with several tables: the last sheet that begins before the line."""
    before = [sheet for sheet in sheets if sheet.start <= line.start]
    return max(before or sheets[:1], key=lambda sheet: sheet.start)


def _sheet(sheet: Item, lines: Sequence[Item]) -> dict[str, Any]:
    own = {key: value for key, value in sheet.body.items() if key not in SHEET_ONLY}
    if not own.get("where") or not own.get("each"):
        raise ValueError(f"评分表“{own['title']}”没有写明给谁打分:请更正这一条")
    plain = [line for line in lines if not line.body.get("bonus") and not line.body.get("veto")]
    bonus = [line for line in lines if line.body.get("bonus")]
    vetoes = [line for line in lines if line.body.get("veto")]
    made = own | {"sections": list(_sections(sheet, plain))}
    if bonus:
        made["bonus"] = {"cap": sheet.body.get("bonus_cap", printed(_sum(bonus))), "items": [_line(line) for line in bonus]}
    if vetoes:
        made["vetoes"] = [{key: value for key, value in _line(line).items() if key not in ("kind", "points")} for line in vetoes]
    return made | ({"grades": {"bands": sheet.body["grades"]}} if sheet.body.get("grades") else {})


def _sections(sheet: Item, lines: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """In the order of the text. What the whole prints beyond them is a section that somebody enters."""
    parts: dict[tuple[str, str], list[Item]] = {}
    for line in lines:
        part = line.body.get("section") or {"title": LOOSE, "points": ""}
        parts.setdefault((str(part["title"]), str(part["points"])), []).append(line)
    total = Fraction(0)
    for place, ((title, points), mine) in enumerate(parts.items(), start=1):
        worth = Fraction(points) if points else _sum(mine)
        total += worth
        yield _section(f"part-{place}", title, worth, mine)
    rest = _points(sheet) - total
    if rest < 0:
        raise ValueError(f"评分表写的是 {printed(_points(sheet))} 分,接受的各部分加起来 {printed(total)} 分:请更正分值,或不采用多出的一项")
    if rest:
        yield _section("rest", REST, rest, ())


def _section(name: str, title: str, worth: Fraction, lines: Sequence[Item]) -> dict[str, Any]:
    rest = worth - _sum(lines)
    if rest < 0:
        raise ValueError(f"“{title}”写的是 {printed(worth)} 分,接受的各项加起来 {printed(_sum(lines))} 分:请更正分值,或不采用多出的一项")
    items = [_line(line) for line in lines]
    if rest:
        items.append({"id": f"{name}-rest", "title": REST, "kind": ENTERED, "points": printed(rest)})
    return {"id": name, "title": title, "points": printed(worth), "items": items}


def _sum(lines: Sequence[Item]) -> Fraction:
    return sum((_points(line) for line in lines), Fraction(0))


def _points(line: Item) -> Fraction:
    said = str(line.body.get("points", ""))
    if not EXACT.fullmatch(said):
        raise ValueError(f"“{line.body['title']}”没有写明满分多少:请在 points 里写一个数")
    return Fraction(said)


def _line(item: Item) -> dict[str, Any]:
    """A line that a person enters bears the printed rule in its title: he has nothing else to go by."""
    body: Mapping[str, Any] = item.body
    told = ";".join(body.get("printed", ())) if body.get("kind") == ENTERED else ""
    title = f"{body['title']}({told})" if told and told != body["title"] else body["title"]
    return {**{key: value for key, value in body.items() if key not in OWN}, "title": title}
