"""Accounts beyond name and password: whose they are, the second factor, wrong tries and locks, forms kept over a sign-out.

Wrong tries live for as long as the lock-out needs them and are about a digest of what was typed: people type their password
into the wrong box. Nothing here says when somebody was last signed in.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AccountHolder(models.Model):
    """Whose account it is and which organisation answers for it. Grants from posts and the hand-over of posts follow the person."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="holder")
    person = models.ForeignKey("ledgers.Person", models.PROTECT, null=True, blank=True, related_name="accounts")
    # Accounts made by commands have none: they are seen by who administers the whole installation.
    org = models.ForeignKey("ledgers.Organization", models.PROTECT, null=True, blank=True, related_name="accounts")
    temporary_until = models.DateTimeField(null=True, blank=True, help_text="一次性口令用到何时;改过口令后为空")

    def __str__(self) -> str:
        return f"{self.user} {self.person or ''}".strip()


class SecondFactor(models.Model):
    """The secret shared with the person's authenticator, and the recovery codes that are left; both sealed by the vault."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="second_factor")
    secret = models.BinaryField()
    codes = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    # The time step of the last code taken: no code is taken twice, and none older than one taken.
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "二次验证"


class WrongTry(models.Model):
    name = models.CharField(max_length=64, help_text="账号名的指纹")
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["name", "address", "at"], name="wrong_by_name"),
            models.Index(fields=["address", "at"], name="wrong_by_address"),
            models.Index(fields=["at"], name="wrong_by_moment"),
        )


class SignInLock(models.Model):
    """A name at an address, or with an empty name the address itself."""

    name = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45)
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "address"], name="lock_once"),)


class KeptForm(models.Model):
    """What somebody was about to send when the session had ended; opened for the same person at the same address."""

    code = models.CharField(max_length=32, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    address = models.CharField(max_length=45)
    page = models.CharField(max_length=2000, help_text="表单所在的页面")
    sealed = models.BinaryField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = "退出时没有提交的表单"
        indexes = (models.Index(fields=["user", "until"], name="kept_by_user"),)
