"""未完成的: what somebody was typing into a form when the browser closed."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gangju.desk import clock


class Draft(models.Model):
    """One person, one form. `sealed` holds title and fields as JSON, under the number of its owner; nobody else reads it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    address = models.CharField(max_length=300, help_text="表单所在的页面")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "没填完的表单"
        constraints = (models.UniqueConstraint(fields=["user", "address"], name="one_draft_a_form"),)
        indexes = (models.Index(fields=["saved_at"], name="draft_by_age"),)
