"""Accounts beyond name and password: whose they are."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AccountHolder(models.Model):
    """Whose account it is. Grants from posts and the hand-over of posts follow the person; without one the account stands alone."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holder")
    person = models.ForeignKey("ledgers.Person", models.PROTECT, null=True, blank=True, related_name="accounts")

    def __str__(self) -> str:
        return f"{self.user} {self.person or ''}".strip()
