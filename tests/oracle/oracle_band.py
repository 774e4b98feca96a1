"""区间: heads between a share of a figure rounded up and a larger share rounded down. Register rows, so nothing is open."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

from tests.oracle.ledger import Row, in_force, rows_of
from tests.oracle.subjects import Meant, observed


def judge_band(standard: Row, meant: Meant, case: Any) -> Row:
    """Who holds two such posts is one head; a post of which nobody wrote whether it is full-time may be one head more."""
    posts = in_force(rows_of(case.facts, "post", unit_id=meant.id, role=standard["role"]), case.day)
    sure = {post["person_id"] for post in posts if post["full_time"]}
    doubtful = any(post["full_time"] is None for post in posts)
    staff = observed(case.facts, meant.id, standard["of"], False, case.day, case)
    if staff is None:
        note = "missing:post.full_time" if doubtful else f"missing:observation.{standard['of']}"
        return {"value": len(sure), "target": None, "verdict": "unknown", "note": note, "_shortfall": None}
    low = ceil(Fraction(standard["low"]) * staff)
    high = max(floor(Fraction(standard["high"]) * staff), low)
    verdict = "pass" if len(sure) >= low else "unknown" if doubtful else "fail"
    above = f"above_high:{high}" if len(sure) > high else None
    note_of_band = "missing:post.full_time" if verdict == "unknown" else above
    gap = {"pass": 0, "unknown": None}.get(verdict, low - len(sure))
    return {"value": len(sure), "target": low, "verdict": verdict, "note": note_of_band, "_shortfall": gap}
