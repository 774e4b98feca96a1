"""设立 and 撤销: a new branch with its unit; what a dissolved one held passes on or ends, and nothing is left to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.ledgers.actions import Happening, record_activity
from gangju.desk.ledgers.events import Dissolve, Found, NewOrganization, NewUnit, carry_out, preview, undo_event
from gangju.desk.ledgers.models import Membership, Organization, Post, RosterEntry, Tie, UnitVersion, Venue, in_force
from tests.desk import world
from tests.desk.ledgers.events.conftest import DAY, NUMBER, everything, loaded

pytestmark = pytest.mark.django_db
BRANCH = NewOrganization("新设支部", "branch", "village", "rural", unit=NewUnit("新设村", "village", "rural"))


def found(parent: str = "g1", day: date = world.TODAY, keeps: tuple[str, ...] = (), **change: Any) -> Found:
    return Found(day, NUMBER, world.org(parent), replace(BRANCH, **change), keeps)


def dissolve(code: str = "b1", successor: str | None = "b2", day: date = DAY, *, close_venues: bool = False) -> Dissolve:
    return Dissolve(day, NUMBER, world.org(code), world.org(successor) if successor else None, close_venues)


def mistakes(scope: Scope, event: Found | Dissolve) -> dict[str, list[str]]:
    before = everything()
    with pytest.raises(ValidationError) as wrong:
        carry_out(scope, event)
    assert everything() == before
    return dict(wrong.value.message_dict)


def members(code: str, day: date = DAY) -> set[str]:
    return set(Membership.objects.filter(in_force(day), org__code=code).values_list("person__code", flat=True))


@pytest.mark.row("002-69")
def test_a_branch_is_founded_with_its_unit_and_its_ledgers(officer: Scope) -> None:
    carry_out(officer, found(keeps=("activity.training",)))
    branch = Organization.objects.get(versions__name="新设支部")
    assert branch.path.startswith(world.org("g1").path)
    assert UnitVersion.objects.get(org=branch).name == "新设村"
    assert RosterEntry.objects.get(subject_org=branch, roster="keeps").since == world.TODAY
    loaded()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": ""}, "name", "请填写党组织名称"),
        ({"domain": ""}, "domain", "必须写明领域"),
        ({"kind": "nothing"}, "kind", "请从列表中选择"),
        ({"level": "nothing"}, "level", "请从列表中选择"),
        ({"level": "county"}, "parent", "低于"),
        ({"kind": "group"}, "parent", "党小组只能设在党支部下面"),
        ({"parent": "b1"}, "parent", "下面只能设党小组"),
        ({"unit": NewUnit("", "village")}, "unit", "要有名称和类别"),
        ({"keeps": ("activity.nothing",)}, "keeps", "没有“activity.nothing”这项台账"),
        ({"day": date(2014, 1, 1)}, "parent", "尚未成立"),
    ],
)
def test_a_founding_that_cannot_be_is_refused(officer: Scope, change: dict[str, Any], field: str, sentence: str) -> None:
    assert sentence in "".join(mistakes(officer, found(**change))[field])


def test_two_of_one_name_side_by_side_are_told(officer: Scope) -> None:
    carry_out(officer, found())
    assert any("已有“新设支部”" in note for note in preview(officer, found()).notes)


def test_only_who_answers_for_the_parent_founds_below_it(commissioner: Scope) -> None:
    carry_out(commissioner, found("g1"))
    for scope, parent in (
        (commissioner, "t2"),
        (world.scope(Role.BRANCH_SECRETARY, "b1"), "b1"),
        (world.scope(Role.INSPECTOR, "yl"), "g1"),
    ):
        with pytest.raises(Denied):
            carry_out(scope, found(parent))


def test_what_a_dissolved_branch_held_passes_to_the_successor(officer: Scope) -> None:
    carry_out(officer, dissolve())
    assert members("b1") == set()
    assert members("b2") == {*world.persons_of("b1"), *world.persons_of("b2")}
    assert members("b1", world.TODAY) == set(world.persons_of("b1"))
    assert Venue.objects.get(org__code="b2", opened_on=DAY).name == world.secret("b1-v")
    assert UnitVersion.objects.get(in_force(DAY), unit__code="u-b1").org.code == "b2"
    assert Tie.objects.get(kind="successor").from_org == world.org("b2")
    loaded()


def test_posts_of_a_dissolved_branch_end_by_adjustment_and_its_accounts_lose_their_grant(officer: Scope) -> None:
    world.viewer(Role.BRANCH_SECRETARY, "b1")
    carry_out(officer, dissolve())
    (post,) = Post.objects.filter(person__code="b1-p1")
    assert (post.until, post.exit) == (DAY, "adjusted")
    assert Grant.objects.get(org__code="b1").until == DAY


def test_venues_may_close_with_the_branch(officer: Scope) -> None:
    carry_out(officer, dissolve(close_venues=True))
    assert Venue.objects.get(code="b1-v").closed_on == DAY
    assert not Venue.objects.filter(opened_on=DAY).exists()


def test_without_a_successor_nothing_may_be_left(officer: Scope) -> None:
    said = "".join(mistakes(officer, dissolve("b1", None))["successor"])
    assert "2 名党员" in said
    assert "1 个由它负责的单位" in said
    assert "2 个下级党组织" in "".join(mistakes(officer, dissolve("g1", None))["successor"])


def test_an_empty_organisation_is_dissolved_without_a_successor(officer: Scope) -> None:
    carry_out(officer, found(unit=None))
    new = Organization.objects.exclude(code__in=world.TREE).get()
    carry_out(officer, Dissolve(date(2026, 8, 1), NUMBER, new))
    assert not Organization.objects.on(date(2026, 8, 1)).filter(pk=new.pk).exists()
    loaded()


@pytest.mark.parametrize(
    ("code", "successor", "sentence"),
    [("b1", "b1", "不能是被撤销的组织自己"), ("b1", "t2", "党员只能编入党支部"), ("g1", "b3", "下面只能设党小组"), ("t1", "g1", "下级")],
)
def test_a_successor_that_cannot_take_over_is_refused(officer: Scope, code: str, successor: str, sentence: str) -> None:
    assert sentence in str(mistakes(officer, dissolve(code, successor)))


def test_a_day_before_the_last_activity_is_refused(officer: Scope) -> None:
    secretary = world.scope(Role.BRANCH_SECRETARY, "b1")
    record_activity(secretary, world.org("b1"), Happening("training", world.TODAY, world.persons_of("b1")))
    assert "还记有活动" in "".join(mistakes(officer, dissolve(day=world.TODAY))["day"])
    carry_out(officer, dissolve())


def test_children_of_a_dissolved_organisation_hang_below_the_successor(officer: Scope) -> None:
    carry_out(officer, dissolve("g1", "t2", world.TODAY))
    assert world.org("b2").path.startswith(world.org("t2").path)
    loaded()


@pytest.mark.parametrize("event", ["found", "dissolve"])
def test_what_is_undone_is_exactly_as_before(officer: Scope, event: str) -> None:
    world.viewer(Role.BRANCH_SECRETARY, "b1")
    before = everything()
    done = carry_out(officer, found() if event == "found" else dissolve())
    assert everything() != before
    undo_event(officer, done)
    assert everything() == before


def test_a_founding_that_something_leans_on_is_not_undone(officer: Scope) -> None:
    done = carry_out(officer, found())
    new = Organization.objects.exclude(code__in=world.TREE).get()
    carry_out(officer, Dissolve(date(2026, 8, 1), NUMBER, world.org("b1"), new))
    with pytest.raises(ValidationError, match="先撤回那些记录"):
        undo_event(officer, done)


def test_only_who_may_decide_may_undo(officer: Scope) -> None:
    done = carry_out(officer, found("t2"))
    with pytest.raises(Denied):
        undo_event(world.scope(Role.TOWN_COMMISSIONER, "t1"), done)
