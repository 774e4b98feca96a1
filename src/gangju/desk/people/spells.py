"""Where somebody belonged, which offices he holds, whom he is linked with, on which lists he stands: each with its days.

A branch is called what it was called in those days. What lies outside the viewer's grant has no name here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.access.scope import Scope
from gangju.desk.identity.sights import shown
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.kindrules import categories_of
from gangju.desk.ledgers.models import Membership, Organization, OrganizationVersion, Person, Post, RosterEntry, Tie, UnitVersion
from gangju.desk.ledgers.names import NAMELESS, names
from gangju.desk.people.lists import LISTED
from gangju.desk.people.spans import full_months
from gangju.desk.people.ties import ENDS, ties_of
from gangju.desk.plans.standards import Standards
from gangju.desk.ui.words import short_day

OUTSIDE = "（您负责范围以外的组织）"
KINDS = {"org": "organization", "unit": "unit", "person": "person", "venue": "venue"}


@dataclass(frozen=True)
class Spell:
    """One stretch of membership or office. `began`, `ended`: how."""

    where: str
    what: str
    since: date
    until: date | None
    began: str
    ended: str
    days: str
    proxy: bool


@dataclass(frozen=True)
class Stands:
    """On a list. `number` is the row's, for deeds; 0 where this room keeps no such list."""

    number: int
    roster: str
    title: str
    category: str
    reason: str
    purpose: str
    since: date
    until: date | None
    lasting: bool
    months: int
    proxy: bool


@dataclass(frozen=True)
class Linked:
    what: str
    whom: str
    since: date


class Names:
    """Names of organisations and units by the day, each asked once; only of what the viewer may see."""

    def __init__(self, scope: Scope, orgs: Iterable[int], units: Iterable[int] = ()) -> None:
        seen = Organization.objects.filter(scope.reach("organization.read", ""), pk__in=set(orgs))
        self.orgs = _versions(OrganizationVersion.objects.filter(organization__in=seen).values_list("organization_id", "since", "name"))
        self.units = _versions(scope.rows(UnitVersion).filter(unit__in=set(units)).values_list("unit_id", "since", "name"))

    def org(self, number: int, day: date) -> str:
        return _on(self.orgs.get(number, []), day) or OUTSIDE

    def unit(self, number: int | None, day: date) -> str:
        return _on(self.units.get(number or 0, []), day)


def _versions(rows: Iterable[tuple[int, date, str]]) -> dict[int, list[tuple[date, str]]]:
    found: dict[int, list[tuple[date, str]]] = {}
    for number, since, name in rows:
        found.setdefault(number, []).append((since, name))
    return {number: sorted(each) for number, each in found.items()}


def _on(versions: Sequence[tuple[date, str]], day: date) -> str:
    """The name of the day; of a day before the first, the first."""
    begun = [name for since, name in versions if since <= day]
    return begun[-1] if begun else (versions[0][1] if versions else "")


def memberships(person: Person) -> list[Membership]:
    return list(Membership.objects.filter(person=person).order_by("since"))


def spells(known: Names, rows: Iterable[Membership]) -> list[Spell]:
    return [
        Spell(
            where=known.org(row.org_id, row.since),
            what=label("membership.kind", row.kind),
            since=row.since,
            until=row.until,
            began=label("membership.entry", row.entry),
            ended=label("membership.exit", row.exit),
            days=_days(row),
            proxy=row.entered_by_id is not None,
        )
        for row in reversed(list(rows))
    ]


def _days(row: Membership) -> str:
    said = [("支部大会通过", row.admitted_on), ("上级审批", row.approved_on)]
    return "，".join(f"{what} {short_day(day)}" for what, day in said if day)


def posts(person: Person) -> list[Post]:
    return list(Post.objects.filter(person=person).order_by("-since", "pk"))


def offices(known: Names, rows: Iterable[Post]) -> list[Spell]:
    return [
        Spell(
            where=known.unit(row.unit_id, row.since) or known.org(row.org_id, row.since),
            what=label("post.role", row.role),
            since=row.since,
            until=row.until,
            began="",
            ended=label("post.exit", row.exit),
            days="专职" if row.full_time else "",
            proxy=row.entered_by_id is not None,
        )
        for row in rows
    ]


def standings(scope: Scope, person: Person, standards: Standards) -> list[Stands]:
    """What he stands on now and stood on; a difficulty that has ended leaves the page. Only for who may read the name."""
    rows = RosterEntry.objects.filter(subject_person=person).select_related("org").order_by("-since", "pk")
    kept = [row for row in rows if row.roster != "difficult" or row.until is None or row.until > scope.today]
    return [stands(scope, row, standards) for row in kept]


def stands(scope: Scope, row: RosterEntry, standards: Standards | None = None) -> Stands:
    mask = {"difficult": "cause", "floating_out": "place", "floating_in": "place"}.get(row.roster)
    category = _category(row, standards or {})
    return Stands(
        number=row.pk if row.roster in LISTED else 0,
        roster=row.roster,
        title=label("roster_entry.roster", row.roster),
        category=shown(scope, row.org, "cause", category) if mask == "cause" else category,
        reason=shown(scope, row.org, mask, row.reason) if mask else row.reason,
        purpose=row.batch,
        since=row.since,
        until=row.until,
        lasting=row.until is None or row.until > scope.today,
        months=full_months(row.since, min(row.until or scope.today, scope.today)),
        proxy=row.entered_by_id is not None,
    )


def _category(row: RosterEntry, standards: Standards) -> str:
    """The label; of an exemption by decision the title of the standard."""
    if row.roster == "exception":
        pack, _, standard = row.category.partition("/")
        found = standards.get((pack, standard))
        return found.title if found else "已停用的要求"
    known: Mapping[str, str] = categories_of(row.roster) or {}
    return known.get(row.category, row.category)


def links(scope: Scope, person: Person) -> list[Linked]:
    """In force today, seen from him: whom he has to do with, as far as the viewer may know it."""
    rows = [tie for tie in ties_of(person) if tie.since <= scope.today and (tie.until is None or tie.until > scope.today)]
    others = [(row, *_other_end(row, person)) for row in sorted(rows, key=lambda row: (row.kind, row.since, row.pk))]
    called = names(scope, [(kind, code) for _, kind, code, _ in others])
    return [
        Linked(_said(row.kind, first), called.get((kind, code)) or (NAMELESS if kind == "person" else OUTSIDE), row.since)
        for row, kind, code, first in others
    ]


def _other_end(tie: Tie, person: Person) -> tuple[str, str, bool]:
    """Kind and code of the other end, and whether he is the first."""
    first = tie.from_person_id == person.pk
    side = "to" if first else "from"
    end = next(end for end in ENDS if getattr(tie, f"{side}_{end}_id") is not None)
    return KINDS[end], getattr(tie, f"{side}_{end}").code, first


def _said(kind: str, first: bool) -> str:
    """Between two persons the word must say who contacts whom."""
    if kind == "floating_contact":
        return "联系的流动党员" if first else "流动党员联系人"
    return label("tie.kind", kind)
