"""导入: one row an uploaded workbook, and what its import wrote, so that it can be undone as a whole."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gangju.desk import clock


class State(models.TextChoices):
    CHECKED = "checked", "已核对,待导入"
    WAITING = "waiting", "排队等待"
    RUNNING = "running", "正在导入"
    DONE = "done", "已导入"
    FAILED = "failed", "没有导入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"


class Import(models.Model):
    """`org` is the root of the grant under which it was done; who reaches that organisation may see it."""

    org = models.ForeignKey("ledgers.Organization", models.PROTECT, related_name="sheet_imports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sheet_imports")
    user_name = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.CHECKED)
    # what was previewed: only the same is written
    fingerprint = models.CharField(max_length=64, blank=True)
    only_right = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = (models.Index(fields=["org", "-id"], name="import_by_place"),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


class Export(models.Model):
    """导出: one row a workbook that left, so that a copy found elsewhere can be traced. It was cut to `org` and below."""

    org = models.ForeignKey("ledgers.Organization", models.PROTECT, related_name="sheet_exports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="sheet_exports")
    user_name = models.CharField(max_length=150)
    number = models.CharField(max_length=20, unique=True, help_text="印在表上的导出编号")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ledger = models.CharField(max_length=40)
    purpose = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    beyond = models.CharField(max_length=60, blank=True, help_text="超出遮盖规则的内容")
    rows = models.PositiveIntegerField()
    columns = models.JSONField(default=list)

    class Meta:
        indexes = (
            models.Index(fields=["org", "-id"], name="export_by_place"),
            models.Index(fields=["sha256"], name="export_by_content"),
        )

    def __str__(self) -> str:
        return self.number


class Written(models.Model):
    """A piece of what an import wrote: compressed JSON of rows added (all columns) or changed (before and after)."""

    of = models.ForeignKey(Import, models.PROTECT, related_name="written")
    number = models.PositiveIntegerField()
    payload = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "number"], name="written_in_order"),)
