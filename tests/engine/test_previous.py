"""Values of one period earlier: `previous(…)`, `previous()`, measures that look at themselves, and grades of another year."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, figure, judged, pack_of, together, towns, unit

SINCE_2018 = {"in_force": {"from": "2018-01-01", "to": "2040-01-01"}}
PAY: dict[str, Any] = {
    "form": "formula",
    "each": "post",
    "period": "year",
    "where": "post.role in ('secretary','director','other_subsidised') and unit.kind = 'village'",
    "base": "greatest(17 * observation('farmer_net_income', year - 1), 10 * previous())",
    "scale": 10,
    "sum_over": "months",
    "held_on": 15,
    "take": "highest",
    "coefficient": "param('share', post.role)",
    "paid": "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay' and fund_entry.flow = 'paid')",
    "require": "paid >= due",
    "provisional_if_missing": ["farmer_net_income"],
    "absence": "zero",
    "unit": "元",
}
SHARES = {
    "id": "share",
    "title": "系数",
    "unit": "ratio",
    "local": True,
    "by": "category",
    "list": "post.role",
    "values": [
        {"since": "2000-01-01", "category": role, "value": value}
        for role, value in (("secretary", 1), ("director", 0.9), ("other_subsidised", 0.7))
    ],
}


def pay(folder: Path, **more: Any) -> Pack:
    return pack_of(folder, {**PAY, **more}, [SHARES], plan=SINCE_2018)


def income(**years: str) -> Rows:
    """Farmers' income of the county by year (`y2018="4000"`), the village with a person in it."""
    figures = [figure("县", value, f"{name[1:]}-01-01", f"{int(name[1:]) + 1}-01-01", "farmer_net_income") for name, value in years.items()]
    places = [unit("县", "county"), unit("村", "village", parent_unit_id="县")]
    return together({"unit": places, "person": [{"person_id": "张", "name": "张", "org_id": "top"}]}, *figures)


def held(role: str, since: str = "2017-01-01", until: str | None = None) -> Rows:
    row = {"post_id": role, "person_id": "张", "org_id": "top", "unit_id": "村", "role": role, "since": since, "until": until}
    return {"post": [row]}


@pytest.mark.row("002-06", "002-07")
@pytest.mark.parametrize(("role", "due"), [("secretary", 6800), ("director", 6120), ("other_subsidised", 4760)])
def test_pay_with_an_income_of_four_thousand(tmp_path: Path, role: str, due: int) -> None:
    row = judged(pay(tmp_path), together(income(y2017="4000"), held(role)), "2019-02-01", "2018")[role]
    assert (row["verdict"], row["target"]) == ("fail", due)


@pytest.mark.row("002-08")
@pytest.mark.parametrize(
    ("incomes", "year", "due"),
    [
        ({"y2017": "4000", "y2018": "3000"}, "2019", 6800),  # it does not fall with the income
        ({"y2017": "4000", "y2018": "3000", "y2019": "4500"}, "2020", 7650),
        ({"y2016": "9000", "y2017": "4000"}, "2018", 6800),  # before the plan nothing was promised
    ],
)
def test_pay_never_falls_below_that_of_the_year_before(tmp_path: Path, incomes: dict[str, str], year: str, due: int) -> None:
    row = judged(pay(tmp_path), together(income(**incomes), held("secretary")), "2023-01-01", year)["secretary"]
    assert row["target"] == due


def test_a_chain_of_twenty_years_is_one_short_question(tmp_path: Path) -> None:
    incomes = {f"y{year}": str(10000 - 100 * (year - 2017)) for year in range(2017, 2038)}
    row = judged(pay(tmp_path), together(income(**incomes), held("secretary")), "2039-01-01", "2038")["secretary"]
    assert row["target"] == 17000


@pytest.mark.parametrize(
    ("incomes", "verdict", "due", "note"),
    [
        ({"y2016": "4000"}, "pending", 6800, "provisional"),
        ({}, "unknown", None, "missing:observation.farmer_net_income"),
    ],
)
def test_a_figure_not_yet_out(tmp_path: Path, incomes: dict[str, str], verdict: str, due: int | None, note: str) -> None:
    row = judged(pay(tmp_path), together(income(**incomes), held("secretary")), "2019-02-01", "2018")["secretary"]
    assert (row["verdict"], row["target"], row["note"]) == (verdict, due, note)


