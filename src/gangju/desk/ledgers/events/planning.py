"""Each kind of event turned into the rows that it closes and opens. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import lists
from gangju.desk.ledgers.events import checks
from gangju.desk.ledgers.events.changes import Changes, new_code
from gangju.desk.ledgers.events.passing import Passing, descend, unit_descends
from gangju.desk.ledgers.events.said import AnyEvent, Dissolve, Found, Merge, Move, NewOrganization, NewUnit, Part, Rename, Split
from gangju.desk.ledgers.models import (
    Membership,
    Organization,
    OrganizationVersion,
    Person,
    Placement,
    Post,
    RosterEntry,
    Unit,
    UnitVersion,
    Venue,
    in_force,
)
from gangju.desk.ledgers.secrecy import MARKED, is_marked

KEEPS = "keeps"


def plan(scope: Scope, event: AnyEvent) -> Changes:
    """Everything the event would do and everything that speaks against it. Raises Denied."""
    changes = Changes(event.day)
    checks.common(changes, event)
    _PLANNERS[event.kind](scope, changes, event)
    return changes


# ---------------------------------------------------------------- found
def _found(scope: Scope, changes: Changes, event: Found) -> None:
    scope.require(checks.PERMISSION, event.parent)
    changes.involve(event.parent, "authority")
    org = _new(changes, event.founded, event.parent)
    changes.involve(org, "to")
    for category in event.keeps:
        if _known(category):
            changes.open(RosterEntry(org=org, subject_org=org, roster=KEEPS, category=category, since=event.day))
        else:
            changes.refuse("keeps", f"没有“{category}”这项台账,请从列表中选择")


def _known(category: str) -> bool:
    relation, _, kind = category.partition(".")
    return kind in lists().get(f"{relation}.kind", {})


def _new(changes: Changes, said: NewOrganization, parent: Organization, unit: Unit | None = None) -> Organization:
    """The organisation with its unit, version and place. `unit` where it is set up without one of its own."""
    checks.new_organization(changes, said)
    checks.fits_below(changes, said.kind, said.level, checks.lasting(changes, parent, "parent"))
    checks.same_name(changes, said.name, parent)
    org = changes.open(Organization(code=new_code("o")))
    home = _unit(changes, said.unit, org) or unit
    changes.open(
        OrganizationVersion(
            organization=org, since=changes.day, name=said.name.strip(), kind=said.kind, level=said.level,
            domain=said.domain, set_up_mode=said.set_up_mode, unit=home,
        )
    )  # fmt: skip
    changes.open(Placement(org=org, parent=parent, since=changes.day))
    return org


def _unit(changes: Changes, said: Unit | NewUnit | None, org: Organization) -> Unit | None:
    if not isinstance(said, NewUnit):
        return said
    unit = changes.open(Unit(code=new_code("u")))
    changes.open(
        UnitVersion(
            unit=unit, org=org, since=changes.day, name=said.name.strip(), kind=said.kind, domain=said.domain,
            parent=said.parent, region=said.region,
        )
    )  # fmt: skip
    return unit


# ---------------------------------------------------------------- rename, move
def _rename(scope: Scope, changes: Changes, event: Rename) -> None:
    checks.answerable(scope, changes, event.org)
    changes.involve(event.org, "from")
    name = event.name.strip()
    version = checks.version_of(changes, event.org)
    if not name or is_marked(name):
        changes.refuse("name", MARKED if name else "请填写新的名称")
    if version is None:
        return
    if version.name == name:
        changes.refuse("name", "新名称与现在的名称相同,不必更名")
    changes.pass_on(version, name=name)
    if event.unit_name.strip():
        _rename_unit(changes, version, event.unit_name.strip())


def _rename_unit(changes: Changes, version: OrganizationVersion, name: str) -> None:
    found = changes.current(UnitVersion.objects.filter(unit=version.unit_id)) if version.unit_id else []
    if not found:
        changes.refuse("unit_name", "该组织没有所在单位,不能同时更改单位名称,请清空这一格")
    for row in found:
        changes.pass_on(row, name=name)


def _move(scope: Scope, changes: Changes, event: Move) -> None:
    """With its whole subtree: what hangs below it keeps its own placements."""
    old = checks.answerable(scope, changes, event.org)
    scope.require(checks.PERMISSION, event.parent)
    changes.involve(event.parent, "authority")
    changes.involve(event.org, "from")
    version, place = checks.version_of(changes, event.org), checks.placement_of(changes, event.org)
    if event.parent == old:
        changes.refuse("parent", "它现在就隶属于这个组织,请另选上级")
    checks.no_ring(changes, event.org, event.parent)
    above = checks.lasting(changes, event.parent, "parent")
    if version is None or place is None:
        return
    checks.fits_below(changes, version.kind, version.level, above)
    changes.pass_on(place, parent=event.parent)


# ---------------------------------------------------------------- dissolve
def _dissolve(scope: Scope, changes: Changes, event: Dissolve) -> None:
    checks.answerable(scope, changes, event.org)
    if event.successor is None:
        _end(changes, event.org)
        _nothing_left(changes, event.org)
        Passing(changes, (event.org,), event.org).ends()
        return
    heir = _heir(scope, changes, [event.org], event.successor, "successor")
    _end(changes, event.org)
    descend(changes, heir, event.org)
    Passing(changes, (event.org,), heir).everything(end_posts=True, close_venues=event.close_venues)


def _end(changes: Changes, org: Organization) -> OrganizationVersion | None:
    """Version and place are closed; what it held later would be nobody's."""
    changes.involve(org, "from")
    version, place = checks.version_of(changes, org), checks.placement_of(changes, org)
    checks.nothing_held_after(changes, org)
    for row in (version, place):
        if row is not None:
            changes.close(row)
    return version


