"""The why text of every form, word for word, and that of every standard of every shipped pack: Chinese, complete, dated.

A form that is new has no golden text yet, and says so here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import gangju.demo
from gangju.engine.cases import Case, read_cases
from gangju.engine.explain import Explanation, explain, sentence
from gangju.engine.facts import facts_from_rows
from gangju.engine.forms import FORMS
from gangju.engine.load import load_pack
from gangju.engine.model import Pack, Standard
from gangju.engine.problem import BadInput
from tests.engine.test_split import SPLIT
from tests.engine.worlds_of_forms import pack_of

FOREIGN = re.compile(r"[A-Za-z_]|None")
VILLAGES = {"each": "unit", "where": "unit.kind = 'village'"}
BRANCHES = {"each": "organization", "where": "organization.kind = 'branch'"}
HOURS = "sum(participation.hours) filter (where activity.kind = 'training' and participation.attended)"
SECRETARIES = "count(post.post_id) filter (where post.role = 'secretary')"
AREA = {"value": "max(venue.area_m2)", "require": "value >= 200", "unit": "m2"}
ADMITTED = "max(membership_history.approved_on) filter (where membership_history.entry = 'admission')"
POSTS = {"each": "post", "where": "post.role = 'secretary'", "period": "year", "unit": "元"}
PAID = "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay' and fund_entry.flow = 'paid')"

PAY = "本期内已支付的基本报酬金额之和,不少于应发数;应发数为2乘以上年度农民人均纯收入,按在任月数折算(每月 15 日在任的计一个月)"
PAYERS = (
    "以下 2 项都要达到:(1)市级:所辖范围内本期内已拨付的基本报酬(单位类别为城市社区、负担层级为市级)的金额之和,"
    "不少于年工资总额的 4/10(四舍五入到分;各方分别评判,不相互抵补);"
    "(2)县级(含城区):所辖范围内本期内已拨付的基本报酬(单位类别为城市社区、负担层级为县级(含城区))的金额之和,"
    "不少于年工资总额的 6/10(四舍五入到分,分后余下的由其承担;各方分别评判,不相互抵补)"
)

Said = Mapping[str, Any]
GOLDEN: Mapping[str, tuple[Said, str]] = {
    "threshold": (
        {"each": "person", "where": "membership.kind = 'full'", "period": "year", "value": HOURS, "require": "value >= 24", "unit": "学时"},
        "本期内参加过的培训学时之和,不少于24学时",
    ),
    "share": (
        {**VILLAGES, **AREA, "roll_up": [{"kind": "share", "op": ">=", "value": "1/2"}], "due": "2028-12-31"},
        "阵地面积中最大的,不少于200㎡,期限 2028 年 12 月 31 日",
    ),
    "rhythm": (
        {**BRANCHES, "events": "activity.kind = 'members_meeting'", "distinct": "days", "window": "quarter", "at_least": 1, "unit": "次"},
        "每季度至少有 1 天记有支部党员大会",
    ),
    "checklist": (
        {
            **VILLAGES,
            "checklist": "community_eleven",
            "stale_after": "12 months",
            "without_subject": "fail",
            "of_many": "largest",
            "unit": "项",
        },
        "“社区场所十一项”11 项逐项为“是”,不适用的项不计",
    ),
    "band": (
        {
            **VILLAGES,
            "value": "count(post.post_id) filter (where post.role = 'party_worker' and post.full_time)",
            "of": "observation('staff')",
            "low": {"share": "1/100", "round": "ceil"},
            "high": {"share": "1/50", "round": "floor", "not_below": "low"},
            "above": "note",
            "unit": "人",
        },
        "专职的党务工作者的人数,不少于从业(工作)人员数的 1%(不足一人按一人),以 2%(不足一人不计)为上限",
    ),
    "cover": (
        {
            **VILLAGES,
            "by": "organization.set_up_mode in ('standalone','joint')",
            "grace": {"after": "became_due", "days": 90},
            "unit": "个",
        },
        "有党组织覆盖:设在本单位,或以“联合覆盖”联系到本单位(党组织的组建方式为单独组建、联合组建);刚列入要求的宽限 90 天",
    ),
    "deadline": (
        {**VILLAGES, "done": "min(venue.accepted_on) filter (where venue.kind = 'service_centre')", "before": "2021-07-01", "unit": "个"},
        "党群服务中心验收日期中最早的,早于 2021 年 7 月 1 日",
    ),
    "formula": (
        {
            **POSTS,
            "base": "2 * observation('farmer_net_income', year - 1)",
            "paid": PAID,
            "require": "paid >= due",
            "sum_over": "months",
            "held_on": 15,
        },
        PAY,
    ),
    "pairing": (
        {
            **VILLAGES,
            "tie": "benchmark",
            "exactly": 1,
            "not_self": True,
            "target_not_on": "weak_village",
            "without_candidates": "exempt",
            "unit": "个",
        },
        "“学习标杆”恰好 1 个,对方不在“薄弱村”名册上,不能是自己",
    ),
    "quota": (
        {
            "each": "organization",
            "where": "organization.level = 'county'",
            "members": {"roster": "demonstration_site", "tier": "county"},
            "bound": {"op": "=", "value": 100},
            "due": "2028-12-31",
            "unit": "个",
        },
        "所辖范围内在册的“示范点(单位)、县级”,等于100个,期限 2028 年 12 月 31 日",
    ),
    "spell": (
        {
            **VILLAGES,
            "last": ADMITTED,
            "after": "3 years",
            "inherit": {"merge": "latest", "split": "copy"},
            "younger": "not_applicable",
            "unit": "天",
        },
        "历来党籍(进入方式为发展入党)的上级党委批准日期中最近的,距今不满 3 年;合并取各方最近的一次,分设承接原来的",
    ),
    "split": (SPLIT, PAYERS),
    "trend": (
        {
            **BRANCHES,
            "value": "count(membership.person_id)",
            "against": "previous year",
            "require": "greater",
            "unit": "人",
            "period": "year",
        },
        "党籍的数目,高于上年度",
    ),
}
PARTS: Said = {
    "form": "threshold",
    **VILLAGES,
    "unit": "项",
    "parts": [
        {"title": "有书记", "value": SECRETARIES, "require": "value >= 1", "unit": "人"},
        {"title": "有场所", **AREA},
    ],
}
SHOWN: Said = {
    "form": "threshold",
    **VILLAGES,
    "force": "report",
    "value": SECRETARIES,
    "unit": "人",
    "roll_up": [{"kind": "sum", "value": "unset"}],
}


def said(folder: Path, standard: Said) -> str:
    pack = pack_of(folder, standard)
    return sentence(pack, pack.standards[0])


def test_every_form_has_a_golden_text() -> None:
    assert set(GOLDEN) == set(FORMS)


@pytest.mark.parametrize("form", sorted(GOLDEN))
def test_the_why_text_of_a_form(tmp_path: Path, form: str) -> None:
    standard, text = GOLDEN[form]
    assert said(tmp_path, {"form": form, **standard}) == text


def test_the_why_text_of_several_conditions(tmp_path: Path) -> None:
    assert said(tmp_path, PARTS) == "以下 2 项都要达到:(1)有书记:党组织书记的数目,不少于1人;(2)有场所:阵地面积中最大的,不少于200㎡"


def test_the_why_text_of_a_figure_that_is_only_shown(tmp_path: Path) -> None:
    assert said(tmp_path, SHOWN) == "党组织书记的数目(只列数,不评判)"


# ---------------------------------------------------------------- shipped packs
def shipped() -> list[Path]:
    folders = [path.parent for path in sorted((Path(gangju.demo.__file__).parents[1] / "packs").glob("*/plan.yaml"))]
    return [*folders, Path(gangju.demo.__file__).parent / "pack"]


@pytest.fixture(scope="module", params=shipped(), ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(request.param)


def test_every_requirement_of_a_shipped_pack_is_said_in_chinese(pack: Pack) -> None:
    texts = {each.id: [sentence(pack, each), each.title, each.advice] for each in pack.standards}
    assert {name: text for name, said_ in texts.items() for text in said_ if FOREIGN.search(text)} == {}


def test_every_requirement_of_the_small_pack_is_said_in_chinese(shared: Path) -> None:
    test_every_requirement_of_a_shipped_pack_is_said_in_chinese(load_pack(shared / "spec/tiny_pack/pack"))


def test_every_parameter_of_a_shipped_pack_has_a_title_a_date_and_a_source(pack: Pack) -> None:
    wrong = [each.id for each in pack.params.values() if FOREIGN.search(each.title) or not each.values or not (each.clause or each.local)]
    assert wrong == []


@pytest.mark.long
def test_every_why_of_a_shipped_pack_is_whole(pack: Pack) -> None:
    """Of each standard the first subject of its cases: said in Chinese, every parameter with date and source, every row with its key."""
    told = {standard.id: why for standard, case, subject in examples(pack) if (why := asked(pack, standard, case, subject)) is not None}
    assert len(told) > 0 or not (pack.folder / "cases").is_dir()
    assert [name for name, why in told.items() if FOREIGN.search(why.formula)] == []
    used = [(name, param) for name, why in told.items() for param in why.params]
    assert [(name, param.name) for name, param in used if not param.source or FOREIGN.search(param.title)] == []
    rows = [(name, row) for name, why in told.items() for row in (*why.rows, *why.kept)]
    assert [name for name, row in rows if not any(row.key.values())] == []


def examples(pack: Pack) -> Iterator[tuple[Standard, Case, str]]:
    cases = read_cases(pack)
    for standard in pack.standards:
        found = ((case, subject) for case in cases for subject in case.expect.get(standard.id, ()))
        yield from ((standard, *each) for each in [next(found, None)] if each is not None)


def asked(pack: Pack, standard: Standard, case: Case, subject: str) -> Explanation | None:
    """None where the case says that the standard does not ask anything of the subject."""
    facts = facts_from_rows(case.rows, pack.catalogue)
    try:
        return explain(pack, facts, case.as_of, standard.id, subject, known_on=case.known_on, period=case.period)
    except BadInput:
        return None
