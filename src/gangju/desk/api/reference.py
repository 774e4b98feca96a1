"""The description of the API as people read it: a page of the desk and `docs/reference/api.md`, both from the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TYPES = {"string": "文本", "integer": "整数", "boolean": "是否", "array": "列表", "object": "对象", "null": "空"}
FORMATS = {"date": "日期", "date-time": "时间"}
JSON = "application/json"


@dataclass(frozen=True)
class Item:
    """One column, filter or field."""

    name: str
    type: str
    needed: bool
    about: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    summary: str
    about: str
    asked: tuple[Item, ...]
    said: tuple[Item, ...]
    answered: tuple[Item, ...]


@dataclass(frozen=True)
class Section:
    """Operations about one thing."""

    title: str
    operations: tuple[Operation, ...]


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """In the order of the document."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            found.setdefault(said["tags"][0], []).append(_operation(document, path, method, said))
    return tuple(Section(title, tuple(listed)) for title, listed in found.items())


def markdown(document: Mapping[str, Any]) -> str:
    """The whole reference as one file."""
    return "\n".join(_lines(document)) + "\n"


def _operation(document: Mapping[str, Any], path: str, method: str, said: Mapping[str, Any]) -> Operation:
    asked = tuple(
        _item(document, each["name"], each["schema"], each.get("required", False), each.get("description"))
        for each in said.get("parameters", ())
    )
    body = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    good = next(answer for status, answer in said["responses"].items() if str(status).startswith("2"))
    answered = good.get("content", {}).get(JSON, {}).get("schema")
    return Operation(
        method.upper(), path, said["summary"], said.get("description", ""), asked, _items(document, body), _items(document, answered)
    )


def _items(document: Mapping[str, Any], schema: Mapping[str, Any] | None) -> tuple[Item, ...]:
    """The fields of an object; of a list, those of one of it."""
    if schema is None:
        return ()
    whole = _resolved(document, schema)
    if whole.get("type") == "array":
        return _items(document, whole["items"])
    needed = whole.get("required", ())
    return tuple(_item(document, name, inner, name in needed, None) for name, inner in whole.get("properties", {}).items())


def _item(document: Mapping[str, Any], name: str, schema: Mapping[str, Any], needed: bool, about: str | None) -> Item:
    return Item(name, _type(document, schema), needed, about or schema.get("description", ""))


def _type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "anyOf" in schema:
        return "或".join(dict.fromkeys(_type(document, each) for each in schema["anyOf"]))
    whole = _resolved(document, schema)
    if whole.get("type") == "array":
        inner = _resolved(document, whole["items"])
        return f"列表:{inner['title']}" if "properties" in inner else f"列表:{_type(document, inner)}"
    return FORMATS.get(whole.get("format", ""), TYPES.get(whole.get("type", ""), "任意"))


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    place = schema.get("$ref")
    if place is None:
        return schema
    found: Mapping[str, Any] = document["components"]["schemas"][place.rsplit("/", 1)[1]]
    return found


# ---------------------------------------------------------------- as a file
def _lines(document: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "# 纲举接口",
        "",
        "本页由接口说明(`/api/v1/openapi.json`)生成,不要手改:`python -m gangju.desk.api.reference_file`。",
        "",
        document["info"]["description"],
    )
    for section in sections(document):
        yield from (f"## {section.title}", "")
        for operation in section.operations:
            yield from (f"### `{operation.method} {operation.path}`", "", f"{operation.summary}。{operation.about}", "")
            yield from _table("参数", operation.asked)
            yield from _table("请求", operation.said)
            yield from _table("回答", operation.answered)


def _table(title: str, items: tuple[Item, ...]) -> Iterator[str]:
    if items:
        yield from (f"| {title} | 类型 | 必填 | 说明 |", "|---|---|---|---|")
        yield from (f"| `{item.name}` | {item.type} | {'是' if item.needed else ''} | {item.about} |" for item in items)
        yield ""
