"""The API as a whole: its routers, its one way of refusing, its description."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from gangju.desk.api import activities, around, organizations, rows, standards
from gangju.desk.api.errors import print_like, problem, unreadable

ROOT = "/api/v1"
VERSION = "1"
TITLE = "纲举接口"
ABOUT = """\
与页面相同的查询和操作,同样的权限。每个请求在 `Authorization` 头里带接口令牌:`Authorization: Bearer gj_…`。
令牌在“接口令牌”页办理,绑定本人的一项或几项授权:看得到什么、能做什么与这些授权完全相同,授权结束令牌随之失效。

- 编号、代码、日期与事实文件夹相同;金额、学时、面积是文本,如 `"7.5"`,不用浮点数。
- 列表按行号或编号翻页:回答里的 `next` 作为下一次的 `cursor`,为 `null` 即到末尾。
- 看不到的与不存在的回答相同(404)。姓名只给本组织和直接上级;其余人员的行不在列表里,结果里只有人数。
- 拒绝都是同一个形状:`code`、`message`、`where`、`remedy`、`details`。
- POST 可以带 `Idempotency-Key`(一天之内):同一个值的同一个请求只做一次,再发得到同样的回答。
- 每次写入都记入操作日志,写明谁、以什么职责、用哪个令牌。
"""


ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 64},
    "description": "一天之内,同一个值的同一个请求只做一次",
}


class Plain(JSONRenderer):
    """Chinese as itself: readable in a log, and seen by whoever looks for what should not be there."""

    json_dumps_params: Mapping[str, Any] = MappingProxyType({"ensure_ascii": False})


class Bearer(HttpBearer):
    """For the description; the door has opened already or nothing comes here."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ARG002 - looked at by the door
        return getattr(request, "scope", None)


def _service() -> NinjaAPI:
    undocumented: dict[str, Any] = {"docs_url": None, "openapi_url": None}
    made = NinjaAPI(title=TITLE, version=VERSION, description=ABOUT, auth=Bearer(), renderer=Plain(), urls_namespace="api", **undocumented)
    made.add_router("", around.router)
    made.add_router("", organizations.router)
    made.add_router("", activities.router)
    made.add_router("", standards.router)
    made.add_router("/rows", rows.router())
    made.add_exception_handler(ValidationError, _unreadable)
    made.add_exception_handler(RequestDataTooBig, lambda *_: problem("too_large"))
    made.add_exception_handler(HttpError, _malformed)
    return made


def _unreadable(_: HttpRequest, error: Any) -> HttpResponse:
    return unreadable(error.errors)


def _malformed(_: HttpRequest, error: Any) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON."""
    return problem("malformed" if error.status_code == 400 else "unauthorized")


service = functools.cache(_service)


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """An address cannot say null: a parameter is there or it is left out."""
    some = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return some[0] | {name: said for name, said in schema.items() if name != "anyOf"} if some else schema


def filters(route: str) -> Callable[[str], Collection[str]]:
    """Which names a query may hold at an address, by method; worked out on the first request."""
    path = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)
    return lambda method: _filters(path, method.lower())


@functools.cache
def _filters(path: str, method: str) -> frozenset[str]:
    said = description()["paths"].get(path, {}).get(method, {})
    return frozenset(each["name"] for each in said.get("parameters", ()) if each["in"] == "query")


@functools.cache
def description() -> dict[str, Any]:
    """The OpenAPI document, plain data."""
    document: dict[str, Any] = json.loads(json.dumps(service().get_openapi_schema(path_prefix="api/v1/"), default=str, ensure_ascii=False))
    for path in document["paths"].values():
        for operation in path.values():
            for asked in operation.get("parameters", ()):
                asked["schema"] = _given(asked["schema"])
        if "post" in path:
            path["post"].setdefault("parameters", []).append(ONCE)
    printed: dict[str, Any] = print_like(document)
    return printed
