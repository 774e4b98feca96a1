"""纪实 and 参加: dated events and who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from gangju.desk.ledgers.fields import CodeField, HundredthsField
from gangju.desk.ledgers.models.base import SUBJECTS, Recorded, answering_org, at_most_one, public_code, reference
from gangju.desk.ledgers.models.person import Person

if TYPE_CHECKING:
    from gangju.desk.ledgers.models.case import Case
    from gangju.desk.ledgers.models.organization import Organization
    from gangju.desk.ledgers.models.unit import Unit, Venue


class Activity(Recorded):
    """A meeting, a class, a visit. It belongs to the organisation that held it; `hours` is only a proposal for its participants."""

    code = public_code()
    org = answering_org("activities")
    unit = models.ForeignKey("ledgers.Unit", models.PROTECT, null=True, blank=True, related_name="activities")
    kind = CodeField("activity.kind")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    hours = HundredthsField("学时", null=True, blank=True)
    form = CodeField("activity.form", blank=True)
    topic = models.CharField(max_length=200, blank=True)
    status = CodeField("activity.status", default="held")
    subject_org: models.ForeignKey[Organization | None, Organization | None] = reference("org", "activities_about")
    subject_unit: models.ForeignKey[Unit | None, Unit | None] = reference("unit", "activities_about")
    subject_person: models.ForeignKey[Person | None, Person | None] = reference("person", "activities_about")
    subject_venue: models.ForeignKey[Venue | None, Venue | None] = reference("venue", "activities_about")
    subject_activity: models.ForeignKey[Activity | None, Activity | None] = reference("activity", "activities_about")
    subject_case: models.ForeignKey[Case | None, Case | None] = reference("case", "activities_about")

    class Meta:
        indexes = (
            # With the kind in it, the newest of one kind in a town are known before a row is read.
            models.Index(fields=["org", "-started_at", "kind"], name="activity_by_org"),
            models.Index(fields=["-started_at", "-id"], name="activity_newest"),
            models.Index(fields=["kind", "started_at", "id"], name="activity_by_kind"),
        )
        constraints = (
            models.CheckConstraint(name="activity_one_subject", condition=at_most_one(*SUBJECTS)),
            models.CheckConstraint(
                name="activity_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                violation_error_message="结束时间不能早于开始时间",
            ),
            models.CheckConstraint(name="activity_hours", condition=Q(hours__isnull=True) | Q(hours__gte=0)),
        )


class Participation(Recorded):
    """One person in one event. `hours` of an absent person do not count."""

    # The unique key begins with the activity and serves its look-ups; a second index would slow every entry.
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")
    org = answering_org("participations")
    role = CodeField("participation.role", default="attendee")
    hours = HundredthsField("学时", null=True, blank=True)
    attended = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["activity", "person", "role"], name="participation_key"),
            models.CheckConstraint(name="participation_hours", condition=Q(hours__isnull=True) | Q(hours__gte=0)),
        )
