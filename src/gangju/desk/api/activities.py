"""纪实: an event with who was there; recorded, amended and withdrawn by the deeds that the pages use."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404
from ninja import Field, Router, Schema, Status

from gangju.desk.api.answers import reads, told, writes
from gangju.desk.api.door import ApiRequest
from gangju.desk.api.rows import Withdrawal
from gangju.desk.api.shapes import Amount, Code, Day, Strict, Text
from gangju.desk.ledgers.actions import Happening, amend_activity, record_activity, withdraw_activity
from gangju.desk.ledgers.fields import as_decimal
from gangju.desk.ledgers.models import Activity, Organization, Participation

router = Router(tags=["纪实"])
MOST = 2_000


class Said(Strict):
    """What is said of an event."""

    kind: Code = Field(description="活动类别(代码表 activity.kind)")
    day: Day = Field(description="开展日期")
    present: list[Code] = Field(max_length=MOST, description="到会人员的编号")
    absent: list[Code] = Field([], max_length=MOST, description="缺席人员的编号")
    hours: Amount | None = Field(None, description='学时,例如 "2.5"')
    topic: Text = Field("", description="主题")
    form: Code = Field("", description="形式(代码表 activity.form)")


class SaidOf(Said):
    org_id: Code = Field(description="举办的党组织")


class Happened(Schema):
    activity_id: str = Field(description="编号")
    org_id: str = Field(description="举办的党组织")
    kind: str = Field(description="活动类别")
    day: date = Field(description="开展日期")
    hours: str | None = Field(description="学时")
    topic: str | None = Field(description="主题")
    form: str | None = Field(description="形式")
    came: int = Field(description="到会人数")
    away: int = Field(description="缺席人数")
    present: list[str] = Field(description="到会人员中可以显示姓名的,编号")
    absent: list[str] = Field(description="缺席人员中可以显示姓名的,编号")


class Noted(Schema):
    activity_id: str = Field(description="编号")


@router.post("/activities", response=writes(Noted, 201), summary="纪实:登记", operation_id="record_event", url_name="activities")
@told({"org": "org_id"})
def record(request: ApiRequest, said: SaidOf) -> Any:
    """记一次活动。人员须是这一天在本组织及其下级的党员或任职的人。"""
    org = Organization.objects.filter(request.scope.reach("activity.write", ""), code=said.org_id).first()
    if org is None:
        raise Http404
    return Status(201, {"activity_id": record_activity(request.scope, org, _happening(said)).activity.code})


@router.get(
    "/activities/{str:code}",
    response=reads(Happened),
    summary="纪实:一次活动",
    operation_id="read_event",
    url_name="activity",
)
@told({})
def one(request: ApiRequest, code: str) -> Any:
    """一次活动和到会情况:人数全给,人员只给可以显示姓名的。"""
    row = _found(request, "activity.read", code)
    rows = request.scope.rows(Participation, "activity.read").filter(activity=row)
    everyone = list(rows.values_list("person_id", "attended"))
    named = dict(rows.filter(request.scope.named("person__org__")).order_by("person__code").values_list("person_id", "person__code"))
    attended = dict(everyone)
    return {
        "activity_id": row.code, "org_id": row.org.code, "kind": row.kind, "day": row.started_at.date(), "hours": _hours(row.hours),
        "topic": row.topic or None, "form": row.form or None, "came": sum(there for _, there in everyone),
        "away": sum(not there for _, there in everyone), "present": [code for person, code in named.items() if attended[person]],
        "absent": [code for person, code in named.items() if not attended[person]],
    }  # fmt: skip


@router.put("/activities/{str:code}", response=writes(Noted), summary="纪实:更正", operation_id="amend_event", url_name="activity")
@told({})
def amend(request: ApiRequest, code: str, said: Said) -> Any:
    """活动现在就是所说的这样;没有写到的人不再是参加人。"""
    row = _found(request, "activity.write", code)
    return {"activity_id": amend_activity(request.scope, row, _happening(said)).activity.code}


@router.post(
    "/activities/{str:code}/withdraw",
    response=writes(Noted),
    summary="纪实:撤回",
    operation_id="withdraw_event",
    url_name="withdraw_activity",
)
@told({})
def withdraw(request: ApiRequest, code: str, said: Withdrawal) -> Any:
    """整条撤回;操作日志里留有全文。"""
    withdraw_activity(request.scope, _found(request, "activity.write", code), said.reason)
    return {"activity_id": code}


def _found(request: ApiRequest, permission: str, code: str) -> Activity:
    row = request.scope.rows(Activity, permission).select_related("org").filter(code=code).first()
    if row is None:
        raise Http404
    return row


def _happening(said: Said) -> Happening:
    hours = Decimal(said.hours) if said.hours is not None else None
    return Happening(said.kind, said.day, present=said.present, absent=said.absent, hours=hours, topic=said.topic, form=said.form)


def _hours(hundredths: int | None) -> str | None:
    amount = as_decimal(hundredths)
    return None if amount is None else format(amount, "f")
