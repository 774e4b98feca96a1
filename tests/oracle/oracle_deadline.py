"""限期: the first day on which something was done, against the day before which the plan wants it done."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.oracle.ledger import Row, venues_of
from tests.oracle.subjects import Meant


def judge_deadline(standard: Row, meant: Meant, case: Any) -> Row:
    """Accepted in time passes; not yet is pending until the day and fails from it on; a place without its day may have been in time."""
    before = date.fromisoformat(standard["before"])
    days = [venue["accepted_on"] for venue in venues_of(case.facts, meant.id, standard["venue"], case.day)]
    known = sorted(day for day in days if day is not None)
    if known and known[0] < before:
        return {"value": 1, "target": 1, "verdict": "pass", "note": None, "_shortfall": 0}
    row: Row = {"value": 0, "target": 1}
    if None in days:
        return {**row, "verdict": "unknown", "note": "missing:venue.accepted_on", "_shortfall": None}
    if case.as_of < before:
        return {**row, "verdict": "pending", "note": f"before:{before}", "_shortfall": 1}
    return {**row, "verdict": "fail", "note": f"late:{known[0]}" if known else None, "_shortfall": 1}
