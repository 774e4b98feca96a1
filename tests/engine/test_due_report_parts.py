"""Days that lie ahead, figures that are shown and not judged, clauses of several conditions."""

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

VILLAGES = {"form": "threshold", "each": "unit", "where": "unit.kind = 'village'", "unit": "人"}
SECRETARIES = "count(post.post_id) filter (where post.role = 'secretary')"
HELD = {**VILLAGES, "value": SECRETARIES, "require": "value >= 1"}
TWO_PARTS = {
    **VILLAGES,
    "parts": [
        {"title": "有书记", "value": SECRETARIES, "require": "value >= 1"},
        {"title": "有场所", "unit": "m2", "value": "max(venue.area_m2)", "require": "value >= 200"},
    ],
}


def world(*villages: str, secretaries: tuple[str, ...] = (), areas: dict[str, str | None] | None = None) -> Rows:
    posts = [
        {"post_id": f"书记{place}", "person_id": "张", "unit_id": place, "org_id": "top", "role": "secretary", "since": "2020-01-01"}
        for place in secretaries
    ]
    venues = [
        {"venue_id": f"场所{place}", "unit_id": place, "kind": "village_activity_place", "area_m2": area}
        for place, area in (areas or {}).items()
    ]
    person = {"person_id": "张", "name": "张", "org_id": "top"}
    return {"unit": [unit(name, "village") for name in villages], "person": [person], "post": posts, "venue": venues}


def rows(pack: Pack, facts: Rows, day: str) -> list[dict[str, Any]]:
    return list(evaluate([pack], facts_of(pack, facts), date.fromisoformat(day)).subject_rows())


def groups(pack: Pack, facts: Rows, day: str) -> dict[str | None, tuple[int, int, int, str | None]]:
    """At the top: lo, hi, n and verdict, by part."""
    found = evaluate([pack], facts_of(pack, facts), date.fromisoformat(day)).group_rows()
    return {row["part"]: (row["lo"], row["hi"], row["n"], row["verdict"]) for row in found if row["org_id"] == "top"}


# ---------------------------------------------------------------- due
def test_before_its_day_an_unmet_standard_is_pending(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HELD, "due": "2021-12-31"})
    found = judged(pack, world("甲村", "乙村", secretaries=("乙村",)), "2021-12-30")
    assert {name: (row["verdict"], row["note"], row["shortfall"]) for name, row in found.items()} == {
        "甲村": ("pending", "due:2021-12-31", 1),
        "乙村": ("pass", None, 0),
    }
    assert groups(pack, world("甲村"), "2021-12-30") == {None: (0, 1, 1, "pending")}


def test_on_its_day_it_fails(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HELD, "due": "2021-12-31"})
    assert judged(pack, world("甲村"), "2021-12-31")["甲村"]["verdict"] == "fail"


def test_what_is_unknown_stays_unknown_before_the_day(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**VILLAGES, "value": "max(venue.area_m2)", "require": "value >= 200", "unit": "m2", "due": "2021-12-31"})
    assert judged(pack, world("甲村", areas={"甲村": None}), "2021-06-30")["甲村"]["verdict"] == "unknown"


def test_the_day_may_be_counted_from_one_of_the_subject(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HELD, "due": {"after": "unit.since", "days": 90}})
    new = {**unit("甲村", "village"), "since": "2021-01-01"}
    facts: Rows = {"unit": [new]}
    before, after = (judged(pack, facts, day)["甲村"] for day in ("2021-03-31", "2021-04-01"))
    assert (before["verdict"], before["note"], after["verdict"]) == ("pending", "due_after:2021-01-01+90", "fail")


def test_why_says_by_when(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**HELD, "due": "2021-12-31"})
    told = explain(pack, facts_of(pack, world("甲村")), date(2021, 6, 30), "it", "甲村")
    assert told.formula.endswith("不少于1人,期限 2021 年 12 月 31 日")


def test_a_deadline_has_a_day_of_its_own(tmp_path: Path) -> None:
    done = {"form": "deadline", "done": "min(venue.accepted_on)", "before": "2021-07-01", "due": "2021-12-31"}
    with pytest.raises(BadInput, match="自有期限"):
        pack_of(tmp_path, {**VILLAGES, "unit": "个", **done})


# ---------------------------------------------------------------- report
def test_a_reported_figure_is_shown_beside_the_computed_one_and_judges_nobody(tmp_path: Path) -> None:
    shown = {**VILLAGES, "force": "report", "value": SECRETARIES, "roll_up": [{"kind": "sum", "value": "unset"}]}
    pack = pack_of(tmp_path, {**shown, "reported": "observation('staff')"})
    staff = {"metric": "staff", "subject_kind": "unit", "subject_id": "甲村", "since": "2021-01-01", "value": "3"}
    facts: Rows = {**world("甲村", "乙村", secretaries=("甲村",)), "observation": [staff]}
    found = {row["subject_id"]: (row["verdict"], row["value"], row["target"], row["note"]) for row in rows(pack, facts, "2021-06-30")}
    assert found == {"甲村": (None, 1, None, "reported:3"), "乙村": (None, 0, None, None)}
    assert groups(pack, facts, "2021-06-30") == {None: (1, 1, 2, None)}


