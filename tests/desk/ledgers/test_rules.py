"""The rules that the databases keep themselves, of rows in time and of 事项: the same refusals on SQLite and on PostgreSQL.

One file, since a worker that asks the second database must first make it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import (
    Activity,
    Case,
    CaseTransfer,
    CheckAnswer,
    Document,
    DocumentVersion,
    Membership,
    Observation,
    Organization,
    OrganizationVersion,
    Person,
    Placement,
    RosterEntry,
    Task,
    Tie,
    Unit,
    UnitVersion,
)
from tests.desk.ledgers.two_databases import Desk

JAN, MAR, JUN = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
DAY = MAR


class Rows(Desk):
    """Two organisations, a unit and a person."""

    def __init__(self, using: str) -> None:
        super().__init__(using)
        self.other = self.put(Organization, code="o2")
        self.unit = self.put(Unit, code="u1")
        self.person = self.put(Person, code="p1", org=self.org, name="某")


@pytest.fixture
def rows(using: str) -> Rows:
    return Rows(using)


def version(rows: Rows) -> tuple[Any, dict[str, Any]]:
    return OrganizationVersion, {"organization": rows.org, "name": "甲", "kind": "branch", "level": "village"}


def placement(rows: Rows) -> tuple[Any, dict[str, Any]]:
    return Placement, {"org": rows.org}


def unit(rows: Rows) -> tuple[Any, dict[str, Any]]:
    return UnitVersion, {"unit": rows.unit, "org": rows.org, "name": "甲村", "kind": "village"}


def membership(rows: Rows) -> tuple[Any, dict[str, Any]]:
    return Membership, {"person": rows.person, "org": rows.org, "kind": "full"}


def roster(rows: Rows) -> tuple[Any, dict[str, Any]]:
    return RosterEntry, {"org": rows.org, "subject_org": rows.org, "roster": "keeps", "category": "activity.training"}


def observation(rows: Rows) -> tuple[Any, dict[str, Any]]:
    return Observation, {"org": rows.org, "subject_unit": rows.unit, "metric": "staff", "value": 4000}


KINDS = (version, placement, unit, membership, roster, observation)
Kind = Callable[[Rows], tuple[Any, dict[str, Any]]]


@pytest.mark.parametrize("kind", KINDS)
def test_two_rows_of_one_thing_never_share_a_day(rows: Rows, kind: Kind) -> None:
    model, columns = kind(rows)
    rows.put(model, **columns, since=JAN, until=JUN)
    rows.refuses(model, **columns, since=MAR)


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_may_begin_on_the_day_on_which_the_former_ends(rows: Rows, kind: Kind) -> None:
    model, columns = kind(rows)
    rows.put(model, **columns, since=JAN, until=MAR)
    rows.put(model, **columns, since=MAR)
    rows.put(model, **columns, since=date(2025, 1, 1), until=JAN)


@pytest.mark.parametrize("kind", KINDS)
def test_an_open_row_leaves_no_room_behind_it(rows: Rows, kind: Kind) -> None:
    model, columns = kind(rows)
    rows.put(model, **columns, since=JAN)
    rows.refuses(model, **columns, since=JUN, until=date(2027, 1, 1))


@pytest.mark.parametrize("kind", KINDS)
def test_moving_a_row_onto_another_is_refused_too(rows: Rows, kind: Kind) -> None:
    model, columns = kind(rows)
    rows.put(model, **columns, since=JAN, until=MAR)
    later = rows.put(model, **columns, since=MAR, until=JUN)
    later.since = date(2026, 2, 1)
    with pytest.raises(DatabaseError), transaction.atomic(using=rows.using):
        later.save(using=rows.using)


@pytest.mark.parametrize("kind", KINDS)
def test_an_interval_ends_after_it_starts(rows: Rows, kind: Kind) -> None:
    model, columns = kind(rows)
    rows.refuses(model, **columns, since=MAR, until=MAR)


def test_other_subjects_and_other_names_do_not_stand_in_each_others_way(rows: Rows) -> None:
    model, columns = roster(rows)
    rows.put(model, **columns, since=JAN)
    rows.put(model, **columns | {"subject_org": rows.other}, since=JAN)
    rows.put(model, **columns | {"category": "activity.lecture"}, since=JAN)
    rows.put(model, **columns | {"subject_org": None, "subject_unit": rows.unit}, since=JAN)


@pytest.mark.parametrize("subjects", [(), ("subject_org", "subject_unit")])
def test_a_row_has_exactly_one_subject(rows: Rows, subjects: tuple[str, ...]) -> None:
    values = {"subject_org": rows.org, "subject_unit": rows.unit}
    rows.refuses(Observation, org=rows.org, metric="staff", value=1, since=JAN, **{name: values[name] for name in subjects})


def test_a_tie_has_exactly_two_ends(rows: Rows) -> None:
    rows.refuses(Tie, code="t1", org=rows.org, kind="covers", from_org=rows.org, since=JAN)
    rows.put(Tie, code="t1", org=rows.org, kind="covers", from_org=rows.org, to_unit=rows.unit, since=JAN)


def test_an_organisation_never_hangs_below_itself(rows: Rows) -> None:
    rows.refuses(Placement, org=rows.org, parent=rows.org, since=JAN)


def test_an_exception_needs_an_end_and_a_grantor(rows: Rows) -> None:
    columns = {"org": rows.org, "subject_org": rows.org, "roster": "exception", "category": "pack/standard"}
    rows.refuses(RosterEntry, **columns, since=JAN)
    rows.put(RosterEntry, **columns, tier="county", since=JAN, until=JUN)


def test_a_reference_to_nothing_is_refused(rows: Rows) -> None:
    rows.refuses(Membership, person_id=10**9, org=rows.org, kind="full", since=JAN)


def test_an_activity_is_about_one_thing_at_most(rows: Rows) -> None:
    columns = {"org": rows.org, "kind": "training", "started_at": "2026-03-18 08:30"}
    rows.put(Activity, code="a1", **columns)
    rows.refuses(Activity, code="a2", **columns, subject_org=rows.org, subject_unit=rows.unit)


def test_versions_of_a_document_do_not_overlap(rows: Rows) -> None:
    document = rows.put(Document, code="d1")
    columns = {"document": document, "org": rows.org, "kind": "rule", "title": "办法"}
    rows.put(DocumentVersion, **columns, since=JAN)
    rows.refuses(DocumentVersion, **columns, since=MAR)


@pytest.mark.parametrize("statement", ["update journal_entry set deed = 'x'", "delete from journal_entry"])
def test_no_database_changes_the_journal(rows: Rows, statement: str) -> None:
    rows.put(Entry, recorded_at="2026-06-30 08:00", business_day=JAN, user_name="某", role="system", deed="test", request_id="1")
    with (
        pytest.raises(DatabaseError, match="append only"),
        transaction.atomic(using=rows.using),
        connections[rows.using].cursor() as cursor,
    ):
        cursor.execute(statement)


class Office(Desk):
    """An organisation that has cases."""

    def case(self, code: str, **columns: Any) -> Case:
        said = {"org": self.org, "kind": "transfer", "state": "asked", "opened_on": DAY} | columns
        made: Case = self.put(Case, code=code, **said)
        return made


@pytest.fixture
def office(using: str) -> Office:
    return Office(using)


def listed(office: Office, case: Case) -> dict[str, Any]:
    return {"org": office.org, "subject_case": case, "roster": "exempt", "category": "ill", "since": DAY}


def test_a_case_stands_on_a_list_once_at_a_time_and_beside_other_cases(office: Office) -> None:
    first, second = office.case("c1"), office.case("c2")
    office.put(RosterEntry, **listed(office, first))
    office.put(RosterEntry, **listed(office, second))
    office.refuses(RosterEntry, **listed(office, first))


def test_a_case_is_about_one_thing_at_most(office: Office) -> None:
    unit = office.put(Unit, code="u1")
    about = office.case("c1", subject_org=office.org)
    office.case("c2", subject_case=about)
    said = {"org": office.org, "kind": "transfer", "state": "asked", "opened_on": DAY}
    office.refuses(Case, code="c3", subject_org=office.org, subject_unit=unit, **said)


def test_a_case_does_not_end_before_it_began(office: Office) -> None:
    office.case("c1", closed_on=DAY)
    office.refuses(Case, code="c2", org=office.org, kind="transfer", state="asked", opened_on=DAY, closed_on=date(2026, 2, 1))


def test_a_case_has_its_columns_once(office: Office) -> None:
    case = office.case("c1")
    office.put(CaseTransfer, case=case, org=office.org, route="inside", target_text="外地某支部")
    office.refuses(CaseTransfer, case=case, org=office.org, route="inside", target_text="外地某支部")


def test_a_transfer_names_who_receives(office: Office) -> None:
    case = office.case("c1")
    office.refuses(CaseTransfer, case=case, org=office.org, route="inside")
    office.put(CaseTransfer, case=case, org=office.org, route="inside", target=office.org)


def test_a_checklist_is_answered_for_a_task_or_a_tie_and_a_tie_joins_cases(office: Office) -> None:
    first, second = office.case("c1"), office.case("c2")
    tie = office.put(Tie, code="t1", org=office.org, kind="successor", from_case=first, to_case=second, since=DAY)
    task = office.put(Task, code="k1", org=office.org, plan="x", clause="1", duty="lead", state="open")
    for number, about in enumerate(({"subject_tie": tie}, {"subject_task": task})):
        said = {"org": office.org, "checklist": "x", "item": str(number), "answer": "yes", "checked_on": DAY}
        office.put(CheckAnswer, **said, **about)
        office.refuses(CheckAnswer, **said, **about)
