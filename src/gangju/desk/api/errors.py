"""One shape for everything that is refused: a code for programs, a sentence for people, where it is, what to do.

Absent and forbidden are the same bytes for every address and everybody, as on the pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Mistaken
from django.http import HttpResponse
from ninja import Field, Schema

from gangju.desk.ui.words import full_width

CODES: Mapping[str, tuple[int, str, str]] = {
    "malformed": (400, "读不懂请求的内容", "请发送 UTF-8 编码的 JSON 对象,不含控制字符"),
    "unauthorized": (
        401,
        "没有带有效的接口令牌",
        "请在 Authorization 头写 Bearer 加令牌;令牌在“接口令牌”页办理,到期、停用或授权结束后失效",
    ),
    "read_only": (403, "这个令牌只能读取", "请换用可写的令牌"),
    "absent": (404, "没有找到", "请核对地址和编号;不在令牌范围内的与不存在的回答相同"),
    "method": (405, "这个地址不支持这种方法", "请按接口说明换用方法"),
    "conflict": (409, "这一条刚刚被改动过,这次没有保存", "请重新读取后再改"),
    "key_reused": (409, "这个 Idempotency-Key 已用于另一个请求", "请为新的请求换一个新的值"),
    "too_large": (413, "请求太大", "请分几次发送"),
    "invalid": (422, "没有保存,有填得不对的地方", "请按各处说明改正后重发"),
}


class Detail(Schema):
    """One mistake."""

    code: str = Field(description="机器用的代码")
    message: str = Field(description="哪里不对、怎么改")
    where: str = Field(description="哪一项;空即整个请求")


class Problem(Schema):
    """Why nothing was answered or done."""

    code: str = Field(description="、".join(CODES))
    message: str = Field(description="怎么了")
    where: str = Field(description="哪一项;空即整个请求")
    remedy: str = Field(description="怎么办")
    details: list[Detail] = Field(description="逐处说明,可以为空")


def problem(code: str, details: Iterable[tuple[str, str, str]] = ()) -> HttpResponse:
    """`details` are code, message, where."""
    status, message, remedy = CODES[code]
    listed = [{"code": each, "message": said, "where": where} for each, said, where in details]
    where = listed[0]["where"] if len(listed) == 1 else ""
    said = {"code": code, "message": message, "where": where, "remedy": remedy, "details": listed}
    return answer(print_like(said), status)


def print_like(said: Any) -> Any:
    """Every sentence with the punctuation of print, as on the pages."""
    if isinstance(said, dict):
        return {name: print_like(inner) for name, inner in said.items()}
    if isinstance(said, list):
        return [print_like(inner) for inner in said]
    return full_width(said) if isinstance(said, str) else said


def answer(said: Any, status: int) -> HttpResponse:
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8")


def absent() -> HttpResponse:
    return problem("absent")


def mistaken(error: Mistaken, names: Mapping[str, str]) -> HttpResponse:
    """What an action refused, at the names that the request uses."""
    said = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    found = [("refused", message, _where(name, names)) for name, messages in said.items() for message in messages]
    return problem("invalid", found)


def _where(name: str, names: Mapping[str, str]) -> str:
    return "" if name == NON_FIELD_ERRORS else names.get(name, name)


SENTENCES: Mapping[str, str] = {
    "missing": "没有填,请补填",
    "extra_forbidden": "没有这一项,请核对名称",
    "string_type": "应是文本",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "string_pattern_mismatch": "写法不对,请看接口说明里的格式",
    "string_unicode": "含有不成字的编码",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "date_type": "应是日期,写成 2026-12-31 的样子",
    "date_parsing": "应是日期,写成 2026-12-31 的样子",
    "date_from_datetime_parsing": "应是日期,写成 2026-12-31 的样子",
    "date_from_datetime_inexact": "应是日期,写成 2026-12-31 的样子",
    "datetime_parsing": "应是时间,写成 2026-12-31T09:30 的样子",
    "datetime_from_date_parsing": "应是时间,写成 2026-12-31T09:30 的样子",
    "none_required": "不能有值",
    "literal_error": "不在允许的几个值里",
    "enum": "不在允许的几个值里",
    "model_attributes_type": "应是 JSON 对象",
    "list_type": "应是列表",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
}


def unreadable(errors: Iterable[Mapping[str, Any]]) -> HttpResponse:
    """What the request itself has wrong, said of each place."""
    return problem("invalid", [(error["type"], _sentence(error), _place(error["loc"])) for error in errors])


def _sentence(error: Mapping[str, Any]) -> str:
    """Our own checks bring their sentence along."""
    own = str(error.get("ctx", {}).get("error", ""))
    return own or SENTENCES.get(error["type"], "填得不对")


def _place(parts: Iterable[str | int]) -> str:
    return ".".join(str(part) for part in parts if part not in ("body", "said", "query", "asked", "header", "path"))
