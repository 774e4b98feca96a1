"""What each viewer may read of the kept results."""

from __future__ import annotations

from typing import Any

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied
from gangju.desk.bridge import live, results
from gangju.desk.bridge.models import ResultSet
from gangju.desk.ledgers.models import Organization
from tests.desk import world
from tests.desk.bridge.test_evaluation import branch_short_of_hours, branches

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_installation(evaluated: ResultSet) -> None:
    """The demo county, evaluated once for all tests here."""


def root() -> Organization:
    return Organization.objects.get(path__length=3)


def test_results_are_cut_to_the_scope() -> None:
    branch = branches()[0]
    reading = results.read(world.scope(Role.BRANCH_SECRETARY, branch.code))
    assert reading is not None
    rows: tuple[Any, ...] = (*reading.groups, *reading.subjects, *reading.counted)
    seen = {row.org_id for row in rows}
    assert seen == {branch.code}


def test_asking_for_an_organisation_outside_gives_nothing() -> None:
    mine, other, *_ = branches()
    reading = results.read(world.scope(Role.BRANCH_SECRETARY, mine.code), orgs=[other.code])
    assert reading is not None
    assert (reading.groups, reading.subjects, reading.counted) == ((), (), ())


def test_persons_are_counted_and_nameless_above_the_direct_superior() -> None:
    county = results.read(world.scope(Role.COUNTY_OFFICER, root().code), standard="rural-member-hours")
    branch, _ = branch_short_of_hours()
    secretary = results.read(world.scope(Role.BRANCH_SECRETARY, branch.code), standard="rural-member-hours")
    assert county is not None
    assert secretary is not None
    assert [row for row in county.subjects if row.org_id == branch.code] == []
    counted = sum(row.n for row in county.counted if row.org_id == branch.code)
    assert counted == len([row for row in secretary.subjects if row.subject_kind == "person"]) > 0


def test_an_inspector_reads_counts_and_no_person() -> None:
    reading = results.read(world.scope(Role.INSPECTOR, root().code))
    assert reading is not None
    assert {row.subject_kind for row in reading.subjects}.isdisjoint({"person", "post", "membership"})
    assert reading.counted


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_who_may_not_read_standards_reads_nothing(role: Role) -> None:
    scope = world.scope(role, root().code)
    reading = results.read(scope)
    assert reading is not None
    assert (reading.groups, reading.subjects, reading.counted) == ((), (), ())
    with pytest.raises(Denied):
        live.branch(scope, branches()[0])
