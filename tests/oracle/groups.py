"""Subjects taken together: for every organisation the subjects at or below it, found by walking up the tree one by one.

Groups are judged by bounds in whole numbers: `lo` have passed, `hi` could still have. No percentage is ever rounded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.interval import meets, plain
from tests.oracle.ledger import Facts, Row
from tests.oracle.subjects import at_or_above


def gathered(subjects: list[Row], facts: Facts, day: date, level: str | None) -> dict[str, list[Row]]:
    """organisation → subject rows at or below it."""
    under: dict[str, list[Row]] = {}
    for row in subjects:
        for org_id in at_or_above(facts, row["org_id"], day, level):
            under.setdefault(org_id, []).append(row)
    return under


def passes_needed(op: str, share: Fraction, n: int) -> int:
    """The fewest passes among n that meet the share (the most, under a ceiling), found by trying every number."""
    meeting = [passes for passes in range(n + 1) if meets(op, Fraction(passes), share * n)]
    if op in ("<=", "<"):
        return max(meeting, default=0)
    return min(meeting, default=n + 1)


def settled(lo: Fraction, hi: Fraction | None, op: str, bound: Fraction, unknown: bool) -> str:
    """Pass or fail where even the rest could not change it; else unknown where anything is unknown, else pending."""
    good, bad = (lo, hi) if op in (">=", ">") else (hi, lo)
    if good is not None and meets(op, good, bound):
        return "pass"
    if bad is not None and not meets(op, bad, bound):
        return "fail"
    return "unknown" if unknown else "pending"


def by_passes(roll_up: Row, rows: list[Row]) -> Row:
    """all, share and count: how many of n pass."""
    lo = sum(row["verdict"] == "pass" for row in rows)
    hi = sum(row["verdict"] in ("pass", "unknown", "pending") for row in rows)
    n = len(rows)
    unknown = any(row["verdict"] == "unknown" for row in rows)
    op = roll_up.get("op", ">=")
    if n == 0:
        return {"lo": 0, "hi": 0, "target": None, "verdict": "not_applicable"}
    if roll_up["kind"] == "count":
        bound = Fraction(roll_up["value"])
        target = int(bound) + {">": 1, "<": -1}.get(op, 0)
        verdict = settled(Fraction(lo), Fraction(hi), op, bound, unknown)
    else:
        share = Fraction(1) if roll_up["kind"] == "all" else Fraction(roll_up["value"])
        target = passes_needed(op, share, n)
        verdict = settled(Fraction(lo), Fraction(hi), op, share * n, unknown)
    return {"lo": lo, "hi": hi, "target": target, "verdict": verdict}


def by_sum(roll_up: Row, rows: list[Row]) -> Row:
    """sum: the subjects' intervals added; one without an upper end leaves the sum without one."""
    lo = sum((row["_lo"] for row in rows if row["_lo"] is not None), Fraction(0))
    ends = [row["_hi"] for row in rows]
    hi = None if None in ends else sum(ends, Fraction(0))
    if roll_up["value"] == "unset":
        return {"lo": plain(lo), "hi": plain(hi), "target": None, "verdict": None, "shortfall": None}
    if not rows:
        return {"lo": 0, "hi": 0, "target": None, "verdict": "not_applicable"}
    bound = Fraction(roll_up["value"])
    # a subject that has passed already may still have an interval that nobody kept: what stands between is then unknown
    unknown = any(row["_why"] == "unkept" for row in rows)
    return {"lo": plain(lo), "hi": plain(hi), "target": plain(bound), "verdict": settled(lo, hi, roll_up["op"], bound, unknown)}


KINDS: dict[str, Callable[[Row, list[Row]], Row]] = {"all": by_passes, "share": by_passes, "count": by_passes, "sum": by_sum}


def group(roll_up: Row, org_id: str, rows: list[Row]) -> Row:
    counted = [row for row in rows if row["verdict"] not in ("exempt", "not_applicable")]
    freed = [row for row in rows if row["verdict"] == "exempt"]
    lacking = sum((row["_shortfall"] or 0 for row in counted), Fraction(0))
    return {
        "roll_up": roll_up["kind"],
        "org_id": org_id,
        "n": len(counted),
        "exempt": len(freed),
        "exempt_by_decision": sum(row["_by_decision"] for row in freed),
        "shortfall": plain(lacking),
        **KINDS[roll_up["kind"]](roll_up, counted),
    }


def judge_groups(standard: Row, subjects: list[Row], facts: Facts, day: date) -> list[Row]:
    groups: list[Row] = []
    for roll_up in standard["roll_up"]:
        under = gathered(subjects, facts, day, roll_up.get("at"))
        groups += [group(roll_up, org_id, rows) for org_id, rows in under.items()]
    return groups


def without_private(row: Row) -> dict[str, Any]:
    """A row as it is handed out: the helpers that begin with an underscore stay inside."""
    return {key: value for key, value in row.items() if not key.startswith("_")}
