"""Days counted from the period judged, typed columns of cases, conditions as values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.days import earlier
from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of, unit

OLD = "count(distinct post.person_id) filter (where post.role = 'secretary' and person.born_on <= years_before(50))"
VILLAGES = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "require": "value >= 1", "unit": "个"}
CASES = {"form": "share", "each": "case", "where": "case.kind = 'selection' and case.state = 'appointed' and in_period(case.closed_on)"}
COMPETED: dict[str, Any] = {**CASES, "period": "year", "value": "case_selection.way = 'competitive'", "require": "value = 1", "unit": "个"}


def secretary(born: str | None) -> Rows:
    return {
        "unit": [unit("甲村", "village")],
        "person": [{"person_id": "张", "name": "张", "org_id": "top", "born_on": born}],
        "post": [{"post_id": "1", "person_id": "张", "unit_id": "甲村", "org_id": "top", "role": "secretary", "since": "2010-01-01"}],
    }


def chosen(code: str, closed: str, way: str | None, state: str = "appointed") -> tuple[dict[str, Any], dict[str, Any]]:
    whole = {"case_id": code, "kind": "selection", "org_id": "top", "state": state, "opened_on": "2020-01-01", "closed_on": closed}
    return whole, {"case_id": code, "way": way}


def selections(*rows: tuple[dict[str, Any], dict[str, Any]]) -> Rows:
    return {"case": [case for case, _ in rows], "case_selection": [own for _, own in rows]}


def found(pack: Pack, rows: Rows, day: str) -> dict[str, str]:
    return {name: row["verdict"] for name, row in judged(pack, rows, day).items()}


@pytest.mark.parametrize(("born", "verdict"), [("1971-06-30", "pass"), ("1971-07-01", "fail"), (None, "unknown")])
def test_who_turns_fifty_on_the_day_is_fifty(tmp_path: Path, born: str | None, verdict: str) -> None:
    assert found(pack_of(tmp_path, {**VILLAGES, "value": OLD}), secretary(born), "2021-06-30") == {"甲村": verdict}


def test_a_leap_day_is_reached_on_the_last_of_february() -> None:
    assert earlier(date(2018, 2, 28), 600, "months") == date(1968, 2, 29)
    assert earlier(date(2018, 2, 27), 600, "months") == date(1968, 2, 27)
    assert earlier(date(2018, 3, 31), 1, "months") == date(2018, 2, 28)
    assert earlier(date(2018, 3, 1), 1, "days") == date(2018, 2, 28)


def test_an_age_is_a_parameter_and_why_names_it(tmp_path: Path) -> None:
    text = OLD.replace("50", "param('age')")
    params = [{"id": "age", "title": "年龄线", "unit": "岁", "local": True, "values": [{"since": "2017-01-01", "value": 50}]}]
    pack = pack_of(tmp_path, {**VILLAGES, "value": text}, params=params)
    told = explain(pack, facts_of(pack, secretary("1960-01-01")), date(2021, 6, 30), "it", "甲村")
    assert (told.verdict, [param.name for param in told.params]) == ("pass", ["age"])
    assert "人员的出生日期不晚于评判之日往前“年龄线”(年)的那天" in told.formula


def test_only_cases_closed_in_the_period_are_meant(tmp_path: Path) -> None:
    rows = selections(
        chosen("早", "2020-12-31", "competitive"),
        chosen("首日", "2021-01-01", "competitive"),
        chosen("末日", "2021-12-31", "competitive"),
        chosen("次年", "2022-01-01", "competitive"),
    )
    assert found(pack_of(tmp_path, COMPETED), rows, "2021-12-31") == {"首日": "pass", "末日": "pass"}


def test_a_condition_is_a_value_of_yes_no_and_unknown(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**COMPETED, "value": "case_selection.special"})
    rows = selections(chosen("甲", "2021-05-01", "competitive"), chosen("乙", "2021-05-02", None), chosen("丙", "2021-05-03", None))
    special = dict(zip(("甲", "乙", "丙"), ("true", "false", None), strict=True))
    rows = {**rows, "case_selection": [{"case_id": name, "special": said} for name, said in special.items()]}
    assert found(pack, rows, "2021-12-31") == {"甲": "pass", "乙": "fail", "丙": "unknown"}
    told = explain(pack, facts_of(pack, rows), date(2021, 12, 31), "it", "甲")
    assert [(row.relation, int(row.amount)) for row in told.rows] == [("case", 1)]


@pytest.mark.parametrize("text", ["in_period(3)", "years_before('x')", "years_before(1/2)", "years_before(1, 2)"])
def test_what_is_no_day_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput, match="写一个"):
        pack_of(tmp_path, {**VILLAGES, "value": "count(post.post_id)", "where": f"unit.since <= {text}"})


def test_who_is_meant_is_unknown_where_a_counted_row_may_or_may_not_count(tmp_path: Path) -> None:
    """Nobody is blamed for a day that was not written down."""
    none = "count(post.post_id) filter (where post.role = 'secretary' and post.full_time) = 0"
    pack = pack_of(tmp_path, {**VILLAGES, "where": f"unit.kind = 'village' and {none}", "value": "count(venue.venue_id)"})
    posts = secretary("1960-01-01")
    assert found(pack, posts, "2021-06-30") == {"甲村": "unknown"}
    said = {**posts, "post": [{**posts["post"][0], "full_time": "false"}]}
    assert found(pack, said, "2021-06-30") == {"甲村": "fail"}


def test_a_rate_of_people_is_a_whole_number(tmp_path: Path) -> None:
    params = [{"id": "rate", "title": "每个职位", "unit": "人/职", "local": True, "values": [{"since": "2020-01-01", "value": 1}]}]
    more = {
        "form": "threshold",
        "value": "case_selection.nominated_n",
        "require": "value > param('rate') * case_selection.posts_n",
        "unit": "人",
    }
    pack = pack_of(tmp_path, {**COMPETED, **more}, params=params)
    rows = selections(chosen("甲", "2021-05-01", None), chosen("乙", "2021-05-01", None))
    counts = {"甲": ("3", "2"), "乙": ("2", "2")}
    rows = {**rows, "case_selection": [{"case_id": name, "nominated_n": many, "posts_n": posts} for name, (many, posts) in counts.items()]}
    assert found(pack, rows, "2021-12-31") == {"甲": "pass", "乙": "fail"}
