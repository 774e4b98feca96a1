"""核对单 came back: what the member found right and what he corrected by hand, as answers about him on that day.

An answer says only which part differs. What is right instead is entered in its own ledger, where the journal keeps both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.kindrules import items_of
from gangju.desk.ledgers.models import CheckAnswer, Organization, Person
from gangju.desk.people import rights
from gangju.desk.people.actions.words import Mistake, past, refuse
from gangju.desk.people.writing import Writing, entry_of

CHECKLIST = "member_check"


@dataclass(frozen=True)
class Answers:
    """By item: yes is as the ledgers have it, no is corrected by hand, na does not apply."""

    day: date
    said: Mapping[str, str]


def record_check(scope: Scope, person: Person, answers: Answers) -> Entry:
    """收回一张核对单. The same day's sheet entered again replaces its answers. Raises Denied, ValidationError."""
    rights.require(rights.enters(scope, person.org))
    refuse(_mistakes(scope, answers))
    with deed("member.check", scope.actor, org=person.org, subject=f"person:{person.code}") as log:
        _answer(scope, Writing(log), person, answers)
        log.changed("check", after={"day": answers.day, "differs": [item for item, answer in answers.said.items() if answer == "no"]})
    return entry_of(log)


def record_unchanged(scope: Scope, org: Organization, persons: Collection[Person], day: date) -> list[Entry]:
    """Those whose sheets came back without a correction, one deed each. Raises Denied, ValidationError."""
    if any(person.org_id != org.pk for person in persons):
        raise ValueError("the sheets of one branch are taken back together")
    answers = Answers(day, dict.fromkeys(items_of(CHECKLIST), "yes"))
    with transaction.atomic():
        return [record_check(scope, person, answers) for person in persons]


def _answer(scope: Scope, writing: Writing, person: Person, answers: Answers) -> None:
    known = {row.item: row for row in CheckAnswer.objects.filter(subject_person=person, checklist=CHECKLIST, checked_on=answers.day)}
    for item, answer in answers.said.items():
        if item not in known:
            writing.add(
                CheckAnswer(
                    org=person.org, subject_person=person, checklist=CHECKLIST, item=item, answer=answer, checked_on=answers.day,
                    checked_by=person, recorded_at=clock.now(), entered_by=entered_for(scope, person.org),
                )
            )  # fmt: skip
        elif known[item].answer != answer:
            writing.change(known[item], answer=answer)


def _mistakes(scope: Scope, answers: Answers) -> Iterator[Mistake]:
    yield from past("day", answers.day, scope.today)
    if set(answers.said) != set(items_of(CHECKLIST)) or not set(answers.said.values()) <= {"yes", "no", "na"}:
        yield "items", "请逐项选“相符”“有更正”或“不适用”"
