"""What is lacking: which facts, entered where, would settle most verdicts; and how far an organisation is from passing.

A verdict that is unknown names in its note what is missing. Equal notes of one place are one fact: a ledger that a branch does not
keep leaves all its members unknown, a figure that is looked up above leaves every village unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa

from gangju.engine.model import Catalogue
from gangju.engine.results import Results, exact

# Figures of one place that all below it read: it is one fact wherever it is missing.
EVERYWHERE: Final = ""
_COUNTING: Final = ("all", "share", "count")


@dataclass(frozen=True)
class Lacking:
    """`code` is unkept, missing or stale, `what` the thing as notes call it. `place` is the organisation whose ledger it is, the
    subject the fact is about, or EVERYWHERE; facts about persons are gathered by organisation. `facts` are the entries to make,
    `verdicts` what they settle, in `standards` (each as `pack/standard`)."""

    code: str
    what: str
    place_kind: str
    place: str
    org_id: str
    standards: tuple[str, ...]
    facts: int
    verdicts: int


@dataclass(frozen=True)
class Near:
    """One of those that do not pass yet; `shortfall` is none where nothing is known of it."""

    subject_kind: str
    subject_id: str
    org_id: str
    verdict: str
    shortfall: int | str | None
    note: str | None


@dataclass(frozen=True)
class Left:
    """What keeps an organisation from passing in one way of judging: `need` more subjects, the nearest of which together lack
    `cheapest` (none where too few are known), or that much of the sum itself."""

    pack: str
    standard: str
    part: str | None
    period: str | None
    roll_up: str
    verdict: str
    need: int | None
    cheapest: int | str | None
    unit: str
    near: tuple[Near, ...]


# ---------------------------------------------------------------- the worklist
def lacking(results: Results, catalogue: Catalogue) -> list[Lacking]:
    """What settles most stands first. Whose rows they are is not cut here."""
    above = sorted(f"observation.{code}" for code, metric in catalogue.metrics.items() if metric.search == "up")
    listed = ", ".join(f"'{name}'" for name in above) or "''"
    code, rest = "split_part(note, ':', 1)", "substr(note, instr(note, ':') + 1)"
    noted = f"SELECT *, {code} AS code, {rest} AS rest FROM rows WHERE verdict = 'unknown' AND {code} IN ('unkept', 'missing', 'stale')"
    things = f"SELECT *, unnest(CASE WHEN code = 'unkept' THEN string_split(rest, ',') ELSE [rest] END) AS what FROM ({noted})"
    upward = f"what IN ({listed})"
    own = "code = 'unkept' OR subject_kind IN ('person', 'post')"
    placed = (
        f"SELECT *, CASE WHEN {upward} THEN '' WHEN {own} THEN 'organization' ELSE subject_kind END AS place_kind, "
        f"CASE WHEN {upward} THEN '' WHEN {own} THEN org_id ELSE subject_id END AS place, "
        f"CASE WHEN {upward} THEN '' ELSE org_id END AS holder FROM ({things})"
    )
    entries = (
        "CASE WHEN code = 'unkept' OR place = '' THEN 1 WHEN code = 'stale' THEN sum(len(string_split(what, ','))) "
        "ELSE count(DISTINCT subject_id) END"
    )
    key = "code, what, place_kind, place, holder"
    rows = _asked(
        {"rows": results.subjects},
        f"SELECT code, what, place_kind, place, holder AS org_id, list_sort(list(DISTINCT pack || '/' || standard)) AS standards, "
        f"CAST({entries} AS BIGINT) AS facts, count(*) AS verdicts FROM ({placed}) GROUP BY {key} ORDER BY verdicts DESC, facts, {key}",
    )
    return [Lacking(**{**row, "standards": tuple(row["standards"])}) for row in rows]


# ---------------------------------------------------------------- one organisation
def left(results: Results, org: str, below: Collection[str], most: int = 20) -> list[Left]:
    """By standard what is left to do for the organisation, the nearest first; `below` are the organisations at or below it."""
    tables = {"groups": results.groups, "rows": results.subjects, "mine": pa.table({"org": pa.array(sorted(below), pa.string())})}
    groups = _asked(tables, f"SELECT * FROM ({_GROUPS.format(org=_text(org))}) ORDER BY place")
    totals = {row["place"]: row for row in _asked(tables, f"{_BEHIND.format(org=_text(org))} {_TOTALS}")}
    near: dict[int, list[Near]] = {}
    for row in _asked(tables, f"{_BEHIND.format(org=_text(org))} SELECT * FROM behind WHERE rank <= {most} ORDER BY place, rank"):
        at = (row["subject_kind"], row["subject_id"], row["org_id"], row["verdict"])
        near.setdefault(row["place"], []).append(Near(*at, exact(row["shortfall"], row["scale"]), row["note"]))
    found = [_left(group, totals.get(group["place"]), near.get(group["place"], [])) for group in groups]
    return sorted(found, key=lambda each: (each.need is None, each.need or 0, each.pack, each.standard, each.part or "", each.roll_up))


_UNMET: Final = "('fail', 'unknown', 'pending')"
# Heads that a target still asks for; a sum has none.
_GROUPS: Final = (
    f"SELECT *, row_number() OVER (ORDER BY pack, standard, part, period, roll_up) AS place, "
    f"CASE WHEN roll_up IN {_COUNTING} THEN greatest(target - lo, 0) END AS need "
    f"FROM groups WHERE org_id = {{org}} AND verdict IN {_UNMET}"
)
_BEHIND: Final = (
    f"WITH g AS ({_GROUPS}), behind AS (SELECT g.place, g.need, r.subject_kind, r.subject_id, r.org_id, r.verdict, r.shortfall, r.scale, "
    "r.note, row_number() OVER (PARTITION BY g.place ORDER BY r.shortfall NULLS LAST, r.subject_id, r.org_id) AS rank FROM rows AS r "
    "JOIN g ON g.pack = r.pack AND g.standard = r.standard AND g.part IS NOT DISTINCT FROM r.part "
    "AND g.period IS NOT DISTINCT FROM r.period "
    f"WHERE r.verdict IN {_UNMET} AND r.org_id IN (SELECT org FROM mine))"
)
_TOTALS: Final = (
    "SELECT place, count(shortfall) AS known, sum(shortfall) FILTER (WHERE rank <= need) AS cheapest FROM behind GROUP BY place"
)


def _left(group: Mapping[str, Any], total: Mapping[str, Any] | None, near: Sequence[Near]) -> Left:
    """Where too few of those behind are known there is no price."""
    need = None if group["need"] is None else int(group["need"])
    enough = total is not None and need is not None and total["known"] >= need
    cheapest = group["shortfall"] if need is None else (total["cheapest"] or 0 if total and enough else None)
    at = (group["pack"], group["standard"], group["part"], group["period"], group["roll_up"], group["verdict"])
    return Left(*at, need, exact(cheapest, group["scale"]), group["unit"], tuple(near))


def _text(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def _asked(tables: Mapping[str, pa.Table], text: str) -> list[dict[str, Any]]:
    connection = duckdb.connect()
    try:
        for name, table in tables.items():
            connection.register(name, table)
        found: list[dict[str, Any]] = connection.sql(text).to_arrow_table().to_pylist()
        return found
    finally:
        connection.close()
