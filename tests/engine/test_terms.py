"""Keys that change who is meant, when, and how much: months in office, late entries, lists of a period, its first day, order, mergers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of, unit

KEEPS = {"roster": "keeps", "subject_kind": "organization", "subject_id": "top", "since": "2010-01-01", "category": "activity.training"}
HOURS = {
    "form": "threshold",
    "each": "person",
    "period": "year",
    "where": "post.role = 'secretary'",
    "value": "sum(participation.hours) filter (where activity.kind = 'training')",
    "require": "value >= 56",
    "unit": "学时",
}


def secretary(*spans: tuple[str, str | None], hours: str = "0", **more: str) -> Rows:
    held = [
        {"post_id": f"职{number}", "person_id": "张", "org_id": "top", "role": "secretary", "since": since, "until": until}
        for number, (since, until) in enumerate(spans)
    ]
    course = {"activity_id": "课", "kind": "training", "org_id": "top", "started_at": "2021-12-20"}
    there = {"activity_id": "课", "person_id": "张", "hours": hours, **more}
    person = {"person_id": "张", "name": "张", "org_id": "top"}
    return {"person": [person], "post": held, "activity": [course], "participation": [there], "roster_entry": [KEEPS]}


def found(pack: Pack, rows: Rows, day: str = "2022-02-01", subject: str = "张", period: str | None = "2021") -> tuple[str, Any, Any, Any]:
    row = judged(pack, rows, day, period)[subject]
    return row["verdict"], row["value"], row["target"], row["note"]


# ---------------------------------------------------------------- months in office
@pytest.mark.row("003-33")
@pytest.mark.parametrize(("since", "target"), [("2021-01-15", 56), ("2021-01-16", 52), ("2021-08-01", 24), ("2021-12-15", 5)])
def test_who_came_during_the_year_owes_the_hours_of_his_months(tmp_path: Path, since: str, target: int) -> None:
    pack = pack_of(tmp_path, {**HOURS, "prorate": "months"})
    assert found(pack, secretary((since, None), hours=str(target))) == ("pass", target, target, None)
    assert found(pack, secretary((since, None), hours=str(target - 1)))[0] == "fail"


def test_who_was_elected_again_owes_the_whole_year(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HOURS, "prorate": "months"})
    assert found(pack, secretary(("2018-01-01", "2021-07-01"), ("2021-07-01", None)))[2] == 56


def test_who_came_after_the_fifteenth_of_december_owes_nothing(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HOURS, "prorate": "months"})
    assert found(pack, secretary(("2021-12-16", None))) == ("not_applicable", None, None, "months:0")


def test_money_is_rounded_to_the_fen(tmp_path: Path) -> None:
    pay = {"each": "post", "value": "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay')", "require": "value >= 10000.01"}
    pack = pack_of(tmp_path, {**HOURS, **pay, "unit": "元", "prorate": "months"})
    assert found(pack, secretary(("2021-12-01", None)), subject="职0")[2] == "833.34"


def test_why_says_how_the_year_is_cut(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HOURS, "prorate": "months"})
    told = explain(pack, facts_of(pack, secretary(("2021-08-01", None))), date(2022, 2, 1), "it", "张", period="2021")
    assert told.formula.endswith("不少于56学时;任职不满全年的按月折算,每月 15 日在任的计一个月")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"where": "membership.kind = 'full'"}, "不对党员"),
        ({"require": "value > 56"}, "全年的下限"),
        ({"period": "half"}, "全年的下限"),
    ],
)
def test_months_are_cut_for_roles_and_floors_of_a_year_alone(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        pack_of(tmp_path, {**HOURS, "prorate": "months", **changed})


# ---------------------------------------------------------------- entered late
def test_rows_entered_late_count_and_are_marked(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HOURS, "late": 7})
    rows = secretary(("2018-01-01", None), hours="60", recorded_at="2021-12-28")
    assert found(pack, rows) == ("pass", 60, 56, "entered_late:1")
    assert found(pack, secretary(("2018-01-01", None), hours="60", recorded_at="2021-12-27"))[3] is None


# ---------------------------------------------------------------- lists of the period
WEAK = {
    "form": "threshold",
    "each": "unit",
    "period": "year",
    "where": "roster_entry.roster = 'weak_village'",
    "value": "count(post.post_id)",
    "require": "value >= 1",
    "unit": "人",
}


def listed(since: str, until: str | None) -> Rows:
    entry = {"roster": "weak_village", "subject_kind": "unit", "subject_id": "甲村", "category": "economic", "since": since, "until": until}
    return {"unit": [unit("甲村", "village")], "roster_entry": [entry]}


@pytest.mark.row("003-13")
def test_who_was_taken_off_the_list_during_the_year_still_counts(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**WEAK, "on_list": "during period"})
    off = listed("2020-05-01", "2021-03-01")
    assert list(judged(pack, off, "2022-02-01", "2021")) == ["甲村"]
    assert list(judged(pack, listed("2020-05-01", "2021-01-01"), "2022-02-01", "2021")) == []
    assert list(judged(pack_of(tmp_path, WEAK), off, "2022-02-01", "2021")) == []


def test_a_list_of_the_period_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有写明哪一个名册"):
        pack_of(tmp_path, {**WEAK, "where": "unit.kind = 'village'", "on_list": "during period"})


# ---------------------------------------------------------------- the first day of the period
def member(name: str, since: str, until: str | None = None) -> dict[str, str | None]:
    return {"person_id": name, "org_id": "top", "kind": "full", "since": since, "until": until}


FUND = {
    "form": "threshold",
    "each": "organization",
    "period": "year",
    "where": "organization.level = 'county'",
    "value": "sum(fund_entry.amount) filter (where fund_entry.kind = 'member_activity_fund' and fund_entry.flow = 'granted')",
    "require": "value >= param('each') * count(membership.person_id)",
    "unit": "元",
}
EACH = {"id": "each", "title": "每名党员", "unit": "元/人", "local": True, "values": [{"since": "2021-06-01", "value": 100}]}


@pytest.mark.row("003-97")
def test_members_are_counted_on_the_first_of_january_and_money_in_the_year(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**FUND, "measured_on": "period_start"}, [EACH])
    people = [{"person_id": name, "name": name, "org_id": "top"} for name in ("张", "李", "王")]
    members = [member("张", "2015-01-01"), member("李", "2015-01-01", "2021-03-01"), member("王", "2021-02-01")]
    entry = {"fund_id": "款", "kind": "member_activity_fund", "flow": "granted", "org_id": "top", "year": "2021", "dated_on": "2021-11-01"}
    keeps = {**KEEPS, "category": "fund_entry.member_activity_fund"}
    rows: Rows = {"person": people, "membership": members, "fund_entry": [{**entry, "amount": "200"}], "roster_entry": [keeps]}
    assert found(pack, rows, subject="top") == ("pass", 200, 200, None)


def test_a_root_that_is_gone_since_is_judged_as_it_was_on_the_first_day(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**FUND, "measured_on": "period_start"}, [EACH])
    gone = {"org_id": "old", "since": "2000-01-01", "until": "2021-09-01"}
    rows: Rows = {"organization": [{**gone, "name": "某老县委", "kind": "committee", "level": "county"}], "placement": [gone]}
    assert set(judged(pack, rows, "2021-12-31")) == {"top", "old"}


def test_the_first_day_needs_a_period(tmp_path: Path) -> None:
    standard = {key: value for key, value in WEAK.items() if key != "period"}
    with pytest.raises(BadInput, match="没有写 period"):
        pack_of(tmp_path, {**standard, "measured_on": "period_start"})


# ---------------------------------------------------------------- days of grace
@pytest.mark.row("002-50")
def test_whom_a_list_has_just_reached_is_in_grace(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**WEAK, "grace": {"after": "became_due", "days": 60}})
    before, after = (found(pack, listed("2021-10-01", None), day, "甲村", None) for day in ("2021-11-29", "2021-11-30"))
    assert (before[0], before[3]) == ("pending", "grace_until:2021-11-30")
    assert after[0] == "fail"


def test_a_rhythm_has_no_grace_of_its_own(tmp_path: Path) -> None:
    rhythm = {"form": "rhythm", "events": "activity.kind = 'lecture'", "window": "month", "at_least": 1, "unit": "次"}
    standard = {"each": "organization", "where": "organization.level = 'county'", **rhythm, "grace": {"after": "became_due", "days": 5}}
    with pytest.raises(BadInput, match="自有期限"):
        pack_of(tmp_path, standard)


# ---------------------------------------------------------------- order
FIRST = {
    "id": "first",
    "form": "threshold",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "value": "count(venue.venue_id)",
    "require": "value >= 1",
    "unit": "个",
}
SECOND = {**FIRST, "id": "it", "value": "count(post.post_id)", "unit": "人", "after": "first"}


def village(*, venue: bool, post: bool) -> Rows:
    venues = [{"venue_id": "场", "kind": "village_activity_place", "unit_id": "甲村"}] if venue else []
    posts = [{"post_id": "职", "person_id": "张", "unit_id": "甲村", "role": "secretary", "since": "2020-01-01"}] if post else []
    return {
        "unit": [unit("甲村", "village")],
        "venue": venues,
        "post": posts,
        "person": [{"person_id": "张", "name": "张", "org_id": "top"}],
    }


@pytest.mark.row("000-15")
@pytest.mark.parametrize(
    ("venue", "post", "verdict", "note"),
    [(True, True, "pass", None), (True, False, "fail", None), (False, True, "pass", None), (False, False, "pending", "after:first")],
)
def test_what_comes_second_waits_for_the_first(tmp_path: Path, venue: bool, post: bool, verdict: str, note: str | None) -> None:
    pack = pack_of(tmp_path, SECOND, others=[FIRST])
    rows = evaluate([pack], facts_of(pack, village(venue=venue, post=post)), date(2021, 6, 30)).subject_rows()
    (second,) = [row for row in rows if row["standard"] == "it"]
    assert (second["verdict"], second["note"]) == (verdict, note)


def test_why_of_the_second_knows_the_first(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, SECOND, others=[FIRST])
    told = explain(pack, facts_of(pack, village(venue=False, post=False)), date(2021, 6, 30), "it", "甲村")
    assert (told.standard, told.verdict, told.note) == ("it", "pending", "after:first")
    assert told.formula.endswith(";先要做到“一条”")


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ({"id": "other"}, "没有“first”这项标准"),
        ({"after": "it"}, "互为先后"),
        ({"each": "organization", "where": "organization.level = 'county'"}, "同一种对象"),
    ],
)
def test_an_order_that_leads_nowhere_is_refused(tmp_path: Path, first: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        pack_of(tmp_path, SECOND, others=[{**FIRST, **first}])


# ---------------------------------------------------------------- declined today
@pytest.mark.row("002-86")
def test_what_a_rule_of_today_stands_against_is_shown_and_not_judged(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**FIRST, "id": "it", "superseded_by": "减负规定:不再要求按月报表"})
    results = evaluate([pack], facts_of(pack, village(venue=False, post=False)), date(2021, 6, 30))
    assert list(results.subject_rows()) == []
    assert [(item.standard, item.rule) for item in results.declined] == [("it", "减负规定:不再要求按月报表")]


# ---------------------------------------------------------------- mergers
MONEY = {**FUND, "each": "unit", "where": "unit.kind = 'village'", "require": "value >= 1000"}


def merged(*, split: bool = False) -> Rows:
    old = {"until": "2021-07-01"}
    units = [{**unit("旧甲", "village"), **old}, {**unit("旧乙", "village"), **old}, {**unit("新", "village"), "since": "2021-07-01"}]
    ties = [("新", "旧甲"), ("新", "旧乙")]
    if split:
        units.append({**unit("另一个新", "village"), "since": "2021-07-01"})
        ties.append(("另一个新", "旧甲"))
    succeeded = [
        {
            "tie_id": f"{new}{past}",
            "kind": "successor",
            "from_kind": "unit",
            "from_id": new,
            "to_kind": "unit",
            "to_id": past,
            "since": "2021-07-01",
        }
        for new, past in ties
    ]
    entry = {"kind": "member_activity_fund", "flow": "granted", "org_id": "top", "year": "2021"}
    paid = [("旧甲", "300", "2021-02-01"), ("旧乙", "500", "2021-03-01"), ("新", "200", "2021-09-01")]
    money = [{**entry, "fund_id": place, "unit_id": place, "amount": amount, "dated_on": day} for place, amount, day in paid]
    return {
        "unit": units,
        "tie": succeeded,
        "fund_entry": money,
        "roster_entry": [{**KEEPS, "category": "fund_entry.member_activity_fund"}],
    }


def test_a_merged_village_has_the_money_of_those_it_came_from(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**MONEY, "inherit": {"merge": "sum", "split": "none"}})
    assert found(pack, merged(), subject="新")[:2] == ("pass", 1000)
    told = explain(pack, facts_of(pack, merged()), date(2022, 2, 1), "it", "新", period="2021")
    assert sorted(int(row.amount) // 100 for row in told.rows) == [200, 300, 500]
    assert found(pack_of(tmp_path, MONEY), merged(), subject="新")[:2] == ("fail", 200)


@pytest.mark.parametrize(("split", "value"), [("none", 700), ("copy", 1000)])
def test_of_a_village_that_was_divided_too_only_what_the_key_says(tmp_path: Path, split: str, value: int) -> None:
    pack = pack_of(tmp_path, {**MONEY, "inherit": {"merge": "sum", "split": split}})
    assert found(pack, merged(split=True), subject="新")[1] == value


# ---------------------------------------------------------------- full-year equivalents
PAY = {
    "form": "threshold",
    "each": "post",
    "period": "year",
    "where": "post.role = 'secretary'",
    "value": "sum(fund_entry.amount) filter (where fund_entry.kind = 'basic_pay' and fund_entry.flow = 'paid')",
    "require": "value >= 0",
    "unit": "元",
}


def two_secretaries(second_since: str) -> Rows:
    """One was paid 12,000 for the whole year, the other 6,000 since some day."""
    people = [("张", "2018-01-01", "12000"), ("李", second_since, "6000")]
    posts = [
        {"post_id": name, "person_id": name, "org_id": "top", "unit_id": "甲村", "role": "secretary", "since": since}
        for name, since, _ in people
    ]
    entry = {"kind": "basic_pay", "flow": "paid", "unit_id": "甲村", "org_id": "top", "year": "2021", "dated_on": "2021-12-01"}
    money = [{**entry, "fund_id": name, "person_id": name, "amount": amount} for name, _, amount in people]
    persons = [{"person_id": name, "name": name, "org_id": "top"} for name, _, _ in people]
    keeps = {**KEEPS, "category": "fund_entry.basic_pay"}
    return {"unit": [unit("甲村", "village")], "person": persons, "post": posts, "fund_entry": money, "roster_entry": [keeps]}


@pytest.mark.row("002-09")
@pytest.mark.parametrize(("weight", "mean"), [({"weight": "months"}, 12000), ({}, 9000)])
def test_half_a_year_in_office_is_half_a_head_of_the_mean(tmp_path: Path, weight: dict[str, str], mean: int) -> None:
    pack = pack_of(tmp_path, {**PAY, **weight, "roll_up": [{"kind": "mean", "op": ">=", "value": 12000}]})
    found = evaluate([pack], facts_of(pack, two_secretaries("2021-07-01")), date(2022, 2, 1), period="2021").group_rows()
    (group,) = [row for row in found if row["org_id"] == "top"]
    assert (group["lo"], group["verdict"]) == (mean, "pass" if weight else "fail")


def test_weighted_figures_are_not_added_up(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不能再求和"):
        pack_of(tmp_path, {**PAY, "weight": "months", "roll_up": [{"kind": "sum", "value": "unset"}]})
