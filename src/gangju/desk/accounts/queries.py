"""What administrators may know of accounts: those of organisations below their own grant, and nothing of any ledger.

An account belongs where it was opened, and wherever it holds a grant. One that belongs nowhere (made by a command) is seen by
who administers the whole installation, that is every tree in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Max, Q, QuerySet

from gangju.desk.access.logbook import DEEDS
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import ADMINISTRATORS, Role
from gangju.desk.access.scope import STEP, Scope
from gangju.desk.accounts import lockout
from gangju.desk.accounts.models import AccountHolder, SecondFactor
from gangju.desk.journal.models import Entry

MANAGE, GRANT = "account.manage", "account.grant"


@dataclass(frozen=True)
class Account:
    """One line of a list of accounts."""

    username: str
    name: str
    place: str
    duties: tuple[str, ...]
    state: str
    mark: str
    changed_at: datetime | None
    change: str


def covers_everything(scope: Scope, permission: str) -> bool:
    """Does the permission hold over every tree of this installation?"""
    return _all_roots(set(scope.paths(permission)))


def audits_everything(scope: Scope) -> bool:
    """The auditor of the root. Others read the journal of their own subtree only."""
    return _all_roots({grant.path for grant in scope.held if grant.role == Role.AUDITOR})


def _all_roots(paths: set[str]) -> bool:
    roots = set(apps.get_model("ledgers", "Organization")._default_manager.filter(path__length=STEP).values_list("path", flat=True))
    return bool(roots) and roots <= paths


def users(scope: Scope, permission: str, search: str = "") -> QuerySet[User]:
    """Accounts that this administrator answers for, by name."""
    mine = Q(pk__in=Grant.objects.filter(scope.reach(permission, "org__")).values("user"))
    mine |= scope.reach(permission, "holder__org__")
    if covers_everything(scope, permission):
        mine |= Q(holder__org__isnull=True) & ~Q(pk__in=Grant.objects.values("user"))
    found = User.objects.filter(mine).select_related("holder__org").order_by("username")
    if not search:
        return found
    there = scope.organizations(permission).filter(name__icontains=search).values("pk")
    held = Q(holder__org__in=there) | Q(pk__in=Grant.objects.filter(org__in=there).values("user"))
    return found.filter(held | Q(username__icontains=search) | Q(last_name__icontains=search))


def user(scope: Scope, permission: str, username: str) -> User | None:
    return users(scope, permission).filter(username=username).first()


def is_administrator(user: User) -> bool:
    """Holds one of the three roles, today or from a later day on."""
    ahead = Q(until__isnull=True) | Q(until__gt=Scope(user).today)
    return Grant.objects.filter(ahead, user=user, role__in=ADMINISTRATORS).exists()


def wholly_below(scope: Scope, permission: str, user: User) -> bool:
    """Does everything that the account opens lie below this administrator? Otherwise who resets it would reach beyond himself."""
    reach, ahead = scope.reach(permission, "org__"), Q(until__isnull=True) | Q(until__gt=scope.today)
    if Grant.objects.filter(ahead, user=user).exclude(pk__in=Grant.objects.filter(reach).values("pk")).exists():
        return False
    placed = AccountHolder.objects.filter(user=user, org__isnull=False)
    return not placed.exists() or placed.filter(reach).exists()


def grants(scope: Scope, user: User) -> QuerySet[Grant]:
    """The account's grants below this administrator, those in force first."""
    return Grant.objects.filter(scope.reach(GRANT, "org__"), user=user).select_related("org", "post").order_by("-since", "pk")


def described(scope: Scope, permission: str, found: Iterable[User]) -> list[Account]:
    """The lines of one page, in as many queries for fifty accounts as for one."""
    users = list(found)
    subjects = [f"user:{user.get_username()}" for user in users]
    newest = dict(Entry.objects.filter(subject__in=subjects).values_list("subject").annotate(last=Max("pk")))
    entries = {entry.subject: entry for entry in Entry.objects.filter(pk__in=newest.values())}
    held = _duties(scope, permission, users)
    places = place_names(scope, permission, (user.holder.org_id for user in users if hasattr(user, "holder")))
    factors = set(SecondFactor.objects.filter(user__in=users, confirmed_at__isnull=False).values_list("user_id", flat=True))
    return [_line(user, held, places, entries.get(f"user:{user.get_username()}"), factors) for user in users]


def place_names(scope: Scope, permission: str, numbers: Iterable[int | None]) -> dict[int, str]:
    return dict(scope.organizations(permission, pk__in=[number for number in numbers if number]).values_list("pk", "name"))


def _duties(scope: Scope, permission: str, users: list[User]) -> dict[int, list[str]]:
    today = scope.today
    now = Grant.objects.filter(scope.reach(permission, "org__"), user__in=users, since__lte=today)
    now = now.filter(Q(until__isnull=True) | Q(until__gt=today)).order_by("since")
    rows = list(now.values_list("user_id", "org_id", "role"))
    places = place_names(scope, permission, (org for _, org, _ in rows))
    found: dict[int, list[str]] = {}
    for user, org, role in rows:
        found.setdefault(user, []).append(f"{places.get(org, '')} {Role(role).label}".strip())
    return found


def _line(user: User, held: Mapping[int, list[str]], places: Mapping[int, str], entry: Entry | None, factors: set[int]) -> Account:
    holder = getattr(user, "holder", None)
    mark, state = state_of(user)
    return Account(
        username=user.get_username(),
        name=user.get_full_name(),
        place=places.get(holder.org_id, "") if holder and holder.org_id else "",
        duties=tuple(held.get(user.pk, ())),
        state=state + ("，已设二次验证" if user.pk in factors else ""),
        mark=mark,
        changed_at=entry.recorded_at if entry else None,
        change=DEEDS.get(entry.deed, entry.deed) if entry else "",
    )


def state_of(user: User) -> tuple[str, str]:
    """A word for the style, and the words for people."""
    holder = getattr(user, "holder", None)
    if not user.is_active:
        return "closed", "已停用"
    if holder and holder.temporary_until:
        return "new", "等本人改一次性口令"
    return ("open", "在用") if user.has_usable_password() else ("open", "没有口令")


def locks(user: User) -> list[datetime]:
    return [lock.until for lock in lockout.locks_of(user)]
