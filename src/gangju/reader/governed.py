"""What a printed list of units governs: (牵头单位:…;责任单位:…) holds for its whole item.

A list holds for the section whose paragraph it ends or whose heading it stands in, and for everything below that has no list of
its own. A list alone on a line behind the last of several sub-items, none of which has one, holds for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from gangju.reader.duty import LEAD_LABELS, OTHER_LABELS, is_labelled
from gangju.reader.model import Clause
from gangju.reader.tree import Tree

_ALONE = re.compile(rf"[(\[【◆—\- ]*(?:{LEAD_LABELS}|{OTHER_LABELS}):")


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause and the place where its paragraph begins."""

    clause: Clause
    paragraph: int


@dataclass(frozen=True, slots=True)
class _Owner:
    paragraph: int
    alone: bool
    lead: tuple[str, ...]
    responsible: tuple[str, ...]


def handed_down(cut: Sequence[Placed], tree: Tree) -> list[Clause]:
    """The clauses, each with the units that answer for it."""
    owners = _promoted(_owners(cut, tree), tree)
    return [_with_units(placed.clause, owners, tree) for placed in cut]


def _owners(cut: Iterable[Placed], tree: Tree) -> dict[int, _Owner]:
    """The list of each section; lead and others may stand in two sentences of one paragraph."""
    owners: dict[int, _Owner] = {}
    for placed in cut:
        clause, section = placed.clause, tree.at(placed.paragraph)
        if section is None or not is_labelled(clause.text):
            continue
        alone = bool(_ALONE.match(clause.text)) and clause.start == placed.paragraph
        owner = _Owner(placed.paragraph, alone, clause.lead, clause.responsible)
        before = owners.get(section)
        if before and before.paragraph == owner.paragraph:
            units = before.lead + owner.lead, before.responsible + owner.responsible
            owner = replace(before, lead=units[0], responsible=units[1])
        owners[section] = owner
    return owners


def _promoted(owners: Mapping[int, _Owner], tree: Tree) -> dict[int, _Owner]:
    """A list alone behind the last sub-item belongs to the item above, if no other sub-item has one."""
    found = dict(owners)
    for section, owner in owners.items():
        last, above = section, tree.parent(section) if owner.alone else None
        while above is not None and _is_last(tree, last, above) and not any(index in owners for index in range(above, section)):
            found[above] = owner
            last, above = above, tree.parent(above)
    return found


def _is_last(tree: Tree, section: int, above: int) -> bool:
    """Is it the last of several below the same heading?"""
    beside = [index for index in range(above + 1, len(tree.sections)) if tree.parent(index) == above]
    return beside[-1] == section and len(beside) > 1


def _with_units(clause: Clause, owners: Mapping[int, _Owner], tree: Tree) -> Clause:
    if clause.lead or clause.responsible:
        return clause
    section = clause.section
    while section is not None and section not in owners:
        section = tree.parent(section)
    return clause if section is None else replace(clause, lead=owners[section].lead, responsible=owners[section].responsible)
