"""Belonging: somebody joins a branch, moves to another of the same grant, leaves; what is written wrong about him is corrected.

The moves here are the direct ones, by somebody who answers for both branches. The transfer in which the receiving branch has
yet to accept, and until then the sender stays responsible, is a case of the flow to come.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.models import Membership, Organization, Person, Post, RosterEntry, Tie, in_force
from gangju.desk.people import rights
from gangju.desk.people.actions.words import Mistake, marked, past, refuse
from gangju.desk.people.spans import age
from gangju.desk.people.ties import ties_of
from gangju.desk.people.writing import Writing, entry_of

YOUNGEST = 18
EXITS = ("transfer", "died", "left", "removed", "expelled", "cancelled")
ENTRIES = ("admission", "transfer", "restored")


@dataclass(frozen=True)
class Basics:
    """The columns of a person that are corrected by hand."""

    name: str
    gender: str
    born_on: date | None
    education: str

    @classmethod
    def of(cls, person: Person) -> Basics:
        return cls(person.name, person.gender, person.born_on, person.education)


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not in the ledgers yet. `confirmed`: not the one who bears the same name and birthday."""

    basics: Basics
    kind: str
    entry: str
    since: date
    admitted_on: date | None
    approved_on: date | None
    confirmed: bool = False


def new_person(org: Organization, said: Basics) -> Person:
    """Not saved yet."""
    return Person(
        code=f"p-{secrets.token_hex(8)}", org=org, name=said.name.strip(), gender=said.gender, born_on=said.born_on,
        education=said.education, recorded_at=clock.now(),
    )  # fmt: skip


def add_member(scope: Scope, org: Organization, said: Newcomer) -> Entry:
    """登记党员: found nowhere yet. Raises Denied; ValidationError by field, `confirmed` for somebody alike."""
    rights.require(rights.decides(scope, org))
    refuse(_newcomer(scope, org, said))
    person = new_person(org, said.basics)
    person.entered_by = entered_for(scope, org)
    with deed("member.add", scope.actor, org=org, subject=f"person:{person.code}") as log:
        writing = Writing(log)
        writing.add(person)
        writing.add(
            Membership(
                person=person, org=org, kind=said.kind, entry=said.entry, since=said.since, admitted_on=said.admitted_on,
                approved_on=said.approved_on, recorded_at=clock.now(), entered_by=person.entered_by,
            )
        )  # fmt: skip
        log.changed("days", after={"since": said.since})
    return entry_of(log)


def alike(scope: Scope, said: Basics) -> list[Person]:
    """Those of one name and birthday in what the viewer may see."""
    if said.born_on is None:
        return []
    return list(scope.rows(Person).filter(name=said.name.strip(), born_on=said.born_on).select_related("org").order_by("pk")[:5])


def correct(scope: Scope, person: Person, said: Basics, reason: str) -> Entry:
    """更正: what differs is written, with what stood there before. Raises Denied, ValidationError."""
    rights.require(rights.enters(scope, person.org))
    before = Basics.of(person)
    changed = {name: value for name, value in vars(said).items() if value != getattr(before, name)}
    refuse(_correction(scope, said, changed, reason))
    with deed("member.correct", scope.actor, org=person.org, subject=f"person:{person.code}", reason=reason.strip()) as log:
        log.changed("basics", {name: getattr(before, name) for name in changed}, changed)
        Writing(log).change(person, **changed)
    return entry_of(log)


def transfer(scope: Scope, person: Person, to: Organization, day: date) -> Entry:
    """接转: the old spell closes on the day, the new one opens on it; lists go along, floating ends. Raises Denied, ValidationError."""
    old = person.org
    rights.require(rights.decides(scope, old))
    rights.require(rights.decides(scope, to))
    refuse(_moving(scope, person, to, day))
    spell = current(person, day)
    with deed("member.transfer", scope.actor, org=old, subject=f"person:{person.code}") as log:
        writing = Writing(log)
        writing.change(spell, until=day, exit="transfer")
        writing.add(
            Membership(
                person=person, org=to, kind=spell.kind, entry="transfer", since=day, admitted_on=spell.admitted_on,
                approved_on=spell.approved_on, recorded_at=clock.now(), entered_by=entered_for(scope, to),
            )
        )  # fmt: skip
        writing.change(person, org=to)
        _pass_lists(writing, person, to, day)
        log.changed("to", after=to.code)
        log.changed("days", after={"day": day})
    return entry_of(log)


def leave(scope: Scope, person: Person, exit_code: str, day: date, reason: str) -> Entry:
    """离开: the spell ends on the day with how it ended; lists, ties and posts end with it. Raises Denied, ValidationError."""
    rights.require(rights.decides(scope, person.org))
    refuse(_leaving(scope, person, exit_code, day, reason))
    with deed("member.leave", scope.actor, org=person.org, subject=f"person:{person.code}", reason=reason.strip()) as log:
        writing = Writing(log)
        writing.change(current(person, day), until=day, exit=exit_code)
        for row in (*open_lists(person, day), *_open_ties(person, day)):
            writing.change(row, until=day)
        for post in open_posts(person, day) if exit_code == "died" else ():
            writing.change(post, until=day, exit="died")
        log.changed("exit", after=exit_code)
        log.changed("days", after={"day": day})
    return entry_of(log)


def current(person: Person, day: date) -> Membership:
    """The spell that a change on the day ends. Raises Membership.DoesNotExist."""
    return Membership.objects.get(Q(until=None) | Q(until__gt=day), person=person, since__lt=day)


