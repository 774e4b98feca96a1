"""Rows of every ledger: the same few operations for each relation, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Field, Query, Router, Schema, Status
from pydantic import create_model

from gangju.desk.api import reading, writing
from gangju.desk.api.answers import reads, told, writes
from gangju.desk.api.door import ApiRequest
from gangju.desk.api.errors import absent
from gangju.desk.api.shapes import Day, Strict, Text, entry_shape, filter_shape, read_shape
from gangju.desk.bridge.mapping import SOURCES
from gangju.desk.ledgers.actions import Saved, add_row, correct_row, end_row, withdraw_row
from gangju.desk.ledgers.actions.rowrules import RULES

PERSONAL = ("person", "membership", "post", "participation")
NAMES_RULE = "关于人员的只给出可以显示姓名的(本组织和直接下级)。"


class Withdrawal(Strict):
    reason: Text = Field(description="撤回的理由")


class Ending(Strict):
    until: Day = Field(description="自这一天起不再有效")


class Written(Schema):
    """The row may be about somebody who is not named to the caller, so it is not answered here."""

    row: int = Field(description="行号")
    id: str | None = Field(description="新给出的编号;没有自己编号的台账为 null")
    changed: bool = Field(description="false 即与原来相同,没有写入")


def router() -> Router:
    made = Router()
    for name in reading.readable():
        _list(made, name)
        _one(made, name)
    for name in writing.writable():
        _correct(made, name)
        if not RULES[name].only_corrected:
            _add(made, name)
            _withdraw(made, name)
        if RULES[name].span and not RULES[name].only_corrected:
            _end(made, name)
    return made


def _declare(made: Router, name: str, verb: str, rest: str, words: tuple[str, str], answers: Any) -> Callable[[Callable[..., Any]], Any]:
    """`verb` is the method and what is done (`post add`); an address has one name for all its methods."""
    method, done = verb.split()
    title = SOURCES[name].relation.title
    place = f"{name}{rest.replace('/', '_').replace('{int:row}', 'row')}"
    return made.api_operation(
        [method.upper()],
        f"/{name}{rest}",
        response=answers,
        summary=f"{title}:{words[0]}",
        description=words[1],
        operation_id=f"{done}_{name}",
        url_name=f"rows_{place}",
        tags=[title],
    )


def _list(made: Router, name: str) -> None:
    shape: Any = read_shape(name)
    fields: dict[str, Any] = {
        "rows": (list[shape], Field(description="按行号排列")),
        "next": (str | None, Field(description="下一页的 cursor;null 即已到末尾")),
    }
    listed = create_model(f"{shape.__name__}s", __base__=Schema, **fields)

    def page(request: ApiRequest, asked: Any) -> Any:
        rows, following = reading.page(request.scope, name, asked.model_dump())
        return {"rows": rows, "next": following}

    page.__annotations__["asked"] = Query[filter_shape(name)]  # type: ignore[misc]
    about = f"范围内的{SOURCES[name].relation.title},按行号翻页。{NAMES_RULE if name in PERSONAL else ''}"
    _declare(made, name, "get list", "", ("列出", about), reads(listed))(told({})(page))


def _one(made: Router, name: str) -> None:
    def one(request: ApiRequest, row: int) -> Any:
        return reading.one(request.scope, name, row) or absent()

    _declare(made, name, "get read", "/{int:row}", ("一行", "按行号。"), reads(read_shape(name)))(told({})(one))


def _add(made: Router, name: str) -> None:
    def add(request: ApiRequest, said: Any) -> Any:
        saved = add_row(request.scope, name, writing.values(request.scope, name, said.model_dump(exclude_unset=True)))
        return Status(201, _written(name, saved))

    add.__annotations__["said"] = entry_shape(name, change=False)
    words = ("登记", "登记一行,编号由系统给出。记入操作日志。")
    _declare(made, name, "post add", "", words, writes(Written, 201))(told(writing.names(name))(add))


def _correct(made: Router, name: str) -> None:
    def correct(request: ApiRequest, row: int, said: Any) -> Any:
        given = writing.values(request.scope, name, said.model_dump(exclude_unset=True))
        return _written(name, correct_row(request.scope, name, row, given))

    correct.__annotations__["said"] = entry_shape(name, change=True)
    words = ("更正", "只写要改的列。记入操作日志。")
    _declare(made, name, "patch correct", "/{int:row}", words, writes(Written))(told(writing.names(name))(correct))


def _end(made: Router, name: str) -> None:
    def end(request: ApiRequest, row: int, said: Ending) -> Any:
        return _written(name, end_row(request.scope, name, row, said.until))

    words = ("写明结束", "自某一天起不再有效。")
    _declare(made, name, "post end", "/{int:row}/end", words, writes(Written))(told(writing.names(name))(end))


def _withdraw(made: Router, name: str) -> None:
    def withdraw(request: ApiRequest, row: int, said: Withdrawal) -> Any:
        saved = withdraw_row(request.scope, name, row, said.reason)
        return {"row": row, "id": None, "changed": saved.entry is not None}

    words = ("撤回", "登记错了的整行撤回;操作日志里留有全文。")
    _declare(made, name, "post withdraw", "/{int:row}/withdraw", words, writes(Written))(told(writing.names(name))(withdraw))


def _written(name: str, saved: Saved) -> dict[str, Any]:
    identity = RULES[name].identity
    holder = getattr(saved.row, identity) if identity else saved.row
    return {"row": saved.row.pk, "id": getattr(holder, "code", None), "changed": saved.entry is not None}
