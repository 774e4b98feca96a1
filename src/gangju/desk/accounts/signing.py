"""登录 in steps: password, then the code where the account has a second factor, then in.

Between the two steps nobody is signed in: the session knows whose password was right, and forgets it after five minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from gangju.desk import clock
from gangju.desk.access.forms import SignInForm
from gangju.desk.accounts import actions, duties, factor, kept, limits, lockout, sessions
from gangju.desk.accounts.addresses import address_of
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.journal.deeds import Actor
from gangju.desk.vault.keys import KeyProblem

BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF = "half"
OUTDATED = "这个一次性口令已过期。请找本级系统管理员重新办理"
WRONG_CODE = "验证码不对或已经用过。请等验证器换出下一个再试；手机不在身边，可以用一个恢复码"


@dataclass(frozen=True)
class Half:
    """Whose password was right, and where to go afterwards."""

    user: User
    following: str


def check_password(request: HttpRequest, form: SignInForm) -> User | None:
    """The mistake stands at the form. A locked name is not tried, so its answer tells nothing about the password."""
    name, address = form.data.get("username", ""), address_of(request)
    until = lockout.locked_until(name, address)
    if until is not None:
        form.refuse(lockout.said(until))
        return None
    if form.is_valid():
        return _not_outdated(form)
    if form.has_error("__all__", code="invalid_login"):
        until = lockout.wrong(name, address)
        if until is not None:
            form.refuse(lockout.said(until))
    return None


def _not_outdated(form: SignInForm) -> User | None:
    user = form.get_user()
    assert isinstance(user, User)
    if AccountHolder.objects.filter(user=user, temporary_until__lt=clock.now()).exists():
        form.refuse(OUTDATED)
        return None
    return user


def enter(request: HttpRequest, user: User) -> None:
    """Signed in: a new session key, the tries forgotten, what the account owes noted."""
    login(request, user, backend=BACKEND)
    lockout.right(user.get_username(), address_of(request))
    owes = duties.owed(user)
    if owes:
        request.session[sessions.OWES] = owes


def begin_half(request: HttpRequest, user: User, following: str) -> None:
    request.session.cycle_key()
    request.session[HALF] = {"user": user.pk, "at": time.time(), "next": following}


def half(request: HttpRequest) -> Half | None:
    """None where no password was right a moment ago."""
    said = request.session.get(HALF)
    if not said or time.time() - said["at"] > limits.HALF_SIGN_IN_SECONDS:
        request.session.pop(HALF, None)
        return None
    user = User.objects.filter(pk=said["user"], is_active=True).first()
    return Half(user, said["next"]) if user else None


def check_code(request: HttpRequest, user: User, code: str) -> None:
    """Raises ValidationError. A wrong code counts like a wrong password."""
    name, address = user.get_username(), address_of(request)
    until = lockout.locked_until(name, address)
    if until is None and _passes(user, code):
        return
    until = until or lockout.wrong(name, address)
    raise ValidationError(lockout.said(until) if until else WRONG_CODE)


def _passes(user: User, code: str) -> bool:
    """The use of a recovery code is told: it is how somebody without the phone gets in."""
    before = factor.codes_left(user)
    try:
        passed = factor.passes(user, code)
    except KeyProblem as error:
        raise ValidationError("二次验证的密钥读不出来，请找管服务器的人核对密钥文件") from error
    if passed and factor.codes_left(user) < before:
        actions.note_recovery(Actor(user, "none", user.get_full_name()), user)
    return passed


def check_again(request: HttpRequest, user: User, password: str, code: str) -> None:
    """Before a dangerous deed. Raises ValidationError."""
    check_password_of(request, user, password)
    if factor.enrolled(user):
        check_code(request, user, code)
    lockout.right(user.get_username(), address_of(request))


def check_password_of(request: HttpRequest, user: User, password: str) -> None:
    """Of somebody who is signed in; guessing counts as at the door. Raises ValidationError."""
    name, address = user.get_username(), address_of(request)
    until = lockout.locked_until(name, address)
    if until is None and user.check_password(password):
        return
    until = until or lockout.wrong(name, address)
    raise ValidationError(lockout.said(until) if until else "口令不对")


def next_page(request: HttpRequest, otherwise: str) -> str:
    """A form that waits goes before everything: that is where this person was."""
    form = kept.waiting(request)
    return form.page if form else otherwise


def paid(request: HttpRequest, duty: str) -> None:
    owes = [each for each in request.session.get(sessions.OWES, []) if each != duty]
    request.session[sessions.OWES] = owes
