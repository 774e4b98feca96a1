"""Compare: two sides judged, and who moves between them, from what to what, because of which clause and what change.

A side is packs, adoptions with their local values, facts, a day and a period. Where facts and days are the same, only the standards
that the change can touch are judged (`touched.py`); the others cannot move. A rehearsal is the comparison of what holds with what is
thought of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

import duckdb
import pyarrow as pa

from gangju.engine.facts import Facts
from gangju.engine.model import Adoption, Pack
from gangju.engine.results import Results, exact
from gangju.engine.run import evaluate, rooted
from gangju.engine.touched import Change, changes, cut_to, touched
from gangju.engine.tree import tree_on

_KEY: Final = ("pack", "standard", "part", "period", "subject_kind", "subject_id", "org_id")
_GROUP_KEY: Final = ("pack", "standard", "part", "period", "roll_up", "org_id")
_FIGURES: Final = ("verdict", "value", "target", "shortfall", "note")
_GROUP_FIGURES: Final = ("verdict", "lo", "hi", "n", "target", "shortfall")
# From best to worst: a move up this list is a rise, down it a fall. What is not judged is neither.
ORDER: Final = ("pass", "pending", "unknown", "fail")


@dataclass(frozen=True)
class Side:
    """What is judged. Without adoptions the packs are adopted by the roots, as on the command line."""

    packs: Sequence[Pack]
    facts: Facts
    as_of: date
    known_on: date | None = None
    period: str | None = None
    adoptions: Sequence[Adoption] | None = None
    org: str | None = None

    def bound(self) -> list[Adoption]:
        found = [each for pack in self.packs for each in rooted(pack, self.facts)] if self.adoptions is None else self.adoptions
        return list(found)

    def levels(self) -> dict[str, str]:
        """The level of every organisation of the day."""
        tree = tree_on(self.facts.tables["organization"], self.facts.tables["placement"], self.as_of)
        return {name: node.level for name, node in tree.nodes.items()}

    def judge(self, packs: Sequence[Pack], threads: int | None) -> Results:
        return evaluate(
            packs, self.facts, self.as_of, known_on=self.known_on, period=self.period, adoptions=self.bound(), org=self.org, threads=threads
        )


@dataclass(frozen=True)
class Comparison:
    """`subjects` and `groups` hold those that moved: their key, `verdict_before`, `verdict_after` and the figures of both sides, scaled
    whole numbers beside `scale`. `why` says by (pack, standard) what differs."""

    before: Results
    after: Results
    subjects: pa.Table
    groups: pa.Table
    why: Mapping[tuple[str, str], Sequence[Change]]
    sides: tuple[Side, Side] = field(repr=False, compare=False)

    def subject_rows(self) -> Iterator[dict[str, Any]]:
        """Exact, in human units."""
        return (_said(row, _KEY, _FIGURES, {"value", "target", "shortfall"}) for row in self.subjects.to_pylist())

    def group_rows(self) -> Iterator[dict[str, Any]]:
        return (_said(row, _GROUP_KEY, _GROUP_FIGURES, {"shortfall"}) for row in self.groups.to_pylist())

    def as_json(self) -> dict[str, Any]:
        sides = {name: found.head() for name, found in (("before", self.before), ("after", self.after))}
        standards = [
            {"pack": pack, "standard": standard, "changes": [_without_empty(asdict(change)) for change in found]}
            for (pack, standard), found in self.why.items()
        ]
        return {**sides, "standards": standards, "subjects": list(self.subject_rows()), "groups": list(self.group_rows())}


def compare(before: Side, after: Side, *, figures: bool = False, threads: int | None = None) -> Comparison:
    """Who moves from one side to the other. With `figures` also those whose verdict stays and whose figure moves.

    Raises BadInput when a standard of either side cannot be said.
    """
    why = reasons(before, after)
    sides = [_judged(side, why, threads) for side in (before, after)]
    tables = [_moved(sides, part, figures) for part in ("subjects", "groups")]
    return Comparison(sides[0], sides[1], tables[0], tables[1], why, (before, after))


def differing(before: Results, after: Results, sides: tuple[Side, Side]) -> Comparison:
    """The rows in which two results differ, whatever the reason."""
    tables = [_moved((before, after), part, figures=True) for part in ("subjects", "groups")]
    return Comparison(before, after, tables[0], tables[1], {}, sides)


def worse(before: str | None, after: str | None) -> bool:
    return _place(after) > _place(before) >= 0


def better(before: str | None, after: str | None) -> bool:
    return _place(before) > _place(after) >= 0


def _place(verdict: str | None) -> int:
    return ORDER.index(verdict) if verdict in ORDER else -1


# ---------------------------------------------------------------- what differs
def reasons(before: Side, after: Side) -> dict[tuple[str, str], list[Change]]:
    """For every standard that can move what differs in it; a difference of days or facts touches all."""
    everywhere = list(_everywhere(before, after))
    found: dict[tuple[str, str], list[Change]] = {}
    for old, new in _pairs(before.packs, after.packs):
        mine = changes(old, new, before.bound(), after.bound(), after.as_of)
        said, wide = touched(old, new, mine), [*everywhere, *_adopted(new.id, before, after)]
        for standard in dict.fromkeys(each.id for pack in (new, old) for each in pack.standards):
            if why := [*said.get(standard, []), *wide]:
                found[new.id, standard] = list(dict.fromkeys([*found.get((new.id, standard), []), *why]))
    return found


def _pairs(old: Sequence[Pack], new: Sequence[Pack]) -> Iterator[tuple[Pack, Pack]]:
    """Which pack of one side stands against which of the other: that of the same version, else of the same plan, else itself alone."""
    for pack in new:
        same = [each for each in old if each.id == pack.id]
        yield next((each for each in same if each.hash == pack.hash), same[-1] if same else pack), pack
    yield from ((pack, pack) for pack in old if pack.id not in {each.id for each in new})


def _everywhere(before: Side, after: Side) -> Iterator[Change]:
    days = {"as_of": "截至", "known_on": "数据时点", "period": "期间"}
    for key, title in days.items():
        old, new = (_plain(getattr(side, key) or (side.as_of if key == "known_on" else None)) for side in (before, after))
        if old != new:
            yield Change("day", key, title, old, new)
    if before.facts is not after.facts and before.facts.hash != after.facts.hash:
        yield Change("facts", "facts", "事实", before.facts.hash, after.facts.hash)


def _adopted(pack: str, before: Side, after: Side) -> Iterator[Change]:
    """Who is bound, and from when to when; what the adoption sets for itself is a change of parameters."""
    old, new = ({(each.org, each.since, each.until) for each in side.bound() if each.pack == pack} for side in (before, after))
    for org, since, until in sorted(old ^ new, key=str):
        said = f"{since}–{until or ''}"
        yield Change(
            "adoption", pack, "采用", said if (org, since, until) in old else None, said if (org, since, until) in new else None, org=org
        )


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def _judged(side: Side, why: Mapping[tuple[str, str], object], threads: int | None) -> Results:
    """The standards that can move, alone."""
    packs = [cut_to(pack, [standard for name, standard in why if name == pack.id]) for pack in side.packs]
    return side.judge([pack for pack in packs if pack.standards], threads)


# ---------------------------------------------------------------- who moves
def _moved(sides: Sequence[Results], part: str, figures: bool) -> pa.Table:
    """Rows that stand differently, those in only one of the sides included; worst first, then in the order of results."""
    key, said = (_KEY, _FIGURES) if part == "subjects" else (_GROUP_KEY, _GROUP_FIGURES)
    connection = duckdb.connect()
    for name, side in zip(("old", "new"), sides, strict=True):
        connection.register(name, getattr(side, part))
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in key)
    chosen = [f"coalesce(n.{name}, o.{name}) AS {name}" for name in (*key, "clause", "force", "unit", "scale")]
    if part == "groups":
        chosen.append("coalesce(n.count_scale, o.count_scale) AS count_scale")
    chosen += [f"{side}.{name} AS {name}_{word}" for name in said for side, word in (("o", "before"), ("n", "after"))]
    watched = said if figures else ("verdict",)
    differs = " OR ".join(f"o.{name} IS DISTINCT FROM n.{name}" for name in watched)
    order = ", ".join(f"{name} NULLS FIRST" for name in key)
    text = f"SELECT {', '.join(chosen)} FROM old AS o FULL JOIN new AS n ON {same} WHERE {differs} ORDER BY {order}"
    try:
        return connection.sql(text).to_arrow_table()
    finally:
        connection.close()


def _said(row: Mapping[str, Any], key: Sequence[str], figures: Sequence[str], scaled: set[str]) -> dict[str, Any]:
    counted = row.get("count_scale") or 1
    said: dict[str, Any] = {name: row[name] for name in (*key, "clause", "force", "unit")}
    for word in ("before", "after"):
        side = {name: row[f"{name}_{word}"] for name in figures}
        for name in figures:
            if name in scaled:
                side[name] = exact(side[name], row["scale"])
            elif name in ("lo", "hi", "target"):
                side[name] = exact(side[name], counted)
        said[word] = side if any(value is not None for value in side.values()) else None
    return said


def _without_empty(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if value not in (None, "", ())}
