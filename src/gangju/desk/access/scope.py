"""The one scope: what a viewer may read on the business day. Every question takes it first; nothing is read around it.

A grant opens the subtree of its organisation (a range over the path). Rows are reached through their `org` only.
Names of persons are opened by two grants only: on the branch itself and on the organisation directly above it;
everywhere else persons are counted. Whoever asks gets an answer with its reason, in the words of the desk.

Access lies below the ledgers, so the organisation model is reached through the grant's own reference.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import F, Model, Q, QuerySet

from gangju.desk import clock
from gangju.desk.access import prepared
from gangju.desk.access.carried import may_carry
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import MAY, PERMISSIONS, Role
from gangju.desk.journal.deeds import Actor

if TYPE_CHECKING:
    from gangju.desk.ledgers.models import Organization
    from gangju.desk.ledgers.models.organization import OrganizationOnDay

BEYOND = "~"  # stands after every base-36 digit
STEP = 3
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Answer:
    """Yes or no with the reason, which pages show and tests read."""

    yes: bool
    reason: str

    def __bool__(self) -> bool:
        return self.yes


class Denied(Exception):
    """A deed that the scope does not allow; pages answer with the same 404 as for something absent."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.reason)


@dataclass(frozen=True)
class Held:
    """One grant in force, as far as reading needs it."""

    role: Role
    org_id: int
    org_code: str
    path: str


class Scope:
    """What `user` may see on `today`. Cheap to make: one query."""

    def __init__(self, user: User | AnonymousUser, today: date | None = None, *, grants: Collection[int] | None = None) -> None:
        """With `grants`, of the user's grants only these: what a token of the API is bound to."""
        self.user = user
        self.today = today or clock.today()
        self.held = _held(user, self.today, grants)

    def __repr__(self) -> str:
        return f"Scope({self.user}, {self.today}, {[f'{grant.role}@{grant.org_code}' for grant in self.held]})"

    @cached_property
    def actor(self) -> Actor:
        """Who the journal names for deeds done in this scope."""
        if not isinstance(self.user, User):
            raise Denied(Answer(False, "请先登录"))
        role = self.held[0].role.value if self.held else "none"
        return Actor(self.user, role, self.user.get_full_name() or self.user.get_username())

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(dict.fromkeys(grant.role for grant in self.held))

    def paths(self, permission: str) -> tuple[str, ...]:
        """Roots of the subtrees in which the permission holds. Raises KeyError for a permission nobody declared."""
        PERMISSIONS[permission]
        found = sorted({grant.path for grant in self.held if permission in MAY[grant.role]})
        return tuple(path for path in found if not any(path != other and path.startswith(other) for other in found))

    def may(self, permission: str) -> Answer:
        """Does the permission hold anywhere? Decides whether a page opens at all."""
        if self.paths(permission):
            return Answer(True, f"您的授权包含“{PERMISSIONS[permission]}”")
        return Answer(False, f"您的授权不包含“{PERMISSIONS[permission]}”")

    def can(self, permission: str, org: Organization) -> Answer:
        """Does the permission hold for this organisation?"""
        if any(org.path and org.path.startswith(path) for path in self.paths(permission)):
            return Answer(True, f"您对该组织的授权包含“{PERMISSIONS[permission]}”")
        return Answer(False, f"您对该组织没有“{PERMISSIONS[permission]}”的授权")

    def require(self, permission: str, org: Organization) -> None:
        """Raises Denied."""
        answer = self.can(permission, org)
        if not answer:
            raise Denied(answer)

    def sees(self, org: Organization) -> Answer:
        return self.can("organization.read", org)

    def organizations(
        self, permission: str = "organization.read", *, day: date | None = None, **filters: Any
    ) -> QuerySet[OrganizationOnDay]:
        """Organisations in force on the day (today unless named), with name, kind, domain, level, unit and parent."""
        everywhere: QuerySet[OrganizationOnDay] = apps.get_model("ledgers", "Organization").objects.on(day or self.today)
        return everywhere.filter(self.reach(permission, ""), **filters).order_by("path")

    def rows(self, model: type[M], permission: str = "organization.read", *, through: str = "org") -> QuerySet[M]:
        """Rows of any ledger, joined by the organisation that answers for them and by nothing else."""
        return model._default_manager.filter(self.reach(permission, f"{through}__"))

    def reach(self, permission: str, prefix: str) -> Q:
        """The condition on `<prefix>path` that cuts a query to this scope; nothing matches without a grant."""
        within = Q(pk__in=[])
        for path in self.paths(permission):
            within |= Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": path + BEYOND})
        return within

    def around(self, permission: str, prefix: str) -> Q:
        """As `reach`, and besides what stands above the scope on the way to the root: it binds those in the scope."""
        above = {step for path in self.paths(permission) for step in way_to(path)}
        return self.reach(permission, prefix) | Q(**{f"{prefix}path__in": above})

    def persons_named(self, org: Organization) -> Answer:
        """May names of persons of this organisation be shown? Only to itself and to the organisation directly above."""
        named = self.naming_paths
        if org.path and org.path in named:
            return Answer(True, "本组织的人员")
        if org.path and org.path[:-STEP] in named:
            return Answer(True, "直接下级组织的人员")
        return Answer(False, "人员姓名只对本组织和直接上级显示,其他上级只看人数")

    @cached_property
    def naming_paths(self) -> frozenset[str]:
        """Paths of the grants that open names; the names of an organisation are open where its path or its parent's is among them."""
        return frozenset(grant.path for grant in self.held if grant.path and "person.name" in MAY[grant.role])

    def named(self, prefix: str = "org__") -> Q:
        """The condition for rows whose persons may be named: the two levels of `persons_named` as a query."""
        within = Q(pk__in=[])
        for path in self.naming_paths:
            deepest = len(path) + STEP
            within |= Q(**{f"{prefix}path__gte": path, f"{prefix}path__lt": path + BEYOND, f"{prefix}path__length__lte": deepest})
        return within


def way_to(path: str) -> list[str]:
    """The paths from the root down to this one, itself last."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def _held(user: User | AnonymousUser, today: date, grants: Collection[int] | None) -> tuple[Held, ...]:
    if not isinstance(user, User) or not user.is_active:
        return ()
    # An organisation that hangs nowhere has an empty path, which would stand before every other.
    only = () if grants is None else tuple(grants)
    rows = prepared.ask(("grants", grants is None, len(only)), (user.pk, today, *only), lambda marks: _grants(marks, grants is None))
    return tuple(Held(Role(role), org, code, path) for role, org, code, path, post in rows if post is None or may_carry(post, role))


def _grants(values: Sequence[Any], every: bool) -> QuerySet[Grant, Any]:
    """Of the user and the day, all or only those with the numbers that follow."""
    user, day, *only = values
    found = Grant.objects.filter(in_force(day), user_id=user).exclude(org__path="")
    found = found if every else found.filter(pk__in=only)
    return found.order_by("org__path", "role").values_list("role", "org_id", "org__code", "org__path", "post__role")


def in_force(day: date) -> Q:
    """The condition on grants. One that comes from a post is dead as soon as the post is, however that ended, begins with it
    (a post of tomorrow opens nothing today), and holds only for the account of who holds the post now."""
    post = Q(post__since__lte=day) & (Q(post__until__isnull=True) | Q(post__until__gt=day)) & Q(post__person__accounts__user=F("user"))
    own = Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))
    return own & (Q(post__isnull=True) | post)
