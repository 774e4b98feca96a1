"""Dated lists of persons: who may put on, how long, what ends, what the same day takes back, and that an exemption frees."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Denied, Scope
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.bridge import live
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import RosterEntry, Tie
from gangju.desk.people.actions import Basics, Newcomer, add_member, name_contact, prolong, put_on, register_visitor, take_off
from gangju.desk.people.writing import may_undo, undo
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.people.conftest import DIFFICULT, EXEMPT, FLOATING, PACK, person

TODAY = world.TODAY


def listed(code: str, roster: str) -> RosterEntry:
    return RosterEntry.objects.select_related("subject_person__org").get(subject_person__code=code, roster=roster)


def verdict(scope: Scope, code: str, standard: str = "rural-member-hours") -> tuple[str | None, str | None]:
    rows = live.branch(scope, world.org("b1"), standard=standard).subjects
    return next((row.verdict, row.note) for row in rows if row.subject_id == code)


def test_an_exemption_by_rule_frees_from_the_hours_until_it_ends(above: Scope) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    assert verdict(above, "b1-p2")[0] == "pending"
    put_on(above, person("b1-p2"), EXEMPT)
    assert verdict(above, "b1-p2") == ("exempt", "exempt:infirm")
    take_off(above, listed("b1-p2", "exempt"), TODAY)
    assert verdict(above, "b1-p2")[0] == "pending"


def test_a_branch_cannot_free_its_own_members_and_the_level_above_can(secretary: Scope, above: Scope) -> None:
    with pytest.raises(Denied):
        put_on(secretary, person("b1-p2"), EXEMPT)
    put_on(above, person("b1-p2"), EXEMPT)
    assert listed("b1-p2", "exempt").entered_by == world.org("g1")


def test_two_levels_up_is_not_one_level_up(officer: Scope) -> None:
    with pytest.raises(Denied):
        put_on(officer, person("b1-p2"), EXEMPT)


def test_nobody_frees_himself(above: Scope) -> None:
    AccountHolder.objects.update_or_create(user=above.actor.user, defaults={"person": person("b1-p2")})
    with pytest.raises(ValidationError, match="不能给自己批准"):
        put_on(above, person("b1-p2"), EXEMPT)


@pytest.mark.parametrize(
    ("said", "field", "match"),
    [
        (replace(EXEMPT, until=None), "until", "没有期限"),
        (replace(EXEMPT, until=TODAY + timedelta(days=400)), "until", "最长一年"),
        (replace(EXEMPT, until=TODAY), "until", "晚于今天"),
        (replace(EXEMPT, category="no_group"), "category", "选一项缘由"),
        (replace(EXEMPT, reason="老"), "reason", "不少于四个字"),
        (replace(EXEMPT, reason="【机密】不便公开"), "reason", "密级"),
        (replace(EXEMPT, since=TODAY + timedelta(days=1)), "since", "还没有到"),
        (replace(EXEMPT, since=date(2016, 1, 1)), "since", "不是本支部的党员"),
        (replace(DIFFICULT, purpose=" "), "purpose", "作什么用"),
        (replace(DIFFICULT, until=None), "until", "没有期限"),
    ],
)
def test_what_is_missing_is_said_at_its_field(above: Scope, said: object, field: str, match: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        put_on(above, person("b1-p2"), said)  # type: ignore[arg-type]
    assert any(match in sentence for sentence in wrong.value.message_dict[field])


def test_somebody_stands_once_on_a_list_at_a_time(secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), FLOATING)
    with pytest.raises(ValidationError, match="已经在这个名单上"):
        put_on(secretary, person("b1-p2"), replace(FLOATING, category="abroad"))


@pytest.mark.row("003-83", "001-68")
def test_the_contact_begins_and_ends_with_the_floating(secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), replace(FLOATING, contact=person("b1-p1")))
    assert Tie.objects.get(kind="floating_contact").until is None
    take_off(secretary, listed("b1-p2", "floating_out"), TODAY)
    assert Tie.objects.get(kind="floating_contact").until == TODAY


def test_another_contact_relieves_the_first(above: Scope, secretary: Scope) -> None:
    third = add_member(above, world.org("b1"), Newcomer(Basics("第三人", "1", None, ""), "full", "transfer", world.FIRST, None, None))
    put_on(secretary, person("b1-p2"), replace(FLOATING, contact=person("b1-p1")))
    other = person(third.subject.removeprefix("person:"))
    entry = name_contact(secretary, listed("b1-p2", "floating_out"), other, TODAY)
    ties = [(tie.from_person.name, tie.until) for tie in Tie.objects.filter(kind="floating_contact").order_by("pk") if tie.from_person]
    assert ties == [(world.secret("b1-p1"), TODAY), ("第三人", None)]
    undo(secretary, entry)
    assert Tie.objects.get(kind="floating_contact").until is None


@pytest.mark.parametrize(("who", "match"), [("b1-p2", "不能是本人"), ("b2-p1", "本支部的在册党员")])
def test_only_a_member_of_the_branch_keeps_in_touch(secretary: Scope, who: str, match: str) -> None:
    put_on(secretary, person("b1-p2"), FLOATING)
    with pytest.raises(ValidationError, match=match):
        name_contact(secretary, listed("b1-p2", "floating_out"), person(who), TODAY)


def test_what_ran_out_is_prolonged_without_a_gap_and_not_shortened(secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), replace(FLOATING, until=TODAY + timedelta(days=1)))
    row = listed("b1-p2", "floating_out")
    RosterEntry.objects.filter(pk=row.pk).update(until=TODAY - timedelta(days=20))
    row.refresh_from_db()
    prolong(secretary, row, date(2026, 12, 1))
    assert listed("b1-p2", "floating_out").until == date(2026, 12, 1)
    with pytest.raises(ValidationError, match="晚于原来的"):
        prolong(secretary, listed("b1-p2", "floating_out"), date(2026, 9, 1))


def test_what_ran_out_long_ago_is_put_on_anew(secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), replace(FLOATING, until=TODAY + timedelta(days=1)))
    row = listed("b1-p2", "floating_out")
    row.until = TODAY - timedelta(days=200)
    row.save()
    with pytest.raises(ValidationError, match="重新列入"):
        prolong(secretary, row, date(2026, 12, 1))


def test_the_same_day_takes_back_everything_of_a_deed(secretary: Scope) -> None:
    entry = put_on(secretary, person("b1-p2"), replace(FLOATING, contact=person("b1-p1")))
    undo(secretary, entry)
    assert not RosterEntry.objects.filter(roster="floating_out").exists()
    assert not Tie.objects.filter(kind="floating_contact").exists()
    assert not may_undo(secretary, entry)
    with pytest.raises(ValidationError, match="已经撤销过"):
        undo(secretary, entry)


def test_what_was_changed_since_is_not_taken_back(secretary: Scope) -> None:
    entry = put_on(secretary, person("b1-p2"), FLOATING)
    ended = take_off(secretary, listed("b1-p2", "floating_out"), TODAY)
    with pytest.raises(ValidationError, match="后来的改动"):
        undo(secretary, entry)
    undo(secretary, ended)
    assert listed("b1-p2", "floating_out").until is None
    undo(secretary, entry)


def test_what_was_done_yesterday_stays(secretary: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    from gangju.desk import clock

    entry = put_on(secretary, person("b1-p2"), FLOATING)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    with pytest.raises(ValidationError, match="只能撤销当天"):
        undo(secretary, entry)


def test_an_exemption_is_taken_back_by_who_may_grant_it(secretary: Scope, above: Scope) -> None:
    entry = put_on(above, person("b1-p2"), EXEMPT)
    with pytest.raises(Denied):
        undo(secretary, entry)
    undo(above, entry)


@pytest.mark.row("003-75")
def test_the_journal_does_not_learn_why_somebody_is_in_difficulty(secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), DIFFICULT)
    kept = str(list(Entry.objects.filter(deed="roster.put_on").values()))
    assert DIFFICULT.reason not in kept
    assert "'category'" not in kept
    undo(secretary, Entry.objects.get(deed="roster.put_on"))
    assert not RosterEntry.objects.filter(roster="difficult").exists()


@pytest.mark.row("001-68", "003-83")
def test_a_visitor_is_registered_and_makes_no_member(secretary: Scope) -> None:
    said = replace(FLOATING, roster="floating_in", reason="外县某村党支部,现住学校旁")
    entry = register_visitor(secretary, world.org("b1"), Basics("来客甲", "1", date(1990, 2, 3), ""), said)
    row = RosterEntry.objects.select_related("subject_person").get(roster="floating_in")
    assert row.subject_person is not None
    assert not row.subject_person.memberships.exists()
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    assert live.branch(secretary, world.org("b1")).subjects
    undo(secretary, entry)
    assert not RosterEntry.objects.filter(roster="floating_in").exists()
