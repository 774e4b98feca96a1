"""A rhythm whose events are answers to a checklist: what is checked month by month, of a task until it is done."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gangju.engine.explain import explain
from gangju.engine.problem import BadInput
from tests.engine.worlds_of_forms import Rows, facts_of, judged, pack_of

CHECKED: dict[str, Any] = {
    "form": "rhythm",
    "each": "task",
    "period": "year",
    "where": "task.plan = 'one'",
    "events": "check_answer.checklist = 'monthly_self_check'",
    "window": "month",
    "at_least": 1,
    "unit": "次",
}


def task(*days: str, kept: str | None = "2020-01-01", **more: str) -> Rows:
    """One task, the days on which it was checked, and since when checks are kept."""
    own = {"task_id": "修路", "plan": "one", "clause": "一", "org_id": "top", "duty": "lead", "state": "open", **more}
    about = {"subject_kind": "task", "subject_id": "修路", "checklist": "monthly_self_check", "item": "checked_without_problem"}
    keeps = {"roster": "keeps", "subject_kind": "organization", "subject_id": "top", "category": "check_answer.monthly_self_check"}
    return {
        "task": [own],
        "check_answer": [{**about, "answer": "yes", "checked_on": day} for day in days],
        "roster_entry": [] if kept is None else [{**keeps, "since": kept}],
    }


@pytest.mark.row("002-85")
@pytest.mark.parametrize(
    ("rows", "verdict", "note"),
    [
        (task("2021-01-05", "2021-02-05"), "pass", None),
        (task("2021-01-05"), "pending", "window_open"),
        (task("2021-02-05"), "fail", "missed:2021-01-01"),
        (task("2021-02-05", kept=None), "unknown", "unkept:check_answer.monthly_self_check"),
        (task("2021-01-05", "2021-02-21"), "pending", "window_open"),
        (task("2021-01-05", state="done", done_on="2021-01-31"), "pass", None),
        (task("2020-12-05", state="done", done_on="2020-12-31"), "not_applicable", None),
    ],
)
def test_a_month_without_a_check_fails_once_it_is_over_where_checks_are_kept(
    tmp_path: Path, rows: Rows, verdict: str, note: str | None
) -> None:
    row = judged(pack_of(tmp_path, CHECKED), rows, "2021-02-20", "2021")["修路"]
    assert (row["verdict"], row["note"]) == (verdict, note)


def test_why_counts_one_check_a_month_and_says_which(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, CHECKED)
    told = explain(pack, facts_of(pack, task("2021-01-05", "2021-01-25", "2021-02-05")), date(2021, 2, 20), "it", "修路", period="2021")
    assert told.formula.endswith("每月至少有 1 天记有“月度自查”核查")
    assert [(row.said["checked_on"], int(row.amount)) for row in told.rows] == [("2021-01-05", 1), ("2021-01-25", 0), ("2021-02-05", 1)]
    assert [row.said["category"] for row in told.kept] == ["check_answer.monthly_self_check"]


def test_checks_of_one_day_are_one_day_and_two_answers(tmp_path: Path) -> None:
    rows = task("2021-01-05", "2021-01-06", "2021-02-05")
    twice = {**CHECKED, "at_least": 2}
    assert judged(pack_of(tmp_path, {**twice, "distinct": "events"}), rows, "2021-02-20", "2021")["修路"]["value"] == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"distinct": "persons"}, "不按人计"),
        ({"window": "week", "dated": {"weekday": "friday", "before": "12:00"}}, "不知道几点"),
        ({"events": "check_answer.answer = 'yes'"}, "check_answer.checklist"),
    ],
)
def test_what_a_check_does_not_say_is_not_asked_of_it(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        pack_of(tmp_path, {**CHECKED, **changed})


# ---------------------------------------------------------------- tasks counted
@pytest.mark.parametrize(("kept", "verdict", "note"), [("task.one", "pending", "window_open"), ("task.two", "unknown", "unkept:task.one")])
def test_no_open_task_of_a_plan_means_none_where_its_tasks_are_kept(tmp_path: Path, kept: str, verdict: str, note: str) -> None:
    overdue = "count(task.task_id) filter (where task.plan = 'one' and task.state = 'open')"
    everywhere = "organization.kind is not null"
    none_open = {
        "form": "threshold",
        "each": "organization",
        "where": everywhere,
        "period": "year",
        "value": overdue,
        "require": "value = 0",
        "unit": "项",
    }
    keeps = {"roster": "keeps", "subject_kind": "organization", "subject_id": "top", "since": "2020-01-01", "category": kept}
    row = judged(pack_of(tmp_path, none_open), {"roster_entry": [keeps]}, "2021-06-30")["top"]
    assert (row["verdict"], row["note"]) == (verdict, note)
