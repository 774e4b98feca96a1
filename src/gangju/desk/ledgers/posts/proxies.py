"""代录: what was entered from above for a branch, by whom, and which branches have nobody of their own to enter.

The mark is the organisation on the row; which officer it was stands in the journal and is shown to who may read that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Count, Max, Model, QuerySet
from django.urls import reverse

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import ROLE_LABELS, Role
from gangju.desk.access.scope import Scope
from gangju.desk.access.scope import in_force as grant_in_force
from gangju.desk.journal.models import Entry
from gangju.desk.journal.queries import entries_below
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Activity, Membership, Organization, OrganizationVersion, Person, Post, RosterEntry, below, in_force
from gangju.desk.ledgers.names import NAMELESS
from gangju.desk.ledgers.places import BRANCHES, Place, places

MOST = 20


class FromAbove(Protocol):
    """A ledger row, as far as its mark needs it."""

    entered_by_id: int | None


@dataclass(frozen=True)
class Mark:
    """Whose hand a row is; post and person only for who may read the journal."""

    org: str
    role: str
    person: str


@dataclass(frozen=True)
class Entered:
    """One row that somebody above entered; `href` is where it stands, `mend` where it can be corrected."""

    what: str
    day: date
    by: str
    href: str
    mend: str


@dataclass(frozen=True)
class Since:
    """What came from above since the branch's own last entry; `last` is that entry's time."""

    last: datetime | None
    rows: Sequence[Entered]
    more: int


def names_of(rows: Iterable[FromAbove]) -> dict[int, str]:
    """The entering organisations by number. Their names are meant for the branch that they entered for."""
    asked = {row.entered_by_id for row in rows if row.entered_by_id}
    if not asked:
        return {}
    return dict(OrganizationVersion.objects.filter(organization__in=asked).order_by("since").values_list("organization_id", "name"))


def by_code(rows: Iterable[Activity]) -> dict[str, str]:
    """The entering organisation of those events that somebody above entered, by the event's code."""
    known = list(rows)
    names = names_of(known)
    return {row.code: names.get(row.entered_by_id, "") for row in known if row.entered_by_id}


def mark(scope: Scope, row: Activity) -> Mark | None:
    """Of one event, with who entered it."""
    if row.entered_by_id is None:
        return None
    seen = entries_below(scope.paths("journal.read")).filter(subject=f"activity:{row.code}", deed="activity.record")
    entry = seen.first()
    role = ROLE_LABELS.get(Role(entry.role), "") if entry and entry.role in set(Role) else ""
    return Mark(names_of([row]).get(row.entered_by_id, ""), role, entry.user_name if entry else "")


def entered_since(scope: Scope, org: Place) -> Since:
    """For the branch itself: what others entered in its name since it last entered something."""
    own = Entry.objects.filter(org_path=org.path, org_code=org.code, role=Role.BRANCH_SECRETARY.value).order_by("-id")
    last = own.values_list("recorded_at", flat=True).first()
    found = [(row, said) for model, said in _SAID.items() for row in _from_above(model, org.org, last)]
    found.sort(key=lambda pair: pair[0].recorded_at, reverse=True)
    names, named = names_of(row for row, _ in found), bool(scope.persons_named(org.org))
    return Since(last, [said(row, names.get(row.entered_by_id, ""), named) for row, said in found[:MOST]], max(0, len(found) - MOST))


def _from_above(model: type[Model], org: Organization, last: datetime | None) -> QuerySet[Any]:
    rows = model._default_manager.filter(org=org.pk, entered_by__isnull=False)
    return rows.filter(recorded_at__gt=last) if last is not None else rows


def _activity(row: Activity, by: str, _named: bool) -> Entered:
    what = label("activity.kind", row.kind)
    return Entered(what, row.started_at.date(), by, reverse("ledgers:activity", args=[row.code]), reverse("work:correct", args=[row.code]))


def _post(row: Post, by: str, named: bool) -> Entered:
    what = f"任职：{_name(row.person, named)} {label('post.role', row.role)}"
    return Entered(what, row.since, by, reverse("ledgers:posts", args=[row.org.code]), "")


def _membership(row: Membership, by: str, named: bool) -> Entered:
    what = f"党籍：{_name(row.person, named)} {label('membership.kind', row.kind)}"
    return Entered(what, row.since, by, reverse("ledgers:members", args=[row.org.code]), "")


def _roster(row: RosterEntry, by: str, _named: bool) -> Entered:
    return Entered(label("roster_entry.roster", row.roster), row.since, by, "", "")


def _name(person: Person, named: bool) -> str:
    return person.name if named else NAMELESS


_SAID: Mapping[type[Model], Callable[[Any, str, bool], Entered]] = {
    Activity: _activity,
    Post: _post,
    Membership: _membership,
    RosterEntry: _roster,
}


# ---------------------------------------------------------------- branches without an account
@dataclass(frozen=True)
class Branch:
    """One line of the list of those for whom somebody above enters."""

    place: Place
    account: bool
    members: int
    last: date | None


def branches(scope: Scope, *, all_of_them: bool, name: str = "", under: str = "") -> list[Place]:
    """Branches of today where the viewer may hand over posts; those without an account, or all."""
    found = scope.organizations("post.hand_over", kind__in=BRANCHES, name__contains=name)
    found = found.filter(below(under)) if under else found
    return places(scope, found if all_of_them else found.exclude(pk__in=with_account(scope)))


def without_account(scope: Scope, under: str) -> int:
    """How many at or below the path."""
    found = scope.organizations("post.hand_over", kind__in=BRANCHES).filter(below(under))
    return found.exclude(pk__in=with_account(scope)).count()


def with_account(scope: Scope) -> QuerySet[Grant, int]:
    """Organisations over which somebody may enter as their secretary today."""
    live = Grant.objects.filter(grant_in_force(scope.today), role=Role.BRANCH_SECRETARY.value, user__is_active=True)
    return live.values_list("org_id", flat=True)


def lines(scope: Scope, shown: Sequence[Place]) -> list[Branch]:
    """What the list says of the branches of one page."""
    numbers = [each.org.pk for each in shown]
    open_here = set(with_account(scope).filter(org__in=numbers))
    members = Membership.objects.filter(in_force(scope.today), org__in=numbers).values("org").annotate(number=Count("pk"))
    counted = dict(members.values_list("org", "number"))
    held = Activity.objects.filter(org__in=numbers, status="held").values("org").annotate(last=Max("started_at"))
    last = dict(held.values_list("org", "last"))
    return [
        Branch(each, each.org.pk in open_here, counted.get(each.org.pk, 0), last[each.org.pk].date() if each.org.pk in last else None)
        for each in shown
    ]