def open_posts(person: Person, day: date) -> list[Post]:
    return list(Post.objects.filter(in_force(day), person=person, since__lt=day).order_by("pk"))


def open_lists(person: Person, day: date) -> list[RosterEntry]:
    return list(RosterEntry.objects.filter(in_force(day), subject_person=person, since__lt=day).order_by("pk"))


def _open_ties(person: Person, day: date) -> list[Tie]:
    return [tie for tie in ties_of(person) if tie.since < day and (tie.until is None or tie.until > day)]


def _pass_lists(writing: Writing, person: Person, to: Organization, day: date) -> None:
    """What he stands on is answered for by the new branch from the day; who was away and is now transferred floats no longer."""
    for row in RosterEntry.objects.filter(Q(until=None) | Q(until__gt=day), subject_person=person).order_by("pk"):
        until = row.until
        if row.since >= day:
            writing.change(row, org=to)
            continue
        writing.change(row, until=day)
        if not row.roster.startswith("floating"):
            like = RosterEntry(**{name: getattr(row, name) for name in ("roster", "category", "tier", "batch", "reason")})
            like.org, like.subject_person, like.since, like.until, like.recorded_at = to, person, day, until, clock.now()
            writing.add(like)
    for tie in _open_ties(person, day):
        if tie.kind == "floating_contact":
            writing.change(tie, until=day)


# ---------------------------------------------------------------- what speaks against it
def basics_mistakes(said: Basics, today: date) -> Iterator[Mistake]:
    if not said.name.strip():
        yield "name", "请填写姓名"
    yield from marked("name", said.name)
    if said.born_on is not None and not YOUNGEST <= age(said.born_on, today) <= 120:
        yield "born_on", f"按这个出生日期,今天是 {age(said.born_on, today)} 岁,请核对"


def _newcomer(scope: Scope, org: Organization, said: Newcomer) -> Iterator[Mistake]:
    yield from basics_mistakes(said.basics, scope.today)
    yield from past("since", said.since, scope.today)
    if said.entry not in ENTRIES:
        yield "entry", "请选是发展入党、转入还是恢复党籍"
    if said.kind == "probationary" and said.admitted_on is None:
        yield "admitted_on", "预备党员要写支部大会通过的日期,预备期从这一天算起"
    if said.admitted_on and said.admitted_on > said.since:
        yield "admitted_on", "支部大会通过的日期不能晚于进入本支部的日期"
    if said.admitted_on and said.approved_on and said.approved_on < said.admitted_on:
        yield "approved_on", "上级审批日期不能早于支部大会通过的日期"
    if said.entry == "admission" and said.admitted_on and said.since != said.admitted_on:
        yield "since", "发展入党的,从支部大会通过之日起算,两个日期应当相同"
    if not org.versions.filter(in_force(said.since)).exists():
        yield "since", "这一天本支部还没有成立,请核对日期"
    if not said.confirmed and (found := alike(scope, said.basics)):
        yield "confirmed", _said_alike(scope, found)


def _said_alike(scope: Scope, found: list[Person]) -> str:
    """Where it is, only to whom names are open there."""
    named = [person for person in found if scope.persons_named(person.org)]
    where = f",例如{'、'.join(dict.fromkeys(str(_name_of(person.org)) for person in named))}" if named else ""
    return f"您负责的范围内已有 {len(found)} 名同名同生日的人{where}。是同一人的请办接转,不要重复登记;确认不是同一人的勾选后再保存"


def _name_of(org: Organization) -> str:
    last = org.versions.order_by("since").last()
    return last.name if last else org.code


def _correction(scope: Scope, said: Basics, changed: dict[str, object], reason: str) -> Iterator[Mistake]:
    yield from basics_mistakes(said, scope.today)
    if not changed:
        yield "", "没有改动任何一项,不用保存"
    if not reason.strip():
        yield "reason", "请写明更正的依据,例如“本人核对”“档案复核”"
    yield from marked("reason", reason)


def _moving(scope: Scope, person: Person, to: Organization, day: date) -> Iterator[Mistake]:
    yield from past("day", day, scope.today)
    yield from _has_spell(person, day)
    if to == person.org:
        yield "to", "转入的就是他现在的支部,请另选"
    if not to.versions.filter(in_force(day)).exists():
        yield "day", "转入的支部这一天还没有成立或已经撤销,请核对"


def _leaving(scope: Scope, person: Person, exit_code: str, day: date, reason: str) -> Iterator[Mistake]:
    yield from past("day", day, scope.today)
    yield from _has_spell(person, day)
    if exit_code not in EXITS:
        yield "exit", "请从列表中选离开的情形"
    if exit_code == "cancelled" and not Membership.objects.filter(in_force(day), person=person, kind="probationary").exists():
        yield "exit", "只有预备党员才有取消预备资格,请另选"
    if not reason.strip():
        yield "reason", "请写明依据,例如批复文号、介绍信去向"
    yield from marked("reason", reason)


def _has_spell(person: Person, day: date) -> Iterator[Mistake]:
    spells = Membership.objects.filter(Q(until=None) | Q(until__gt=day), person=person)
    if not spells.exists():
        yield "day", "这一天他已经不是在册党员,请核对"
    elif not spells.filter(since__lt=day).exists():
        yield "day", "日期要晚于他进入本支部的日期,请核对"
