"""The deeds of access: open an account, grant a role, end it, show names against a reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import ADMINISTRATORS, Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.deeds import Actor, deed

if TYPE_CHECKING:
    from gangju.desk.ledgers.models import Organization, Post


def open_account(actor: Actor, username: str, name: str, password: str | None = None, org: Organization | None = None) -> User:
    """An account without a password can only be entered by the demo's one-click sign-in. Raises ValidationError."""
    user = User(username=username, last_name=name)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean(exclude=["password"])
    with deed("account.open", actor, org=org, subject=f"user:{username}") as log:
        user.save()
        log.changed("account", after={"username": username, "name": name})
    return user


def grant_role(
    actor: Actor, user: User, org: Organization, role: Role, since: date, until: date | None = None, *, post: Post | None = None
) -> Grant:
    """Open a subtree to a user; with a post, only while the post is in force and his.

    Raises ValidationError where the days do not fit, for oneself, and where duties must stay apart.
    """
    if actor.user is not None and actor.user.pk == user.pk:
        raise ValidationError("不能给自己授权。请由另一位安全管理员办理")
    grant = Grant(user=user, org=org, role=role.value, since=since, until=until, post=post)
    grant.full_clean()
    with deed("account.grant", actor, org=org, subject=f"user:{user.get_username()}") as log:
        _keep_apart(grant)
        grant.save()
        log.changed("grant", after=grant)
    return grant


def end_grant(actor: Actor, grant: Grant, until: date) -> Grant:
    """A grant is closed, not removed. Raises ValidationError where the day lies before its beginning."""
    with deed("account.end_grant", actor, org=grant.org, subject=f"user:{grant.user.get_username()}") as log:
        log.changed("grant", before=grant)
        grant.until = until
        grant.full_clean()
        _keep_apart(grant)
        grant.save()
        log.changed("grant", after=grant)
    return grant


def _keep_apart(grant: Grant) -> None:
    """An administrator's role stands alone on each day.

    Inside the deed, holding the user's row: of two grants given at once the second sees the first.
    """
    User.objects.select_for_update().get(pk=grant.user_id)
    others = Grant.objects.filter(user=grant.user_id).exclude(pk=grant.pk).exclude(role=grant.role)
    others = others.filter(Q(until__isnull=True) | Q(until__gt=grant.since))
    if grant.until is not None:
        others = others.filter(since__lt=grant.until)
    if grant.role not in ADMINISTRATORS:
        others = others.filter(role__in=ADMINISTRATORS)
    found = others.first()
    if found is not None:
        have, want = Role(found.role).label, Role(grant.role).label
        raise ValidationError(
            f"这个账号已是“{have}”（自 {found.since}），不能再任“{want}”：三员由三个人分担，也不兼管业务。请先终止原来的授权，或另开账号"
        )


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
