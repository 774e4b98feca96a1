"""The deeds about accounts. Each administrator does his own part, nobody his own account, and every deed is in the journal.

Passwords and second factors of the three administrators are reset at the server (`gangju admin`), not from a page: who could reset
the other two would be all three.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gangju.desk import clock
from gangju.desk.access import actions as access
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.accounts import factor, limits, queries
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.accounts.passwords import one_time_password
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.ledgers.models import Organization

AT_THE_SERVER = "这是三员之一的账号。为了三员互相制约，请由管服务器的人用 gangju admin 办理，或先由安全管理员终止他的管理员授权"


def open_account(actor: Actor, org: Organization | None, username: str, name: str) -> tuple[User, str]:
    """The account and its one-time password, which is nowhere else. Raises ValidationError."""
    password = one_time_password()
    with transaction.atomic():
        user = access.open_account(actor, username, name, password, org)
        AccountHolder.objects.create(user=user, org=org, temporary_until=clock.now() + limits.TEMPORARY)
    return user, password


def reset_password(actor: Actor, user: User) -> str:
    """A new one-time password; the old one and every open session are void. Raises ValidationError for a closed account."""
    if not user.is_active:
        raise ValidationError("这个账号已停用。要再用，请先恢复账号")
    password = one_time_password()
    holder, _ = AccountHolder.objects.get_or_create(user=user)
    with deed("account.reset_password", actor, org=holder.org, subject=_subject(user)):
        user.set_password(password)
        user.save(update_fields=["password"])
        AccountHolder.objects.filter(pk=holder.pk).update(temporary_until=clock.now() + limits.TEMPORARY)
    return password


def close_account(actor: Actor, user: User, reason: str) -> None:
    """Its sessions end with the next request. Grants stay as they are and open nothing meanwhile. Raises ValidationError."""
    _set_active(actor, user, "account.close", reason, active=False)


def reopen_account(actor: Actor, user: User, reason: str) -> None:
    """Raises ValidationError."""
    _set_active(actor, user, "account.reopen", reason, active=True)


def _set_active(actor: Actor, user: User, name: str, reason: str, *, active: bool) -> None:
    if len(reason.strip()) < 2:
        raise ValidationError("请写一句理由，例如“调离”“借调回来”")
    with deed(name, actor, org=_org(user), subject=_subject(user), reason=reason.strip()):
        user.is_active = active
        user.save(update_fields=["is_active"])


def change_password(actor: Actor, user: User, password: str) -> None:
    """Chosen by the person; the others of his sessions end. Raises ValidationError."""
    validate_password(password, user)
    if user.check_password(password):
        raise ValidationError("新口令和现在的一样，请换一个")
    with deed("account.change_password", actor, org=_org(user), subject=_subject(user)):
        user.set_password(password)
        user.save(update_fields=["password"])
        AccountHolder.objects.filter(user=user).update(temporary_until=None)


def sign_out_everywhere(actor: Actor, user: User, password: str) -> None:
    """The same password under a new salt: a session is bound to the hash, so all others end. Raises ValidationError."""
    if not user.check_password(password):
        raise ValidationError("口令不对")
    with deed("account.sign_out_everywhere", actor, org=_org(user), subject=_subject(user)):
        user.set_password(password)
        user.save(update_fields=["password"])


def confirm_factor(actor: Actor, user: User, code: str) -> list[str]:
    """Recovery codes, shown once. Raises ValidationError for a wrong code."""
    with deed("account.factor_on", actor, org=_org(user), subject=_subject(user)):
        codes = factor.confirm(user, code)
        if codes is None:
            raise ValidationError("验证码不对。请等验证器换出下一个再试；总是不对，请核对手机的时间")
    return codes


def renew_recovery_codes(actor: Actor, user: User) -> list[str]:
    with deed("account.recovery_codes", actor, org=_org(user), subject=_subject(user)):
        return factor.renew_codes(user)


def note_recovery(actor: Actor, user: User) -> None:
    """Somebody came in without the phone."""
    with deed("account.recovery_used", actor, org=_org(user), subject=_subject(user)):
        pass


def reset_factor(actor: Actor, user: User, reason: str) -> None:
    """For a lost phone; set up anew at the next sign-in where it is obligatory. Raises ValidationError."""
    if len(reason.strip()) < 2:
        raise ValidationError("请写一句理由，例如“手机遗失，已当面核实本人”")
    with deed("account.factor_reset", actor, org=_org(user), subject=_subject(user), reason=reason.strip()):
        factor.remove(user)


def give(scope: Scope, user: User, org: Organization, role: Role, since: date, until: date | None) -> Grant:
    """Raises Denied, ValidationError."""
    scope.require(queries.GRANT, org)
    return access.grant_role(scope.actor, user, org, role, since, until)


def end(scope: Scope, grant: Grant, until: date) -> None:
    """A grant that begins on that day or later has not been a fact yet and is taken back whole. Raises Denied, ValidationError."""
    scope.require(queries.GRANT, grant.org)
    if until < scope.today:
        raise ValidationError("终止日期不能早于今天：过去的授权已经用过，不能改成没有")
    if until > grant.since:
        access.end_grant(scope.actor, grant, until)
        return
    with deed("account.take_back_grant", scope.actor, org=grant.org, subject=_subject(grant.user)) as log:
        log.changed("grant", before=grant)
        grant.delete()


def require_other(scope: Scope, permission: str, user: User) -> None:
    """Raises ValidationError: not the own account, none of the three administrators', none that reaches beyond one's own subtree."""
    if scope.user.pk == user.pk:
        raise ValidationError("不能办理自己的账号。自己的口令和二次验证在“我的账号”里改")
    if queries.is_administrator(user):
        raise ValidationError(AT_THE_SERVER)
    if not queries.wholly_below(scope, permission, user):
        raise ValidationError("这个账号在您的管理范围以外也有职责，请由上级的管理员办理")


def _subject(user: User) -> str:
    return f"user:{user.get_username()}"


def _org(user: User) -> Organization | None:
    holder = AccountHolder.objects.filter(user=user).select_related("org").first()
    return holder.org if holder else None
