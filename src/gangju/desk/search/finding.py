"""What a search answers: hits with their names, where they hang and where they lead, kind by kind, and how many there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import Resolver404, resolve, reverse
from markupsafe import Markup

from gangju.desk.access.prepared import padded
from gangju.desk.access.scope import STEP, Scope, way_to
from gangju.desk.access.scoped import ask
from gangju.desk.ledgers.places import BRANCHES
from gangju.desk.search import layout
from gangju.desk.search.kinds import KINDS, Kind
from gangju.desk.search.queries import MOST_COUNTED, MOST_LISTED, Match, matches
from gangju.desk.search.words import Asked, marked, read

A_PAGE = 50
# Of each kind, where all kinds stand on one page.
A_KIND = 5
AS_TYPED = 8


@dataclass(frozen=True)
class Hit:
    """One row found; `title` and `detail` have their words marked. `trail` leads down to the organisation that answers for it."""

    kind: Kind
    title: Markup
    about: Markup
    detail: Markup
    day: date | None
    trail: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class Tab:
    """How many of a kind were found; `more` where there are more than were counted."""

    kind: Kind
    count: int
    more: bool
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Found:
    """Of one kind a page of hits (`more`: another follows), of all kinds together the first of each."""

    asked: Asked
    tabs: tuple[Tab, ...]
    chosen: Tab | None = None
    page: int = 1
    more: bool = False

    @property
    def nothing(self) -> bool:
        return not self.tabs


def find(scope: Scope, typed: str, kinds: Collection[str] | None = None, page: int = 1, *, recent: bool = False) -> Found:
    """What the viewer may see and every typed word occurs in. With one kind named, a page of it; else the first of each kind.

    `recent` puts the newest first, whatever fits best. Raises KeyError for a kind that is none.
    """
    asked = read(typed)
    one = next(iter(kinds)) if kinds and len(kinds) == 1 else None
    if one is not None:
        return _page(scope, asked, KINDS[one], min(max(page, 1), MOST_LISTED // A_PAGE), recent)
    found = _by_kind(matches(scope, asked), recent)
    shown = [match for code in kinds or KINDS for match in found.get(KINDS[code].code, [])[:A_KIND]]
    return Found(asked, _tabs(found, _hits(scope, asked, shown)))


def _page(scope: Scope, asked: Asked, kind: Kind, page: int, recent: bool) -> Found:
    found = _by_kind(matches(scope, asked), recent)
    listed = found.get(kind.code, [])
    if page * A_PAGE > MOST_COUNTED:
        listed = _by_kind(matches(scope, asked, [kind.code], page * A_PAGE), recent).get(kind.code, [])
    end = page * A_PAGE
    hits = _hits(scope, asked, listed[end - A_PAGE : end])
    of_kind = found.get(kind.code, [])
    chosen = Tab(kind, min(len(of_kind), MOST_COUNTED), len(of_kind) > MOST_COUNTED, tuple(hits.values()))
    return Found(asked, _tabs(found, {}), chosen, page, more=len(listed) > end and end < MOST_LISTED)


def first(scope: Scope, typed: str) -> tuple[Asked, list[Hit]]:
    """The few best of all kinds, for showing while somebody types."""
    asked = read(typed)
    return asked, list(_hits(scope, asked, matches(scope, asked, most=AS_TYPED)[:AS_TYPED]).values())


def _by_kind(found: Iterable[Match], recent: bool) -> dict[str, list[Match]]:
    """In the order of their best hit; one kind's hits keep theirs."""
    kinds: dict[str, list[Match]] = {}
    for match in sorted(found, key=lambda match: -layout.age(match.entry)) if recent else found:
        kinds.setdefault(match.kind.code, []).append(match)
    return kinds


def _tabs(found: Mapping[str, Sequence[Match]], shown: Mapping[int, Hit]) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            KINDS[code],
            min(len(some), MOST_COUNTED),
            len(some) > MOST_COUNTED,
            tuple(shown[match.entry] for match in some if match.entry in shown),
        )
        for code, some in found.items()
    )


