"""单位 and 阵地: villages, firms, agencies, schools in time, and the places they keep."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gangju.desk.ledgers.fields import CodeField, HundredthsField
from gangju.desk.ledgers.models.base import Dated, Recorded, answering_org, public_code


class Unit(models.Model):
    """A unit as itself, whatever it is called."""

    code = public_code()

    def __str__(self) -> str:
        return self.code


class UnitVersion(Dated):
    """One version of a unit. `parent` is the tree that observations climb; `org` answers for the unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    org = answering_org("unit_versions")
    name = models.CharField(max_length=120)
    kind = CodeField("unit.kind")
    domain = CodeField("organization.domain", blank=True)
    region = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_versions")

    class Meta(Dated.Meta):
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "since"], name="version_of_unit"),
            models.CheckConstraint(name="unit_not_below_itself", condition=Q(parent__isnull=True) | ~Q(parent=F("unit"))),
        )
        indexes = (models.Index(fields=["kind"], name="unit_by_kind"),)

    def __str__(self) -> str:
        return self.name


class Venue(Recorded):
    """阵地: a place, in force on [opened_on, closed_on)."""

    code = public_code()
    org = answering_org("venues")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="venues")
    kind = CodeField("venue.kind")
    name = models.CharField(max_length=120, blank=True)
    area_m2 = HundredthsField("m2", null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="venue_days",
                condition=Q(opened_on__isnull=True) | Q(closed_on__isnull=True) | Q(closed_on__gt=F("opened_on")),
                violation_error_message="停用日期必须晚于启用日期",
            ),
        )
        indexes = (models.Index(fields=["kind"], name="venue_by_kind"),)

    def __str__(self) -> str:
        return self.name or self.code
