"""授权: a user holds a role over one organisation and everything below it, in time. Nothing else opens a row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gangju.desk.access.roles import ROLE_LABELS, Role


class Grant(models.Model):
    """In force on [since, until). The organisation's path decides what lies below, as the tree stands today."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants")
    org = models.ForeignKey("ledgers.Organization", models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    # A grant that comes from a post is in force only while the post is: nobody has to remember to end it.
    post = models.ForeignKey("ledgers.Post", models.PROTECT, null=True, blank=True, related_name="grants")

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="grant_days",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message="授权的结束日期必须晚于开始日期",
            ),
            models.CheckConstraint(name="grant_role", condition=Q(role__in=[role.value for role in Role])),
        )
        indexes = (models.Index(fields=["user", "since"], name="grant_by_user"),)

    def __str__(self) -> str:
        return f"{self.user} {Role(self.role).label} {self.org}"
