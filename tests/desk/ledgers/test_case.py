"""事项: what its ledger keeps and refuses, the same on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gangju.desk.ledgers.models import Case, CaseTransfer, CheckAnswer, RosterEntry, Task, Tie, Unit
from tests.desk.ledgers.two_databases import Desk

DAY = date(2026, 3, 1)


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