def test_of_two_posts_the_higher_counts_in_each_month(tmp_path: Path) -> None:
    """Director all the year, secretary besides until July: six months whole, six at nine tenths."""
    rows = together(income(y2017="4000"), held("secretary", until="2018-07-01"), held("director"))
    said = judged(pay(tmp_path), rows, "2019-02-01", "2018")
    assert (said["secretary"]["target"], said["director"]["target"]) == (6460, 6460)


def test_why_says_how_it_is_worked_out(tmp_path: Path) -> None:
    pack = pay(tmp_path)
    rows = together(income(y2017="4000"), held("secretary", until="2018-07-01"), held("director"))
    why = explain(pack, facts_of(pack, rows), date(2019, 2, 1), "it", "secretary", period="2018")
    assert why.formula == (
        "本期内已支付的基本报酬金额之和,不少于应发数;应发数为(1.7乘以上年度农民人均纯收入)与上一期的这个数中较高的,"
        "乘以系数,按在任月数折算(每月 15 日在任的计一个月),兼职的按月取最高的一档"
    )
    assert why.target == 646000


def test_a_member_subsidy_by_the_members_there_were(tmp_path: Path) -> None:
    """What is due may itself be counted."""
    paid = "sum(fund_entry.amount) filter (where fund_entry.kind = 'member_subsidy' and fund_entry.flow = 'granted')"
    rate = {"id": "rate", "title": "每人补助", "unit": "元/人", "local": True, "values": [{"since": "2000-01-01", "value": 100}]}
    standard = {"form": "formula", "each": "organization", "period": "year", "where": "organization.level = 'county'", "unit": "元"}
    due = {"base": "param('rate') * count(post.post_id)", "paid": paid, "require": "paid >= due", "absence": "zero"}
    row = judged(pack_of(tmp_path, {**standard, **due}, [rate]), together(income(), held("secretary")), "2021-02-01", "2020")["top"]
    assert (row["verdict"], row["target"]) == ("fail", 100)


# ---------------------------------------------------------------- previous(…)
def test_a_bound_may_be_that_of_the_year_before(tmp_path: Path) -> None:
    standard = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "period": "year", "unit": "人"}
    keys = {"value": "observation('staff')", "require": "value >= previous(observation('staff'))"}
    rows = together(towns(东=["甲"]), figure("甲", "10", "2019-01-01", "2020-01-01"), figure("甲", "9", "2020-01-01"))
    row = judged(pack_of(tmp_path, {**standard, **keys}), rows, "2021-02-01", "2020")["甲"]
    assert (row["verdict"], row["target"], row["shortfall"]) == ("fail", 10, 1)


def test_a_measure_may_look_at_itself(tmp_path: Path) -> None:
    """The largest staff there ever was since the plan began."""
    measure = {
        "id": "most",
        "title": "历年最多",
        "each": "unit",
        "unit": "人",
        "value": "greatest(observation('staff'), previous(measure('most')))",
    }
    standard = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "period": "year", "unit": "人"}
    keys = {"value": "observation('staff')", "require": "value >= measure('most')"}
    pack = pack_of(tmp_path, {**standard, **keys}, plan=SINCE_2018, measures=[measure])
    years = [
        figure("甲", value, f"{year}-01-01", f"{year + 1}-01-01") for year, value in ((2017, "99"), (2018, "12"), (2019, "8"), (2020, "9"))
    ]
    row = judged(pack, together(towns(东=["甲"]), *years), "2021-02-01", "2020")["甲"]
    assert (row["target"], row["verdict"]) == (12, "fail")


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"base": "10 * previous()"}, "没有起点"),
        ({"coefficient": "previous()"}, "previous() 是应发数的上一期"),
        (
            {"paid": "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay' and fund_entry.amount > previous())"},
            "聚合里不能看上一期",
        ),
        ({"each": "unit", "where": "unit.kind = 'village'", "coefficient": "1"}, "take 从一个人的几个职务里"),
    ],
)
def test_what_cannot_look_back_is_refused(tmp_path: Path, keys: dict[str, Any], message: str) -> None:
    with pytest.raises(BadInput) as refused:
        pay(tmp_path, **keys)
    assert message in refused.value.problems[0].message


