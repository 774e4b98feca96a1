"""What the pages of a branch list: its members on a day and its activities with how many came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.fields import as_decimal
from gangju.desk.ledgers.models import Activity, Membership, Participation, Post
from gangju.desk.ledgers.models.base import in_force
from gangju.desk.ledgers.places import Place

if TYPE_CHECKING:
    from decimal import Decimal


COMMITTEE = ("secretary", "deputy_secretary", "committee_member", "organization_commissioner")


@dataclass(frozen=True)
class Member:
    code: str
    name: str
    kind: str
    gender: str
    since: date


@dataclass(frozen=True)
class Event:
    """One activity with its roll; `hours` in 学时."""

    code: str
    day: date
    kind: str
    kind_name: str
    topic: str
    hours: Decimal | None
    present: int
    called: int


@dataclass(frozen=True)
class Holder:
    role: str
    person: str
    since: date


def members(scope: Scope, org: Place, day: date) -> list[Member]:
    """Those whose membership lies in the branch on the day, full members first."""
    rows = (
        scope.rows(Membership).filter(in_force(day), org=org.org).select_related("person").order_by("kind", "person__name", "person__code")
    )
    return [
        Member(
            code=row.person.code,
            name=row.person.name,
            kind=label("membership.kind", row.kind),
            gender=label("person.gender", row.person.gender),
            since=row.since,
        )
        for row in rows
    ]


def roll(scope: Scope, org: Place, day: date) -> list[tuple[str, str]]:
    """Who is called to a meeting of that day: code and name."""
    return [(member.code, member.name) for member in members(scope, org, day)]


def committee(scope: Scope, org: Place, day: date) -> list[tuple[str, str]]:
    """The branch committee of that day: code and name."""
    posts = scope.rows(Post).filter(in_force(day), org=org.org, role__in=COMMITTEE)
    return list(posts.order_by("person__name", "person__code").values_list("person__code", "person__name").distinct())


def counts(scope: Scope, org: Place, day: date) -> dict[str, int]:
    """Members by kind, in the catalogue's codes."""
    rows = scope.rows(Membership).filter(in_force(day), org=org.org)
    return dict(rows.values("kind").annotate(number=Count("pk")).values_list("kind", "number"))


def holders(scope: Scope, org: Place, day: date) -> list[Holder]:
    """Who holds which post in the organisation on the day; names only where the scope opens them."""
    rows = scope.rows(Post).filter(in_force(day), org=org.org).select_related("person").order_by("pk")
    named = bool(scope.persons_named(org.org))
    return [Holder(label("post.role", row.role), row.person.name if named else "（姓名不显示）", row.since) for row in rows]


def events(scope: Scope, org: Place) -> QuerySet[Activity]:
    """Held activities of the branch, newest first, with how many were called and came."""
    came = Count("participations", filter=Q(participations__attended=True))
    held = scope.rows(Activity, "activity.read").filter(org=org.org, status="held")
    return held.annotate(called=Count("participations"), came=came).order_by("-started_at", "-pk")


def event(row: Activity) -> Event:
    return Event(
        code=row.code,
        day=row.started_at.date(),
        kind=row.kind,
        kind_name=label("activity.kind", row.kind),
        topic=label("activity.topic", row.topic),
        hours=as_decimal(row.hours),
        present=getattr(row, "came", 0),
        called=getattr(row, "called", 0),
    )


@dataclass(frozen=True)
class Attendance:
    """Who came and who did not: all by number, by name only those whom the viewer may know."""

    came: int
    away: int
    came_names: list[str]
    away_names: list[str]

    @property
    def nameless(self) -> int:
        return self.came + self.away - len(self.came_names) - len(self.away_names)


def attendance(scope: Scope, activity: Activity) -> Attendance:
    """A class of the township is attended by branches further down, whose names the township does not see."""
    rows = scope.rows(Participation, "activity.read").filter(activity=activity)
    named = dict(rows.filter(scope.named("person__org__")).values_list("person__pk", "person__name"))
    everyone = list(rows.order_by("person__name", "person__code").values_list("person__pk", "attended"))
    return Attendance(
        came=sum(there for _, there in everyone),
        away=sum(not there for _, there in everyone),
        came_names=[named[person] for person, there in everyone if there and person in named],
        away_names=[named[person] for person, there in everyone if not there and person in named],
    )
