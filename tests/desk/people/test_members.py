"""Belonging: a new member, a transfer, leaving, corrections; who may, what is refused, what the same day takes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Membership, Person, Post, RosterEntry, in_force
from gangju.desk.people.actions import Basics, Newcomer, add_member, correct, leave, put_on, transfer
from gangju.desk.people.writing import undo
from tests.desk import world
from tests.desk.people.conftest import EXEMPT, FLOATING, person

NEW = Newcomer(Basics("新来的人", "1", date(1999, 4, 5), "bachelor"), "probationary", "admission", date(2026, 6, 1), date(2026, 6, 1), None)
MOVED = date(2026, 6, 15)


def branch_of(code: str, day: date) -> str:
    return Membership.objects.get(in_force(day), person__code=code).org.code


def mistakes(wrong: pytest.ExceptionInfo[ValidationError]) -> str:
    return str(wrong.value.message_dict)


def test_a_new_member_is_entered_from_above(above: Scope, secretary: Scope) -> None:
    with pytest.raises(Denied):
        add_member(secretary, world.org("b1"), NEW)
    add_member(above, world.org("b1"), NEW)
    found = Membership.objects.get(person__name="新来的人")
    assert (found.kind, found.since, found.entered_by) == ("probationary", date(2026, 6, 1), world.org("g1"))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (replace(NEW, admitted_on=None), "admitted_on"),
        (replace(NEW, since=date(2026, 7, 1)), "since"),
        (replace(NEW, admitted_on=date(2026, 5, 1)), "since"),
        (replace(NEW, approved_on=date(2026, 5, 1)), "approved_on"),
        (replace(NEW, basics=replace(NEW.basics, name=" ")), "name"),
        (replace(NEW, basics=replace(NEW.basics, born_on=date(2015, 1, 1))), "born_on"),
        (replace(NEW, entry="switch"), "entry"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(above: Scope, said: Newcomer, field: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        add_member(above, world.org("b1"), said)
    assert field in wrong.value.message_dict
    assert not Person.objects.filter(name="新来的人").exists()


def test_one_of_the_same_name_and_birthday_is_asked_about_before(above: Scope) -> None:
    alike = replace(NEW, basics=Basics(world.secret("b2-p1"), "2", date(1980, 5, 6), ""))
    with pytest.raises(ValidationError) as wrong:
        add_member(above, world.org("b1"), alike)
    assert world.secret("b2") in mistakes(wrong)
    add_member(above, world.org("b1"), replace(alike, confirmed=True))


def test_somebody_alike_outside_the_grant_is_not_told_of(above: Scope) -> None:
    entry = add_member(above, world.org("b1"), replace(NEW, basics=Basics(world.secret("b3-p1"), "2", date(1980, 5, 6), "")))
    assert Person.objects.filter(name=world.secret("b3-p1")).count() == 2
    assert world.secret("b3") not in f"{entry.before}{entry.after}{entry.reason}"


def test_adding_is_taken_back_the_same_day(above: Scope) -> None:
    undo(above, add_member(above, world.org("b1"), NEW))
    assert not Person.objects.filter(name="新来的人").exists()


def test_a_correction_keeps_what_stood_before(secretary: Scope) -> None:
    entry = correct(secretary, person("b1-p2"), replace(Basics.of(person("b1-p2")), education="bachelor"), "本人核对")
    assert person("b1-p2").education == "bachelor"
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["basics"], entry.after["basics"]) == ({"education": ""}, {"education": "bachelor"})
    undo(secretary, entry)
    assert person("b1-p2").education == ""


def test_a_correction_changes_something_and_says_why(secretary: Scope) -> None:
    with pytest.raises(ValidationError) as wrong:
        correct(secretary, person("b1-p2"), Basics.of(person("b1-p2")), "")
    assert "没有改动" in mistakes(wrong)
    assert "更正的依据" in mistakes(wrong)


def test_a_transfer_closes_and_opens_on_one_day(above: Scope) -> None:
    transfer(above, person("b1-p2"), world.org("b2"), MOVED)
    assert [branch_of("b1-p2", day) for day in (date(2026, 6, 14), MOVED)] == ["b1", "b2"]
    assert person("b1-p2").org.code == "b2"
    assert list(Membership.objects.filter(person__code="b1-p2").order_by("since").values_list("exit", "entry")) == [
        ("transfer", ""),
        ("", "transfer"),
    ]


def test_a_transfer_takes_lists_along_and_ends_floating(above: Scope) -> None:
    put_on(above, person("b1-p2"), EXEMPT)
    put_on(above, person("b1-p2"), FLOATING)
    entry = transfer(above, person("b1-p2"), world.org("b2"), MOVED)
    rows = RosterEntry.objects.filter(in_force(MOVED), subject_person__code="b1-p2")
    assert [(row.roster, row.org.code, row.until) for row in rows] == [("exempt", "b2", EXEMPT.until)]
    undo(above, entry)
    assert RosterEntry.objects.filter(in_force(MOVED), subject_person__code="b1-p2", org__code="b1").count() == 2
    assert branch_of("b1-p2", MOVED) == "b1"


@pytest.mark.parametrize("code", ["b3", "b1"])
def test_a_transfer_stays_within_what_one_answers_for(above: Scope, code: str) -> None:
    with pytest.raises((Denied, ValidationError)):
        transfer(above, person("b1-p2"), world.org(code), MOVED)
    assert branch_of("b1-p2", MOVED) == "b1"


def test_the_branch_itself_does_not_transfer(secretary: Scope) -> None:
    with pytest.raises(Denied):
        transfer(secretary, person("b1-p2"), world.org("b2"), MOVED)


def test_a_death_ends_membership_lists_and_posts(above: Scope) -> None:
    put_on(above, person("b1-p1"), FLOATING)
    entry = leave(above, person("b1-p1"), "died", MOVED, "家属告知")
    assert not Membership.objects.filter(in_force(MOVED), person__code="b1-p1").exists()
    assert not RosterEntry.objects.filter(in_force(MOVED), subject_person__code="b1-p1").exists()
    assert Post.objects.get(code="b1-post").exit == "died"
    undo(above, entry)
    assert branch_of("b1-p1", MOVED) == "b1"
    assert Post.objects.get(code="b1-post").until is None


@pytest.mark.parametrize(
    ("exit_code", "reason", "field"), [("switch", "依据批复", "exit"), ("died", "", "reason"), ("cancelled", "批复", "exit")]
)
def test_leaving_names_how_and_on_what_ground(above: Scope, exit_code: str, reason: str, field: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        leave(above, person("b1-p2"), exit_code, MOVED, reason)
    assert field in wrong.value.message_dict


def test_who_has_left_is_not_transferred(above: Scope) -> None:
    leave(above, person("b1-p2"), "left", MOVED, "本人申请退党")
    with pytest.raises(ValidationError, match="不是在册党员"):
        transfer(above, person("b1-p2"), world.org("b2"), date(2026, 6, 20))


def test_what_leans_on_a_new_member_keeps_it(above: Scope) -> None:
    entry = add_member(above, world.org("b1"), NEW)
    found = Person.objects.select_related("org").get(name="新来的人")
    correct(above, found, replace(Basics.of(found), education="master"), "本人核对")
    with pytest.raises(ValidationError, match="后来的改动"):
        undo(above, entry)
    assert Entry.objects.filter(deed="member.undo").count() == 0
