"""What somebody took part in this year: how often and how many hours by kind, and the newest events.

An event of an organisation outside the viewer's grant counts with its kind and hours; what it was about is not for this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.fields import as_decimal
from gangju.desk.ledgers.models import Organization, Participation, Person

if TYPE_CHECKING:
    from django.db.models import QuerySet

NEWEST = 12
# Being visited or asked for is no attendance of his own.
OTHERS = ("contacted", "reviewed")


@dataclass(frozen=True)
class Kind:
    name: str
    times: int
    hours: Decimal | None


@dataclass(frozen=True)
class Event:
    """`code` is empty where the viewer may not open the event."""

    day: date
    kind: str
    topic: str
    hours: Decimal | None
    came: bool
    code: str


@dataclass(frozen=True)
class Year:
    year: int
    kinds: list[Kind]
    events: list[Event]
    hours: Decimal
    missed: int


def of_year(year: int) -> QuerySet[Participation]:
    first, after = datetime(year, 1, 1), datetime(year + 1, 1, 1)  # noqa: DTZ001 - local times without a zone
    held = Participation.objects.filter(activity__status="held").exclude(role__in=OTHERS)
    return held.filter(activity__started_at__gte=first, activity__started_at__lt=after)


def attended(scope: Scope, person: Person, year: int) -> Year:
    rows = of_year(year).filter(person=person)
    grouped = rows.filter(attended=True).values("activity__kind").annotate(times=Count("pk"), hours=Sum("hours")).order_by("activity__kind")
    kinds = [Kind(label("activity.kind", each["activity__kind"]), each["times"], as_decimal(each["hours"])) for each in grouped]
    newest = list(rows.select_related("activity").order_by("-activity__started_at", "-pk")[:NEWEST])
    seen = _seen(scope, {row.activity.org_id for row in newest})
    return Year(
        year=year,
        kinds=kinds,
        events=[_event(row, row.activity.org_id in seen) for row in newest],
        hours=sum((each.hours for each in kinds if each.hours is not None), Decimal(0)),
        missed=rows.filter(attended=False).count(),
    )


def _seen(scope: Scope, orgs: set[int]) -> set[int]:
    return set(Organization.objects.filter(scope.reach("activity.read", ""), pk__in=orgs).values_list("pk", flat=True))


def _event(row: Participation, open_to_viewer: bool) -> Event:
    activity = row.activity
    return Event(
        day=activity.started_at.date(),
        kind=label("activity.kind", activity.kind),
        topic=label("activity.topic", activity.topic) if open_to_viewer else "",
        hours=as_decimal(row.hours) if row.attended else None,
        came=row.attended,
        code=activity.code if open_to_viewer else "",
    )
