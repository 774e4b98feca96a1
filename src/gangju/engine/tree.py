"""The Party tree as of a day: parents, depth, who stands below whom. Several roots are allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

_OF_VERSION: Final = ["org_id", "level", "domain", "region", "since", "until"]
_OF_PLACEMENT: Final = ["org_id", "parent_id", "since", "until"]


@dataclass(frozen=True)
class Node:
    org_id: str
    parent_id: str | None
    depth: int
    level: str
    domain: str | None
    region: str | None


@dataclass(frozen=True)
class Tree:
    """Organisations in force on `day`, breadth first, so that a parent stands before its children."""

    day: date
    nodes: Mapping[str, Node]

    def ancestors(self, org_id: str) -> Iterator[str]:
        """The organisation itself, then upwards."""
        here: str | None = org_id
        while here is not None and here in self.nodes:
            yield here
            here = self.nodes[here].parent_id

    def below(self, org_id: str) -> set[str]:
        """The organisation and its whole subtree; empty where it does not exist on the day."""
        found = {org_id} if org_id in self.nodes else set()
        for node in self.nodes.values():
            if node.parent_id in found:
                found.add(node.org_id)
        return found

    @property
    def roots(self) -> list[str]:
        return [node.org_id for node in self.nodes.values() if node.parent_id is None]

    @property
    def deepest(self) -> int:
        return max((node.depth for node in self.nodes.values()), default=0)

    def ways(self) -> list[list[str | None]]:
        """For each depth from the root's, who stands there above each organisation, itself at its own and nobody below it."""
        found: dict[str, list[str]] = {}
        for node in self.nodes.values():
            found[node.org_id] = [*found.get(node.parent_id or "", ()), node.org_id]
        return [[way[depth] if depth < len(way) else None for way in found.values()] for depth in range(self.deepest + 1)]

    def table(self) -> pa.Table:
        """One row an organisation; `over<n>` is who stands above it at the n-th depth."""
        rows = list(self.nodes.values())
        return pa.table(
            {
                "org_id": pa.array([row.org_id for row in rows], pa.string()),
                "parent_id": pa.array([row.parent_id for row in rows], pa.string()),
                "depth": pa.array([row.depth for row in rows], pa.int32()),
                "level": pa.array([row.level for row in rows], pa.string()),
                "domain": pa.array([row.domain for row in rows], pa.string()),
                "region": pa.array([row.region for row in rows], pa.string()),
                **{f"over{depth}": pa.array(way, pa.string()) for depth, way in enumerate(self.ways())},
            }
        )


def standing(table: pa.Table, day: date) -> list[dict[str, object]]:
    """The rows of an interval relation in force on the day."""
    since, until, bound = table.column("since"), table.column("until"), pa.scalar(day, pa.date32())
    began = pc.or_kleene(pc.is_null(since), pc.less_equal(since, bound))
    lasts = pc.or_kleene(pc.is_null(until), pc.greater(until, bound))
    rows: list[dict[str, object]] = table.filter(pc.and_kleene(began, lasts)).to_pylist()
    return rows


def tree_on(organization: pa.Table, placement: pa.Table, day: date) -> Tree:
    """The loader has already refused gaps and circles; an organisation whose parent is not in force is a root."""
    versions = {str(row["org_id"]): row for row in standing(organization.select(_OF_VERSION), day)}
    parents = {str(row["org_id"]): row["parent_id"] for row in standing(placement.select(_OF_PLACEMENT), day)}
    children: dict[str | None, list[str]] = {}
    for org_id in sorted(versions):
        parent = parents.get(org_id)
        children.setdefault(str(parent) if parent in versions else None, []).append(org_id)
    nodes: dict[str, Node] = {}
    layer: list[tuple[str, str | None]] = [(org_id, None) for org_id in children.get(None, [])]
    depth = 0
    while layer:
        for org_id, parent_id in layer:
            nodes[org_id] = _node(versions[org_id], parent_id, depth)
        layer = [(child, org_id) for org_id, _ in layer for child in children.get(org_id, [])]
        depth += 1
    return Tree(day, nodes)


def _node(version: Mapping[str, object], parent_id: str | None, depth: int) -> Node:
    def said(name: str) -> str | None:
        return None if version[name] is None else str(version[name])

    return Node(str(version["org_id"]), parent_id, depth, str(version["level"]), said("domain"), said("region"))
