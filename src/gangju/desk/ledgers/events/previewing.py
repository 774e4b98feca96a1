"""What an event would do, in words and counts, before it is confirmed. Persons are counted, never named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label, lists
from gangju.desk.ledgers.events.actions import well_written
from gangju.desk.ledgers.events.changes import TITLES, Changes, Write
from gangju.desk.ledgers.events.planning import plan
from gangju.desk.ledgers.events.said import AnyEvent
from gangju.desk.ledgers.models import Organization, OrganizationVersion, Placement

MOST_NAMED = 12
# Told by name; everything else by number.
NAMED = ("OrganizationVersion", "UnitVersion", "Placement", "Venue", "Post", "RosterEntry")
# An identity says nothing beside its version, nor who answers for a person beside the membership.
BARE = ("Organization", "Unit", "Person")


@dataclass(frozen=True)
class Line:
    """So many rows of one ledger; `named` says which, as far as they have a name."""

    title: str
    number: int
    named: tuple[str, ...]


@dataclass(frozen=True)
class Duty:
    """What somebody else answers for from the day on."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class Preview:
    closes: tuple[Line, ...]
    opens: tuple[Line, ...]
    duties: tuple[Duty, ...]
    refusals: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]

    @property
    def possible(self) -> bool:
        return not self.refusals

    @property
    def moved(self) -> tuple[tuple[str, int, int], ...]:
        """By ledger: how many rows close, how many open."""
        titles = dict.fromkeys(line.title for line in self.closes + self.opens)
        count = [{line.title: line.number for line in side} for side in (self.closes, self.opens)]
        return tuple((title, count[0].get(title, 0), count[1].get(title, 0)) for title in titles)


def preview(scope: Scope, event: AnyEvent) -> Preview:
    """Nothing is written. Raises Denied."""
    changes = plan(scope, event)
    well_written(changes)
    names = _names(changes)
    return Preview(
        closes=_lines(changes.closing, names),
        opens=_lines(changes.opening, names),
        duties=tuple(Duty(_duty(what), names.of(old), names.of(new)) for what, old, new in changes.duties),
        refusals={where: tuple(said) for where, said in changes.refusals.items()},
        notes=tuple(changes.notes),
    )


class _Names:
    def __init__(self, known: Mapping[int, str], fresh: Mapping[int, str]) -> None:
        self.known, self.fresh = known, fresh

    def of(self, org: Organization | None) -> str:
        if org is None:
            return ""
        return self.known.get(org.pk, org.code) if org.pk else self.fresh.get(id(org), "新组织")


def _names(changes: Changes) -> _Names:
    """Of the organisations that are opened and of those that exist, all in one query."""
    versions = [each.row for each in changes.writes if isinstance(each.row, OrganizationVersion)]
    fresh = {id(row.organization): row.name for row in versions if not row.organization_id}
    rows = OrganizationVersion.objects.filter(organization__in=_concerned(changes)).order_by("since")
    return _Names(dict(rows.values_list("organization_id", "name")), fresh)


def _concerned(changes: Changes) -> set[int]:
    orgs: list[int | None] = [org.pk for org, _ in changes.parts]
    orgs += [org.pk for _, old, new in changes.duties for org in (old, new)]
    for each in changes.writes:
        if isinstance(each.row, Placement):
            orgs += [each.row.org_id, each.row.parent_id, (each.before or {}).get("parent_id")]
    return {number for number in orgs if number}


def _lines(writes: list[Write], names: _Names) -> tuple[Line, ...]:
    found: dict[str, list[Write]] = {}
    for each in writes:
        if type(each.row).__name__ not in BARE:
            found.setdefault(type(each.row).__name__, []).append(each)
    return tuple(_line(model, found[model], names) for model in TITLES if model in found)


def _line(model: str, writes: list[Write], names: _Names) -> Line:
    said = [_said(each.row, names) for each in writes] if model in NAMED else []
    counted = {text: said.count(text) for text in dict.fromkeys(said)}
    named = [f"{text} {number} 条" if number > 1 else text for text, number in counted.items()]
    return Line(TITLES[model], len(writes), tuple(named[:MOST_NAMED]))


def _said(row: Any, names: _Names) -> str:
    match type(row).__name__:
        case "Placement":
            return f"{names.of(row.org)}(隶属 {names.of(row.parent)})"
        case "Venue":
            return row.name or label("venue.kind", row.kind)
        case "Post":
            return label("post.role", row.role)
        case "RosterEntry":
            return f"{label('roster_entry.roster', row.roster)} {_duty(row.category)}".strip()
    return str(row.name)


def _duty(category: str) -> str:
    """`activity.training` in words; other categories by their own list."""
    relation, _, kind = category.partition(".")
    known = lists().get(f"{relation}.kind", {}) if kind else lists().get("roster_entry.category", {})
    return known.get(kind or category, category)
