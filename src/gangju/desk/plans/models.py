"""采用: a pack binds a subtree only by such a row, from its day on. 异议: which figure a case of appeal is about, and what was said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gangju.desk import clock
from gangju.desk.ledgers.models import Case, Organization
from gangju.desk.plans.reading.models import Edition, Reading, Step, Wording

__all__ = ["ABOUT", "Adoption", "Contest", "Edition", "Reading", "Step", "Wording"]


class Adoption(models.Model):
    """The pack is kept under its hash in the data folder, so that a figure can be reproduced after the pack has changed."""

    pack = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    pack_hash = models.CharField(max_length=71)
    org = models.ForeignKey(Organization, models.PROTECT, related_name="adoptions")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    params = models.JSONField(default=dict, blank=True, help_text="本地参数,数值写成文本:24 或 1/3")
    recorded_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", help_text="在这一天被它接替的"
    )
    replaced_until = models.DateField(null=True, blank=True, help_text="被接替的原来执行到哪一天,撤销时照此恢复")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="adoption_days",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message="停止采用的日期必须晚于开始日期",
            ),
            models.UniqueConstraint(fields=["pack", "org", "since"], name="adoption_key"),
        )

    def __str__(self) -> str:
        return f"{self.pack} {self.org.code} {self.since}"


# What of a figure is disputed.
ABOUT = [("row", "某一行记录"), ("missing", "少了记录"), ("rule", "规则或参数")]


class Contest(models.Model):
    """The typed columns of a case of kind `appeal` that disputes one figure; its state and days stand in the case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="contest")
    org = models.ForeignKey(Organization, models.PROTECT, related_name="contests", help_text="在哪个党组织评")
    pack = models.CharField(max_length=64)
    standard = models.CharField(max_length=120)
    part = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=20, blank=True)
    subject_kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=64)
    verdict = models.CharField(max_length=20, help_text="提出时的结果")
    about = models.CharField(max_length=10, choices=ABOUT)
    row = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=1000)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        indexes = (models.Index(fields=["pack", "standard", "subject_kind", "subject"], name="contest_by_figure"),)

    def __str__(self) -> str:
        return self.case.code