# ---------------------------------------------------------------- hits
@dataclass(frozen=True)
class _Row:
    entry: int
    path: str
    org_code: str
    code: str
    title: str
    about: str
    detail: str


@dataclass(frozen=True)
class _Org:
    code: str
    name: str
    kind: str


def _hits(scope: Scope, asked: Asked, found: Sequence[Match]) -> dict[int, Hit]:
    rows = _rows([match.entry for match in found])
    known = _orgs(scope, {row.path for row in rows.values()})
    links = _Links(bool(scope.may("standard.read")))
    return {match.entry: _hit(asked, match.kind, rows[match.entry], known, links) for match in found}


def _rows(entries: Sequence[int]) -> dict[int, _Row]:
    if not entries:
        return {}
    marks = ", ".join(["%s"] * len(entries))
    columns = "e.id, o.path, o.code, e.code, e.title, e.about, e.detail"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns} from search_entry e join ledgers_organization o on o.id = e.org_id where e.id in ({marks})",  # noqa: S608
            entries,
        )
        return {row[0]: _Row(*row) for row in cursor.fetchall()}


def _orgs(scope: Scope, paths: Collection[str]) -> dict[str, _Org]:
    """The organisations on the way down to these paths, as far as the viewer may see them, by path."""
    steps = padded(sorted({step for path in paths for step in way_to(path)}))
    found = ask(scope, ("on the way", len(steps)), (scope.today, *steps), _on_the_way) if steps else []
    return {path: _Org(code, name, kind) for path, code, name, kind in found}


def _on_the_way(scope: Scope, values: Sequence[Any]) -> QuerySet[Any, tuple[Any, ...]]:
    day, *steps = values
    return scope.organizations(day=day, path__in=steps).values_list("path", "code", "name", "kind")


def _hit(asked: Asked, kind: Kind, row: _Row, known: Mapping[str, _Org], links: _Links) -> Hit:
    is_org = kind.code == "organization"
    org = known.get(row.path)
    down = way_to(row.path[:-STEP] if is_org else row.path)
    return Hit(
        kind=kind,
        title=marked(row.title, asked.words),
        about=marked(row.about, asked.words) + (Markup(" · 已撤销") if is_org and org is None else ""),
        detail=marked(row.detail, asked.words),
        day=layout.day_of(row.entry) if kind.dated else None,
        trail=tuple(known[path].name for path in down if path in known),
        href=links.to(kind.code, row, org),
    )


class _Links:
    """Where a hit leads: to its own page where there is one, else to the organisation that answers for it."""

    def __init__(self, reads_standards: bool) -> None:
        self.reads_standards = reads_standards

    def to(self, kind: str, row: _Row, org: _Org | None) -> str:
        if kind == "activity":
            return reverse("ledgers:activity", args=[row.code])
        if kind == "person" and (file := _member_file()):
            return reverse(file, args=[row.code])
        if kind in _LISTED and (listed := _list_rows()):
            return reverse(listed, args=[_LISTED[kind], layout.number_of(row.entry)])
        if kind == "event" or org is None:
            return reverse("ledgers:history", args=[row.org_code])
        if kind in ("person", "post") and org.kind in BRANCHES:
            return reverse("ledgers:members", args=[org.code])
        if not self.reads_standards:
            return reverse("ledgers:history", args=[org.code])
        return reverse("work:branch" if org.kind in BRANCHES else "plans:matrix", args=[org.code])


# The lists of the desk by kind; the number of an entry is that of its row there.
_LISTED = {"unit": "unit", "venue": "venue", "post": "post", "tie": "tie", "roster": "roster_entry", "task": "task", "document": "document"}


def _member_file() -> str:
    return _page_at("/people/x/")


def _list_rows() -> str:
    return _page_at("/lists/unit/1/")


@cache
def _page_at(address: str) -> str:
    """The name of the page at an address, empty where there is none: rooms that stand above this one are known by address only."""
    try:
        return resolve(address).view_name
    except Resolver404:
        return ""