# ---------------------------------------------------------------- parameters that grow
GROWING = {
    "id": "floor",
    "title": "起点",
    "unit": "人",
    "local": True,
    "values": [
        {"since": "2018-01-01", "value": 10},
        {"since": "2019-01-01", "yearly": "round_half_up(previous() * 11/10)", "until": "2023-01-01"},
        {"since": "2021-01-01", "value": 20},
    ],
}


def floored(folder: Path, *values: dict[str, Any]) -> Pack:
    standard = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "unit": "人"}
    return pack_of(
        folder,
        {**standard, "value": "observation('staff')", "require": "value >= param('floor')"},
        [{**GROWING, "values": [*values] or GROWING["values"]}],
        plan=SINCE_2018,
    )


@pytest.mark.parametrize(
    ("day", "floor"),
    [("2018-12-31", 10), ("2019-01-01", 11), ("2020-06-30", 12), ("2021-12-31", 20), ("2022-06-30", 22), ("2030-01-01", 22)],
)
def test_a_parameter_grows_by_its_own_value_of_last_year(tmp_path: Path, day: str, floor: int) -> None:
    """Twelve is 12.1 rounded; 2021 has a figure of its own, from which 2022 goes on; afterwards the last one stays."""
    assert judged(floored(tmp_path), together(towns(东=["甲"]), figure("甲", "1", "2018-01-01")), day)["甲"]["target"] == floor


