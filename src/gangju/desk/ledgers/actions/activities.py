"""纪实: record an event with those present and absent, amend it, withdraw it, bring it back.

What stands in a ledger row is what is true now; what stood there before is in the journal, from which a withdrawn
event is restored as it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import Log, as_plain, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.fields import as_hundredths
from gangju.desk.ledgers.models import Activity, Organization, Participation, Person, below, in_force
from gangju.desk.ledgers.secrecy import MARKED, is_marked

ATTENDEE = "attendee"
HELD = "held"
LONGEST_HOURS = Decimal(200)


@dataclass(frozen=True)
class Happening:
    """What an officer says about an event. `present` and `absent` are public codes of persons; hours are 学时."""

    kind: str
    day: date
    present: Collection[str]
    absent: Collection[str] = ()
    hours: Decimal | None = None
    topic: str = ""
    form: str = ""


@dataclass(frozen=True)
class Recorded:
    """The event as it stands, and the entry about it; pages ask `bridge.pending.behind(recorded.at)`."""

    activity: Activity
    entry: Entry

    @property
    def at(self) -> datetime:
        return self.entry.recorded_at


def attendable(org: Organization, day: date) -> QuerySet[Person]:
    """Who can be at an event of the organisation on the day: members and post holders of it and of what is below it."""
    members = below(org.path, "memberships__org__path") & in_force(day, "memberships__")
    holders = below(org.path, "posts__org__path") & in_force(day, "posts__")
    # Two subqueries instead of two joins: an `or` over joined tables reads every person of the county.
    by_membership = Person.objects.filter(members).values("pk")
    by_post = Person.objects.filter(holders).values("pk")
    return Person.objects.filter(Q(pk__in=by_membership) | Q(pk__in=by_post)).order_by("code")


def record_activity(scope: Scope, org: Organization, said: Happening) -> Recorded:
    """记一次活动. Raises Denied; ValidationError by field (kind, day, hours, topic, form, present, absent)."""
    scope.require("activity.write", org)
    persons = _checked(org, said)
    above = entered_for(scope, org, "activity.write")
    activity = Activity(code=_new_code(), org=org, status=HELD, recorded_at=clock.now(), entered_by=above)
    _fill(activity, said)
    with deed("activity.record", scope.actor, org=org, subject=f"activity:{activity.code}") as log:
        activity.save()
        Participation.objects.bulk_create(_rows(activity, said, persons))
        _note(log, after=activity)
    return Recorded(activity, _entry(log))


def amend_activity(scope: Scope, activity: Activity, said: Happening) -> Recorded:
    """更正: the event is now as said; the roles of lecturers and others stay. Raises Denied, ValidationError."""
    scope.require("activity.write", activity.org)
    persons = _checked(activity.org, said)
    with deed("activity.amend", scope.actor, org=activity.org, subject=f"activity:{activity.code}") as log:
        _note(log, before=activity)
        _fill(activity, said)
        activity.save()
        _replace(activity, said, persons)
        _note(log, after=activity)
    return Recorded(activity, _entry(log))


def withdraw_activity(scope: Scope, activity: Activity, reason: str) -> Entry:
    """撤回: the event leaves the ledger with all who were there; the journal keeps it whole. Raises Denied, ValidationError."""
    scope.require("activity.write", activity.org)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤回的理由"})
    if is_marked(reason):
        raise ValidationError({"reason": MARKED})
    with deed("activity.withdraw", scope.actor, org=activity.org, subject=f"activity:{activity.code}", reason=reason.strip()) as log:
        _note(log, before=activity)
        activity.participations.all().delete()
        activity.delete()
    return _entry(log)


def restore_activity(scope: Scope, withdrawn: Entry) -> Recorded:
    """恢复: undo a withdrawal, from its entry. Raises Denied; ValidationError where the event is back already."""
    org = Organization.objects.get(code=withdrawn.org_code)
    scope.require("activity.write", org)
    if withdrawn.deed != "activity.withdraw" or not withdrawn.before:
        raise ValidationError("只有“撤回活动”的记录可以恢复")
    kept = withdrawn.before["activity"]
    if Activity.objects.filter(code=kept["code"]).exists():
        raise ValidationError("这次活动已经恢复,不必再恢复一次")
    with deed("activity.restore", scope.actor, org=org, subject=withdrawn.subject) as log:
        activity = Activity.objects.create(**_kept(kept))
        rows = withdrawn.before["participations"]
        Participation.objects.bulk_create(Participation(**_kept(row) | {"activity_id": activity.pk}) for row in rows)
        _note(log, after=activity)
    return Recorded(activity, _entry(log))


def revert_activity(scope: Scope, activity: Activity, amended: Entry) -> Recorded:
    """撤销更正: the event is again as it was before the amendment. Raises Denied; ValidationError where it was changed since."""
    scope.require("activity.write", activity.org)
    told = amended.before or {}
    if _state(activity) != amended.after:
        raise ValidationError("之后这次活动又有改动，不能撤销。请直接更正")
    with deed("activity.revert", scope.actor, org=activity.org, subject=amended.subject) as log:
        _note(log, before=activity)
        activity.participations.all().delete()
        activity = Activity(**_kept(told["activity"]), pk=activity.pk)
        activity.save()
        Participation.objects.bulk_create(Participation(**_kept(row)) for row in told["participations"])
        _note(log, after=activity)
    return Recorded(activity, _entry(log))


def _checked(org: Organization, said: Happening) -> Mapping[str, Person]:
    """The persons named, by code. Raises ValidationError with every mistake at once."""
    persons = {person.code: person for person in attendable(org, said.day)}
    wrong: dict[str, list[str]] = {}
    for field, message in _mistakes(org, said, persons):
        wrong.setdefault(field, []).append(message)
    if wrong:
        raise ValidationError(wrong)
    return persons


def _mistakes(org: Organization, said: Happening, persons: Mapping[str, Person]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if said.day > clock.today():
        found.append(("day", "这一天还没有到,只记已经开展的活动"))
    if not org.versions.filter(in_force(said.day)).exists():
        found.append(("day", "这一天该组织尚未成立或已经撤销,请核对日期"))
    if said.hours is not None and not Decimal(0) <= said.hours <= LONGEST_HOURS:
        found.append(("hours", f"学时应在 0 到 {LONGEST_HOURS} 之间"))
    if said.hours is not None and said.hours.as_tuple().exponent not in (0, -1, -2):
        found.append(("hours", "学时最多两位小数,例如 2.5"))
    if is_marked(said.topic):
        found.append(("topic", MARKED))
    if not said.present:
        found.append(("present", "没有人到会就没有这次活动,请至少保留一名到会党员"))
    if both := set(said.present) & set(said.absent):
        found.append(("absent", f"有 {len(both)} 人同时记为到会和缺席,请核对"))
    if strangers := (set(said.present) | set(said.absent)) - set(persons):
        found.append(("present", f"有 {len(strangers)} 人这一天不在本组织的名册上,请刷新名单后重新选择"))
    return found


def _fill(activity: Activity, said: Happening) -> None:
    activity.kind, activity.topic, activity.form = said.kind, said.topic.strip(), said.form
    activity.started_at = datetime.combine(said.day, time())
    activity.hours = as_hundredths(said.hours)
    activity.clean_fields()


def _rows(activity: Activity, said: Happening, persons: Mapping[str, Person]) -> list[Participation]:
    present = [_row(activity, persons[code], attended=True) for code in sorted(set(said.present))]
    return present + [_row(activity, persons[code], attended=False) for code in sorted(set(said.absent))]


def _row(activity: Activity, person: Person, *, attended: bool) -> Participation:
    hours = activity.hours if attended else None
    columns = {"activity": activity, "person": person, "org": activity.org, "entered_by": activity.entered_by}
    return Participation(**columns, role=ATTENDEE, attended=attended, hours=hours)


def _replace(activity: Activity, said: Happening, persons: Mapping[str, Person]) -> None:
    """Rows that say the same as before keep the time they became known."""
    before = {row.person_id: row for row in activity.participations.filter(role=ATTENDEE)}
    wanted = {row.person_id: row for row in _rows(activity, said, persons)}
    same = {pk for pk, row in wanted.items() if pk in before and _says(before[pk]) == _says(row)}
    activity.participations.filter(role=ATTENDEE).exclude(person__in=same).delete()
    Participation.objects.bulk_create(row for pk, row in wanted.items() if pk not in same)


def _says(row: Participation) -> tuple[bool, int | None]:
    return row.attended, row.hours


def _note(log: Log, *, before: Activity | None = None, after: Activity | None = None) -> None:
    for activity, side in ((before, log.before), (after, log.after)):
        if activity is not None:
            side.update(_state(activity))


def _state(activity: Activity) -> dict[str, Any]:
    """The event with all who were called, as the journal keeps it."""
    rows = [as_plain(row) for row in activity.participations.order_by("pk")]
    return {"activity": as_plain(activity), "participations": rows}


def _kept(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a journalled row; the row gets a new number, times are read back from text."""
    times = {name: parse_datetime(value) for name, value in columns.items() if name.endswith("_at") and value}
    return {name: value for name, value in columns.items() if name != "id"} | times


def _entry(log: Log) -> Entry:
    if log.entry is None:
        raise RuntimeError("the deed has not been written")
    return log.entry


def _new_code() -> str:
    """Unguessable and short; 80 bits do not meet twice."""
    return f"a-{secrets.token_hex(10)}"
