"""Finding organisations for pages: by code, by name, with the way down to them. Everything comes out of the one scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse

from gangju.desk.access.scope import STEP, Scope, way_to
from gangju.desk.ledgers.codes import label

if TYPE_CHECKING:
    from gangju.desk.ledgers.models.organization import OrganizationOnDay

# Kinds that hold members of their own; everything else is looked at as a table of what lies below it.
BRANCHES = ("branch", "joint_branch", "temporary_branch")


@dataclass(frozen=True)
class Place:
    """One organisation as it is on the day of the scope; `org` is its row, for deeds and permissions."""

    org: OrganizationOnDay
    code: str
    path: str
    name: str
    kind: str
    domain: str
    level: str
    unit_id: int | None
    #: Whether the viewer reads results: who does not has no page of an organisation but its past.
    results: bool

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCHES

    @property
    def href(self) -> str:
        """Its own page: the branch home, or the table of what lies below it."""
        if not self.results:
            return reverse("ledgers:history", args=[self.code])
        return reverse("work:branch" if self.is_branch else "plans:matrix", args=[self.code])

    @property
    def about(self) -> str:
        words = (label("organization.kind", self.kind), label("organization.domain", self.domain))
        return " · ".join(word for word in words if word)


@dataclass(frozen=True)
class Crumb:
    title: str
    href: str | None = None


def places(scope: Scope, found: Iterable[OrganizationOnDay]) -> list[Place]:
    """Organisations as `Scope.organizations` answers them."""
    results = bool(scope.may("standard.read"))
    return [Place(org, org.code, org.path, org.name, org.kind, org.domain, org.level, org.unit, results) for org in found]


def place(scope: Scope, code: str, permission: str = "organization.read") -> Place:
    """Raises Http404 for what is absent and what is not the viewer's alike."""
    found = places(scope, scope.organizations(permission, code=code))
    if not found:
        raise Http404
    return found[0]


def way_down(scope: Scope, org: Place) -> list[Place]:
    """From the highest organisation that the viewer may see down to this one."""
    return places(scope, scope.organizations(path__in=way_to(org.path)))


def trail(scope: Scope, org: Place, *ends: str) -> list[Crumb]:
    """The crumbs of a page about the organisation; `ends` are the page's own last steps."""
    down = way_down(scope, org)
    if ends:
        return [*(Crumb(each.name, each.href) for each in down), *(Crumb(end) for end in ends)]
    return [*(Crumb(each.name, each.href) for each in down[:-1]), Crumb(org.name)]


def children(scope: Scope, org: Place) -> list[Place]:
    """Those directly below it today, in the order of the tree."""
    below = scope.organizations(path__gt=org.path, path__lt=org.path + "~", path__length=len(org.path) + STEP)
    return places(scope, below)
