"""Deeds about activities: recorded, amended, withdrawn, brought back; refused with a reason that tells what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import Happening, amend_activity, attendable, record_activity, restore_activity, withdraw_activity
from gangju.desk.ledgers.models import Activity, Membership
from tests.desk import world

pytestmark = pytest.mark.django_db
ONE, TWO = world.persons_of("b1")
CLASS = Happening(kind="training", day=date(2026, 6, 20), present=[ONE], absent=[TWO], hours=Decimal("2.5"), topic="学习新修订的细则")


@pytest.fixture
def secretary(county: None) -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, "b1")


def attendance(activity: Activity) -> dict[str, tuple[bool, int | None]]:
    return {row.person.code: (row.attended, row.hours) for row in activity.participations.select_related("person")}


def test_a_class_is_recorded_with_those_present_and_absent(secretary: Scope) -> None:
    activity = record_activity(secretary, world.org("b1"), CLASS).activity
    assert (activity.org.code, activity.status, activity.hours) == ("b1", "held", 250)
    assert attendance(activity) == {ONE: (True, 250), TWO: (False, None)}


def test_an_entry_tells_what_was_recorded(secretary: Scope) -> None:
    recorded = record_activity(secretary, world.org("b1"), CLASS)
    entry = Entry.objects.get(pk=recorded.entry.pk)
    assert (entry.deed, entry.org_code, entry.role) == ("activity.record", "b1", "branch_secretary")
    assert entry.after is not None
    assert entry.after["activity"]["topic"] == CLASS.topic
    assert len(entry.after["participations"]) == 2


def test_an_amended_class_is_as_said_and_the_entry_keeps_what_was(secretary: Scope) -> None:
    activity = record_activity(secretary, world.org("b1"), CLASS).activity
    recorded = amend_activity(secretary, activity, replace(CLASS, present=[ONE, TWO], absent=[], hours=Decimal(3)))
    assert attendance(recorded.activity) == {ONE: (True, 300), TWO: (True, 300)}
    assert recorded.entry.before is not None
    assert recorded.entry.after is not None
    assert recorded.entry.before["activity"]["hours"] == 250
    assert recorded.entry.after["activity"]["hours"] == 300


def test_a_class_that_was_imported_can_be_amended(secretary: Scope) -> None:
    recorded = amend_activity(secretary, Activity.objects.get(code="b1-a"), CLASS)
    assert attendance(recorded.activity) == {ONE: (True, 250), TWO: (False, None)}


def test_who_was_there_already_keeps_the_time_it_became_known(secretary: Scope) -> None:
    activity = record_activity(secretary, world.org("b1"), CLASS).activity
    before = activity.participations.get(person__code=ONE).recorded_at
    amend_activity(secretary, activity, replace(CLASS, present=[ONE, TWO], absent=[]))
    assert activity.participations.get(person__code=ONE).recorded_at == before


def test_a_withdrawn_class_is_gone_and_comes_back_as_it_was(secretary: Scope) -> None:
    activity = record_activity(secretary, world.org("b1"), CLASS).activity
    there, code = attendance(activity), activity.code
    entry = withdraw_activity(secretary, activity, "记错了支部")
    assert not Activity.objects.filter(code=code).exists()
    back = restore_activity(secretary, Entry.objects.get(pk=entry.pk)).activity
    assert (back.code, back.topic, attendance(back)) == (code, CLASS.topic, there)


def test_what_is_back_cannot_come_back_twice(secretary: Scope) -> None:
    entry = withdraw_activity(secretary, Activity.objects.get(code="b1-a"), "重复")
    restore_activity(secretary, entry)
    with pytest.raises(ValidationError, match="已经恢复"):
        restore_activity(secretary, entry)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"kind": "no_such_kind"}, "kind", "不在代码表"),
        ({"day": date(2026, 7, 1)}, "day", "还没有到"),
        ({"day": date(2014, 1, 1)}, "day", "尚未成立"),
        ({"hours": Decimal("2.555")}, "hours", "最多两位小数"),
        ({"hours": Decimal(-1)}, "hours", "0 到 200"),
        ({"present": []}, "present", "没有人到会"),
        ({"absent": [ONE]}, "absent", "同时记为到会和缺席"),
        ({"present": ["b2-p1"]}, "present", "不在本组织的名册上"),
        ({"topic": "传达某文件(机密)"}, "topic", "密级标志"),
        ({"topic": "长" * 201}, "topic", "200"),
    ],
)
def test_a_mistake_is_named_at_its_field_and_nothing_is_written(
    secretary: Scope, change: dict[str, object], field: str, sentence: str
) -> None:
    count = Activity.objects.count()
    with pytest.raises(ValidationError) as wrong:
        record_activity(secretary, world.org("b1"), replace(CLASS, **change))  # type: ignore[arg-type]
    assert sentence in " ".join(wrong.value.message_dict[field])
    assert Activity.objects.count() == count


@pytest.mark.parametrize(
    ("role", "place"), [(Role.BRANCH_SECRETARY, "b2"), (Role.COUNTY_OFFICER, "yl"), (Role.INSPECTOR, "yl"), (Role.AUDITOR, "yl")]
)
def test_who_may_not_enter_here_is_refused(county: None, role: Role, place: str) -> None:
    with pytest.raises(Denied):
        record_activity(world.scope(role, place), world.org("b1"), CLASS)


def test_the_town_commissioner_enters_for_a_branch(county: None) -> None:
    recorded = record_activity(world.scope(Role.TOWN_COMMISSIONER, "t1"), world.org("b1"), CLASS)
    assert recorded.entry.role == "town_commissioner"


def test_who_can_attend_are_those_of_that_day(county: None) -> None:
    assert {person.code for person in attendable(world.org("b1"), world.TODAY)} == {ONE, TWO}
    assert {person.code for person in attendable(world.org("g1"), world.TODAY)} == {ONE, TWO, *world.persons_of("b2")}
    Membership.objects.filter(person__code=TWO).update(until=date(2026, 6, 1))
    assert {person.code for person in attendable(world.org("b1"), world.TODAY)} == {ONE}
