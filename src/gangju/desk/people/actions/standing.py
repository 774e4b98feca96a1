"""On a list, longer on it, off it. One person stands once on one list at a time; what frees from a duty is granted from above."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.kindrules import categories_of
from gangju.desk.ledgers.models import Membership, Organization, Person, RosterEntry, Tie, in_force
from gangju.desk.people import rights
from gangju.desk.people.actions.members import Basics, basics_mistakes, new_person
from gangju.desk.people.actions.words import Mistake, marked, past, refuse
from gangju.desk.people.lists import LISTED, REASONS, Listed
from gangju.desk.people.writing import Writing, entry_of

CONTACT = "floating_contact"
SHORTEST_REASON = 4
# An entry that ran out by its day can still be prolonged for so long; afterwards it is put on anew.
LATE = timedelta(days=90)


@dataclass(frozen=True)
class Standing:
    """What is said when somebody is put on a list. `until` is the first day on which he stands there no longer."""

    roster: str
    since: date
    until: date | None
    category: str
    reason: str
    purpose: str = ""
    contact: Person | None = None


def usable_categories(roster: str) -> dict[str, str]:
    """Codes with their labels; of the exemptions those that free a person."""
    known = categories_of(roster) or {}
    return {code: label for code, label in known.items() if roster != "exempt" or code in REASONS}


def put_on(scope: Scope, person: Person, said: Standing) -> Entry:
    """列入. Raises Denied; ValidationError by field."""
    listed = LISTED[said.roster]
    _may(scope, person, listed)
    refuse(_mistakes(scope, person, listed, said))
    with deed("roster.put_on", scope.actor, org=person.org, subject=f"person:{person.code}") as log:
        _put(scope, Writing(log), person, said)
        log.changed("roster", after=said.roster)
        log.changed("days", after={"since": said.since, "until": said.until})
    return entry_of(log)


def register_visitor(scope: Scope, org: Organization, who: Basics, said: Standing) -> Entry:
    """登记流入: somebody whose membership lies elsewhere. A person without a membership here. Raises Denied, ValidationError."""
    rights.require(rights.enters(scope, org))
    person = new_person(org, who)
    refuse(_all(basics_mistakes(who, scope.today), _mistakes(scope, person, LISTED[said.roster], said)))
    with deed("roster.put_on", scope.actor, org=org, subject=f"person:{person.code}") as log:
        writing = Writing(log)
        person.entered_by = entered_for(scope, org)
        writing.add(person)
        _put(scope, writing, person, said)
        log.changed("roster", after=said.roster)
        log.changed("days", after={"since": said.since, "until": said.until})
    return entry_of(log)


def prolong(scope: Scope, entry: RosterEntry, until: date) -> Entry:
    """续期, also shortly after the end has passed; to an entry without an end it gives one. Raises Denied, ValidationError."""
    person, listed = _of(entry), LISTED[entry.roster]
    _may(scope, person, listed)
    refuse(_prolonging(scope, entry, listed, until))
    with deed("roster.prolong", scope.actor, org=person.org, subject=f"person:{person.code}") as log:
        log.changed("days", before={"until": entry.until}, after={"until": until})
        log.changed("roster", after=entry.roster)
        Writing(log).change(entry, until=until)
    return entry_of(log)


def take_off(scope: Scope, entry: RosterEntry, day: date) -> Entry:
    """退出: the interval ends on the day; who contacts him ends with it. Raises Denied, ValidationError."""
    person, listed = _of(entry), LISTED[entry.roster]
    _may(scope, person, listed)
    refuse(_ending(scope, entry, day))
    with deed("roster.take_off", scope.actor, org=person.org, subject=f"person:{person.code}") as log:
        log.changed("roster", after=entry.roster)
        log.changed("days", before={"until": entry.until}, after={"until": day})
        writing = Writing(log)
        writing.change(entry, until=day)
        if entry.roster.startswith("floating"):
            for tie in Tie.objects.filter(kind=CONTACT, to_person=person, until=None, since__lt=day):
                writing.change(tie, until=day)
    return entry_of(log)


def name_contact(scope: Scope, entry: RosterEntry, contact: Person, day: date) -> Entry:
    """指定联系人: from the day on; who kept in touch before is relieved. Raises Denied, ValidationError."""
    person = _of(entry)
    _may(scope, person, LISTED[entry.roster])
    refuse(_all(past("day", day, scope.today), _contacting(person, contact, max(day, entry.since), "contact")))
    with deed("roster.contact", scope.actor, org=person.org, subject=f"person:{person.code}") as log:
        writing = Writing(log)
        log.changed("days", after={"since": day})
        for tie in Tie.objects.filter(kind=CONTACT, to_person=person, until=None):
            if tie.since >= day:
                writing.change(tie, from_person=contact)
                break
            writing.change(tie, until=day)
        else:
            writing.add(_tie(scope, person, contact, day))
    return entry_of(log)


def _may(scope: Scope, person: Person, listed: Listed) -> None:
    """Raises Denied."""
    rights.require(rights.decides(scope, person.org) if listed.from_above else rights.enters(scope, person.org))
    if listed.from_above:
        refuse(_own(scope, person))


def _own(scope: Scope, person: Person) -> Iterator[Mistake]:
    if rights.is_about_oneself(scope, person):
        yield "", "不能给自己批准免计,请由上级的另一位同志办理"


def _of(entry: RosterEntry) -> Person:
    if entry.subject_person is None:
        raise ValueError("a list of this room is about persons")
    return entry.subject_person


def _put(scope: Scope, writing: Writing, person: Person, said: Standing) -> None:
    above = entered_for(scope, person.org)
    writing.add(
        RosterEntry(
            org=person.org, subject_person=person, roster=said.roster, category=said.category, since=said.since, until=said.until,
            reason=said.reason.strip(), batch=said.purpose.strip(), recorded_at=clock.now(), entered_by=above,
        )
    )  # fmt: skip
    if said.contact is not None:
        writing.add(_tie(scope, person, said.contact, said.since))


def _tie(scope: Scope, person: Person, contact: Person, since: date) -> Tie:
    return Tie(
        code=f"t-{secrets.token_hex(10)}", org=person.org, kind=CONTACT, from_person=contact, to_person=person, since=since,
        recorded_at=clock.now(), entered_by=entered_for(scope, person.org),
    )  # fmt: skip


def _mistakes(scope: Scope, person: Person, listed: Listed, said: Standing) -> Iterator[Mistake]:
    yield from past("since", said.since, scope.today)
    yield from _end(listed, said.since, said.until, scope.today)
    if said.category not in usable_categories(said.roster):
        yield "category", f"请从列表中选一项{listed.category}"
    if len(said.reason.strip()) < SHORTEST_REASON:
        yield "reason", f"请写明{listed.reason},不少于四个字"
    if listed.purpose and not said.purpose.strip():
        yield "purpose", "请写明收集这些情况作什么用,例如“2026年春节走访慰问”"
    yield from marked("reason", said.reason, said.purpose)
    if person.pk:
        yield from _belongs(person, said)
    if said.contact is not None:
        yield from _contacting(person, said.contact, scope.today, "contact")


def _contacting(person: Person, contact: Person, day: date, field: str) -> Iterator[Mistake]:
    """Somebody of the branch that answers for him, not himself."""
    if contact.pk == person.pk:
        yield field, "联系人不能是本人,请另选一位党员"
    elif not Membership.objects.filter(in_force(day), person=contact, org=person.org).exists():
        yield field, "联系人要是本支部的在册党员,请另选"


def _belongs(person: Person, said: Standing) -> Iterator[Mistake]:
    member = Membership.objects.filter(in_force(said.since), person=person, org=person.org).exists()
    if not member and said.roster != "floating_in":
        yield "since", "这一天他不是本支部的党员,请核对日期"
    taken = RosterEntry.objects.filter(Q(until=None) | Q(until__gt=said.since), subject_person=person, roster=said.roster)
    taken = taken.filter(since__lt=said.until) if said.until else taken
    if taken.exists():
        yield "since", "这段时间他已经在这个名单上,不用重复列入;要改期限请用“续期”"


def _end(listed: Listed, since: date, until: date | None, today: date) -> Iterator[Mistake]:
    if until is None:
        if listed.needs_end:
            yield "until", f"请写明{listed.until}哪一天,没有期限的不予登记"
        return
    if until <= since or until <= today:
        yield "until", f"{listed.until}的日期要晚于今天和开始的日期"
    if listed.longest is not None and until > today + timedelta(days=listed.longest):
        yield "until", f"一次最长一年,请写 {today + timedelta(days=listed.longest)} 以前的日期,到期再核一次"


def _prolonging(scope: Scope, entry: RosterEntry, listed: Listed, until: date) -> Iterator[Mistake]:
    yield from _end(listed, entry.since, until, scope.today)
    if entry.until is not None and until <= entry.until:
        yield "until", f"新的日期要晚于原来的 {entry.until};要提前结束请用“{listed.verb_off}”"
    if entry.until is not None and entry.until + LATE < scope.today:
        yield "until", "这一段到期已经三个月以上,不能再续,请重新列入"
    others = RosterEntry.objects.filter(subject_person=entry.subject_person, roster=entry.roster, since__gt=entry.since, since__lt=until)
    if others.exists():
        yield "until", "之后他又另列入过一段,续到这一天会重叠,请改那一段的期限"


def _ending(scope: Scope, entry: RosterEntry, day: date) -> Iterator[Mistake]:
    yield from past("day", day, scope.today)
    if day <= entry.since:
        yield "day", f"退出要在列入（{entry.since}）之后;列错的请当天撤销,或写第二天退出"
    if entry.until is not None and entry.until <= day:
        yield "day", f"这一段到 {entry.until} 已经结束,不用再办退出"


def _all(*found: Iterator[Mistake]) -> Iterator[Mistake]:
    for each in found:
        yield from each
