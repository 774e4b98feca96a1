"""Against the period before: a subject with itself, a group with the group of then."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, figure, grouped, judged, pack_of, together, towns

DAY = "2021-12-31"
FUND = "fund_entry.kind = 'organization_work_fund' and fund_entry.flow = 'budget'"
ITSELF: dict[str, Any] = {
    "form": "trend",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "period": "year",
    "value": "observation('staff')",
    "against": "previous year",
    "require": "greater",
    "unit": "人",
}
STARS: dict[str, Any] = {
    "form": "trend",
    "each": "organization",
    "where": "organization.kind = 'branch' and score.scheme = 'star_rating'",
    "period": "year",
    "share_of": "score.grade = '5'",
    "at": "county",
    "against": "previous year",
    "require": "greater",
    "unit": "个",
    "roll_up": [],
}


def itself(folder: Path, **more: Any) -> Pack:
    return pack_of(folder, {**ITSELF, **more})


def staff(last: str, this: str) -> Rows:
    figures = [figure("甲", last, "2020-01-01", "2021-01-01")] if last else []
    return together(towns(东=["甲"]), *figures, *([figure("甲", this, "2021-01-01")] if this else []))


# ---------------------------------------------------------------- a subject with itself
@pytest.mark.parametrize(
    ("last", "this", "require", "verdict", "target"),
    [
        ("10", "11", "greater", "pass", 10),
        ("10", "10", "greater", "fail", 10),
        ("10", "10", "not_less", "pass", 10),
        ("10", "9", "not_less", "fail", 10),
        ("10", "9", "less", "pass", 10),
        ("10", "12", "value >= previous + 2", "pass", 12),
        ("10", "12", "value > previous + 2", "fail", 12),
        ("", "10", "greater", "unknown", None),
        ("10", "", "greater", "unknown", 10),
    ],
)
def test_a_value_against_that_of_the_year_before(
    tmp_path: Path, last: str, this: str, require: str, verdict: str, target: int | None
) -> None:
    row = judged(itself(tmp_path, require=require), staff(last, this), DAY)["甲"]
    assert (row["verdict"], row["target"]) == (verdict, target)


def test_what_falls_short_is_said(tmp_path: Path) -> None:
    row = judged(itself(tmp_path, require="not_less"), staff("10", "7"), DAY)["甲"]
    assert (row["value"], row["shortfall"], row["note"]) == (7, 3, None)


def test_one_that_was_not_there_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    """A village founded this year with no members then: no row is zero, but of one that did not exist it is nothing."""
    rows = staff("", "10")
    rows["unit"][0]["since"] = "2021-03-01"  # type: ignore[index]
    row = judged(itself(tmp_path, value="count(post.post_id)"), rows, DAY)["甲"]
    assert (row["verdict"], row["note"]) == ("unknown", "missing:previous")


def money(year: str, amount: str) -> Rows:
    entry = {"kind": "organization_work_fund", "flow": "budget", "year": year, "dated_on": f"{year}-03-01", "unit_id": "甲"}
    return {"fund_entry": [{**entry, "fund_id": year, "amount": amount}]}


def kept(since: str) -> Rows:
    row = {"roster": "keeps", "subject_kind": "organization", "subject_id": "东", "category": "fund_entry.organization_work_fund"}
    return {"roster_entry": [{**row, "since": since}]}


@pytest.mark.row("002-16")
@pytest.mark.parametrize(
    ("since", "verdict", "note"), [("2020-01-01", "pass", None), ("2020-06-01", "unknown", "unkept:fund_entry.organization_work_fund")]
)
def test_money_of_a_year_in_which_nobody_kept_it_is_no_floor(tmp_path: Path, since: str, verdict: str, note: str | None) -> None:
    pack = itself(tmp_path, value=f"sum(fund_entry.amount) filter (where {FUND})", require="not_less", unit="元")
    rows = together(towns(东=["甲"]), money("2020", "100.00"), money("2021", "100.00"), kept(since))
    row = judged(pack, rows, "2022-02-01", "2021")["甲"]
    assert (row["verdict"], row["note"]) == (verdict, note)


@pytest.mark.row("002-16")
@pytest.mark.parametrize(
    ("more", "verdict", "target"),
    [({}, "unknown", None), ({"inherit": {"merge": "sum", "split": "none"}}, "fail", 150)],
)
def test_who_came_out_of_a_merger_is_compared_with_all_it_came_from(
    tmp_path: Path, more: dict[str, Any], verdict: str, target: int | None
) -> None:
    """Two villages with 100 and 50 become one with 120."""
    pack = itself(tmp_path, value=f"sum(fund_entry.amount) filter (where {FUND})", require="not_less", unit="元", **more)
    rows = together(towns(东=["甲", "乙", "丙"]), money("2020", "100.00"), kept("2019-01-01"))
    for place, since, until in ((0, "2000-01-01", "2021-03-01"), (1, "2000-01-01", "2021-03-01"), (2, "2021-03-01", None)):
        rows["unit"][place].update({"since": since, "until": until})  # type: ignore[attr-defined]
    entry = rows["fund_entry"][0]
    other = {**entry, "fund_id": "乙", "unit_id": "乙", "amount": "50.00"}
    now = {**entry, "fund_id": "丙", "unit_id": "丙", "amount": "120.00", "year": "2021", "dated_on": "2021-04-01"}
    ends = {"kind": "successor", "from_kind": "unit", "from_id": "丙", "to_kind": "unit", "since": "2021-03-01"}
    ties = [{**ends, "tie_id": f"承{place}", "to_id": place} for place in "甲乙"]
    row = judged(pack, together(rows, {"fund_entry": [other, now], "tie": ties}), "2022-02-01", "2021")["丙"]
    assert (row["verdict"], row["target"]) == (verdict, target)


def test_more_than_last_year_passes_before_the_year_is_over(tmp_path: Path) -> None:
    pack = itself(tmp_path, value=f"sum(fund_entry.amount) filter (where {FUND})", unit="元")
    rows = together(towns(东=["甲"]), money("2020", "100.00"), kept("2019-01-01"))
    assert judged(pack, rows, "2021-06-30")["甲"]["verdict"] == "pending"
    assert judged(pack, together(rows, money("2021", "100.01")), "2021-06-30")["甲"]["verdict"] == "pass"


def test_a_month_against_the_month_before(tmp_path: Path) -> None:
    pack = itself(tmp_path, period="month", against="previous month")
    rows = together(towns(东=["甲"]), figure("甲", "10", "2021-11-01", "2021-12-01"), figure("甲", "11", "2021-12-01"))
    assert (judged(pack, rows, DAY)["甲"]["verdict"], judged(pack, rows, DAY)["甲"]["target"]) == ("pass", 10)


@pytest.mark.row("004-138")
def test_a_test_against_the_test_before_whenever_that_was(tmp_path: Path) -> None:
    pack = itself(tmp_path, period="as_of", against="previous observation")
    first, second = figure("甲", "10", "2017-05-01", "2017-06-01"), figure("甲", "12", "2021-03-01")
    assert judged(pack, together(towns(东=["甲"]), first, second), DAY)["甲"]["verdict"] == "pass"
    assert judged(pack, together(towns(东=["甲"]), second), DAY)["甲"]["verdict"] == "unknown"


@pytest.mark.row("003-173")
def test_a_table_of_figures_must_rise_year_by_year(tmp_path: Path) -> None:
    """A parameter is a value like any other: the band of five stars."""
    values = [{"since": f"{year}-01-01", "category": "5", "value": value} for year, value in ((2020, 5000), (2021, 5200))]
    band = {"id": "band", "title": "五星标准", "unit": "元", "local": True, "by": "category", "list": "score.grade", "values": values}
    county = {"each": "organization", "where": "organization.level = 'county'", "value": "param('band', '5')", "unit": "元"}
    pack = pack_of(tmp_path, {**ITSELF, **county}, [band])
    assert (judged(pack, {}, DAY)["top"]["verdict"], judged(pack, {}, DAY)["top"]["target"]) == ("pass", 5000)


# ---------------------------------------------------------------- a group with the group of then
def starred(**grades: str) -> Rows:
    """Branches with their stars of 2020 and 2021, `_` for a year without one."""
    version = {"since": "2000-01-01", "kind": "branch", "level": "village", "domain": "rural"}
    score = {"subject_kind": "organization", "scheme": "star_rating", "source": "imported"}
    rated = [(name, year, star) for name, stars in grades.items() for year, star in zip((2020, 2021), stars, strict=True) if star != "_"]
    return {
        "organization": [{**version, "org_id": name, "name": name} for name in grades],
        "placement": [{"org_id": name, "parent_id": "top", "since": "2000-01-01"} for name in grades],
        "score": [
            {**score, "subject_id": name, "period": str(year), "grade": star, "published_on": f"{year}-12-20"} for name, year, star in rated
        ],
    }


@pytest.mark.row("003-14")
@pytest.mark.parametrize(
    ("grades", "lo", "n", "target", "verdict"),
    [
        ({"甲": "55", "乙": "45", "丙": "44", "丁": "44"}, 2, 4, 2, "pass"),
        ({"甲": "55", "乙": "44", "丙": "44", "丁": "44"}, 1, 4, 2, "fail"),
        # a third of three against a half of two: fewer of more are a smaller share
        ({"甲": "55", "乙": "44", "丙": "_4"}, 1, 3, 2, "fail"),
        ({"甲": "_5", "乙": "_5"}, 2, 2, None, "unknown"),
    ],
)
def test_the_share_must_be_larger_than_the_year_before(
    tmp_path: Path, grades: dict[str, str], lo: int, n: int, target: int | None, verdict: str
) -> None:
    row = grouped(pack_of(tmp_path, STARS), starred(**grades), DAY)["share", "top"]
    assert (row["lo"], row["n"], row["target"], row["verdict"]) == (lo, n, target, verdict)


def test_only_the_level_named_is_judged(tmp_path: Path) -> None:
    assert {org for _, org in grouped(pack_of(tmp_path, STARS), starred(甲="55"), DAY)} == {"top"}


def test_a_group_is_that_of_its_time(tmp_path: Path) -> None:
    """A branch closed since then counts in the year before and no more."""
    rows = starred(甲="5_", 乙="44")
    rows["organization"][0]["until"] = rows["placement"][0]["until"] = "2021-02-01"  # type: ignore[index]
    row = grouped(pack_of(tmp_path, STARS), rows, DAY)["share", "top"]
    assert (row["lo"], row["n"], row["target"], row["verdict"]) == (0, 1, 1, "fail")


@pytest.mark.row("002-14")
@pytest.mark.parametrize(
    ("this", "verdict"), [(["20", "20"], "pass"), (["20", "18"], "fail"), (["40", ""], "pass"), (["20", ""], "unknown")]
)
def test_a_mean_must_rise_by_so_much(tmp_path: Path, this: list[str], verdict: str) -> None:
    pack = pack_of(tmp_path, {**_mean(), "require": "mean >= previous + param('rise')"}, [RISE])
    last = [figure(place, value, "2020-01-01", "2021-01-01") for place, value in (("甲", "5"), ("乙", "15"))]
    now = [figure(place, value, "2021-01-01") for place, value in zip("甲乙", this, strict=True) if value]
    row = grouped(pack, together(towns(东=["甲", "乙"]), *last, *now), DAY)["mean", "top"]
    assert (row["target"], row["verdict"]) == (20, verdict)


RISE = {"id": "rise", "title": "增幅", "unit": "人", "local": True, "values": [{"since": "2000-01-01", "value": 10}]}


def _mean() -> dict[str, Any]:
    return {
        **{key: value for key, value in ITSELF.items() if key != "value"},
        "mean_of": "observation('staff')",
        "at": "county",
        "roll_up": [],
    }


@pytest.mark.row("004-12")
def test_a_number_must_grow(tmp_path: Path) -> None:
    pack = pack_of(
        tmp_path,
        {**_mean_without(), "count_of": "count(post.post_id) >= 1", "where": "unit.kind = 'village'"},
    )
    post = {"role": "secretary", "unit_id": "甲", "org_id": "东", "person_id": "张"}
    rows = together(
        towns(东=["甲", "乙"]),
        {"person": [{"person_id": "张", "name": "张", "org_id": "东"}]},
        {"post": [{**post, "post_id": "一", "since": "2019-01-01"}, {**post, "post_id": "二", "unit_id": "乙", "since": "2021-05-01"}]},
    )
    row = grouped(pack, rows, DAY)["count", "top"]
    assert (row["lo"], row["target"], row["verdict"]) == (2, 2, "pass")


def _mean_without() -> dict[str, Any]:
    return {key: value for key, value in _mean().items() if key != "mean_of"}


@pytest.mark.row("000-04", "000-151")
def test_two_shares_of_one_clause_are_two_parts(tmp_path: Path) -> None:
    """Each part has its own share of now and of then; the line of one subject is information."""
    common = {"at": "county", "against": "previous year", "require": "not_less"}
    parts = [
        {"title": "有书记", "share_of": "count(post.post_id) >= 1", **common},
        {"title": "有人手", "share_of": "observation('staff') >= 10", **common},
    ]
    whole = {key: value for key, value in ITSELF.items() if key not in ("value", "against", "require")}
    rows = grouped(pack_of(tmp_path, {**whole, "parts": parts, "roll_up": []}), staff("10", "9"), DAY)
    assert {name: row["verdict"] for (name, _), row in rows.items()} == {"有书记share": "pass", "有人手share": "fail"}


# ---------------------------------------------------------------- why, and what is refused
def test_why(tmp_path: Path) -> None:
    pack = itself(tmp_path)
    why = explain(pack, facts_of(pack, staff("10", "11")), date(2021, 12, 31), "it", "甲")
    assert (why.formula, why.lo, why.target) == ("从业(工作)人员数,高于上年度", 11, 10)
    assert [(row.relation, int(row.amount)) for row in why.rows] == [("observation", 11)]


def test_why_of_one_in_a_group(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, STARS)
    why = explain(pack, facts_of(pack, starred(甲="55")), date(2021, 12, 31), "it", "甲")
    assert (why.formula, why.verdict) == ("符合“得分的等次为五星”的占比,高于上年度", "pass")


@pytest.mark.parametrize(
    ("keys", "key", "message"),
    [
        ({"share_of": "score.grade = '5'"}, "share_of", "要写明比的是什么"),
        ({"require": "share > previous"}, "require", "require 里写的是 share,比的是 value"),
        ({"period": "year", "against": "previous month"}, "against", "以 year 为期,不能与 previous month 比"),
        (
            {"value": "count(activity.activity_id) filter (where activity.kind = 'training')", "period": "as_of", "unit": "次"},
            "value",
            "没有写 period",
        ),
        ({"value": "sum(venue.area_m2)", "unit": "m2", "at": "county"}, "at", "与自己比的不写 at"),
        ({"against": "previous observation", "value": "count(post.post_id)"}, "value", "与前一次比的要是一项数据"),
    ],
)
def test_a_trend_that_cannot_be_is_refused(tmp_path: Path, keys: dict[str, Any], key: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        itself(tmp_path, **keys)
    (problem,) = refused.value.problems
    assert problem.key == f"it.{key}"
    assert message in problem.message


def test_only_a_trend_looks_back(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="只有 trend 与上一期比"):
        pack_of(
            tmp_path,
            {
                "form": "threshold",
                "each": "unit",
                "where": "unit.kind = 'village'",
                "value": "observation('staff')",
                "require": "value >= 1",
                "unit": "人",
                "roll_up": [{"kind": "share", "op": ">", "value": "previous"}],
            },
        )
