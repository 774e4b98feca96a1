"""党组织 on a day, and who is in them: the same questions as the pages, names by the same rule."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from ninja import Field, Query, Router, Schema

from gangju.desk.api.answers import reads, told
from gangju.desk.api.door import ApiRequest
from gangju.desk.api.shapes import Asking, Code, Day
from gangju.desk.ledgers.models import Membership, Organization, Unit, in_force

router = Router(tags=["党组织"])


class Org(Schema):
    org_id: str = Field(description="编号")
    name: str = Field(description="名称")
    kind: str = Field(description="组织类别(代码表 organization.kind)")
    domain: str | None = Field(description="所属领域(代码表 organization.domain)")
    level: str = Field(description="层级(代码表 organization.level)")
    parent_id: str | None = Field(description="上级党组织;在令牌范围之外的为 null")
    unit_id: str | None = Field(description="所在单位")


class Orgs(Schema):
    day: date = Field(description="按哪一天")
    organizations: list[Org] = Field(description="按编号排列")
    next: str | None = Field(description="下一页的 cursor;null 即已到末尾")


class Member(Schema):
    person_id: str = Field(description="编号")
    name: str = Field(description="姓名")
    kind: str = Field(description="党员类别")
    since: date = Field(description="自哪一天起在这里")


class Roll(Schema):
    day: date = Field(description="按哪一天")
    counts: dict[str, int] = Field(description="各类党员人数(代码表 membership.kind)")
    members: list[Member] | None = Field(description="名单;不是本组织或直接上级的令牌只给人数,这里为 null")


class Tree(Asking):
    day: Day | None = Field(None, description="按哪一天,不写即今天")
    under: Code | None = Field(None, description="只要这个党组织及其下级")
    cursor: Code | None = Field(None, description="上一页回答的 next")
    limit: int = Field(200, ge=1, le=1000, description="每页个数")


class OnDay(Asking):
    day: Day | None = Field(None, description="按哪一天,不写即今天")


@router.get("/organizations", response=reads(Orgs), summary="党组织:列出", operation_id="list_organizations", url_name="organizations")
@told({})
def organizations(request: ApiRequest, asked: Query[Tree]) -> Any:
    """范围内某一天的党组织,带上级,可以拼成树。"""
    scope, day = request.scope, asked.day or request.scope.today
    found = scope.organizations(day=day).order_by("code")
    if asked.under:
        root = Organization.objects.filter(scope.reach("organization.read", ""), code=asked.under).first()
        found = found.filter(path__startswith=root.path) if root and root.path else found.none()
    found = found.filter(code__gt=asked.cursor) if asked.cursor else found
    rows = list(found[: asked.limit + 1])
    return {
        "day": day,
        "organizations": _orgs(request, rows[: asked.limit]),
        "next": rows[asked.limit - 1].code if len(rows) > asked.limit else None,
    }


@router.get(
    "/organizations/{str:code}",
    response=reads(Org),
    summary="党组织:一个",
    operation_id="read_organization_on_day",
    url_name="organization",
)
@told({})
def organization(request: ApiRequest, code: str, asked: Query[OnDay]) -> Any:
    """某一天的一个党组织;那天尚未成立或已经撤销的回答没有。"""
    rows = list(request.scope.organizations(day=asked.day or request.scope.today, code=code))
    if not rows:
        raise Http404
    return _orgs(request, rows)[0]


@router.get(
    "/organizations/{str:code}/members", response=reads(Roll), summary="党组织:党员", operation_id="list_members", url_name="members"
)
@told({})
def roll(request: ApiRequest, code: str, asked: Query[OnDay]) -> Any:
    """党籍在这个党组织的人。姓名只给本组织和直接上级。"""
    scope, day = request.scope, asked.day or request.scope.today
    org = Organization.objects.filter(scope.reach("organization.read", ""), code=code).first()
    if org is None:
        raise Http404
    rows = scope.rows(Membership).filter(in_force(day), org=org).select_related("person").order_by("person__code")
    number: dict[str, int] = {}
    for row in rows:
        number[row.kind] = number.get(row.kind, 0) + 1
    named = [{"person_id": row.person.code, "name": row.person.name, "kind": row.kind, "since": row.since} for row in rows]
    return {"day": day, "counts": number, "members": named if scope.persons_named(org) else None}


def _orgs(request: ApiRequest, rows: list[Any]) -> list[dict[str, Any]]:
    """Parents and units by their codes; a parent outside the scope has none here."""
    parents = dict(
        Organization.objects.filter(request.scope.reach("organization.read", ""), pk__in={row.parent for row in rows}).values_list(
            "pk", "code"
        )
    )
    units = dict(Unit.objects.filter(pk__in={row.unit for row in rows}).values_list("pk", "code"))
    return [
        {
            "org_id": row.code, "name": row.name, "kind": row.kind, "domain": row.domain or None, "level": row.level,
            "parent_id": parents.get(row.parent), "unit_id": units.get(row.unit),
        }
        for row in rows
    ]  # fmt: skip