@pytest.mark.parametrize(
    ("values", "key", "message"),
    [
        ([{"since": "2018-01-01", "yearly": "previous() + 1", "until": "2020-01-01"}], "values.0", "不知道从什么数算起"),
        (
            [{"since": "2018-01-01", "value": 1}, {"since": "2019-01-01", "yearly": "previous() ** 2", "until": "2020-01-01"}],
            "values.1.yearly",
            "不能这样写",
        ),
        (
            [{"since": "2018-01-01", "value": 1}, {"since": "2019-01-01", "yearly": "previous()", "until": "2019-01-01"}],
            "values.1.until",
            "不晚于",
        ),
        ([{"since": "2018-01-01", "value": 1}, {"since": "2019-01-01", "yearly": "previous()"}], "values.1", "缺少“until”"),
    ],
)
def test_a_growth_without_beginning_end_or_sense_is_refused(tmp_path: Path, values: list[dict[str, Any]], key: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        floored(tmp_path, *values)
    problem = refused.value.problems[0]
    assert problem.key.endswith(key)
    assert message in problem.message


# ---------------------------------------------------------------- grades
def graded(**grades: str) -> Rows:
    """Branches with a grade of 2019, published in January 2020."""
    version = {"since": "2000-01-01", "kind": "branch", "level": "village", "domain": "rural"}
    score = {"subject_kind": "organization", "scheme": "branch_grade", "source": "imported", "period": "2019", "published_on": "2020-01-20"}
    return {
        "organization": [{**version, "org_id": name, "name": name} for name in grades],
        "placement": [{"org_id": name, "parent_id": "top", "since": "2000-01-01"} for name in grades],
        "score": [{**score, "subject_id": name, "grade": grade} for name, grade in grades.items() if grade != "_"],
    }


BY_GRADE = {
    "form": "threshold",
    "each": "organization",
    "period": "year",
    "value": "count(tie_in.tie_id)",
    "require": "value >= 1",
    "unit": "个",
}


@pytest.mark.row("002-49")
def test_last_years_grade_says_who_is_meant(tmp_path: Path) -> None:
    where = "organization.kind = 'branch' and score('branch_grade', year - 1) in ('average','poor')"
    said = judged(pack_of(tmp_path, {**BY_GRADE, "where": where}), graded(甲="poor", 乙="good", 丙="_"), "2020-12-31")
    assert {name: (row["verdict"], row["note"]) for name, row in said.items()} == {
        "甲": ("fail", None),
        "丙": ("unknown", "missing:score.branch_grade"),
    }


def test_a_grade_counts_from_its_publication(tmp_path: Path) -> None:
    where = "organization.kind = 'branch' and score('branch_grade', year - 1) = 'poor'"
    pack = pack_of(tmp_path, {**BY_GRADE, "where": where})
    assert judged(pack, graded(甲="poor"), "2020-01-19")["甲"]["verdict"] == "unknown"
    assert judged(pack, graded(甲="poor"), "2020-01-20")["甲"]["verdict"] == "fail"


def test_the_newest_publication_of_a_period_counts(tmp_path: Path) -> None:
    """An appeal made a new version."""
    rows = graded(甲="poor")
    again = {**rows["score"][0], "grade": "good", "published_on": "2020-03-01"}
    where = "organization.kind = 'branch' and score('branch_grade', year - 1) = 'poor'"
    assert judged(pack_of(tmp_path, {**BY_GRADE, "where": where}), together(rows, {"score": [again]}), "2020-12-31") == {}


@pytest.mark.row("002-59")
def test_a_branch_must_rise_a_grade(tmp_path: Path) -> None:
    standard = {
        "form": "trend",
        "each": "organization",
        "period": "year",
        "where": "organization.kind = 'branch' and score('branch_grade', year - 1) <> 'good'",
        "value": "grade_rank('branch_grade')",
        "against": "previous year",
        "require": "greater",
        "unit": "个",
    }
    this = {"subject_kind": "organization", "scheme": "branch_grade", "source": "imported", "period": "2020", "published_on": "2020-12-20"}
    now = {
        "score": [{**this, "subject_id": name, "grade": grade} for name, grade in (("甲", "average"), ("乙", "average"), ("丙", "good"))]
    }
    said = judged(pack_of(tmp_path, standard), together(graded(甲="poor", 乙="average", 丙="good"), now), "2020-12-31")
    assert {name: (row["verdict"], row["value"], row["target"]) for name, row in said.items()} == {
        "甲": ("pass", 2, 1),
        "乙": ("fail", 2, 2),
    }


@pytest.mark.row("003-172")
def test_money_by_the_stars_of_the_year_before(tmp_path: Path) -> None:
    band = {
        "id": "band",
        "title": "浮动经费标准",
        "unit": "元",
        "local": True,
        "by": "category",
        "list": "score.grade",
        "values": [{"since": "2000-01-01", "category": star, "value": value} for star, value in (("good", 5000), ("poor", 3000))],
    }
    paid = "sum(fund_entry.amount) filter (where fund_entry.kind = 'office_fund' and fund_entry.flow = 'granted')"
    standard = {**BY_GRADE, "where": "organization.kind = 'branch'", "value": paid, "unit": "元", "absence": "zero"}
    pack = pack_of(tmp_path, {**standard, "require": "value >= param('band', score('branch_grade', year - 1))"}, [band])
    said = judged(pack, graded(甲="good", 乙="poor", 丙="_"), "2021-02-01", "2020")
    assert {name: row["target"] for name, row in said.items()} == {"甲": 5000, "乙": 3000, "丙": None}


def test_points_are_a_number(tmp_path: Path) -> None:
    rows = graded(甲="good")
    rows["score"][0]["points"] = "69.99"  # type: ignore[index]
    pack = pack_of(
        tmp_path,
        {
            **BY_GRADE,
            "where": "organization.kind = 'branch'",
            "value": "points('branch_grade', year - 1)",
            "require": "value >= 70",
            "unit": "分",
        },
    )
    row = judged(pack, rows, "2020-12-31")["甲"]
    assert (row["verdict"], row["value"], row["shortfall"]) == ("fail", "69.99", "0.01")


@pytest.mark.parametrize(
    ("where", "message"),
    [("score('stars') = '5'", "没有“stars”这个评分方案"), ("score('branch_grade') = 'best'", "score.grade 里没有“best”这个代码")],
)
def test_a_scheme_or_grade_that_is_none_is_refused(tmp_path: Path, where: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        pack_of(tmp_path, {**BY_GRADE, "where": where})
