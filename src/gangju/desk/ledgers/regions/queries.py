"""The tree of regions on a day: how many units, organisations and members lie where, cut to the viewer's scope.

An organisation without a code of its own lies where its unit lies. Rows without a code, and codes that cannot be right, are
told by name: whoever may correct them finds them here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.codes import label
from gangju.desk.ledgers.models import Membership, OrganizationVersion, UnitVersion, in_force
from gangju.desk.ledgers.regions.codes import LEVELS, PLACES, WrongCode, region_of, way_down


@dataclass(frozen=True)
class Row:
    """A unit or an organisation as it is on the day; `region` is empty where there is none or a wrong one."""

    what: str
    code: str
    name: str
    kind: str
    written: str
    region: str
    wrong: str
    members: int = 0


@dataclass(frozen=True)
class Node:
    """One region with everything in it."""

    region: str
    name: str
    level: str
    depth: int
    units: int
    organizations: int
    members: int


@dataclass
class Regions:
    """Everything of the scope on the day, read once."""

    day: date
    units: list[Row] = field(default_factory=list)
    organizations: list[Row] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> list[Row]:
        return [*self.organizations, *self.units]

    @property
    def without(self) -> list[Row]:
        return [row for row in self.rows if not row.region and not row.wrong]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.wrong]

    def nodes(self) -> list[Node]:
        """In the order of the codes, which is the order of the tree."""
        units, organizations, members = Counter[str](), Counter[str](), Counter[str]()
        for row in self.units:
            units.update(way_down(row.region))
        for row in self.organizations:
            for region in way_down(row.region):
                organizations[region] += 1
                members[region] += row.members
        found = [
            Node(each, self.names.get(each, ""), LEVELS[len(each)], _depth(each), units[each], organizations[each], members[each])
            for each in sorted({*units, *organizations})
        ]
        return _from_first_place(found)

    def within(self, region: str) -> Sequence[Row]:
        return [row for row in self.rows if row.region.startswith(region)] if region else []


def regions(scope: Scope, day: date) -> Regions:
    """Four queries."""
    found = Regions(day)
    versions = scope.rows(UnitVersion).filter(in_force(day)).select_related("unit").order_by("region", "name")
    for version in versions:
        found.units.append(_unit(version))
    found.names = _names(found.units, {version.unit.code: version.kind for version in versions})
    members = _members(scope, day)
    where = {version.unit_id: version.region for version in versions}
    seen = scope.organizations(day=day).values_list("pk", flat=True)
    orgs = (
        OrganizationVersion.objects.filter(in_force(day), organization__in=seen).select_related("organization").order_by("region", "name")
    )
    found.organizations = [_organization(version, where, members.get(version.organization_id, 0)) for version in orgs]
    return found


def _unit(version: UnitVersion) -> Row:
    region, wrong = _read(version.region)
    length = PLACES.get(version.kind)
    kind = label("unit.kind", version.kind)
    if region and length is not None and len(region) != length:
        region, wrong = "", f"是{LEVELS[len(region)]}代码，{kind}应用{LEVELS[length]}代码"
    return Row("单位", version.unit.code, version.name, kind, version.region, region, wrong)


def _organization(version: OrganizationVersion, units: Mapping[int, str], members: int) -> Row:
    written = version.region or units.get(version.unit_id or 0, "")
    region, wrong = _read(written)
    kind = label("organization.kind", version.kind)
    return Row("党组织", version.organization.code, version.name, kind, written, region, wrong, members)


def _read(written: str) -> tuple[str, str]:
    if not written:
        return "", ""
    try:
        return region_of(written), ""
    except WrongCode as wrong:
        return "", str(wrong)


def _names(units: Iterable[Row], kinds: Mapping[str, str]) -> dict[str, str]:
    """By the units that are places; two of one code stand side by side."""
    found: dict[str, list[str]] = {}
    for row in units:
        if row.region and PLACES.get(kinds[row.code]) == len(row.region):
            found.setdefault(row.region, []).append(row.name)
    return {region: "、".join(names) for region, names in found.items()}


def _members(scope: Scope, day: date) -> dict[int, int]:
    rows = scope.rows(Membership).filter(in_force(day)).order_by().values("org").annotate(number=Count("pk"))
    return dict(rows.values_list("org", "number"))


def _from_first_place(nodes: list[Node]) -> list[Node]:
    """Without the nameless levels on top in which there is nothing but the next."""
    while len(nodes) > 1 and not nodes[0].name and _same(nodes[0], nodes[1]):
        nodes = nodes[1:]
    return nodes


def _same(one: Node, other: Node) -> bool:
    return (one.units, one.organizations, one.members) == (other.units, other.organizations, other.members)


def _depth(region: str) -> int:
    return list(LEVELS).index(len(region))
