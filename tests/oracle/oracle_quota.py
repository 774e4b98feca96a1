"""名额: so many things on a named list in all that lies below an organisation. A register, so the number is always known."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.interval import exactly, judged, plain, shortfall
from tests.oracle.ledger import Row, in_force, rows_of
from tests.oracle.oracle_registers import lying_below
from tests.oracle.subjects import Meant


def judge_quota(standard: Row, meant: Meant, case: Any) -> Row:
    """What stands there twice, in two categories, is one. A village counts for whoever answers for it on the day."""
    entries = in_force(rows_of(case.facts, "roster_entry", **standard["members"]), case.day)
    homes = lying_below(meant, case)
    listed = {(entry["subject_kind"], entry["subject_id"]) for entry in entries if answering(entry, case) in homes}
    value, bound = exactly(len(listed)), Fraction(standard["limit"])
    verdict = judged(value, standard["op"], bound)
    said = {"value": plain(value.lo), "target": plain(bound), "verdict": verdict, "note": None}
    return {**said, "_shortfall": shortfall(value, standard["op"], bound, verdict), "_lo": value.lo, "_hi": value.hi, "_why": value.why}


def answering(entry: Row, case: Any) -> str | None:
    """The organisation that on the reference day answers for what is listed."""
    if entry["subject_kind"] == "organization":
        return str(entry["subject_id"])
    units = in_force(rows_of(case.facts, "unit", unit_id=entry["subject_id"]), case.day)
    return units[0]["org_id"] if units else None
