"""Rhythms of every kind of window and subject: persons in a post, projects, fixed days, working days, the last so many days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of, unit

KEPT = {"roster": "keeps", "subject_kind": "organization", "subject_id": "top", "since": "2010-01-01"}
BRANCHES = {"form": "rhythm", "each": "organization", "where": "organization.level = 'county'", "unit": "次", "period": "year"}
LECTURE = {"events": "activity.kind = 'lecture'", "at_least": 1}
LEADERS = {
    "form": "rhythm",
    "each": "person",
    "where": "post.role = 'leadership_team_member'",
    "unit": "次",
    "period": "year",
    "events": "activity.kind = 'leader_reception' and participation.role = 'leader'",
    "at_least": 1,
}


def kept(*kinds: str) -> list[dict[str, str | None]]:
    return [{**KEPT, "category": f"activity.{kind}"} for kind in kinds]


def lectures(*days: str, **more: str) -> Rows:
    held = [
        {"activity_id": f"课{number}", "kind": "lecture", "org_id": "top", "started_at": day, **more} for number, day in enumerate(days)
    ]
    return {"activity": held, "roster_entry": kept("lecture")}


def windows(pack: Pack, rows: Rows, day: str, subject: str = "top", period: str | None = None) -> list[tuple[str, str, int | None]]:
    row = judged(pack, rows, day, period)[subject]
    return [(window["from"], window["verdict"], window["count"]) for window in row["windows"]]


def one(pack: Pack, rows: Rows, day: str, subject: str = "top", period: str | None = None) -> tuple[str, str | None]:
    row = judged(pack, rows, day, period)[subject]
    return row["verdict"], row["note"]


def rhythm(folder: Path, **keys: Any) -> Pack:
    return pack_of(folder, {**BRANCHES, **LECTURE, **keys})


# ---------------------------------------------------------------- kinds of windows
def test_two_calendar_years_are_one_window(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="two_years", period="two_years")
    assert windows(pack, lectures("2022-11-03"), "2023-06-30") == [("2022-01-01", "pass", 1)]
    assert judged(pack, lectures("2022-11-03"), "2023-06-30")["top"]["period"] == "2022-2023"


def test_each_phase_of_the_plan_is_a_window(tmp_path: Path) -> None:
    phases = [
        {"id": "a", "title": "部署", "from": "2021-01-01", "to": "2021-03-01"},
        {"id": "b", "title": "实施", "from": "2021-03-01", "to": "2021-11-01"},
    ]
    pack = pack_of(tmp_path, {**BRANCHES, **LECTURE, "window": "campaign", "period": "campaign"}, plan={"phases": phases})
    assert windows(pack, lectures("2021-05-01"), "2021-12-01") == [("2021-01-01", "fail", 0), ("2021-03-01", "pass", 1)]


def test_a_period_of_which_no_window_has_begun_lists_none(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**BRANCHES, **LECTURE, "window": "quarter"})
    row = judged(pack, lectures(), "2025-12-01", "2026")["top"]
    assert (row["verdict"], row["note"], row["windows"]) == ("not_applicable", None, [])


def test_a_plan_without_end_has_no_campaign(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="全程"):
        pack_of(tmp_path, {**BRANCHES, **LECTURE, "window": "campaign"}, plan={"in_force": {"from": "2020-01-01", "to": None}})


def test_every_working_day_is_a_window_and_holidays_are_none(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="working_day", period="month")
    days = [day for day, _, _ in windows(pack, lectures(), "2026-10-12", period="2026-10")]
    assert days == ["2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12"]


def test_a_year_without_notice_is_provisional_and_says_so(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="rest_day", period="month")
    assert one(pack, lectures(), "2038-06-15", period="2038-05") == ("pending", "no_calendar:2038")


def test_a_holiday_is_a_window_of_its_own(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window={"holiday": "spring_festival"})
    assert windows(pack, lectures("2026-02-16"), "2026-03-10") == [("2026-02-15", "pass", 1)]


def test_an_unknown_holiday_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有“lantern”这个节假日"):
        rhythm(tmp_path, window={"holiday": "lantern"})


@pytest.mark.parametrize(("day", "verdict"), [("2021-03-31", "pass"), ("2021-04-01", "pending"), ("2021-04-11", "fail")])
def test_the_last_thirty_days_roll_and_late_entries_have_their_grace(tmp_path: Path, day: str, verdict: str) -> None:
    pack = rhythm(tmp_path, window="rolling 30 days")
    assert one(pack, lectures("2021-03-02"), day)[0] == verdict


def test_a_window_of_another_name_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="rolling 3 months"):
        rhythm(tmp_path, window="fortnight")


# ---------------------------------------------------------------- fixed days
def test_only_the_named_day_of_the_month_counts(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="month", period="quarter", dated={"day": 25})
    found = windows(pack, lectures("2021-01-25", "2021-02-24"), "2021-04-30", period="2021Q1")
    assert found == [("2021-01-01", "pass", 1), ("2021-02-01", "fail", 0), ("2021-03-01", "fail", 0)]


def test_the_thirty_first_is_the_last_day_of_a_shorter_month(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="month", period="month", dated={"day": 31})
    assert one(pack, lectures("2021-02-28"), "2021-03-31", period="2021-02") == ("pass", None)


def test_friday_before_noon_counts_and_friday_afternoon_does_not(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="week", period="month", dated={"weekday": "friday", "before": "12:00"})
    rows = lectures("2021-06-11T11:59", "2021-06-18T12:00", "2021-06-24T09:00")
    assert [count for _, _, count in windows(pack, rows, "2021-07-31", period="2021-06")] == [1, 0, 0, 0]


@pytest.mark.parametrize(("day", "count"), [("2026-10-02", 0), ("2026-10-08", 1)])
def test_a_friday_in_the_holidays_moves_to_the_next_working_day(tmp_path: Path, day: str, count: int) -> None:
    pack = rhythm(tmp_path, window="week", period="quarter", dated={"weekday": "friday", "holidays": "moved"})
    found = {since: seen for since, _, seen in windows(pack, lectures(day), "2026-12-31", period="2026Q4")}
    assert found.get("2026-10-05", 0) == 0
    assert windows(pack, lectures(day), "2026-12-31", period="2026Q4")[0][0] == "2026-10-05"
    september = windows(rhythm(tmp_path, window="week", dated={"weekday": "friday", "holidays": "moved"}), lectures(day), "2026-12-31")
    assert {since: seen for since, _, seen in september}["2026-09-28"] == count


def test_a_friday_in_the_holidays_may_be_let_off(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="week", dated={"weekday": "friday", "holidays": "skipped"})
    row = judged(pack, lectures(), "2026-12-31")["top"]
    (week,) = [window for window in row["windows"] if window["from"] == "2026-09-28"]
    assert (week["verdict"], week["note"]) == ("not_applicable", "holiday")


# ---------------------------------------------------------------- entered late
def test_what_was_entered_late_counts_and_is_marked(tmp_path: Path) -> None:
    pack = rhythm(tmp_path, window="year", late=7)
    late = lectures("2021-03-01", recorded_at="2021-03-09")
    assert one(pack, late, "2021-06-30") == ("pass", "entered_late:1")
    assert one(pack, lectures("2021-03-01", recorded_at="2021-03-08"), "2021-06-30") == ("pass", None)


# ---------------------------------------------------------------- persons
def leader(*posts: tuple[str, str | None], receptions: tuple[str, ...] = ()) -> Rows:
    held = [
        {"post_id": f"职{number}", "person_id": "张", "org_id": "top", "role": "leadership_team_member", "since": since, "until": until}
        for number, (since, until) in enumerate(posts)
    ]
    events = [
        {"activity_id": f"访{number}", "kind": "leader_reception", "org_id": "top", "started_at": day}
        for number, day in enumerate(receptions)
    ]
    there = [{"activity_id": row["activity_id"], "person_id": "张", "role": "leader"} for row in events]
    person = {"person_id": "张", "name": "张", "org_id": "top"}
    return {"person": [person], "post": held, "activity": events, "participation": there, "roster_entry": kept("leader_reception")}


def test_two_months_in_which_the_post_was_held_for_less_than_half_are_free(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**LEADERS, "window": "two_months"})
    rows = leader(("2021-02-01", None), receptions=("2021-03-05", "2021-06-30"))
    found = windows(pack, rows, "2021-07-20", "张")
    assert found[:3] == [("2021-01-01", "not_applicable", None), ("2021-03-01", "pass", 1), ("2021-05-01", "pass", 1)]


def test_half_of_the_days_is_enough_to_be_asked(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**LEADERS, "window": "month"})
    found = windows(pack, leader(("2021-04-16", None)), "2021-05-31", "张")
    assert {since: verdict for since, verdict, _ in found}["2021-04-01"] == "fail"
    later = windows(pack, leader(("2021-04-17", None)), "2021-05-31", "张")
    assert {since: verdict for since, verdict, _ in later}["2021-04-01"] == "not_applicable"


def test_who_is_elected_again_held_the_post_all_along(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**LEADERS, "window": "half"})
    rows = leader(("2015-01-01", "2021-04-01"), ("2021-04-01", None), receptions=("2021-02-03",))
    assert windows(pack, rows, "2021-07-31", "张")[0] == ("2021-01-01", "pass", 1)


def test_why_shows_the_receptions_that_count(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**LEADERS, "window": "two_months"})
    rows = leader(("2015-01-01", None), receptions=("2021-01-05", "2021-01-07", "2021-03-04"))
    told = explain(pack, facts_of(pack, rows), date(2021, 4, 30), "it", "张")
    assert [int(row.amount) for row in told.rows] == [1, 0, 1]
    assert told.formula == "每两个月至少有 1 天记有领导接访(参加的角色为带队(接待)领导)"


# ---------------------------------------------------------------- other subjects
def test_two_different_people_must_be_on_duty_each_working_day(tmp_path: Path) -> None:
    events = "activity.kind = 'duty_shift' and participation.role = 'on_duty'"
    village = {"form": "rhythm", "each": "unit", "where": "unit.kind = 'village'", "unit": "次", "period": "month"}
    pack = pack_of(tmp_path, {**village, "events": events, "window": "working_day", "distinct": "persons", "at_least": 2})
    days = ("2021-06-01", "2021-06-02")
    shifts = [{"activity_id": day, "kind": "duty_shift", "org_id": "top", "unit_id": "甲村", "started_at": day} for day in days]
    there = [{"activity_id": day, "person_id": who, "role": "on_duty"} for day in days for who in ("张", "李")][:3]
    people = [{"person_id": who, "name": who, "org_id": "top"} for who in ("张", "李")]
    posts = [{"post_id": who, "person_id": who, "org_id": "top", "role": "committee_member", "since": "2015-01-01"} for who in ("张", "李")]
    rows: Rows = {
        "unit": [unit("甲村", "village")], "person": people, "post": posts, "activity": shifts, "participation": there,
        "roster_entry": kept("duty_shift"),
    }  # fmt: skip
    assert windows(pack, rows, "2021-06-02", "甲村") == [("2021-06-01", "pass", 2), ("2021-06-02", "pending", 1)]


def test_windows_of_a_project_lie_inside_its_life(tmp_path: Path) -> None:
    project = {"form": "rhythm", "each": "case", "where": "case.kind = 'project'", "unit": "次", "period": "quarter"}
    events = "activity.kind = 'liaison_visit' and activity.subject_kind = 'case'"
    pack = pack_of(tmp_path, {**project, "events": events, "window": "month", "at_least": 1})
    case = {"case_id": "项", "kind": "project", "org_id": "top", "state": "running", "opened_on": "2021-01-10", "closed_on": None}
    visit = {
        "activity_id": "访",
        "kind": "liaison_visit",
        "org_id": "top",
        "started_at": "2021-02-03",
        "subject_kind": "case",
        "subject_id": "项",
    }
    rows: Rows = {"case": [case], "activity": [visit], "roster_entry": kept("liaison_visit")}
    found = windows(pack, rows, "2021-04-20", "项", "2021Q1")
    assert found == [("2021-01-01", "not_applicable", None), ("2021-02-01", "pass", 1), ("2021-03-01", "fail", 0)]


def test_a_rhythm_of_ties_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="节律不能逐个评判 tie"):
        pack_of(tmp_path, {**BRANCHES, **LECTURE, "each": "tie", "where": "tie.kind = 'benchmark'", "window": "month"})
