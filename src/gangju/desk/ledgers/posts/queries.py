"""班子: who holds which office in an organisation on a day, what is vacant, who went before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.access.carried import role_of
from gangju.desk.access.models import Grant
from gangju.desk.access.scope import Scope
from gangju.desk.access.scope import in_force as grant_in_force
from gangju.desk.ledgers import rolls
from gangju.desk.ledgers.codes import label, labels
from gangju.desk.ledgers.models import OrganizationVersion, Post, in_force
from gangju.desk.ledgers.names import NAMELESS
from gangju.desk.ledgers.places import BRANCHES, Place
from gangju.desk.ledgers.posts.rights import may_appoint

# Offices that an organisation of the kind has to fill; the organisation commissioner only in towns and streets.
EXPECTED = {
    **dict.fromkeys(BRANCHES, ("secretary",)),
    "general_branch": ("secretary",),
    "committee": ("secretary",),
    "work_committee": ("secretary",),
}
EXPECTED_IN_TOWNS = ("organization_commissioner",)
# From so many full members on a branch elects a committee of three to five (条例, mark C).
COMMITTEE_FROM, COMMITTEE_LEAST = 7, 3
PAST = 12


@dataclass(frozen=True)
class Seat:
    """One office held or held before. `account`: has the holder's account what the office opens? None where it opens nothing."""

    code: str
    role: str
    person: str
    since: date
    until: date | None
    about: str
    carries: str
    account: bool | None
    entered_by: str
    ways: str
    may_change: bool
    may_hand_over: bool


@dataclass(frozen=True)
class Vacancy:
    role: str
    title: str
    since: date | None
    why: str


@dataclass(frozen=True)
class Bench:
    seats: Sequence[Seat]
    coming: Sequence[Seat]
    past: Sequence[Seat]
    vacancies: Sequence[Vacancy]


def bench(scope: Scope, org: Place) -> Bench:
    rows = list(scope.rows(Post).filter(org=org.org).select_related("person", "unit", "entered_by").order_by("-since", "pk"))
    rows.sort(key=lambda row: _rank(row.role))
    seats = [row for row in rows if row.since <= scope.today and (row.until is None or row.until > scope.today)]
    coming = [row for row in rows if row.since > scope.today]
    past = sorted((row for row in rows if row.until and row.until <= scope.today), key=lambda row: row.until or row.since, reverse=True)
    make = _Seats(scope, org, rows)
    return Bench(
        seats=[make.seat(row) for row in seats],
        coming=[make.seat(row) for row in coming],
        past=[make.seat(row) for row in past[:PAST]],
        vacancies=vacancies(scope, org, seats, past),
    )


class _Seats:
    """What all seats of one page need, asked once."""

    def __init__(self, scope: Scope, org: Place, rows: Sequence[Post]) -> None:
        self.scope, self.org = scope, org
        self.named = bool(scope.persons_named(org.org))
        live = Grant.objects.filter(grant_in_force(scope.today), post__in=[row.pk for row in rows], user__is_active=True)
        self.open = set(live.values_list("post_id", flat=True))
        above = {row.entered_by_id for row in rows if row.entered_by_id}
        names = OrganizationVersion.objects.filter(organization__in=above).order_by("since") if above else ()
        self.entered = {version.organization_id: version.name for version in names}

    def seat(self, row: Post) -> Seat:
        carried = role_of(row.role, self.org.kind, self.org.level)
        may = bool(may_appoint(self.scope, self.org.org, row.role, self.org.kind, self.org.level))
        begun = row.since <= self.scope.today
        return Seat(
            code=row.code,
            role=label("post.role", row.role),
            person=row.person.name if self.named else NAMELESS,
            since=row.since,
            until=row.until,
            about="、".join(word for word in (label("post.rank", row.rank), _time(row.full_time)) if word),
            carries=carried.label if carried else "",
            account=row.pk in self.open if carried and begun else None,
            entered_by=self.entered.get(row.entered_by_id or 0, ""),
            ways=label("post.exit", row.exit),
            may_change=may and (row.until is None or row.until > self.scope.today),
            may_hand_over=may and carried is not None and begun and row.until is None,
        )


def vacancies(scope: Scope, org: Place, seats: Sequence[Post], past: Sequence[Post]) -> list[Vacancy]:
    """Offices that ought to be filled and are not; since when where somebody held them before."""
    expected = EXPECTED.get(org.kind, ()) + (
        EXPECTED_IN_TOWNS if org.level == "township" and org.kind in ("committee", "work_committee") else ()
    )
    filled = {row.role for row in seats}
    found = [Vacancy(role, label("post.role", role), _last(past, role), "") for role in expected if role not in filled]
    if org.is_branch and (missing := _committee_missing(scope, org, seats)):
        found.append(Vacancy("committee_member", label("post.role", "committee_member"), None, missing))
    return found


def _committee_missing(scope: Scope, org: Place, seats: Sequence[Post]) -> str:
    full = rolls.counts(scope, org, scope.today).get("full", 0)
    body = {row.person_id for row in seats if row.role in rolls.COMMITTEE}
    if full < COMMITTEE_FROM or len(body) >= COMMITTEE_LEAST:
        return ""
    return f"正式党员 {full} 名,应选 {COMMITTEE_LEAST} 至 5 人组成支部委员会,现登记 {len(body)} 人"


def _last(past: Sequence[Post], role: str) -> date | None:
    return next((row.until for row in past if row.role == role), None)


def _rank(role: str) -> int:
    order = list(labels("post.role"))
    return order.index(role) if role in order else len(order)


def _time(full_time: bool | None) -> str:
    return "" if full_time is None else "专职" if full_time else "兼职"


def post_for(scope: Scope, code: str) -> Post | None:
    """A post that the viewer reaches, with what pages need."""
    return scope.rows(Post).filter(code=code).select_related("person", "org", "unit").first()


def held_on(scope: Scope, person: int, day: date) -> list[Post]:
    """All offices of a person on the day, as far as the viewer reaches them."""
    return list(scope.rows(Post).filter(in_force(day), person=person).select_related("org", "unit").order_by("since", "pk"))
