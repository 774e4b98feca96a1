"""The Party tree of the business day as paths, kept with the placements.

A path is one step of three base-36 characters a level, so a subtree is a range of an index. It is written anew from
the dated placements whenever they change and when a new business day begins: 1,500 organisations take milliseconds,
and nothing can drift. An organisation that is not placed today keeps its last place (else its first one to come), so
that its past stays visible to those who answer for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gangju.desk.ledgers.fields import DEEPEST, STEP
from gangju.desk.ledgers.models import Organization, Placement

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
WIDEST = len(DIGITS) ** STEP


def rebuild(today: date) -> int:
    """Write the paths of the day; returns how many changed."""
    parents = parents_on(today)
    codes = dict(Organization.objects.values_list("pk", "code"))
    paths = paths_of(parents, order=codes)
    changed = [org for org in Organization.objects.all() if org.path != paths.get(org.pk, "")]
    for org in changed:
        org.path = paths.get(org.pk, "")
    Organization.objects.bulk_update(changed, ["path"], batch_size=400)
    return len(changed)


def parents_on(today: date) -> dict[int, int | None]:
    """Each organisation's parent: of the placement in force, else the last before, else the first after."""
    chosen: dict[int, tuple[tuple[int, int], int | None]] = {}
    for org, parent, since, until in Placement.objects.values_list("org_id", "parent_id", "since", "until"):
        rank = _nearness(since, until, today)
        if org not in chosen or rank < chosen[org][0]:
            chosen[org] = (rank, parent)
    return {org: parent for org, (_, parent) in chosen.items()}


def _nearness(since: date, until: date | None, today: date) -> tuple[int, int]:
    """Smaller is better: in force, then ended latest, then beginning soonest."""
    if since > today:
        return (2, since.toordinal())
    if until is not None and until <= today:
        return (1, -until.toordinal())
    return (0, 0)


def paths_of(parents: Mapping[int, int | None], order: Mapping[int, str]) -> dict[int, str]:
    """Paths from parents; whoever hangs in a ring or below nobody known is left out. Raises ValueError for a tree too deep or wide."""
    children: dict[int | None, list[int]] = {}
    for org in sorted(parents, key=lambda each: order[each]):
        children.setdefault(parents[org], []).append(org)
    paths: dict[int, str] = {}
    level = _numbered(children.get(None, []), "")
    while level:
        paths.update(level)
        level = [deeper for org, path in level for deeper in _numbered(children.get(org, []), path)]
    return paths


def _numbered(orgs: list[int], above: str) -> list[tuple[int, str]]:
    if len(orgs) > WIDEST or len(above) >= STEP * DEEPEST:
        raise ValueError(f"党组织层级过深或同级过多:{len(above) // STEP} 层,{len(orgs)} 个")
    return [(org, above + _step(number)) for number, org in enumerate(orgs)]


def _step(number: int) -> str:
    digits = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits
