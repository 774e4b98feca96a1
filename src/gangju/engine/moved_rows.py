"""Which facts moved a subject: the rows of its why on one side, against those on the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gangju.engine.compare import Side
from gangju.engine.explain import explain
from gangju.engine.problem import BadInput

Amount = int | str | None


@dataclass(frozen=True)
class MovedRow:
    """A row that counts differently; an amount of None says that the side does not count it. Amounts are exact, in the standard's unit."""

    relation: str
    key: Mapping[str, str | None]
    line: int | None
    before: Amount
    after: Amount


def moved_rows(sides: tuple[Side, Side], at: Mapping[str, Any]) -> list[MovedRow]:
    """`at` is a row of a comparison: pack, standard, part, subject_id, org_id. In the order of the after side, what left it last."""
    old, new = ({_key(row): row for row in _counted(side, at)} for side in sides)
    found = []
    for key in dict.fromkeys((*new, *old)):
        row = new.get(key) or old[key]
        before, after = (rows[key]["amount"] if key in rows else None for rows in (old, new))
        if before != after:
            found.append(MovedRow(row["relation"], row["key"], row["line"], before, after))
    return found


def _counted(side: Side, at: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Nothing where the side has no result for the subject."""
    pack = next((pack for pack in side.packs if pack.id == at["pack"]), None)
    if pack is None:
        return []
    bound = [each for each in side.bound() if each.pack == pack.id]
    try:
        found = explain(
            pack, side.facts, side.as_of, at["standard"], at["subject_id"],
            known_on=side.known_on, period=side.period, org_id=at["org_id"], part=at["part"], adoptions=bound,
        )  # fmt: skip
    except BadInput:
        return []
    rows: list[dict[str, Any]] = found.as_json()["rows"]
    return rows


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["relation"], *sorted((name, value or "") for name, value in row["key"].items())
