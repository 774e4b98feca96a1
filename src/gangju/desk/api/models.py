"""接口令牌 and the answers kept so that a repeated request is not done twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gangju.desk import clock


class Token(models.Model):
    """A program's way in, for one person. It opens what the grants open that it is bound to, as long as they are in force.

    The token itself is kept nowhere: only its SHA-256, and its first characters, by which people and the journal name it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    grants = models.ManyToManyField("access.Grant", related_name="tokens")
    can_write = models.BooleanField(default=False)
    # Real days: a token is a key, and a fixed business day must not keep it alive.
    since = models.DateField()
    until = models.DateField()
    made_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="token_days", condition=Q(until__gt=F("since")), violation_error_message="到期日必须晚于今天"),
            # A form that is sent twice makes one token.
            models.UniqueConstraint(fields=["user", "name"], condition=Q(ended_at__isnull=True), name="token_name_in_use"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}"


class Answered(models.Model):
    """What was answered to a request with an Idempotency-Key; written in the transaction of its deed."""

    # The unique key begins with the token and serves its look-ups.
    token = models.ForeignKey(Token, models.CASCADE, related_name="answered", db_index=False)
    key = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="answered_once"),)
