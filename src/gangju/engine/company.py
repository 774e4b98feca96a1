"""Many small worlds in one, so that they are judged at once: each under its own prefix and its own committee, all below one organisation.

Judging is mostly planning statements; a hundred worlds of one day take little longer than one. What a world says of itself does
not hang on who else is there, but for the one organisation more above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gangju.engine.cases_expand import OWN_ID, Rows
from gangju.engine.relations import RELATIONS

ABOVE_ALL: Final = "·"
"""The one organisation above the committees of all worlds."""
EMPTY: Final[Mapping[str, Any]] = {"subjects": (), "groups": (), "scores": ()}


def gathered(worlds: Sequence[Rows]) -> Rows:
    """The rows of all worlds, every name under the number of its world."""
    rows: Rows = {"organization": [], "placement": []}
    for place, world in enumerate(worlds):
        for relation, mine in world.items():
            rows.setdefault(relation, []).extend(_prefixed(relation, row, f"{place}{ABOVE_ALL}") for row in mine)
    for row in rows["placement"]:
        row["parent_id"] = row.get("parent_id") or ABOVE_ALL
    since = min(str(row["since"]) for row in [*rows["organization"], *rows["placement"]])
    above: dict[str, str | None] = {"org_id": ABOVE_ALL, "name": ABOVE_ALL, "kind": "committee", "level": "province", "since": since}
    rows["organization"].append(above)
    rows["placement"].append({"org_id": ABOVE_ALL, "parent_id": None, "since": since})
    return rows


def _prefixed(relation: str, row: Mapping[str, str | None], prefix: str) -> dict[str, str | None]:
    named = {name for name, column in RELATIONS[relation].columns.items() if column.references or column.by}
    if relation in OWN_ID:
        named.add(RELATIONS[relation].id)
    return {name: prefix + value if value and name in named else value for name, value in row.items()}


def parted(results: Mapping[str, Any]) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """The rows of results as their JSON says them: the number of the world, which part they belong to, the row without the prefix."""
    for part in EMPTY:
        for row in results.get(part, ()):
            place = str(row["org_id"]).split(ABOVE_ALL, 1)[0]
            if place:
                bare = {key: _bare(row[key]) for key in ("subject_id", "org_id") if key in row}
                lines = {"lines": [{**line, "item": _bare(line["item"])} for line in row["lines"]]} if "lines" in row else {}
                yield int(place), part, {**row, **bare, **lines}


def _bare(name: str) -> str:
    return name.split(ABOVE_ALL, 1)[-1]
