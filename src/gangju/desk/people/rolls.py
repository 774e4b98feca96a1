"""The pages of a list: who stands on it where names are open, numbers by organisation everywhere else, what is about to end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Activity, Organization, Person, RosterEntry, Tie, in_force
from gangju.desk.ledgers.names import names
from gangju.desk.ledgers.places import Place, children
from gangju.desk.people import rights
from gangju.desk.people.actions.standing import CONTACT, LATE
from gangju.desk.people.counts import by_part, on_list
from gangju.desk.people.lists import CONTACT_DAYS, FLOATING_MONTHS, LISTED, PAGES
from gangju.desk.people.spells import Stands, stands

CONTACTS = ("member_contact", "phone_contact")
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """Somebody on a list. `contact` is who keeps in touch, `heard` when last; `blind` that it was too long ago."""

    person: str
    name: str
    branch: str
    stands: Stands
    contact: str
    heard: date | None
    blind: bool
    short: bool
    soon: bool
    may_change: bool


@dataclass(frozen=True)
class Part:
    """An organisation directly below, with its numbers by roster."""

    name: str
    code: str
    numbers: Mapping[str, int]


def named_rows(scope: Scope, cut: Q, rosters: Sequence[str]) -> QuerySet[RosterEntry]:
    """Those in force whose names the viewer may read, by branch and name; `cut` is of `counts.within`."""
    ordered = on_list(scope, cut, rosters).filter(scope.named()).select_related("org", "subject_person")
    return ordered.order_by("org__path", "subject_person__name", "pk")


def run_out(scope: Scope, cut: Q, rosters: Sequence[str]) -> QuerySet[RosterEntry]:
    """Ended of late; a difficulty that ended is seen by nobody."""
    kept = [roster for roster in rosters if roster != "difficult"]
    rows = RosterEntry.objects.filter(cut, scope.named(), roster__in=kept, subject_person__isnull=False)
    ended = rows.filter(until__lte=scope.today, until__gt=scope.today - LATE)
    return ended.select_related("org", "subject_person").order_by("-until", "pk")


def lines(scope: Scope, rows: Sequence[RosterEntry]) -> list[Row]:
    persons = [row.subject_person for row in rows if row.subject_person is not None]
    branches = names(scope, [("organization", row.org.code) for row in rows])
    contacts, heard = _contacts(scope, persons), _heard(persons)
    pairs = [(row, row.subject_person) for row in rows if row.subject_person is not None]
    return [_line(scope, row, person, branches, contacts, heard.get(person.pk)) for row, person in pairs]


def _line(
    scope: Scope, row: RosterEntry, person: Person, branches: Mapping[tuple[str, str], str], contacts: Mapping[int, str], heard: date | None
) -> Row:
    listed, said = LISTED[row.roster], stands(scope, row)
    floats = row.roster == "floating_out"
    return Row(
        person=person.code,
        name=person.name,
        branch=branches.get(("organization", row.org.code), ""),
        stands=said,
        contact=contacts.get(person.pk, ""),
        heard=heard,
        blind=said.lasting and row.roster.startswith("floating") and (scope.today - max(heard or row.since, row.since)).days > CONTACT_DAYS,
        short=floats and said.lasting and said.months < FLOATING_MONTHS,
        soon=row.until is not None and row.until <= scope.today + SOON,
        may_change=bool(rights.decides(scope, row.org) if listed.from_above else rights.enters(scope, row.org)),
    )


def _contacts(scope: Scope, persons: Sequence[Person]) -> dict[int, str]:
    """Who keeps in touch with whom."""
    ties = Tie.objects.filter(in_force(scope.today), kind=CONTACT, to_person__in=persons, from_person__isnull=False)
    known = ties.filter(scope.named("from_person__org__"))
    return {tie.to_person_id or 0: tie.from_person.name for tie in known.select_related("from_person") if tie.from_person}


def _heard(persons: Sequence[Person]) -> dict[int, date]:
    """The day of the last contact, of an activity about him or one in which he took part."""
    found: dict[int, date] = {}
    for who in ("subject_person", "participations__person"):
        rows = Activity.objects.filter(kind__in=CONTACTS, status="held", **{f"{who}__in": persons})
        for person, moment in rows.values(who).annotate(last=Max("started_at")).values_list(who, "last"):
            found[person] = max(found.get(person, moment.date()), moment.date())
    return found


def parts(scope: Scope, org: Place, cut: Q, page: str) -> list[Part]:
    """The level below with its numbers; nothing for a branch."""
    numbers = by_part(scope, org, cut, PAGES[page])
    found = [Part(each.name, each.code, numbers.get(each.path, {})) for each in children(scope, org)]
    return [part for part in found if part.numbers]


def entry(scope: Scope, number: int) -> RosterEntry | None:
    """A row of this room's lists about somebody whose name the viewer may read."""
    rows = scope.rows(RosterEntry).filter(scope.named(), pk=number, roster__in=list(LISTED), subject_person__isnull=False)
    return rows.select_related("org", "subject_person__org").first()


def contact_choices(scope: Scope, org: Organization, but: Person | None = None) -> list[tuple[str, str]]:
    """Members of the branch who can be asked to keep in touch."""
    mine = scope.rows(Person).filter(scope.named(), in_force(scope.today, "memberships__"), memberships__org=org)
    return [(person.code, person.name) for person in mine.order_by("name", "code") if but is None or person.pk != but.pk]
