"""The journal: one entry a deed, written in the deed's own transaction, never changed."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Entry(models.Model):
    """Who did what to which rows, on which business day. Names stand beside the references: the entry outlives both."""

    recorded_at = models.DateTimeField(help_text="真实时间")
    business_day = models.DateField(help_text="业务日期")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="journal_entries")
    user_name = models.CharField(max_length=150)
    role = models.CharField(max_length=64)
    deed = models.CharField(max_length=64)
    org_code = models.CharField(max_length=64, blank=True)
    org_path = models.CharField(max_length=90, blank=True)
    subject = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    before = models.JSONField(encoder=DjangoJSONEncoder, null=True)
    after = models.JSONField(encoder=DjangoJSONEncoder, null=True)
    request_id = models.CharField(max_length=32)

    class Meta:
        indexes = (
            models.Index(fields=["org_path", "id"], name="journal_by_place"),
            models.Index(fields=["subject", "id"], name="journal_by_subject"),
            models.Index(fields=["request_id"], name="journal_by_request"),
        )

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d %H:%M} {self.user_name} {self.deed}"
