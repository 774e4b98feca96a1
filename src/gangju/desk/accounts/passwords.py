"""口令: what it must be made of, said in plain words, and one-time passwords that can be read out over the telephone."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from gangju.desk.accounts import limits

# Nothing that looks like something else.
SMALL, LARGE, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
GROUPS, GROUP = 4, 4
SHORTEST_NAME = 4  # a shorter account name may stand in a password by chance


def one_time_password() -> str:
    """About 88 bits: four groups, with every kind of character that the rules ask for."""
    while True:
        groups = ["".join(secrets.choice(SMALL + LARGE + DIGITS) for _ in range(GROUP)) for _ in range(GROUPS)]
        made = "-".join(groups)
        if kinds(made) > limits.PASSWORD_KINDS:
            return made


def kinds(password: str) -> int:
    """Of small letters, capitals, digits, signs, and Chinese characters."""
    return len({_kind(char) for char in password})


def _kind(char: str) -> str:
    if char.isascii() and char.isalpha():
        return "small" if char.islower() else "large"
    if char.isdigit():
        return "digit"
    return "character" if char.isalpha() else "sign"


class Length:
    """Django's own says it in English where its translation has a gap."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        del user
        if len(password) < limits.PASSWORD_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_short")

    def get_help_text(self) -> str:
        return f"口令不能少于 {limits.PASSWORD_LENGTH} 个字"


class Composition:
    """Figures alone are refused by this too."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        del user
        if kinds(password) < limits.PASSWORD_KINDS:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        return "口令要有小写字母、大写字母、数字、符号、汉字中的至少三种"


class NotCommon(CommonPasswordValidator):
    """Django's list of the twenty thousand most common."""

    def get_error_message(self) -> str:
        return "这个口令太常见，别人容易猜到"


class NotOwnName(UserAttributeSimilarityValidator):
    """Neither like the name or the account, nor with the account inside."""

    def validate(self, password: str, user: User | None = None) -> None:
        name = user.get_username().casefold() if user else ""
        if len(name) >= SHORTEST_NAME and name in password.casefold():
            raise ValidationError(self.get_error_message(), code="password_too_similar")
        super().validate(password, user)

    def get_error_message(self) -> str:
        return "口令和账号、姓名太像，别人容易猜到"
