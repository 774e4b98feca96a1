"""What the subjects of results are called, asked for many at once. A person's name comes only where the scope opens it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Activity, Organization, OrganizationVersion, Person, Post, UnitVersion, Venue

Names = Mapping[tuple[str, str], str]
NAMELESS = "（姓名不显示）"


def names(scope: Scope, subjects: Iterable[tuple[str, str]]) -> Names:
    """By kind and code; what the viewer may not see, or is not known, is missing."""
    asked: dict[str, set[str]] = {}
    for kind, code in subjects:
        asked.setdefault(kind, set()).add(code)
    return {(kind, code): name for kind, codes in asked.items() if kind in _KINDS for code, name in _KINDS[kind](scope, codes).items()}


def _organizations(scope: Scope, codes: Collection[str]) -> dict[str, str]:
    """The newest name, for dissolved organisations too."""
    seen = Organization.objects.filter(scope.reach("organization.read", ""), code__in=codes)
    rows = OrganizationVersion.objects.filter(organization__in=seen).order_by("since")
    return dict(rows.values_list("organization__code", "name"))


def _units(scope: Scope, codes: Collection[str]) -> dict[str, str]:
    return dict(scope.rows(UnitVersion).filter(unit__code__in=codes).order_by("since").values_list("unit__code", "name"))


def _venues(scope: Scope, codes: Collection[str]) -> dict[str, str]:
    rows = scope.rows(Venue).filter(code__in=codes).values_list("code", "name", "kind")
    return {code: name or label("venue.kind", kind) for code, name, kind in rows}


def _persons(scope: Scope, codes: Collection[str]) -> dict[str, str]:
    return dict(scope.rows(Person).filter(scope.named(), code__in=codes).values_list("code", "name"))


def _posts(scope: Scope, codes: Collection[str]) -> dict[str, str]:
    rows = scope.rows(Post).filter(scope.named(), code__in=codes).values_list("code", "person__name", "role")
    return {code: f"{name}（{label('post.role', role)}）" for code, name, role in rows}


def _activities(scope: Scope, codes: Collection[str]) -> dict[str, str]:
    rows = scope.rows(Activity, "activity.read").filter(code__in=codes).values_list("code", "kind", "started_at")
    return {code: f"{label('activity.kind', kind)} {held:%Y-%m-%d}" for code, kind, held in rows}


_KINDS: Mapping[str, Callable[[Scope, Collection[str]], dict[str, str]]] = {
    "organization": _organizations,
    "unit": _units,
    "venue": _venues,
    "person": _persons,
    "post": _posts,
    "activity": _activities,
}
