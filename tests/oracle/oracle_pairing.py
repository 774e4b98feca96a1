"""结对: exactly so many ties in force to others who are not themselves on the list. Nobody to choose from frees by rule."""

from __future__ import annotations

from typing import Any

from tests.oracle.ledger import Row, in_force, rows_of, version
from tests.oracle.subjects import Meant, on_roster


def candidates(standard: Row, meant: Meant, case: Any) -> list[str]:
    """Other units of the subject's own kind, in force, that are not on the list."""
    own = version(case.facts, "unit", meant.id, case.day)
    same = [unit["unit_id"] for unit in in_force(case.facts["unit"], case.day) if own and unit["kind"] == own["kind"]]
    return [unit for unit in same if unit != meant.id and not on_roster(case.facts, standard["roster"], unit, case.day)]


def judge_pairing(standard: Row, meant: Meant, case: Any) -> Row:
    if not candidates(standard, meant, case):
        free = {"verdict": "exempt", "note": "exempt:without_candidates", "_by_decision": False}
        return {"value": None, "target": None, "_shortfall": None, **free}
    ties = in_force(rows_of(case.facts, "tie", kind=standard["tie"], from_kind="unit", from_id=meant.id), case.day)
    good = sum(tie["to_id"] != meant.id and not on_roster(case.facts, standard["roster"], tie["to_id"], case.day) for tie in ties)
    barred = any(on_roster(case.facts, standard["roster"], tie["to_id"], case.day) for tie in ties)
    exactly = standard["exactly"]
    note = "too_many" if good > exactly else f"target_on:{standard['roster']}" if good < exactly and barred else None
    verdict = "pass" if good == exactly else "fail"
    return {"value": good, "target": exactly, "verdict": verdict, "note": note, "_shortfall": max(0, exactly - good)}
