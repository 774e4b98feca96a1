"""What a program asks first: whose token is this, which codes are there, where is something by its name."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Field, Query, Router, Schema
from pydantic import StringConstraints

from gangju.desk.api.answers import reads, told
from gangju.desk.api.door import ApiRequest
from gangju.desk.api.errors import absent
from gangju.desk.api.shapes import Asking, Code
from gangju.desk.ledgers.codes import lists
from gangju.desk.search.finding import Tab, find
from gangju.desk.search.kinds import KINDS

router = Router(tags=["令牌、代码、搜索"])


class Bound(Schema):
    role: str = Field(description="职责")
    org_id: str = Field(description="党组织")


class Me(Schema):
    name: str = Field(description="令牌名称")
    prefix: str = Field(description="令牌的开头,日志里用它称呼")
    owner: str = Field(description="谁办理的")
    can_write: bool = Field(description="可不可以写")
    until: date = Field(description="到期日,当天起失效")
    today: date = Field(description="业务日期")
    grants: list[Bound] = Field(description="绑定的、现在有效的授权")


class CodeList(Schema):
    list: str = Field(description="代码表")
    codes: dict[str, str] = Field(description="代码和名称,按目录里的顺序")


class Hit(Schema):
    title: str = Field(description="名称")
    about: str = Field(description="关于什么")
    detail: str = Field(description="说明")
    day: date | None = Field(description="哪一天")
    trail: list[str] = Field(description="从上到下所在的党组织")
    page: str = Field(description="页面地址")


class HitKind(Schema):
    kind: str = Field(description="类别")
    title: str = Field(description="类别名称")
    count: int = Field(description="找到多少")
    more: bool = Field(description="true 即还有更多,没有数完")
    hits: list[Hit] = Field(description="最合适的在前")


class Sought(Asking):
    q: Annotated[str, StringConstraints(max_length=60)] = Field(description="要找的词,可以几个词用空格分开")
    kind: Code | None = Field(None, description="只找一类,可以翻页")
    page: int = Field(1, ge=1, le=1000, description="第几页,与 kind 一起用")


@router.get("/me", response=reads(Me), summary="令牌:自己", operation_id="me", url_name="me")
@told({})
def me(request: ApiRequest) -> Any:
    """这个令牌是谁的、绑定哪些授权、什么时候到期。"""
    token, scope = request.scope.token, request.scope
    held = [{"role": grant.role.value, "org_id": grant.org_code} for grant in scope.held]
    owner = token.user.get_full_name() or token.user.get_username()
    said = {"name": token.name, "prefix": token.prefix, "owner": owner, "can_write": token.can_write, "until": token.until}
    return said | {"today": scope.today, "grants": held}


@router.get("/codes", response=reads(list[CodeList]), summary="代码表:列出", operation_id="list_codes", url_name="codes")
@told({})
def codes(request: ApiRequest) -> Any:  # noqa: ARG001 - the door has asked for the token
    """全部代码表,各列写“代码表 …”的就在这里查。"""
    return [{"list": name, "codes": dict(known)} for name, known in lists().items()]


@router.get("/search", response=reads(list[HitKind]), summary="搜索", operation_id="search", url_name="search")
@told({})
def search(request: ApiRequest, asked: Query[Sought]) -> Any:
    """在令牌看得到的全部内容里找词,规则与页面上的搜索相同。"""
    if asked.kind is not None and asked.kind not in KINDS:
        return absent()
    found = find(request.scope, asked.q, [asked.kind] if asked.kind else None, asked.page)
    return [_kind(tab) for tab in ([found.chosen] if found.chosen else found.tabs)]


def _kind(tab: Tab) -> dict[str, Any]:
    hits = [
        {
            "title": hit.title.striptags(), "about": hit.about.striptags(), "detail": hit.detail.striptags(), "day": hit.day,
            "trail": list(hit.trail), "page": hit.href,
        }
        for hit in tab.hits
    ]  # fmt: skip
    return {"kind": tab.kind.code, "title": tab.kind.title, "count": tab.count, "more": tab.more, "hits": hits}