def test_what_is_not_judged_has_no_requirement(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不写 require"):
        pack_of(tmp_path, {**HELD, "force": "report", "roll_up": [{"kind": "sum", "value": "unset"}]})


def test_what_is_judged_needs_one(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="缺少“require”"):
        pack_of(tmp_path, {**VILLAGES, "value": SECRETARIES})


# ---------------------------------------------------------------- parts
def test_each_part_has_its_own_result_and_the_whole_the_worst(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, TWO_PARTS)
    facts = world("甲村", "乙村", "丙村", secretaries=("甲村", "乙村"), areas={"甲村": "300", "丙村": "300"})
    found = {(row["subject_id"], row["part"]): (row["verdict"], row["value"], row["shortfall"]) for row in rows(pack, facts, "2021-06-30")}
    assert found == {
        ("甲村", None): ("pass", 2, 0),
        ("甲村", "有书记"): ("pass", 1, 0),
        ("甲村", "有场所"): ("pass", 300, 0),
        ("乙村", None): ("unknown", 1, None),
        ("乙村", "有书记"): ("pass", 1, 0),
        ("乙村", "有场所"): ("unknown", None, None),
        ("丙村", None): ("fail", 1, 1),
        ("丙村", "有书记"): ("fail", 0, 1),
        ("丙村", "有场所"): ("pass", 300, 0),
    }


def test_the_whole_names_the_parts_that_are_not_met(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, TWO_PARTS)
    (whole,) = [row for row in rows(pack, world("甲村"), "2021-06-30") if row["part"] is None]
    assert (whole["note"], whole["unit"]) == ("unmet:有书记,有场所", "项")


def test_each_part_has_its_own_share(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**TWO_PARTS, "roll_up": [{"kind": "share", "op": ">=", "value": "1/2"}]})
    facts = world("甲村", "乙村", secretaries=("甲村", "乙村"), areas={"甲村": "300", "乙村": "100"})
    assert groups(pack, facts, "2021-06-30") == {None: (1, 1, 2, "pass"), "有书记": (2, 2, 2, "pass"), "有场所": (1, 1, 2, "pass")}


def test_who_is_exempt_is_so_of_the_whole_and_of_every_part(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, {**TWO_PARTS, "exempt": ["ill"]})
    free = {"roster": "exempt", "subject_kind": "unit", "subject_id": "甲村", "category": "ill", "since": "2021-01-01"}
    facts: Rows = {**world("甲村"), "roster_entry": [free]}
    assert {row["part"]: row["verdict"] for row in rows(pack, facts, "2021-06-30")} == dict.fromkeys((None, "有书记", "有场所"), "exempt")


def test_why_of_the_whole_lists_its_parts_and_why_of_a_part_its_rows(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, TWO_PARTS)
    facts = facts_of(pack, world("甲村", secretaries=("甲村",), areas={"甲村": "300"}))
    whole = explain(pack, facts, date(2021, 6, 30), "it", "甲村")
    part = explain(pack, facts, date(2021, 6, 30), "it", "甲村", part="有场所")
    assert whole.formula.startswith("以下 2 项都要达到:(1)有书记:")
    assert (part.part, part.verdict, [row.key["venue_id"] for row in part.rows]) == ("有场所", "pass", ["场所甲村"])


def test_a_mistake_in_a_part_is_named_at_its_line(tmp_path: Path) -> None:
    parts = [TWO_PARTS["parts"][0], {"title": "有场所", "value": "max(venue.area)", "require": "value >= 200"}]
    with pytest.raises(BadInput) as bad:
        pack_of(tmp_path, {**TWO_PARTS, "parts": parts})
    (problem,) = bad.value.problems
    lines = (tmp_path / "standards.yaml").read_text("utf-8").splitlines()
    assert "max(venue.area)" in lines[problem.line - 1]


def test_one_condition_alone_is_no_list_of_parts(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        pack_of(tmp_path, {**TWO_PARTS, "parts": TWO_PARTS["parts"][:1]})


# ---------------------------------------------------------------- exceptions of posts
def test_a_post_is_freed_with_the_person_who_holds_it(tmp_path: Path) -> None:
    held = {
        "form": "threshold",
        "each": "post",
        "where": "post.role = 'secretary'",
        "value": "count(venue.venue_id)",
        "require": "value >= 1",
    }
    pack = pack_of(tmp_path, {**held, "unit": "个"})
    facts = world("甲村", "乙村", secretaries=("甲村",))
    freed = {"roster": "exception", "subject_kind": "person", "subject_id": "张", "category": "one/it", "tier": "county"}
    dated = {**freed, "since": "2021-01-01", "until": "2022-01-01"}
    assert judged(pack, facts, "2021-06-30")["书记甲村"]["verdict"] == "fail"
    assert judged(pack, {**facts, "roster_entry": [dated]}, "2021-06-30")["书记甲村"]["verdict"] == "exempt"


def test_what_is_still_missing_on_a_list_is_counted_while_its_day_lies_ahead(tmp_path: Path) -> None:
    listed = {**VILLAGES, "form": "checklist", "unit": "项", "checklist": "community_eleven", "stale_after": "12 months"}
    pack = pack_of(tmp_path, {**listed, "of_many": "largest", "without_subject": "fail", "due": "2021-12-31"})
    row = judged(pack, world("甲村"), "2021-06-30")["甲村"]
    assert (row["verdict"], row["shortfall"]) == ("pending", 11)


def test_a_figure_that_is_shown_says_that_its_year_still_runs(tmp_path: Path) -> None:
    """And not that nobody has reported another one."""
    meetings = "count(activity.activity_id) filter (where activity.kind = 'members_meeting')"
    shown = {**VILLAGES, "unit": "次", "period": "year", "force": "report", "value": meetings, "absence": "zero"}
    pack = pack_of(tmp_path, {**shown, "roll_up": [{"kind": "sum", "value": "unset"}]})
    assert judged(pack, world("甲村"), "2021-06-30")["甲村"]["note"] == "window_open"
