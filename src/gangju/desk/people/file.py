"""党员档案: one person on one page, put together from the ledgers for one viewer.

Above the direct superior a file opens only against a logged reason, for one answer, and then without what is not the reason's:
lists, verdicts, links and the journal stay with those who work with the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.results import Reading
from gangju.desk.identity.queries import Masked, birthdays_differ, masked
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Person
from gangju.desk.ledgers.places import Crumb, Place, places, trail
from gangju.desk.people import rights
from gangju.desk.people.attendance import Year, attended
from gangju.desk.people.checked import Checked, last_check
from gangju.desk.people.history import Done, history
from gangju.desk.people.limits import Limit, limits
from gangju.desk.people.lists import LISTED, Listed
from gangju.desk.people.spans import age
from gangju.desk.people.spells import Linked, Names, Spell, Stands, links, memberships, offices, posts, spells, standings
from gangju.desk.plans.adopted import standards_in_force
from gangju.desk.plans.lines import Line, by_urgency, subject_lines
from gangju.desk.work.home import verdicts


@dataclass(frozen=True)
class Basic:
    """The head of the file. `standing` is what he is in the branch today; `member` whether he is one."""

    code: str
    name: str
    gender: str
    born_on: date | None
    age: int | None
    education: str
    standing: str
    member: bool
    branch: str
    proxy: bool


@dataclass(frozen=True)
class Inside:
    """What only those read who work with the person."""

    reading: Reading | None
    lines: Sequence[Line]
    stands: Sequence[Stands]
    links: Sequence[Linked]
    history: Sequence[Done]
    checked: Checked | None
    identity: Masked
    birthdays_differ: bool
    may_put_on: Sequence[Listed]
    may_enter: bool
    may_decide: bool


@dataclass(frozen=True)
class File:
    basic: Basic
    place: Place | None
    trail: Sequence[Crumb]
    spells: Sequence[Spell]
    limits: Sequence[Limit]
    offices: Sequence[Spell]
    year: Year
    inside: Inside | None


def file_of(scope: Scope, person: Person, *, whole: bool = True) -> File:
    """`whole` is false where a reason opened it. The caller has seen to it that the viewer may read it."""
    rows, held = memberships(person), posts(person)
    place = next(iter(places(scope, scope.organizations(code=person.org.code))), None)
    known = Names(
        scope, [row.org_id for row in rows] + [row.org_id for row in held] + [person.org_id], [row.unit_id for row in held if row.unit_id]
    )
    here = [row for row in rows if row.since <= scope.today and (row.until is None or row.until > scope.today)]
    standing = label("membership.kind", here[-1].kind) if here else ""
    basic = _basic(person, scope.today, standing, known.org(person.org_id, scope.today))
    return File(
        basic=basic,
        place=place,
        trail=trail(scope, place, "党员档案") if place else [Crumb("党员档案")],
        spells=spells(known, rows),
        limits=limits(rows, scope.today),
        offices=offices(known, held),
        year=attended(scope, person, scope.today.year),
        inside=_inside(scope, person, place, basic, [row.code for row in held]) if whole else None,
    )


def _basic(person: Person, today: date, standing: str, branch: str) -> Basic:
    return Basic(
        code=person.code,
        name=person.name,
        gender=label("person.gender", person.gender),
        born_on=person.born_on,
        age=age(person.born_on, today) if person.born_on else None,
        education=label("person.education", person.education),
        standing=standing,
        member=bool(standing),
        branch=branch,
        proxy=person.entered_by_id is not None,
    )


def _inside(scope: Scope, person: Person, place: Place | None, basic: Basic, offices_held: Sequence[str]) -> Inside:
    reading = verdicts(scope, place) if place and scope.can("standard.read", place.org) else None
    may_enter, may_decide = bool(rights.enters(scope, person.org)), bool(rights.decides(scope, person.org))
    standards = standards_in_force(scope)
    stands = standings(scope, person, standards)
    return Inside(
        reading=reading,
        lines=_lines(reading, {("person", person.code), *(("post", code) for code in offices_held)}, scope),
        stands=stands,
        links=links(scope, person),
        history=history(scope, person),
        checked=last_check(person),
        identity=masked(scope, person),
        birthdays_differ=birthdays_differ(scope, person),
        may_put_on=_open_lists(stands, basic.member, may_enter, may_decide),
        may_enter=may_enter,
        may_decide=may_decide,
    )


def _open_lists(stands: Sequence[Stands], member: bool, may_enter: bool, may_decide: bool) -> list[Listed]:
    """Lists he is not on already and the viewer may put him on; visitors are registered on the list's own page."""
    on = {each.roster for each in stands if each.lasting}
    usable = [each for each in LISTED.values() if each.roster not in on and each.roster != "floating_in" and member]
    return [each for each in usable if (may_decide if each.from_above else may_enter)]


def _lines(reading: Reading | None, about: set[tuple[str, str]], scope: Scope) -> list[Line]:
    standards = standards_in_force(scope)
    rows = [row for row in (reading.subjects if reading else ()) if (row.subject_kind, row.subject_id) in about]
    return by_urgency(subject_lines([row for row in rows if (row.pack, row.standard) in standards], standards))
