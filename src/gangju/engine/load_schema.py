"""The shape of a pack's files, and its mistakes told in Chinese.

The format is JSON Schema (`pack_schema.yaml`); each form adds the keys it owns. jsonschema finds the mistakes, this
module says them so that the author of the file can mend them: the place, what is wrong, the nearest right word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from gangju.engine.forms import FORMS
from gangju.engine.problem import Problem
from gangju.engine.spelling import choose, nearest
from gangju.engine.windows import PATTERN
from gangju.engine.yaml_marks import Marked, Where, read_yaml

SCHEMA_FILE: Final = Path(__file__).with_name("pack_schema.yaml")

LATER: Final = frozenset({"by"})
"""Keys of the language that nothing computes yet. Accepting them silently would make verdicts wrong."""

TYPES: Final[Mapping[str, str]] = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true 或 false",
    "array": "列表",
    "object": "一组“键: 值”",
    "null": "空",
}
PATTERNS: Final[Mapping[str, str]] = {
    "^[a-z0-9]+([_-][a-z0-9]+)*$": "编号只用小写字母和数字,中间可用 - 或 _ 相连",
    "^-?[0-9]+(/[1-9][0-9]*)?$": "请写整数、小数或 1/3 这样的比",
    "^[0-9]{2,12}$": "地区代码请写 2 到 12 位数字并加引号",
    "^[0-9]+ (days|months)$": "请写成 12 months 或 90 days 的样子",
    PATTERN: "请写 week、month、two_months、quarter、half、year、two_years、campaign、working_day、rest_day,或 rolling 3 months 的样子",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": '请写成 "12:00" 的样子,并加引号',
}


@cache
def schema() -> dict[str, Any]:
    """`pack_schema.yaml` as it stands, without the keys of the forms."""
    data: dict[str, Any] = read_yaml(SCHEMA_FILE).data
    return data


PARTED: Final = ("threshold", "share", "trend")
"""Forms whose clause may have several conditions."""
REPORTED: Final = ("threshold", "share")
"""Forms that may show a figure without judging it."""


def standard_schema(form: str, shape: str = "whole") -> dict[str, Any]:
    """A standard of one form: common keys and the form's own. A form that is planned keeps its keys to itself until it is built.

    `shape`: a `whole` standard, one of several `parts`, or a `report` that is shown and not judged.
    """
    common = schema()["$defs"]["standard"]
    if form not in FORMS:
        return dict(common)
    own = FORMS[form]
    required, properties = tuple(own.REQUIRED), dict(own.SCHEMA)
    if shape == "parts":
        required, properties = ("parts",), {"parts": _parts(own)}
    if shape == "report":
        required = tuple(key for key in required if key != "require")
    forces = {"const": "report"} if shape == "report" else {"enum": ["must", "generally", "strive"]}
    return {
        **common,
        "additionalProperties": False,
        "required": [*common["required"], *required],
        "properties": {**common["properties"], **properties, "form": {"const": form}, "force": forces},
    }


def _parts(own: ModuleType) -> dict[str, Any]:
    part = {
        "type": "object",
        "additionalProperties": False,
        "required": ["title", *own.REQUIRED],
        "properties": {"title": {"$ref": "#/$defs/title"}, "unit": {"$ref": "#/$defs/title"}, **own.SCHEMA},
    }
    return {"type": "array", "minItems": 2, "items": part}


def own_keys(form: str) -> frozenset[str]:
    """The keys that belong to a form."""
    return frozenset(FORMS[form].SCHEMA) if form in FORMS else frozenset()


def shape_of(item: Mapping[str, Any]) -> str:
    """Which shape the author has chosen."""
    if item.get("form") not in PARTED:
        return "whole"
    return "parts" if "parts" in item else "report" if item.get("force") == "report" and item["form"] in REPORTED else "whole"


def published() -> dict[str, Any]:
    """The whole format as one JSON Schema, every built form spelled out."""
    whole = schema()
    forms = {f"standard_{form}": standard_schema(form) for form in sorted(FORMS)}
    forms |= {f"standard_{form}_parts": standard_schema(form, "parts") for form in PARTED}
    forms |= {f"standard_{form}_report": standard_schema(form, "report") for form in REPORTED}
    choices = [{"$ref": f"#/$defs/{name}"} for name in forms]
    standards = {"type": "array", "minItems": 1, "items": {"oneOf": choices}}
    return {**whole, "$defs": {**whole["$defs"], **forms, "standards": standards}}


def shape_problems(marked: Marked, definition: str) -> list[Problem]:
    """Every place where the file departs from `$defs/<definition>`."""
    if definition == "standards" and isinstance(marked.data, list):
        return [problem for place, item in enumerate(marked.data) for problem in _standard_problems(marked, place, item)]
    return list(_told(marked, (), _errors({"$ref": f"#/$defs/{definition}"}, marked.data)))


def _standard_problems(marked: Marked, place: int, item: Any) -> Iterator[Problem]:
    form = item.get("form") if isinstance(item, Mapping) else None
    if isinstance(form, str) and form not in FORMS:
        listed = "、".join(sorted(FORMS))
        yield marked.problem((place, "form"), f"没有“{form}”这种形式", choose(form, FORMS, f"请从中选一个:{listed}"))
    yield from _told(marked, (place,), _errors(standard_schema(str(form), shape_of(item) if isinstance(item, Mapping) else "whole"), item))


@dataclass(frozen=True)
class Fault:
    """One departure from the schema: which `rule` of which `part`, what it `wanted`, what was `found` and where."""

    rule: str
    part: Mapping[str, Any]
    wanted: Any
    found: Any
    where: Where


def _errors(part: dict[str, Any], data: Any) -> Iterator[Fault]:
    whole = {**part, "$defs": schema()["$defs"]}
    for error in Draft202012Validator(whole, format_checker=FormatChecker(["date"])).iter_errors(data):
        inside = error.schema if isinstance(error.schema, Mapping) else {}
        yield Fault(str(error.validator), inside, error.validator_value, error.instance, tuple(error.absolute_path))


def _told(marked: Marked, root: Where, faults: Iterable[Fault]) -> Iterator[Problem]:
    for fault in faults:
        for below, message, remedy in TELLERS.get(fault.rule, _tell_other)(fault):
            yield marked.problem((*root, *fault.where, *below), message, remedy)


Told = Iterator[tuple[Where, str, str]]


def _tell_missing(fault: Fault) -> Told:
    for key in fault.wanted:
        if key not in fault.found:
            yield (), f"缺少“{key}”", f"请补上“{key}:”和它的值"


def _tell_unknown_key(fault: Fault) -> Told:
    known = list(fault.part["properties"])
    for key in fault.found:
        if key in known:
            continue
        if key in LATER:
            yield (key,), f"键“{key}”这一版还不计算", "请删去这一键;离不开它的要求请先不写成标准"
        else:
            near = nearest(key, known)
            listed = "、".join(sorted(known))
            yield (key,), f"不认识的键“{key}”", f"请改为“{near}”,或删去" if near else f"请删去;这里可以写:{listed}"


def _tell_type(fault: Fault) -> Told:
    wanted = fault.wanted if isinstance(fault.wanted, list) else [fault.wanted]
    named = "、".join(TYPES[name] for name in wanted)
    yield (), f"{_shown(fault.found)}不是{named}", _retype(fault, wanted, named)


def _retype(fault: Fault, wanted: list[str], named: str) -> str:
    if wanted == ["string"] and fault.where and fault.where[-1] == "require":
        return '请写成一句条件,例如 "value >= 40"'
    if wanted == ["string"] and not isinstance(fault.found, list | dict):
        return "请加引号写成文字"
    return f"请改成{named}"


def _tell_choice(fault: Fault) -> Told:
    listed = "、".join(str(value) for value in fault.wanted)
    remedy = choose(str(fault.found), map(str, fault.wanted), f"请从中选一个:{listed}")
    yield (), f"{_shown(fault.found)}不是可用的值", remedy


def _tell_pattern(fault: Fault) -> Told:
    pattern = str(fault.wanted)
    yield (), f"{_shown(fault.found)}写法不对", PATTERNS.get(pattern, f"请按 {pattern} 的格式书写")


def _tell_date(fault: Fault) -> Told:
    yield (), f"{_shown(fault.found)}不是日期", "请写成 2018-05-01 的样子"


def _tell_empty(_: Fault) -> Told:
    yield (), "内容是空的", "请至少写一项"


def _tell_small(fault: Fault) -> Told:
    yield (), f"{_shown(fault.found)}太小", f"请写不小于 {fault.wanted} 的数"


def _tell_twice(_: Fault) -> Told:
    yield (), "同一项写了两次", "请只留一项"


def _tell_other(fault: Fault) -> Told:
    yield (), f"写法不合格式({fault.rule})", "请对照方案包格式 pack_schema.yaml"


def _tell_neither(fault: Fault) -> Told:
    named = [key for choice in fault.wanted for key in choice.get("required", ())]
    yield (), f"{'、'.join(named)} 一个也没有写", "请至少写一个"


TELLERS: Final[Mapping[str, Callable[[Fault], Told]]] = {
    "anyOf": _tell_neither,
    "required": _tell_missing,
    "additionalProperties": _tell_unknown_key,
    "type": _tell_type,
    "enum": _tell_choice,
    "pattern": _tell_pattern,
    "format": _tell_date,
    "minItems": _tell_empty,
    "minLength": _tell_empty,
    "minProperties": _tell_empty,
    "minimum": _tell_small,
    "uniqueItems": _tell_twice,
}


def _shown(value: Any) -> str:
    if value is None:
        return "空值"
    if isinstance(value, list | dict):
        return "列表" if isinstance(value, list) else "一组“键: 值”"
    return f"“{str(value).lower() if isinstance(value, bool) else value}”"
