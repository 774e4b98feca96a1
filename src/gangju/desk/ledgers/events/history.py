"""沿革 of one organisation and the tree on any day, cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.events.actions import may_undo
from gangju.desk.ledgers.events.checks import PERMISSION
from gangju.desk.ledgers.models import Organization, OrgEvent, OrgEventPart, Tie
from gangju.desk.ledgers.names import names

OUTSIDE = "(您负责范围以外的组织)"


@dataclass(frozen=True)
class Spell:
    """What was so from one day to another."""

    said: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Happened:
    number: int
    day: date
    title: str
    document: str
    note: str
    who: str
    undone: bool
    may_undo: bool
    concerned: str


@dataclass(frozen=True)
class Kin:
    """A predecessor or successor; the code only where the viewer may go there."""

    name: str
    code: str
    since: date


@dataclass(frozen=True)
class History:
    name: str
    versions: list[Spell]
    placements: list[Spell]
    events: list[Happened]
    before: list[Kin]
    after: list[Kin]


@dataclass(frozen=True)
class Node:
    """One line of the tree; `depth` counts from the highest that the viewer sees."""

    code: str
    name: str
    kind: str
    depth: int


def history(scope: Scope, org: Organization) -> History:
    ties = list(Tie.objects.filter(kind="successor", to_org=org).select_related("from_org"))
    roots = list(Tie.objects.filter(kind="successor", from_org=org).select_related("to_org"))
    placed = list(org.placements.select_related("parent").order_by("since"))
    mine = OrgEventPart.objects.filter(org=org, role__in=("from", "to"))
    done = list(OrgEvent.objects.filter(pk__in=mine.values("event")).order_by("-day", "-pk"))
    parts = _parts(done)
    codes = {each.from_org.code for each in ties if each.from_org} | {each.to_org.code for each in roots if each.to_org}
    codes |= {each.parent.code for each in placed if each.parent} | {code for known in parts.values() for _, code in known}
    known = {code: name for (_, code), name in names(scope, [("organization", code) for code in codes]).items()}
    versions = [
        Spell(f"{each.name}({label('organization.kind', each.kind)})", each.since, each.until) for each in org.versions.order_by("since")
    ]
    return History(
        name=versions[-1].said.rsplit("(", 1)[0] if versions else org.code,
        versions=versions,
        placements=[Spell(known.get(each.parent.code, OUTSIDE) if each.parent else "最上级", each.since, each.until) for each in placed],
        events=[_happened(scope, each, parts.get(each.pk, []), known) for each in done],
        before=[_kin(each.to_org, each.since, known) for each in roots],
        after=[_kin(each.from_org, each.since, known) for each in ties],
    )


def _kin(org: Organization | None, since: date, known: dict[str, str]) -> Kin:
    code = org.code if org else ""
    return Kin(known.get(code, OUTSIDE), code if code in known else "", since)


def _parts(events: Collection[OrgEvent]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    rows = OrgEvent.objects.filter(pk__in=[each.pk for each in events]).order_by("parts__pk")
    for event, role, code in rows.values_list("pk", "parts__role", "parts__org__code"):
        if code:
            found.setdefault(event, []).append((role, code))
    return found


def _happened(scope: Scope, done: OrgEvent, parts: list[tuple[str, str]], known: dict[str, str]) -> Happened:
    sides = ["、".join(known.get(code, OUTSIDE) for role, code in parts if role == wanted) for wanted in ("from", "to")]
    return Happened(
        number=done.pk,
        day=done.day,
        title=done.title,
        document=done.number,
        note=done.note,
        who=done.user_name,
        undone=done.undone_at is not None,
        may_undo=may_undo(done) and bool(scope.may(PERMISSION)),
        concerned=" → ".join(side for side in sides if side),
    )


def tree_on(scope: Scope, day: date) -> list[Node]:
    """Organisations of the scope in force on the day, below whom they hung on that day: one query."""
    rows = list(scope.organizations(day=day).values_list("pk", "parent", "code", "name", "kind"))
    seen = {pk for pk, *_ in rows}
    children: dict[int | None, list[tuple[int, str, str, str]]] = {}
    for pk, parent, code, name, kind in rows:
        children.setdefault(parent if parent in seen else None, []).append((pk, code, name, kind))
    found: list[Node] = []
    waiting = [(each, 0) for each in reversed(children.get(None, []))]
    while waiting:
        (pk, code, name, kind), depth = waiting.pop()
        found.append(Node(code, name, label("organization.kind", kind), depth))
        waiting += [(each, depth + 1) for each in reversed(children.get(pk, []))]
    return found
