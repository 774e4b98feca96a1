"""Two items made one, one item made two: what the made items say. Pure, on the plain data of items.

What can be carried over is: text, clause, parameters, lists. What cannot be known (which condition belongs to which half) stays with
both halves and is the officer's to correct.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Data = Mapping[str, Any]


def merged(first: Data, second: Data, text: str) -> dict[str, Any]:
    """One item over both spans. Lists of the bodies are joined; where both ask for a figure the second becomes a further part.

    Raises ValueError with a sentence for items of different kinds.
    """
    if first["kind"] != second["kind"] or first["kind"] == "doubt":
        raise ValueError("只有同一类的两条才能合并；存疑的不能合并，请先写明正确的文字")
    start, end = min(first["start"], second["start"]), max(first["end"], second["end"])
    made = dict(first) | {
        "start": start,
        "end": end,
        "text": text[start:end],
        "body": _bodies(first["body"], second["body"]),
        **{name: _together(first[name], second[name]) for name in ("params", "measures", "kinds")},
        "lacking": [*first["lacking"], *(each for each in second["lacking"] if each not in first["lacking"])],
    }
    return made | {"said": f"{first['said'].rstrip('。')}；{second['said']}"}


def _together(first: Sequence[Data], second: Sequence[Data]) -> list[Data]:
    known = {_name(each) for each in first}
    return [*first, *(each for each in second if _name(each) not in known)]


def _name(entry: Data) -> object:
    return entry.get("id") or entry.get("code") or str(entry)


def _bodies(first: Data, second: Data) -> dict[str, Any]:
    made = dict(first)
    if "require" in first and "require" in second:
        return _parts(first, second)
    for name, value in second.items():
        if isinstance(value, list):
            made[name] = [*made.get(name, []), *(each for each in value if each not in made.get(name, []))]
        elif name not in made:
            made[name] = value
    return made


def _parts(first: Data, second: Data) -> dict[str, Any]:
    """One clause, several conditions: each keeps its own figure."""
    common = {name: value for name, value in first.items() if name not in ("value", "require", "parts", "unit")}
    parts = [part for body in (first, second) for part in body.get("parts", [{key: body[key] for key in _PART if key in body}])]
    return common | {"parts": parts}


_PART = ("title", "value", "require", "unit")


def split(item: Data, at: int, text: str) -> list[dict[str, Any]]:
    """Two items, cut at the offset `at` of the document. Raises ValueError with a sentence where it is not inside the item."""
    start, end = item["start"], item["end"]
    if item["kind"] == "doubt" or not start < at < end:
        raise ValueError("请把光标放在这一条原文的中间再拆；存疑的不能拆")
    first, second = _half(item, "1", start, at, text), _half(item, "2", at, end, text)
    for name, value in item["body"].items():
        if isinstance(value, list) and all(isinstance(each, str | dict) for each in value):
            first["body"][name], second["body"][name] = _shared(value, first["text"], second["text"])
    return [first, second]


def _half(item: Data, mark: str, start: int, end: int, text: str) -> dict[str, Any]:
    body = dict(item["body"])
    if "id" in body:
        body["id"] = f"{body['id']}-{mark}"
    if "title" in body:
        body["title"] = f"{body['title']}（{mark}）"
    return dict(item) | {"id": f"{item['id']}-{mark}", "start": start, "end": end, "text": text[start:end], "body": body}


def _shared(value: list[Any], first: str, second: str) -> tuple[list[Any], list[Any]]:
    """What stands in one half only goes there; what stands in neither or both stays with both."""
    return (
        [each for each in value if not (_said(each, second) and not _said(each, first))],
        [each for each in value if not (_said(each, first) and not _said(each, second))],
    )


def _said(each: Any, text: str) -> bool:
    words = each if isinstance(each, str) else each.get("label") or each.get("title") or ""
    return bool(words) and str(words) in text
