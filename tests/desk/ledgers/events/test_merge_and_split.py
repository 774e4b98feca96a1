"""合并 and 分设: members, posts, places, lists and units go where the event says, once each, from the day on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Denied, Scope
from gangju.desk.ledgers.events import Merge, NewOrganization, NewUnit, Part, Split, carry_out, preview, undo_event
from gangju.desk.ledgers.models import (
    CheckAnswer,
    Membership,
    Organization,
    OrganizationVersion,
    Placement,
    Post,
    RosterEntry,
    Task,
    Tie,
    UnitVersion,
    Venue,
    in_force,
)
from tests.desk import world
from tests.desk.ledgers.events.conftest import DAY, NUMBER, everything, loaded

pytestmark = pytest.mark.django_db
FOUNDED = NewOrganization("合并支部", "branch", "village", "rural", unit=NewUnit("合并村", "village", "rural"))


def merge(*codes: str, into: str | None = "b2", **more: Any) -> Merge:
    return Merge(DAY, NUMBER, tuple(world.org(code) for code in codes), into=world.org(into) if into else None, **more)


def merged_anew(*codes: str, parent: str = "g1", **change: Any) -> Merge:
    return Merge(DAY, NUMBER, tuple(world.org(code) for code in codes), founded=replace(FOUNDED, **change), parent=world.org(parent))


def split(*parts: Part, dissolve: bool = False) -> Split:
    return Split(DAY, NUMBER, world.org("b1"), parts, dissolve)


def part(name: str, *members: str, venues: tuple[str, ...] = ()) -> Part:
    return Part(NewOrganization(name, "branch", "village", "rural"), members, venues)


def mistakes(scope: Scope, event: Merge | Split) -> str:
    before = everything()
    with pytest.raises(ValidationError) as wrong:
        carry_out(scope, event)
    assert everything() == before
    return str(wrong.value.message_dict)


def new() -> Organization:
    return Organization.objects.exclude(code__in=world.TREE).get()


def secretaries(org: Organization) -> list[str]:
    return list(Post.objects.filter(in_force(DAY), org=org, role="secretary").values_list("person__code", flat=True))


def members(org: Organization) -> int:
    return Membership.objects.filter(in_force(DAY), org=org).count()


@pytest.mark.row("002-69")
def test_one_village_goes_into_another_with_its_unit(officer: Scope) -> None:
    carry_out(officer, merge("b1", "b2"))
    heir = world.org("b2")
    assert members(heir) == 4
    assert secretaries(heir) == ["b2-p1"]
    assert not UnitVersion.objects.filter(in_force(DAY), unit__code="u-b1").exists()
    assert {venue.unit.code for venue in Venue.objects.filter(org=heir, closed_on=None) if venue.unit} == {"u-b2"}
    assert {(tie.from_org_id is None, tie.kind) for tie in Tie.objects.all()} == {(True, "successor"), (False, "successor")}
    loaded()


def test_two_villages_become_a_new_one_with_the_secretary_named(officer: Scope) -> None:
    event = replace(merged_anew("b1", "b2"), secretary="b1-post")
    carry_out(officer, event)
    assert members(new()) == 4
    assert secretaries(new()) == ["b1-p1"]
    assert set(Tie.objects.filter(from_org=new()).values_list("to_org__code", flat=True)) == {"b1", "b2"}
    assert [row.since for row in RosterEntry.objects.filter(subject_org=new(), roster="keeps")] == [world.FIRST]
    loaded()


def test_without_a_named_secretary_of_two_none_continues_and_it_is_said(officer: Scope) -> None:
    event = merged_anew("b1", "b2")
    assert any("请任命新的书记" in note for note in preview(officer, event).notes)
    carry_out(officer, event)
    assert secretaries(new()) == []


def test_what_was_found_at_a_place_and_what_is_still_to_do_go_along(officer: Scope) -> None:
    branch = world.org("b1")
    venue = Venue.objects.get(code="b1-v")
    CheckAnswer.objects.create(org=branch, subject_venue=venue, checklist="x", item="1", answer="yes", checked_on=world.FIRST)
    Task.objects.create(code="k1", org=branch, plan="p", clause="1", duty="lead", state="open")
    carry_out(officer, merge("b1", "b2"))
    assert CheckAnswer.objects.exclude(subject_venue=venue).get().subject_venue == Venue.objects.get(opened_on=DAY)
    assert set(Task.objects.values_list("org__code", flat=True)) == {"b1", "b2"}


def test_a_pairing_of_the_two_ends_and_one_with_a_third_goes_on(officer: Scope) -> None:
    one, two, three = (world.org(code) for code in ("b1", "b2", "b3"))
    for code, (first, second) in {"k1": (one, two), "k2": (three, one)}.items():
        Tie.objects.create(code=code, org=first, kind="radiates", from_org=first, to_org=second, since=world.FIRST)
    carry_out(officer, merge("b1", "b2"))
    assert [(tie.from_org, tie.to_org) for tie in Tie.objects.filter(in_force(DAY), kind="radiates")] == [(three, two)]


def test_units_stay_apart_when_so_said(officer: Scope) -> None:
    carry_out(officer, merge("b1", "b2", keep_units=True))
    assert UnitVersion.objects.get(in_force(DAY), unit__code="u-b1").org == world.org("b2")
    loaded()


def test_general_branches_merge_with_what_hangs_below(officer: Scope) -> None:
    carry_out(officer, merge("t1", into="t2"))
    assert Placement.objects.get(in_force(DAY), org__code="g1").parent == world.org("t2")
    loaded()


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (lambda: merge("b2"), "至少要有两个组织"),
        (lambda: merge("b1", "b2", into=None), "并入哪个组织"),
        (lambda: merge("b1", "b2", into="t2"), "党员只能编入党支部"),
        (lambda: merge("b1", "b2", secretary="b3-post"), "继任书记不在"),
        (lambda: merge("t1", into="g1"), "下级"),
        (lambda: merged_anew("t1", "t2", kind="committee", level="township"), "自己的下级"),
        (lambda: merged_anew("b1", "b2", name=" "), "请填写党组织名称"),
    ],
)
def test_a_merge_that_cannot_be_is_refused(officer: Scope, event: Any, sentence: str) -> None:
    assert sentence in mistakes(officer, event())


def test_a_commissioner_merges_nothing_of_another_town(commissioner: Scope) -> None:
    with pytest.raises(Denied):
        carry_out(commissioner, merge("b1", "b3"))
    with pytest.raises(Denied):
        carry_out(commissioner, merge("b1", into="b3"))


def test_a_branch_is_divided_and_stays(officer: Scope) -> None:
    carry_out(officer, split(part("分出支部", "b1-p1", venues=("b1-v",))))
    assert (members(world.org("b1")), members(new())) == (1, 1)
    assert secretaries(world.org("b1")) == []
    assert Venue.objects.get(opened_on=DAY).org == new()
    assert OrganizationVersion.objects.get(organization=new()).unit == OrganizationVersion.objects.get(organization__code="b1").unit
    loaded()


def test_a_branch_is_divided_in_two_and_ends(officer: Scope) -> None:
    carry_out(officer, split(part("一支部", "b1-p1"), part("二支部", "b1-p2"), dissolve=True))
    first, second = Organization.objects.filter(versions__name__in=("一支部", "二支部")).order_by("versions__name")
    assert (members(first), members(second), members(world.org("b1"))) == (1, 1, 0)
    assert UnitVersion.objects.get(in_force(DAY), unit__code="u-b1").org == first
    loaded()


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (split, "请写明分出的组织"),
        (lambda: split(part("一支部", "b1-p1", "b1-p2"), dissolve=True), "至少分成两个"),
        (lambda: split(part("一支部", "b1-p1"), part("二支部"), dissolve=True), "还有 1 名党员没有分到"),
        (lambda: split(part("一支部", "b1-p1"), part("二支部", "b1-p1")), "只分给一个"),
        (lambda: split(part("一支部", "b2-p1")), "不在该组织名下"),
        (lambda: split(part("一支部", venues=("b2-v",))), "不在该组织名下"),
    ],
)
def test_a_split_that_cannot_be_is_refused(officer: Scope, event: Any, sentence: str) -> None:
    assert sentence in mistakes(officer, event())


@pytest.mark.parametrize(
    "event",
    [
        lambda: merge("b1", "b2"),
        lambda: merged_anew("b1", "b2"),
        lambda: split(part("一支部", "b1-p1"), part("二支部", "b1-p2"), dissolve=True),
    ],
)
def test_what_is_undone_is_exactly_as_before(officer: Scope, event: Any) -> None:
    before = everything()
    done = carry_out(officer, event())
    assert everything() != before
    undo_event(officer, done)
    assert everything() == before


def test_a_preview_of_a_merge_counts_rows_and_names_who_takes_over(officer: Scope) -> None:
    seen = preview(officer, merge("b1", "b2"))
    assert ("党籍", 2, 2) in seen.moved
    assert [(duty.old, duty.new) for duty in seen.duties] == []  # the heir kept that ledger already
    (duty,) = preview(officer, merged_anew("b1", "b3", parent="t1")).duties[:1]
    assert (duty.old, duty.new) == (world.secret("b1"), "合并支部")
    assert not any(world.secret(person) in str(seen) for branch in world.BRANCHES for person in world.persons_of(branch))
