"""锁定: whoever guesses passwords is stopped, and learns nothing about which accounts there are.

Every name counts, whether an account has it or not, so the answers are the same. A name is kept as a digest only, because people
type their password into the wrong box. A locked name is not tried at all, and tries during the lock do not lengthen it.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.accounts import limits
from gangju.desk.accounts.models import AccountHolder, SignInLock, WrongTry
from gangju.desk.journal.deeds import Actor, Log, deed
from gangju.desk.ledgers.models import Organization

GUARD = "登录保护"
ANY_NAME = ""


def digest(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name)
    return salted_hmac("gangju.accounts.lockout", folded, algorithm="sha256").hexdigest()


def locked_until(name: str, address: str) -> datetime | None:
    """The later of the lock on this name at this address and the one on the address; None where there is none."""
    found = SignInLock.objects.filter(name__in=(digest(name), ANY_NAME), address=address, until__gt=clock.now())
    return max((lock.until for lock in found), default=None)


def said(until: datetime) -> str:
    """The same for every name."""
    return f"连续输错次数过多，为保护账号已暂停登录，{until:%H:%M} 以后可以再试。急用或不是本人操作，请找本级安全管理员核实、解锁"


def wrong(name: str, address: str) -> datetime | None:
    """Count a wrong try; the end of the lock if this one locks.

    Committed before it is counted: of tries sent all at once each sees those before it.
    """
    tidy()
    now = clock.now()
    WrongTry.objects.create(name=digest(name), address=address, at=now)
    with transaction.atomic():
        recent = WrongTry.objects.filter(address=address, at__gte=now - limits.WINDOW)
        if recent.filter(name=digest(name)).count() >= limits.MOST_WRONG:
            return _lock(digest(name), address, _known(name))
        if recent.count() >= limits.MOST_WRONG_FROM_ADDRESS:
            return _lock(ANY_NAME, address, None)
    return None


def right(name: str, address: str) -> None:
    """After a whole sign-in, second factor included: one who knows the password may not use it to guess codes for ever."""
    tidy()
    WrongTry.objects.filter(name=digest(name), address=address).delete()


def tidy() -> None:
    """What no longer locks anybody out is not kept."""
    WrongTry.objects.filter(at__lt=clock.now() - limits.WINDOW).delete()
    SignInLock.objects.filter(until__lt=clock.now()).delete()


def locks_of(user: User) -> list[SignInLock]:
    return list(SignInLock.objects.filter(name=digest(user.get_username()), until__gt=clock.now()).order_by("until"))


def unlock(scope: Scope, user: User) -> None:
    """Also lifts the lock of the addresses from which this name was tried: a whole office may stand behind one."""
    name = digest(user.get_username())
    addresses = set(SignInLock.objects.filter(name=name).values_list("address", flat=True))
    with deed("account.unlock", scope.actor, org=_org(user), subject=f"user:{user.get_username()}"):
        SignInLock.objects.filter(name=name).delete()
        SignInLock.objects.filter(name=ANY_NAME, address__in=addresses).delete()
        WrongTry.objects.filter(name=name).delete()


def _lock(name: str, address: str, user: User | None) -> datetime:
    """The journal names the account only where there is one."""
    until = clock.now() + limits.LOCKED
    subject = f"user:{user.get_username()}" if user else ""
    with deed("account.lock", Actor.system(GUARD), org=_org(user), subject=subject) as log:
        SignInLock.objects.update_or_create(name=name, address=address, defaults={"until": until})
        WrongTry.objects.filter(address=address, **({"name": name} if name else {})).delete()
        _told(log, address, until, whole=not name)
    return until


def _told(log: Log, address: str, until: datetime, *, whole: bool) -> None:
    log.changed("lock", after={"address": address, "until": until.isoformat(timespec="seconds"), "whole_address": whole})


def _known(name: str) -> User | None:
    return User.objects.filter(username=unicodedata.normalize("NFKC", name)).first()


def _org(user: User | None) -> Organization | None:
    holder = AccountHolder.objects.filter(user=user).select_related("org").first() if user else None
    return holder.org if holder else None
