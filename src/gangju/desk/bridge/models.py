"""结果集: one whole evaluation, kept in its folder; which one pages show is one pointer, moved in one step."""

from __future__ import annotations

from django.db import models


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


class Pointer(models.Model):
    """The one row that names the result set on show."""

    result_set = models.ForeignKey(ResultSet, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(name="one_pointer", condition=models.Q(pk=1)),)