def _nothing_left(changes: Changes, org: Organization) -> None:
    left = (
        (Membership.objects.filter(org=org), "名党员"),
        (Placement.objects.filter(parent=org), "个下级党组织"),
        (UnitVersion.objects.filter(org=org), "个由它负责的单位"),
    )
    for rows, what in left:
        if number := rows.filter(in_force(changes.day)).count():
            changes.refuse("successor", f"还有 {number} {what},请选定接收的组织,或先把它们转出")


def _heir(scope: Scope, changes: Changes, orgs: Sequence[Organization], heir: Organization, where: str) -> Organization:
    """An existing organisation that takes over; it must be able to hold what comes."""
    checks.answerable(scope, changes, heir)
    changes.involve(heir, "to")
    version = checks.lasting(changes, heir, where)
    if heir in orgs and where == "successor":
        changes.refuse(where, "接收的组织不能是被撤销的组织自己,请另选")
    if version is not None:
        checks.holds_members(changes, version.kind, [org for org in orgs if org != heir])
        _children_fit(changes, [org for org in orgs if org != heir], heir, version)
    return heir


def _children_fit(changes: Changes, orgs: Sequence[Organization], heir: Organization, above: Any) -> None:
    children = Placement.objects.filter(in_force(changes.day), parent__in=orgs).exclude(org__in=orgs)
    for child in children.select_related("org"):
        version = child.org.versions.filter(in_force(changes.day)).first()
        if child.org == heir:
            changes.refuse("into", "接收的组织是被撤销组织的下级,请先调整它的隶属")
        elif version is not None:
            checks.fits_below(changes, version.kind, version.level, above, "into")
            if heir.pk:
                checks.no_ring(changes, child.org, heir)


# ---------------------------------------------------------------- merge
def _merge(scope: Scope, changes: Changes, event: Merge) -> None:
    for org in event.orgs:
        checks.answerable(scope, changes, org)
    ending = tuple(dict.fromkeys(org for org in event.orgs if org != event.into))
    if not ending or len(set(event.orgs) | ({event.into} if event.into else set())) < 2:
        changes.refuse("orgs", "合并至少要有两个组织,请再选一个")
        return
    heir, unit = _merged(scope, changes, event, ending)
    if heir is None:
        return
    units: dict[Unit, Unit] = {}
    for org in ending:
        version = _end(changes, org)
        descend(changes, heir, org)
        old = version.unit if version else None
        if old is not None and unit is not None and old != unit and not event.keep_units:
            units[old] = unit
    for old, new in units.items():
        _end_unit(changes, heir, old, new)
    Passing(changes, ending, heir, units).everything(end_posts=False, close_venues=False, secretary=event.secretary)


