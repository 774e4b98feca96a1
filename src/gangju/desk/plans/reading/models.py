"""审读: the wordings of one document, what was drafted from each, and every step that an officer took.

A step is written once and only ever marked as taken back; what stands decided is worked out from the steps (`standing`). So undo
reaches any number of steps back, after a reload too, and no work is lost. Drafts are kept as they were read: a later reader
must not move the ground under a review that has begun.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models

from gangju.desk.ledgers.models import Organization


class State(models.TextChoices):
    WAITING = "waiting", "正在读"
    FAILED = "failed", "没有读成"
    OPEN = "open", "审读中"
    SUBMITTED = "submitted", "待复核"
    APPROVED = "approved", "已通过"
    DROPPED = "dropped", "已作废"


class Reading(models.Model):
    """One document under review, for the organisation whose plan it is to become."""

    org = models.ForeignKey(Organization, models.PROTECT, related_name="readings")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    problem = models.CharField(max_length=500, blank=True, help_text="没有读成的原因")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_by_name = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Both can be worked out from the steps; the list of readings would have to do it for each of its lines.
    total = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    # What the pack is to be called and when it is valid, as the drafter sends it to the second person.
    pack = models.CharField(max_length=64, blank=True)
    pack_title = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    pack_hash = models.CharField(max_length=71, blank=True, help_text="通过以后保存的方案包")

    class Meta:
        indexes = (models.Index(fields=["org", "state", "-changed_at"], name="reading_by_org"),)

    def __str__(self) -> str:
        return f"{self.title} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == State.OPEN


class Wording(models.Model):
    """The text of the document, as it came first and as it came again after a revision."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()
    text = models.TextField()
    source = models.CharField(max_length=200, help_text="文件名;粘贴的写“粘贴”")
    read_at = models.DateTimeField()
    read_by_name = models.CharField(max_length=150)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reading", "number"], name="wording_key"),)

    def __str__(self) -> str:
        return f"{self.reading_id} {self.number}"


class Edition(models.Model):
    """What was drafted from one wording with certain doubts settled; `key` is the fingerprint of both."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="editions")
    wording = models.ForeignKey(Wording, models.CASCADE, related_name="editions")
    key = models.CharField(max_length=64)
    plan = models.JSONField(help_text="plan.yaml 的草稿,不含任务")
    headings = models.JSONField(help_text="标题在文中的起止和层次")
    items = models.JSONField(help_text="逐条草稿")
    burdens = models.JSONField(help_text="减负和合规提示,一年要支部做多少")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reading", "key"], name="edition_key"),)

    def __str__(self) -> str:
        return f"{self.reading_id} {self.key[:8]}"


class Step(models.Model):
    """One thing that an officer did. `items` are the ids that it is about, `said` what it said of them."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="steps")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    items = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["reading", "serial"], name="step_key"),)

    def __str__(self) -> str:
        return f"{self.reading_id} {self.serial} {self.kind}"
