"""What an expression may say, and how a wrong one is refused before anything runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from gangju.engine import plan
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.expr import Context, ExprError, Names, check
from gangju.engine.model import Mark, Measure, Param, ParamValue

CATALOGUE = load_catalogue(SHIPPED)
PARAMS = {
    "hours": Param("hours", "学时", "学时", (ParamValue(date(2026, 1, 1), Fraction(24)),)),
    "each": Param("each", "每人经费", "元/人", (ParamValue(date(2026, 1, 1), Fraction(100)),)),
    "pay": Param("pay", "系数", "ratio", (ParamValue(date(2026, 1, 1), Fraction(1)),), by="category", list="post.role"),
}
MEASURES = {
    "round": Measure("round", "绕", "unit", "measure('trip')", "m2", Mark("measures.yaml", 1)),
    "trip": Measure("trip", "绕", "unit", "measure('round')", "m2", Mark("measures.yaml", 2)),
}
UNIT = Context(Names(CATALOGUE, PARAMS, MEASURES), "unit", "unit", aggregates=True)
BRANCH = replace(UNIT, each="organization", base="organization")
PERSON = replace(UNIT, each="person", base="person")


@pytest.mark.parametrize(
    ("standing", "text", "message"),
    [
        (UNIT, "unit.kind = ", "读不懂表达式"),
        (UNIT, "village.kind = 'x'", "没有“village”这个台账"),
        (UNIT, "unit.colour = 'red'", "unit 没有“colour”这一列"),
        (UNIT, "unit.kind = 'vilage'", "没有“vilage”这个代码"),
        (UNIT, "kind = 'village'", "没有说是哪个台账的列"),
        (UNIT, "unit.kind = 5", "两边不是同一类东西"),
        (UNIT, "max(venue.area_m2) >= param('hours')", "单位不同"),
        (UNIT, "max(venue.area_m2) >= param('hour')", "没有“hour”这个参数"),
        (UNIT, "max(venue.area_m2) * max(venue.area_m2) > 1", "两个算出来的数不能相乘"),
        (UNIT, "param('hours') * param('each') > 1", "两个带单位的数不能相乘"),
        (UNIT, "max(venue.area_m2) / 2 > 1", "不能写除法"),
        (UNIT, "max(venue.area_m2) > 1/0", "除数是零"),
        (UNIT, "max(venue.area_m2)", None),
        (UNIT, "organization.level = 'village'", "不止一条路"),
        (UNIT, "measure('trip') > 1", "绕回了自己"),
        (UNIT, "observation('wealth') > 1", "没有“wealth”这项数据"),
        (UNIT, "observation('staff', 2026) > 1", "年份要写成"),
        (UNIT, "median(venue.area_m2) > 1", "不能这样写"),
        (UNIT, "param('pay') > 1", "要第二个参数"),
        (UNIT, "sum(participation.hours) filter (where participation.attended) > 1", "没有写明数哪几种"),
        (PERSON, "organization.domain = 'rural'", "从 person 到不了 organization"),
        (PERSON, "person.born_on < 'yesterday'", "不是日期"),
        (BRANCH, "count(venue.venue_id) filter (where post.role = 'secretary') > 1", "到不了这些台账的行"),
    ],
)
def test_a_wrong_expression_is_refused_with_a_remedy(standing: Context, text: str, message: str | None) -> None:
    if message is None:
        assert check(text, standing).type.kind == "number"
        return
    with pytest.raises(ExprError, match=message) as caught:
        check(text, standing)
    assert caught.value.remedy


def test_a_bare_number_takes_the_unit_and_scale_of_what_it_meets() -> None:
    node = check("max(venue.area_m2) > 200", UNIT)
    assert isinstance(node, plan.Compare)
    assert node.right == plan.Literal(Fraction(20000), plan.number("m2"))


def test_a_unit_price_times_heads_is_money() -> None:
    node = check("param('each') * count(membership.person_id)", BRANCH)
    assert (node.type.unit, node.type.scale) == ("元", 100)


def test_an_aggregate_knows_which_ledger_must_be_kept() -> None:
    node = check("sum(participation.hours) filter (where activity.kind in ('training','party_class') and participation.attended)", PERSON)
    assert isinstance(node, plan.Aggregate)
    assert (node.base, node.kinds) == ("participation", ("activity.training", "activity.party_class"))


def test_an_organisation_reached_by_membership_and_post_must_be_named() -> None:
    both = replace(PERSON, anchors=("membership", "post"))
    with pytest.raises(ExprError, match="不止一条路"):
        check("organization.domain = 'rural'", both)
    assert check("membership.organization.domain = 'rural'", both).type.kind == "bool"
