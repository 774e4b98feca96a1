"""方案、标准、结果 and why: read from the results on show and from the ledgers as they stand, cut to the scope by the bridge."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.http import Http404
from ninja import Field, Query, Router, Schema

from gangju.desk.api.answers import reads, told
from gangju.desk.api.door import ApiRequest
from gangju.desk.api.shapes import Asking, Code
from gangju.desk.bridge import results as kept
from gangju.desk.bridge import why
from gangju.desk.bridge.adopted import adopted_on, packs_of
from gangju.desk.plans.evidence import figure
from gangju.desk.plans.queries import plans_seen
from gangju.desk.plans.standards import known_standards

router = Router(tags=["标准和结果"])
Exact = int | str | None


class Plan(Schema):
    pack: str = Field(description="方案包")
    title: str = Field(description="名称")
    org_id: str = Field(description="采用的党组织")
    since: date = Field(description="自哪一天起")
    until: date | None = Field(description="到哪一天止")


class Standard(Schema):
    pack: str = Field(description="方案包")
    plan: str = Field(description="方案名称")
    standard: str = Field(description="标准")
    title: str = Field(description="标题")
    clause: list[str] = Field(description="条款号")
    form: str = Field(description="评法")
    each: str = Field(description="评的对象")
    unit: str = Field(description="单位")
    force: str = Field(description="力度:must、generally、strive")


class Judged(Schema):
    """Which standard, of which period, in which organisation: what every row of a reading begins with."""

    pack: str = Field(description="方案包")
    standard: str = Field(description="标准")
    part: str | None = Field(description="标准的哪一部分;null 即整条")
    period: str | None = Field(description="期间")
    org_id: str = Field(description="在哪个党组织评;汇总的行是哪个党组织的")


class Verdict(Judged):
    subject_kind: str = Field(description="对象类型")
    subject_id: str = Field(description="对象")
    verdict: str | None = Field(description="pass fail pending unknown exempt not_applicable;null 即只列数,不作评定")
    value: Exact = Field(description="算出的值,单位见 unit")
    target: Exact = Field(description="要求的值")
    shortfall: Exact = Field(description="差多少")
    unit: str = Field(description="单位")
    note: str | None = Field(description="附注代码")


class Group(Judged):
    roll_up: str = Field(description="汇总方式")
    verdict: str | None = Field(description="结果")
    lo: Exact = Field(description="已确定达标")
    hi: Exact = Field(description="最多可达标;null 即没有上界")
    n: Exact = Field(description="对象数")
    exempt: int = Field(description="豁免数")
    target: Exact = Field(description="应达")
    shortfall: Exact = Field(description="差额合计")
    unit: str = Field(description="单位")


class Count(Judged):
    subject_kind: str
    verdict: str
    n: int = Field(description="人数")


class Reading(Schema):
    as_of: date = Field(description="截至")
    known_on: date = Field(description="数据时点")
    groups: list[Group] = Field(description="各级党组织的汇总")
    subjects: list[Verdict] = Field(description="逐个对象;人员只有可以显示姓名的")
    counted: list[Count] = Field(description="其余人员,只有人数")
    more: bool = Field(description="true 即 subjects 没有给完,请按党组织或标准缩小范围")


class Wanted(Asking):
    pack: Code | None = Field(None, description="方案包")
    standard: Code | None = Field(None, description="标准")
    org: Code | None = Field(None, description="只要在这个党组织评的")
    verdict: Code | None = Field(None, description="只要这种结果:pass fail pending unknown exempt not_applicable")
    subjects: bool = Field(True, description="要不要逐个对象")
    most: int = Field(500, ge=1, le=2000, description="最多给多少个对象")


class Asked(Asking):
    pack: Code = Field(description="方案包")
    standard: Code = Field(description="标准")
    subject: Code = Field(description="对象")
    org: Code | None = Field(None, description="在哪个党组织评;一个人两个职务时要写")
    period: Code | None = Field(None, description="期间,如 2026、2026Q3;不写即今天所在的一期")


class Hidden(Schema):
    relation: str = Field(description="台账")
    n: int = Field(description="行数")
    amount: str = Field(description="合计计入,带单位")


class Why(Schema):
    explanation: dict[str, Any] = Field(description="条款、算法、参数、数到的每一行;格式与 gangju explain --json 相同")
    hidden: list[Hidden] = Field(description="不显示姓名的人员的行,只有行数和合计;与显示的行加起来等于结果")


@router.get("/plans", response=reads(list[Plan]), summary="方案:列出", operation_id="list_plans", url_name="plans")
@told({})
def plans(request: ApiRequest) -> Any:
    """约束范围内党组织的方案。"""
    return [
        {"pack": row.pack, "title": row.title, "org_id": row.org.code, "since": row.since, "until": row.until}
        for row in plans_seen(request.scope)
    ]


@router.get("/standards", response=reads(list[Standard]), summary="标准:列出", operation_id="list_standards", url_name="standards")
@told({})
def standards(request: ApiRequest) -> Any:
    """这些方案里的标准。"""
    seen = {row.pack for row in plans_seen(request.scope)}
    bound = [each for each in adopted_on(request.scope.today) if each.pack in seen]
    return [
        {
            "pack": each.pack, "plan": each.plan, "standard": each.id, "title": each.short, "clause": list(each.clause), "form": each.form,
            "each": each.each, "unit": each.unit, "force": each.force,
        }
        for each in known_standards(packs_of(bound)).values()
    ]  # fmt: skip


@router.get("/results", response=reads(Reading), summary="结果:读取", operation_id="read_results", url_name="results")
@told({})
def results(request: ApiRequest, asked: Query[Wanted]) -> Any:
    """最近一次算出的结果。还没有算过的回答没有。"""
    found = kept.read(
        request.scope,
        pack=asked.pack,
        standard=asked.standard,
        orgs=one(asked.org),
        verdicts=one(asked.verdict),
        subjects=asked.subjects,
        most=asked.most,
    )
    if found is None or not request.scope.may("standard.read"):
        raise Http404
    return asdict(found)


def one(code: str | None) -> tuple[str, ...] | None:
    return None if code is None else (code,)


@router.get("/results/why", response=reads(Why), summary="结果:为什么", operation_id="explain_result", url_name="why")
@told({})
def explain(request: ApiRequest, asked: Query[Asked]) -> Any:
    """一个结果的来历,按台账现在的样子重新算出。"""
    found = why.explain(request.scope, asked.pack, asked.standard, asked.subject, org=asked.org, period=asked.period)
    said = found.explanation
    hidden = [{"relation": each.relation, "n": each.n, "amount": figure(each.amount, said.scale, said.unit)} for each in found.hidden]
    return {"explanation": said.as_json(), "hidden": hidden}
