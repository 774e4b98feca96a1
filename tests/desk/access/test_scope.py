"""The one scope: whatever the tree and the grants, nothing outside the granted subtrees is ever read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import MAY, PERMISSIONS, Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.ledgers import tree
from gangju.desk.ledgers.models import Membership, Organization, OrganizationVersion, Person, Placement
from tests.desk import world

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
Parents = Mapping[int, int | None]


@st.composite
def trees(draw: st.DrawFn) -> dict[int, int | None]:
    """Parents by number; each organisation hangs below an earlier one or is a root."""
    size = draw(st.integers(1, 14))
    return {number: draw(st.none() | st.integers(0, number - 1)) if number else None for number in range(size)}


grants = st.lists(
    st.tuples(
        st.sampled_from(list(Role)),
        st.integers(0, 13),
        st.dates(date(2026, 6, 27), date(2026, 7, 3)),
        st.none() | st.integers(1, 6),
    ),
    max_size=4,
)


def plant(parents: Parents) -> list[Organization]:
    """The tree in the database, one person in each organisation."""
    orgs = Organization.objects.bulk_create(Organization(code=f"o{number}") for number in parents)
    since = date(2020, 1, 1)
    OrganizationVersion.objects.bulk_create(
        OrganizationVersion(organization=org, since=since, name=org.code, kind="branch", level="village") for org in orgs
    )
    Placement.objects.bulk_create(
        Placement(org=orgs[number], parent=None if parent is None else orgs[parent], since=since) for number, parent in parents.items()
    )
    Person.objects.bulk_create(Person(code=f"p{number}", org=orgs[number], name="某") for number in parents)
    tree.rebuild(DAY)
    return orgs


def above(parents: Parents, number: int) -> set[int]:
    """The organisation and its ancestors, by walking: an oracle that knows no paths."""
    found, here = set(), number
    while True:
        found.add(here)
        parent = parents[here]
        if parent is None:
            return found
        here = parent


def expected(parents: Parents, given_grants: list[tuple[Role, int, date, int | None]], permission: str) -> set[str]:
    held = {
        number
        for role, number, since, days in given_grants
        if number in parents and permission in MAY[role] and since <= DAY and (days is None or DAY.toordinal() < since.toordinal() + days)
    }
    return {str(number) for number in parents if above(parents, number) & held}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(parents=trees(), given_grants=grants)
def test_a_scope_reads_exactly_what_lies_below_its_grants(
    parents: dict[int, int | None], given_grants: list[tuple[Role, int, date, int | None]]
) -> None:
    with transaction.atomic():
        orgs, user = plant(parents), User.objects.create(username="somebody")
        for role, number, since, days in given_grants:
            if number in parents:
                until = None if days is None else date.fromordinal(since.toordinal() + days)
                Grant.objects.create(user=user, org=orgs[number], role=role.value, since=since, until=until)
        scope = Scope(user, DAY)
        for permission in PERMISSIONS:
            wanted = expected(parents, given_grants, permission)
            assert {org.code[1:] for org in scope.organizations(permission)} == wanted
            assert {person.code[1:] for person in scope.rows(Person, permission)} == wanted
            fresh = Organization.objects.in_bulk(field_name="code")
            assert {code[1:] for code, org in fresh.items() if scope.can(permission, org)} == wanted
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(parents=trees(), place=st.integers(0, 13))
def test_names_of_persons_open_to_the_organisation_and_the_one_directly_above(parents: dict[int, int | None], place: int) -> None:
    with transaction.atomic():
        orgs, user = plant(parents), User.objects.create(username="somebody")
        place %= len(orgs)
        Grant.objects.create(user=user, org=orgs[place], role=Role.COUNTY_OFFICER.value, since=DAY)
        scope = Scope(user, DAY)
        wanted = {f"o{place}"} | {f"o{number}" for number, parent in parents.items() if parent == place}
        assert {org.code for org in Organization.objects.all() if scope.persons_named(org)} == wanted
        assert {person.org.code for person in Person.objects.filter(scope.named()).select_related("org")} == wanted
        transaction.set_rollback(True)


@pytest.mark.parametrize("user", [AnonymousUser(), User(username="unsaved", is_active=False)])
def test_nobody_without_a_grant_sees_anything(county: None, user: User | AnonymousUser) -> None:
    scope = Scope(user, DAY)
    assert not scope.organizations().exists()
    assert not scope.rows(Membership).exists()


def test_a_grant_over_an_organisation_that_hangs_nowhere_opens_nothing(county: None) -> None:
    user = world.viewer(Role.COUNTY_OFFICER, "b1")
    Organization.objects.filter(code="b1").update(path="")
    scope = Scope(user, DAY)
    assert not scope.organizations().exists()
    assert not scope.rows(Membership).exists()
    assert not scope.can("organization.read", world.org("yl"))
    assert not scope.can("organization.read", world.org("b1"))
    assert not scope.persons_named(world.org("b1"))


def test_an_answer_carries_its_reason(county: None) -> None:
    scope = world.scope(Role.BRANCH_SECRETARY, "b1")
    assert scope.can("activity.write", world.org("b1")).reason == "您对该组织的授权包含“登记、更正、撤回纪实”"
    assert scope.persons_named(world.org("b2")).reason == "人员姓名只对本组织和直接上级显示,其他上级只看人数"
    with pytest.raises(Denied, match="没有“登记、更正、撤回纪实”的授权"):
        scope.require("activity.write", world.org("b2"))


def test_every_permission_is_held_by_some_role_and_every_role_has_a_line() -> None:
    assert set(MAY) == set(Role)
    assert set().union(*MAY.values()) == set(PERMISSIONS)
    assert "organization.read" not in MAY[Role.SYSTEM_ADMIN]
