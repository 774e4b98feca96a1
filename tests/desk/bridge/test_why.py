"""The why of a verdict: rows that add up, names only where they are open."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.http import Http404

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.bridge import why
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.reading import IMPERSONAL
from gangju.desk.bridge.run import folder_of
from gangju.desk.ledgers.models import Organization
from gangju.engine.results import Results
from tests.desk import world

pytestmark = pytest.mark.django_db
PACK_ID = "yunlan-2026"


@pytest.fixture(autouse=True)
def _own_installation(evaluated: ResultSet) -> None:
    """The demo county, evaluated once for all tests here."""


@pytest.fixture
def demo() -> Organization:
    return Organization.objects.get(path__length=3)


@pytest.fixture(scope="module")
def rows(evaluated: ResultSet) -> list[dict[str, Any]]:
    """Subjects of the whole evaluation, as the engine gave them."""
    found: list[dict[str, Any]] = Results.read(folder_of(evaluated)).subjects.to_pylist()
    return found


def open_as(scope: Scope, row: dict[str, Any]) -> why.Why:
    return why.explain(scope, row["pack"], row["standard"], row["subject_id"], org=row["org_id"])


def person_row(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return next(row for row in rows if row["subject_kind"] == "person" and row["value"])


def test_the_rows_shown_and_hidden_add_up_to_the_value(demo: Organization, rows: list[dict[str, Any]]) -> None:
    officer = world.scope(Role.COUNTY_OFFICER, demo.code)
    for row in random.Random(5).sample([row for row in rows if row["subject_kind"] in IMPERSONAL], 25):
        found = open_as(officer, row)
        everything: tuple[Any, ...] = (*found.rows, *found.hidden)
        total = sum(each.amount for each in everything)
        assert (found.explanation.verdict, found.explanation.lo) == (row["verdict"], row["value"])
        assert total == (found.explanation.lo or 0)


def test_the_secretary_sees_why_of_a_member(rows: list[dict[str, Any]]) -> None:
    row = person_row(rows)
    found = open_as(world.scope(Role.BRANCH_SECRETARY, row["org_id"]), row)
    assert found.explanation.subject_id == row["subject_id"]
    assert sum(each.amount for each in found.rows) == found.explanation.lo
    assert found.hidden == ()


def test_without_the_organisation_the_results_on_show_say_where_a_subject_is_judged(rows: list[dict[str, Any]]) -> None:
    row = person_row(rows)
    found = why.explain(world.scope(Role.BRANCH_SECRETARY, row["org_id"]), row["pack"], row["standard"], row["subject_id"])
    assert found.org.code == row["org_id"]


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.INSPECTOR, Role.AUDITOR])
def test_the_why_of_a_person_does_not_open_far_above(demo: Organization, rows: list[dict[str, Any]], role: Role) -> None:
    with pytest.raises(Denied):
        open_as(world.scope(role, demo.code), person_row(rows))


def test_the_why_of_a_neighbour_does_not_open(rows: list[dict[str, Any]]) -> None:
    row = person_row(rows)
    other = next(each["org_id"] for each in rows if each["org_id"] != row["org_id"])
    with pytest.raises(Denied):
        open_as(world.scope(Role.BRANCH_SECRETARY, other), row)


@pytest.mark.parametrize(
    ("pack", "standard", "subject"),
    [("no-such-pack", "rural-member-hours", None), (PACK_ID, "no-such-standard", None), (PACK_ID, "rural-member-hours", "nobody")],
)
def test_what_has_no_row_is_absent(rows: list[dict[str, Any]], pack: str, standard: str, subject: str | None) -> None:
    row = person_row(rows)
    scope = world.scope(Role.BRANCH_SECRETARY, row["org_id"])
    with pytest.raises(Http404):
        why.explain(scope, pack, standard, subject or row["subject_id"], org=row["org_id"])


def test_rows_about_persons_are_hidden_from_who_may_not_know_them(demo: Organization, rows: list[dict[str, Any]]) -> None:
    inspector = world.scope(Role.INSPECTOR, demo.code)
    shown = [open_as(inspector, row) for row in {row["standard"]: row for row in rows if row["subject_kind"] in IMPERSONAL}.values()]
    assert all(not why.persons_in(each) for found in shown for each in found.rows)
