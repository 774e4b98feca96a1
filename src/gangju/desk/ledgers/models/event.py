"""变动: what happened to Party organisations, with its day, its document and everything that it wrote."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from gangju.desk import clock
from gangju.desk.ledgers.models.organization import Organization

KINDS = {"found": "设立", "dissolve": "撤销", "rename": "更名", "move": "调整隶属", "merge": "合并", "split": "分设"}
ROLES = {"authority": "批准", "from": "原组织", "to": "现组织"}


class OrgEvent(models.Model):
    """One event. `wrote` holds each row it opened or closed, before and after, so that it can be taken back exactly."""

    kind = models.CharField(max_length=16, choices=list(KINDS.items()))
    day = models.DateField(help_text="自哪一天起")
    number = models.CharField(max_length=120, help_text="批准文件的文号")
    note = models.CharField(max_length=400, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="org_events")
    user_name = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True, blank=True)
    wrote = models.JSONField(encoder=DjangoJSONEncoder, default=list)

    class Meta:
        constraints = (
            models.CheckConstraint(name="event_kind", condition=Q(kind__in=list(KINDS))),
            models.CheckConstraint(name="event_has_document", condition=~Q(number="")),
        )

    def __str__(self) -> str:
        return f"{self.day} {KINDS[self.kind]}"

    @property
    def title(self) -> str:
        return KINDS[self.kind]


class OrgEventPart(models.Model):
    """Which organisation an event concerned, and as what. An organisation founded by an event leaves with its undoing."""

    event = models.ForeignKey(OrgEvent, models.CASCADE, related_name="parts")
    org = models.ForeignKey(Organization, models.CASCADE, related_name="event_parts")
    role = models.CharField(max_length=16, choices=list(ROLES.items()))

    class Meta:
        constraints = (models.UniqueConstraint(fields=["org", "event", "role"], name="event_part_key"),)
