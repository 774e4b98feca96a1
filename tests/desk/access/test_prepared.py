"""A prepared question answers what the same query answers when Django writes it anew, for every viewer and every value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from gangju.desk.access import prepared, scoped
from gangju.desk.access.actions import grant_role
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Membership, Person, Post, in_force
from tests.desk import world

pytestmark = pytest.mark.django_db
VIEWERS = [(Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.TOWN_COMMISSIONER, "g1"), (Role.BRANCH_SECRETARY, "b3")]


def members(scope: Scope, values: Sequence[Any]) -> QuerySet[Membership, Any]:
    rows = scope.rows(Membership).filter(in_force(values[0])).order_by("pk")
    return rows.values_list("pk", "since", "until", "recorded_at", "kind", "org__code")


def named(scope: Scope, values: Sequence[Any]) -> QuerySet[Person, Any]:
    return scope.rows(Person).filter(scope.named(), pk__in=values).order_by("pk").values_list("pk", "name", "born_on")


def posts(scope: Scope, values: Sequence[Any]) -> QuerySet[Post, Any]:
    return scope.rows(Post).filter(role=values[0]).order_by("pk").values_list("code", "full_time")


def called(scope: Scope, values: Sequence[Any]) -> QuerySet[Person, Any]:
    return scope.rows(Person).filter(name__contains=values[0]).order_by("pk").values_list("code")


@pytest.fixture(autouse=True)
def _nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_kept", {})


def same(scope: Scope, build: Any, *values: Any) -> bool:
    return scoped.ask(scope, build.__name__, values, build) == list(build(scope, values))


def test_every_viewer_gets_the_rows_of_the_own_scope_from_one_text(county: None) -> None:
    for role, place in VIEWERS * 2:
        scope = world.scope(role, place)
        persons = list(Person.objects.values_list("pk", flat=True)[:4])
        assert same(scope, members, world.TODAY)
        assert same(scope, named, *persons)
        assert same(scope, posts, "secretary")
    assert len(prepared._kept) < len(VIEWERS) * 4


def test_days_are_values_and_not_part_of_the_text(county: None) -> None:
    scope = world.scope(Role.COUNTY_OFFICER, "yl")
    Membership.objects.filter(person__code="b1-p1").update(until=date(2026, 1, 1))
    assert len(scoped.ask(scope, "members", [world.TODAY], members)) == 5
    assert len(scoped.ask(scope, "members", [date(2025, 12, 31)], members)) == 6
    assert scoped.ask(scope, "members", [date(2000, 1, 1)], members) == []


def test_several_grants_of_one_viewer_stay_together(county: None) -> None:
    user = world.viewer(Role.BRANCH_SECRETARY, "b1")
    grant_role(world.SYSTEM, user, world.org("t2"), Role.INSPECTOR, world.FIRST)
    scope = Scope(user, world.TODAY)
    assert same(scope, members, world.TODAY)
    assert {row[-1] for row in scoped.ask(scope, "members", [world.TODAY], members)} == {"b1", "b3"}


def test_whoever_may_see_nothing_is_answered_nothing(county: None) -> None:
    admin = world.scope(Role.SYSTEM_ADMIN, "yl")
    assert scoped.ask(admin, "members", [world.TODAY], members) == []
    assert scoped.ask(admin, "members", [world.TODAY - timedelta(days=1)], members) == []


def test_a_text_that_looks_like_sql_is_a_value(county: None) -> None:
    scope = world.scope(Role.COUNTY_OFFICER, "yl")
    assert scoped.ask(scope, "posts", ["x' or 1=1 --"], posts) == []
    assert len(scoped.ask(scope, "posts", ["secretary"], posts)) == 3


def test_a_text_inside_a_pattern_is_a_value_and_no_pattern(county: None) -> None:
    scope = world.scope(Role.COUNTY_OFFICER, "yl")
    Person.objects.filter(code="b1-p1").update(name="百分之%号")
    for typed, expected in (("b2", ["b2-p1", "b2-p2"]), ("%", ["b1-p1"]), ("_", []), ("号", None), ("没有这样的", [])):
        found = [code for (code,) in scoped.ask(scope, "called", [prepared.pattern(typed)], called)]
        assert found == [code for (code,) in called(scope, [typed])]
        assert expected is None or found == expected
    assert len(prepared._kept) == 2  # the grants of the scope, and this one