def _merged(scope: Scope, changes: Changes, event: Merge, ending: tuple[Organization, ...]) -> tuple[Organization | None, Unit | None]:
    """The organisation that comes out, and its unit."""
    if event.into is not None:
        heir = _heir(scope, changes, ending, event.into, "into")
        version = heir.versions.filter(in_force(changes.day)).first()
        return heir, version.unit if version else None
    if event.founded is None or event.parent is None:
        changes.refuse("into", "请选定并入哪个组织,或写明新设组织的名称和上级")
        return None, None
    scope.require(checks.PERMISSION, event.parent)
    changes.involve(event.parent, "authority")
    if event.parent in ending:
        changes.refuse("parent", "新组织不能设在被合并的组织下面,请另选上级")
    for org in ending:
        checks.no_ring(changes, org, event.parent)
    heir = _new(changes, event.founded, event.parent)
    changes.involve(heir, "to")
    checks.holds_members(changes, event.founded.kind, list(ending))
    opened = [each.row for each in changes.opening if isinstance(each.row, OrganizationVersion)][-1]
    _children_fit(changes, ending, heir, opened)
    return heir, opened.unit


def _end_unit(changes: Changes, heir: Organization, old: Unit, new: Unit) -> None:
    for row in changes.current(UnitVersion.objects.filter(unit=old)):
        changes.close(row)
    unit_descends(changes, heir, new, old)


# ---------------------------------------------------------------- split
def _split(scope: Scope, changes: Changes, event: Split) -> None:
    parent = checks.answerable(scope, changes, event.org)
    version = _end(changes, event.org) if event.dissolve else checks.lasting(changes, event.org, "org")
    changes.involve(event.org, "from")
    if not event.parts or (event.dissolve and len(event.parts) < 2):
        changes.refuse("parts", "请写明分出的组织;原组织撤销的,至少分成两个")
        return
    _chosen_once(changes, event)
    parts = [_part(changes, event, part, parent, version) for part in event.parts]
    if event.dissolve:
        Passing(changes, (event.org,), parts[0]).everything(end_posts=True, close_venues=False)


def _part(changes: Changes, event: Split, part: Part, parent: Organization, version: OrganizationVersion | None) -> Organization:
    org = _new(changes, part.founded, parent, version.unit if version else None)
    changes.involve(org, "to")
    descend(changes, org, event.org)
    passing = Passing(changes, (event.org,), org)
    passing.members(Q(person__code__in=part.members))
    passing.persons(Person.objects.filter(code__in=part.members, org=event.org))
    passing.venues(close=False, chosen=Q(code__in=part.venues))
    passing.lists(Q(subject_person__code__in=part.members))
    passing.keeping()
    if not event.dissolve:
        for post in changes.current(Post.objects.filter(org=event.org, person__code__in=part.members)):
            changes.close(post, exit="adjusted")
    return org


def _chosen_once(changes: Changes, event: Split) -> None:
    """Every chosen member and venue is of this organisation and goes one way; if it ends, nobody is left over."""
    for name, model, where in (("members", Membership, "person__code"), ("venues", Venue, "code")):
        chosen = [code for part in event.parts for code in getattr(part, name)]
        own = set(_own_codes(changes, model, event.org, where))
        if strangers := set(chosen) - own:
            changes.refuse("parts", f"有 {len(strangers)} 个所选的{'党员' if name == 'members' else '阵地'}不在该组织名下,请重新选择")
        if len(chosen) != len(set(chosen)):
            changes.refuse("parts", "有人或阵地同时分给了两个组织,请只分给一个")
        if name == "members" and event.dissolve and own - set(chosen):
            changes.refuse("parts", f"还有 {len(own - set(chosen))} 名党员没有分到新组织,原组织撤销前请全部分完")


def _own_codes(changes: Changes, model: Any, org: Organization, where: str) -> list[str]:
    if model is Venue:
        open_places = Q(closed_on__isnull=True) | Q(closed_on__gt=changes.day)
        return list(Venue.objects.filter(open_places, org=org).values_list("code", flat=True))
    return list(model.objects.filter(in_force(changes.day), org=org).values_list(where, flat=True))


_PLANNERS: dict[str, Callable[[Scope, Changes, Any], None]] = {
    "found": _found,
    "dissolve": _dissolve,
    "rename": _rename,
    "move": _move,
    "merge": _merge,
    "split": _split,
}
