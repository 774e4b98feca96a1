"""The deeds of access: open an account, grant a role, end it, show names against a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.deeds import Actor, deed

if TYPE_CHECKING:
    from gangju.desk.ledgers.models import Organization


def open_account(actor: Actor, username: str, name: str, password: str | None = None) -> User:
    """An account without a password can only be entered by the demo's one-click sign-in. Raises ValidationError."""
    user = User(username=username, last_name=name)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean(exclude=["password"])
    with deed("account.open", actor, subject=f"user:{username}") as log:
        user.save()
        log.changed("account", after={"username": username, "name": name})
    return user


def grant_role(actor: Actor, user: User, org: Organization, role: Role, since: date, until: date | None = None) -> Grant:
    """Open a subtree to a user. Raises ValidationError where the days do not fit."""
    grant = Grant(user=user, org=org, role=role.value, since=since, until=until)
    grant.full_clean()
    with deed("account.grant", actor, org=org, subject=f"user:{user.get_username()}") as log:
        grant.save()
        log.changed("grant", after=grant)
    return grant


def end_grant(actor: Actor, grant: Grant, until: date) -> Grant:
    """A grant is closed, not removed. Raises ValidationError where the day lies before its beginning."""
    with deed("account.end_grant", actor, org=grant.org, subject=f"user:{grant.user.get_username()}") as log:
        log.changed("grant", before=grant)
        grant.until = until
        grant.full_clean()
        grant.save()
        log.changed("grant", after=grant)
    return grant


def reveal_names(scope: Scope, org: Organization, reason: str) -> None:
    """Names above the direct superior need a logged reason. Raises Denied, ValidationError.

    The caller shows the names in this one response; nothing is remembered, so the next look is logged again.
    """
    if not any(org.path.startswith(path) for path in scope.naming_paths):
        raise Denied(scope.persons_named(org))
    if len(reason.strip()) < 4:
        raise ValidationError("请写明查看姓名的理由,不少于四个字")
    with deed("person.reveal", scope.actor, org=org, subject=f"organization:{org.code}", reason=reason.strip()):
        pass
