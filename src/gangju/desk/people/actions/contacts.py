"""联系流动党员: one contact, one activity about him. A visitor without a membership here is no participant of our branch."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import date, datetime, time

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import as_plain, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.models import Activity, Membership, Participation, Person, in_force
from gangju.desk.people import rights
from gangju.desk.people.actions.words import Mistake, marked, past, refuse
from gangju.desk.people.writing import entry_of

KIND = "member_contact"
WRITE = "activity.write"


def record_contact(scope: Scope, person: Person, day: date, topic: str) -> Entry:
    """Corrected and withdrawn like every activity. Raises Denied, ValidationError."""
    scope.require(WRITE, person.org)
    rights.require(scope.persons_named(person.org))
    refuse(_mistakes(scope, person, day, topic))
    activity = Activity(
        code=f"a-{secrets.token_hex(10)}", org=person.org, kind=KIND, started_at=datetime.combine(day, time()), topic=topic.strip(),
        subject_person=person, recorded_at=clock.now(), entered_by=entered_for(scope, person.org, WRITE),
    )  # fmt: skip
    activity.full_clean()
    with deed("activity.record", scope.actor, org=person.org, subject=f"activity:{activity.code}") as log:
        activity.save()
        if Membership.objects.filter(in_force(day), person=person).exists():
            Participation.objects.create(activity=activity, person=person, org=person.org, role="contacted", entered_by=activity.entered_by)
        log.changed("activity", after=activity)
        log.changed("participations", after=[as_plain(row) for row in activity.participations.order_by("pk")])
    return entry_of(log)


def _mistakes(scope: Scope, person: Person, day: date, topic: str) -> Iterator[Mistake]:
    yield from past("day", day, scope.today)
    if not person.org.versions.filter(in_force(day)).exists():
        yield "day", "这一天支部还没有成立,请核对日期"
    yield from marked("topic", topic)
