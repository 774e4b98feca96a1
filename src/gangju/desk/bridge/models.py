"""结果集: one whole evaluation, kept in its folder; which one pages show is one pointer, moved in one step."""

from __future__ import annotations

from django.db import models

from gangju.desk.ledgers.models import Organization


class ResultSet(models.Model):
    """One evaluation of the installation. `facts_hash` names the kept snapshot it can be reproduced from."""

    as_of = models.DateField(help_text="截至")
    known_on = models.DateField(help_text="数据时点")
    facts_hash = models.CharField(max_length=71)
    packs = models.JSONField(help_text="方案编号 → 方案包散列")
    started_at = models.DateTimeField(help_text="开始取数的真实时间,晚于它的登记不在本结果内")
    made_at = models.DateTimeField()
    folder = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.as_of} {self.facts_hash[:19]}"


class Publication(models.Model):
    """公布: a result frozen with everything it was computed from. Never changed; a correction is a new one that names the old.

    `hash` is that of `frozen`, which the engine reads; the rows stand in `folder`. `decisions` says for each standard that was still open
    at the publishing organisation how it was published, and why.
    """

    hash = models.CharField(max_length=71, unique=True)
    org = models.ForeignKey(Organization, models.PROTECT, related_name="publications")
    title = models.CharField(max_length=200)
    as_of = models.DateField()
    known_on = models.DateField()
    period = models.CharField(max_length=10, blank=True)
    facts_hash = models.CharField(max_length=71)
    frozen = models.JSONField()
    decisions = models.JSONField(default=list, blank=True)
    disputed = models.JSONField(default=list, blank=True, help_text="公布时还没有答复的异议,按标准计数")
    folder = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=150)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")

    def __str__(self) -> str:
        return f"{self.title} {self.hash[:19]}"


class Pointer(models.Model):
    """The one row that names the result set on show."""

    result_set = models.ForeignKey(ResultSet, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(name="one_pointer", condition=models.Q(pk=1)),)
