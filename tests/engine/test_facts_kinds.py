"""Rows held against the catalogue: metrics, checklists, rosters and the states of cases."""

from __future__ import annotations

import pytest

from tests.engine.facts_world import World, also, facts, only

VENUES = [
    {"venue_id": "c1", "kind": "village_activity_place", "unit_id": "v-bs", "area_m2": "220"},
    {"venue_id": "c2", "kind": "member_room", "unit_id": "v-lw"},
]


def observed(**more: str) -> World:
    return also(
        observation=[{"subject_kind": "unit", "subject_id": "v-bs", "metric": "staff", "since": "2026-01-01", "value": "12"} | more]
    )


def answered(**more: str) -> World:
    row = {"subject_kind": "venue", "subject_id": "c1", "checklist": "village_twelve", "item": "flag", "answer": "yes"}
    return also(venue=VENUES, check_answer=[{**row, "checked_on": "2026-05-20"} | more])


def listed(**more: str) -> World:
    return also(roster_entry=[{"roster": "keeps", "subject_kind": "organization", "subject_id": "b-bs", "since": "2026-01-01"} | more])


def opened(**more: str) -> World:
    return also(case=[{"case_id": "k1", "kind": "rectification", "org_id": "b-bs", "state": "found", "opened_on": "2026-01-05"} | more])


def exempted(**more: str) -> World:
    return listed(roster="exempt", subject_kind="person", subject_id="p1", **more)


def excepted(**more: str) -> World:
    said = {"category": "songling-2026/hours", "tier": "county", "until": "2027-01-01"} | more
    return listed(roster="exception", subject_kind="person", subject_id="p1", **said)


@pytest.mark.parametrize(
    "rows",
    [
        observed(),
        observed(metric="collective_income", value="186000.50"),
        answered(),
        answered(item="plaque", answer="na"),
        listed(category="activity.training"),
        listed(category="fund_entry.basic_pay"),
        listed(category="case.rectification"),
        listed(category="task.songling-2026"),
        exempted(category="infirm"),
        excepted(),
        opened(),
        opened(state="closed", closed_on="2026-02-01"),
        opened(kind="pledge", state="drafted"),
    ],
)
def test_what_the_catalogue_allows_is_loaded(rows: World) -> None:
    assert facts(rows).tables["person"].num_rows == 3


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        (observed(value="12.5"), "value"),
        (observed(subject_kind="person", subject_id="p1"), "subject_kind"),
        (observed(metric="staffs"), "metric"),
        (answered(checklist="agency_branch_six"), "checklist"),
        (answered(item="flags"), "item"),
        (answered(item="area_over_200"), "item"),
        (answered(answer="maybe"), "answer"),
        (answered(subject_id="c2"), "subject_id"),
        (answered(subject_kind="unit", subject_id="v-bs"), "subject_kind"),
        (listed(), "category"),
        (listed(category="activity.trainings"), "category"),
        (listed(category="post.secretary"), "category"),
        (listed(category="task."), "category"),
        (listed(category="training"), "category"),
        (listed(category="activity.training", tier="county"), "tier"),
        (exempted(category="economic"), "category"),
        (excepted(category="hours"), "category"),
        (excepted(until=""), "until"),
        (excepted(tier=""), "tier"),
        (opened(state="done"), "state"),
        (opened(state="closed"), "closed_on"),
        (opened(closed_on="2026-02-01"), "closed_on"),
        (opened(state="closed", closed_on="2026-01-04"), "closed_on"),
    ],
)
def test_what_it_does_not_allow_is_told_at_its_column(rows: World, key: str) -> None:
    assert only(rows)[1:3] == (1, key)


def test_a_roster_not_written_out_takes_any_category_of_the_list() -> None:
    rows = listed(roster="honour", category="red_flag_branch")
    assert facts(rows).tables["roster_entry"].num_rows == 1
    assert only(listed(roster="honour", category="red_flag"))[2] == "category"
