"""Verdicts before, on and after the day of a merge of two villages and of a move of a township, in the tree of that day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import gangju.demo
from gangju.demo.county import write
from gangju.desk.access.roles import Role
from gangju.desk.bridge.importing import import_facts
from gangju.desk.bridge.run import evaluate_now, folder_of
from gangju.desk.ledgers.events import Merge, Move, NewOrganization, NewUnit, carry_out
from gangju.desk.ledgers.models import Organization, OrganizationVersion, Placement
from gangju.desk.plans.actions import adopt
from gangju.engine.results import Results
from tests.desk import world
from tests.desk.ledgers.events.conftest import NUMBER, loaded

pytestmark = pytest.mark.django_db
PACK = Path(gangju.demo.__file__).parent / "pack"
DAY = date(2026, 7, 10)
BEFORE, AFTER = DAY - timedelta(days=1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "facts"
    write(folder, "small")
    return folder


@pytest.fixture
def root(db: None, demo_folder: Path) -> Organization:
    import_facts(demo_folder)
    root = Organization.objects.get(path__length=3)
    adopt(world.SYSTEM, PACK, root, world.FIRST)
    return root


def judged(day: date, monkeypatch: pytest.MonkeyPatch) -> Results:
    monkeypatch.setenv("GANGJU_TODAY", day.isoformat())
    return Results.read(folder_of(evaluate_now()))


def rows(found: Results) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return found.subjects.to_pylist(), found.groups.to_pylist()


def over(found: Results) -> list[dict[str, Any]]:
    """Verdicts of the subjects; of a rhythm only its windows that were over by the day.

    A window that the end of an organisation cuts short is free (settled: windows count wholly inside its life), so a rhythm
    judged again on the day before, when the end is known, no longer waits for the window then running.
    """
    found_rows = found.subjects.to_pylist()
    rhythms = {row["standard"] for row in found_rows if row["windows"] is not None}
    ended = [
        (row["standard"], row["subject_id"], window["from"], window["count"], window["verdict"])
        for row in found_rows
        for window in row["windows"] or ()
        if window["until"] <= BEFORE
    ]
    return [row for row in found_rows if row["standard"] not in rhythms] + [{"windows": ended}]


def heads(found: Results, org: str, standard: str = "rural-member-hours") -> int:
    """How many the group of an organisation has in the standard."""
    return sum(row["n"] for row in found.groups.to_pylist() if row["org_id"] == org and row["standard"] == standard)


def villages() -> list[str]:
    """Two villages' branches directly below one town."""
    for town in Organization.objects.on(world.TODAY).filter(level="township").order_by("code"):
        below = Placement.objects.filter(parent=town.pk, until=None).values_list("org__code", flat=True)
        found = OrganizationVersion.objects.filter(
            organization__code__in=list(below), kind="branch", domain="rural", until=None, unit__versions__kind="village"
        )
        codes = sorted(set(found.values_list("organization__code", flat=True)))
        if len(codes) >= 2:
            return codes[:2]
    raise AssertionError("the demo has no town with two villages")


def test_a_merge_of_two_villages_leaves_the_past_and_judges_the_new_one(root: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (Organization.objects.get(code=code) for code in villages())
    town = Organization.objects.get(path=one.path[:-3])
    before = judged(BEFORE, monkeypatch)
    founded = NewOrganization("合兴村党支部", "branch", "village", "rural", unit=NewUnit("合兴村", "village", "rural"))
    scope = world.scope(Role.COUNTY_OFFICER, root.code)
    carry_out(scope, Merge(DAY, NUMBER, (one, two), founded=founded, parent=town))
    new = OrganizationVersion.objects.get(name="合兴村党支部").organization
    assert over(judged(BEFORE, monkeypatch)) == over(before)
    on = judged(DAY, monkeypatch)
    assert {row["org_id"] for row in on.groups.to_pylist()} & {one.code, two.code, new.code} == {new.code}
    assert heads(on, new.code) == heads(before, one.code) + heads(before, two.code) > 0
    assert heads(on, town.code) == heads(before, town.code)
    after = judged(AFTER, monkeypatch)
    assert {row["org_id"] for row in after.subjects.to_pylist()} & {one.code, two.code, new.code} == {new.code}
    loaded()


def test_hours_earned_before_the_merge_count_in_the_new_one(root: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (Organization.objects.get(code=code) for code in villages())
    before = hours(judged(BEFORE, monkeypatch), one.code)
    carry_out(world.scope(Role.COUNTY_OFFICER, root.code), Merge(DAY, NUMBER, (one, two), into=two))
    on = hours(judged(DAY, monkeypatch), two.code)
    assert before
    assert {person: on[person] for person in before} == before


def hours(found: Results, org: str) -> dict[str, object]:
    mine = [row for row in found.subjects.to_pylist() if row["org_id"] == org and row["standard"] == "rural-member-hours"]
    return {row["subject_id"]: row["value"] for row in mine}


def test_a_township_that_moves_is_counted_above_its_new_place_from_the_day_on(root: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below a work committee of the county: that one's figures grow by the town's, the county's stay."""
    town = Organization.objects.on(world.TODAY).filter(level="township", kind="committee").order_by("code")[0]
    other = Organization.objects.on(world.TODAY).filter(level="county", kind="work_committee").order_by("code")[0]
    before = judged(BEFORE, monkeypatch)
    scope = world.scope(Role.COUNTY_OFFICER, root.code)
    carry_out(scope, Move(DAY, NUMBER, Organization.objects.get(pk=town.pk), Organization.objects.get(pk=other.pk)))
    assert rows(judged(BEFORE, monkeypatch)) == rows(before)
    assert not Organization.objects.get(pk=town.pk).path.startswith(Organization.objects.get(pk=other.pk).path)
    on = judged(DAY, monkeypatch)
    assert Organization.objects.get(pk=town.pk).path.startswith(Organization.objects.get(pk=other.pk).path)
    assert heads(on, other.code) == heads(before, other.code) + heads(before, town.code) > heads(before, other.code)
    assert heads(on, town.code) == heads(before, town.code)
    assert heads(on, root.code) == heads(before, root.code)
    loaded()
