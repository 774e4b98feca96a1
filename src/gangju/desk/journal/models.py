"""The journal: one entry a deed, written in the deed's own transaction, never changed; and one seal an entry, by which that shows."""

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


class Seal(models.Model):
    """One link of the SM3 chain over the entries, in their order. No foreign key: a seal outlives a removed entry and so tells of it."""

    position = models.BigIntegerField(primary_key=True, help_text="链中序号,从 1 起不间断")
    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64, help_text="SM3(前一封存值 ‖ 记录的规范字节)")
    marks = models.CharField(max_length=255, help_text="各字段指纹,只用来指出改动了哪一项")
    form = models.PositiveSmallIntegerField(help_text="规范字节的版本")
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position} {self.digest[:16]}"
