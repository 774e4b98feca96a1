"""换届: what is due, late, extended or unknown, cut to the viewer; and what the deeds refuse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.ledgers.models import Case, CaseElection, OrganizationVersion
from gangju.desk.ledgers.places import place
from gangju.desk.ledgers.posts import due
from gangju.desk.ledgers.posts.elections import Vote, extend_term, record_election, withdraw_election
from gangju.desk.ledgers.posts.months import Months
from gangju.desk.ledgers.posts.terms import State, Term
from tests.desk import world

pytestmark = pytest.mark.django_db
TODAY = world.TODAY
MEETING = "members_meeting"


def elect(scope: Scope, code: str, day: date, mode: str = MEETING, **more: date) -> Case:
    return record_election(scope, world.org(code), Vote(day, mode, "镇委〔2021〕9号", **more))


def term(scope: Scope, code: str) -> Term:
    found = due.term(scope, place(scope, code))
    assert found is not None
    return found


def mistakes(scope: Scope, code: str, said: Vote) -> dict[str, list[str]]:
    before = Case.objects.count()
    with pytest.raises(ValidationError) as wrong:
        record_election(scope, world.org(code), said)
    assert Case.objects.count() == before
    return wrong.value.message_dict


@pytest.mark.row("003-09")
def test_an_election_begins_a_term_of_the_length_of_its_day(commissioner: Scope) -> None:
    case = elect(commissioner, "b1", date(2021, 12, 30))
    row = CaseElection.objects.get(case=case)
    assert (row.term_from, row.term_until, case.state) == (date(2021, 12, 30), date(2026, 12, 30), "done")
    assert (term(commissioner, "b1").state, term(commissioner, "b1").within) == (State.DUE, 6)


def test_the_newest_election_counts_whatever_was_entered_later(commissioner: Scope) -> None:
    elect(commissioner, "b1", date(2024, 3, 1))
    elect(commissioner, "b1", date(2019, 3, 1))
    assert term(commissioner, "b1").ends_on == date(2029, 3, 1)


def test_a_by_election_begins_no_term(commissioner: Scope) -> None:
    elect(commissioner, "b1", date(2021, 3, 1))
    elect(commissioner, "b1", date(2025, 3, 1), "by_election")
    assert term(commissioner, "b1").state == State.OVERDUE


def test_an_approval_may_name_an_earlier_end(commissioner: Scope) -> None:
    elect(commissioner, "b1", date(2024, 3, 1), until=date(2026, 9, 30))
    assert term(commissioner, "b1").ends_on == date(2026, 9, 30)


def test_an_extension_belongs_to_its_term_and_not_to_the_next(commissioner: Scope) -> None:
    elect(commissioner, "b1", date(2021, 5, 1))
    extend_term(commissioner, world.org("b1"), date(2026, 12, 31), "镇委〔2026〕2号")
    extended = term(commissioner, "b1")
    assert (extended.ends_on, extended.regular_end, extended.extended, extended.state) == (
        date(2026, 12, 31), date(2026, 5, 1), True, State.DUE,
    )  # fmt: skip
    elect(commissioner, "b1", date(2026, 6, 1))
    assert term(commissioner, "b1").ends_on == date(2031, 6, 1)


def test_an_extension_is_at_most_a_year_and_has_a_paper(commissioner: Scope) -> None:
    elect(commissioner, "b1", date(2021, 8, 31))
    longest = date(2027, 8, 31)
    for until, number, word in (
        (longest + timedelta(days=1), "镇委〔2026〕2号", "一年"),
        (longest, " ", "文号"),
        (date(2026, 8, 31), "一号", "晚于"),
    ):
        with pytest.raises(ValidationError, match=word):
            extend_term(commissioner, world.org("b1"), until, number)
    extend_term(commissioner, world.org("b1"), longest, "镇委〔2026〕2号")
    with pytest.raises(ValidationError, match="一年"):
        extend_term(commissioner, world.org("b1"), longest + timedelta(days=1), "镇委〔2026〕3号")


def test_only_the_organisation_above_extends_a_term_and_takes_that_back(commissioner: Scope, officer: Scope) -> None:
    elect(commissioner, "t1", date(2021, 8, 31), "congress")
    with pytest.raises(Denied):
        extend_term(commissioner, world.org("t1"), date(2027, 1, 1), "县委〔2026〕2号")
    case = extend_term(officer, world.org("t1"), date(2027, 1, 1), "县委〔2026〕2号")
    with pytest.raises(Denied):
        withdraw_election(commissioner, case, "登记错了")
    withdraw_election(officer, case, "登记错了")
    assert term(officer, "t1").ends_on == date(2026, 8, 31)


def test_what_is_refused(commissioner: Scope) -> None:
    assert "还没有到" in str(mistakes(commissioner, "b1", Vote(TODAY + timedelta(days=1), MEETING)))
    assert "成立" in str(mistakes(commissioner, "b1", Vote(date(2014, 1, 1), MEETING)))
    assert "当时的批复" in str(mistakes(commissioner, "b1", Vote(date(2017, 1, 1), MEETING)))
    assert "最晚" in str(mistakes(commissioner, "b1", Vote(date(2021, 1, 1), MEETING, until=date(2026, 1, 2))))
    assert "晚于选举日" in str(mistakes(commissioner, "b1", Vote(date(2021, 1, 1), MEETING, until=date(2021, 1, 1))))
    assert "选举方式" in str(mistakes(commissioner, "b1", Vote(date(2021, 1, 1), "raised_hands")))
    assert "密级" in str(mistakes(commissioner, "b1", Vote(date(2021, 1, 1), MEETING, "【机密】一号")))
    elect(commissioner, "b1", date(2021, 1, 1))
    assert "已经登记过" in str(mistakes(commissioner, "b1", Vote(date(2021, 1, 1), MEETING)))


def test_who_is_appointed_is_not_elected(commissioner: Scope) -> None:
    OrganizationVersion.objects.filter(organization__code="g1").update(kind="work_committee")
    assert "不经选举" in str(mistakes(commissioner, "g1", Vote(date(2021, 1, 1), MEETING)))
    assert due.term(commissioner, place(commissioner, "g1")) is None


def test_an_old_election_says_its_own_end(commissioner: Scope) -> None:
    elect(commissioner, "b1", date(2017, 1, 1), until=date(2020, 1, 1))
    assert term(commissioner, "b1").state == State.OVERDUE


def test_an_election_with_an_extension_is_taken_back_after_it(commissioner: Scope) -> None:
    case = elect(commissioner, "b1", date(2021, 8, 31))
    longer = extend_term(commissioner, world.org("b1"), date(2027, 1, 1), "镇委〔2026〕2号")
    with pytest.raises(ValidationError, match="先撤回延期"):
        withdraw_election(commissioner, case, "登记错了")
    withdraw_election(commissioner, longer, "登记错了")
    withdraw_election(commissioner, case, "登记错了")
    assert term(commissioner, "b1").state == State.UNKNOWN


@pytest.mark.row("003-09")
def test_those_due_within_some_months_come_soonest_first_and_cut_to_the_scope(commissioner: Scope, officer: Scope) -> None:
    for code, day in (("b1", date(2021, 9, 30)), ("b2", date(2021, 7, 31)), ("b3", date(2021, 8, 15)), ("g1", date(2021, 6, 29))):
        elect(officer, code, day)
    assert [each.place.code for each in due.branches_due_for_election(commissioner)] == ["b2", "b1"]
    assert [each.place.code for each in due.branches_due_for_election(officer)] == ["b2", "b3", "b1"]
    assert [each.place.code for each in due.branches_due_for_election(officer, Months(2))] == ["b2", "b3"]
    reminder = due.reminder(officer, place(officer, "t1"))
    assert reminder is not None
    assert (reminder.overdue, reminder.due, reminder.unknown) == (1, 2, 1)


def test_nothing_is_told_where_nothing_is_due(officer: Scope) -> None:
    for code in ("t1", "g1", "b1", "b2"):
        elect(officer, code, date(2024, 1, 1))
    assert due.reminder(officer, place(officer, "t1")) is None


def test_the_inspector_reads_and_records_nothing(county: None) -> None:
    inspector = world.scope(Role.INSPECTOR, "t1")
    assert {each.place.code for each in due.standings(inspector)} == {"t1", "g1", "b1", "b2"}
    with pytest.raises(Denied):
        elect(inspector, "b1", date(2024, 1, 1))


@pytest.mark.parametrize(("role", "place"), [(Role.BRANCH_SECRETARY, "b1"), (Role.COUNTY_OFFICER, "yl")])
def test_elections_are_found_from_the_organisations_of_the_scope(county: None, role: Role, place: str) -> None:
    """PostgreSQL has statistics and chooses by them; SQLite reads every election of the installation if it is told the kind."""
    plan = due.elections_in(world.scope(role, place)).explain()
    assert connection.vendor != "sqlite" or ("SCAN" not in plan and "case_by_kind" not in plan)
