"""Subjects taken together: for every organisation the subjects at or below it, found by walking up the tree one by one.

Groups are judged by bounds in whole numbers: `lo` have passed, `hi` could still have. No percentage is ever rounded.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.interval import meets, plain
from tests.oracle.ledger import Facts, Row, ancestors, parameter, version
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


WORST_FIRST = ["fail", "unknown", "pending", "pass", "exempt", "not_applicable", None]


def heads(rows: list[Row]) -> list[Row]:
    """One row a head: who stands twice, for two posts, counts once and by the worse of his two verdicts."""
    worst: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: WORST_FIRST.index(row["verdict"])):
        worst.setdefault(row["subject_id"], row)
    return list(worst.values())


def by_passes(roll_up: Row, counted: list[Row], bound: Fraction) -> Row:
    """all, share and count: how many of n pass."""
    lo = sum(row["verdict"] == "pass" for row in counted)
    hi = sum(row["verdict"] in ("pass", "unknown", "pending") for row in counted)
    unknown = any(row["verdict"] == "unknown" for row in counted)
    op = roll_up.get("op", ">=")
    if roll_up["kind"] == "count":
        target = int(bound) + {">": 1, "<": -1}.get(op, 0)
        return {"lo": lo, "hi": hi, "target": target, "verdict": settled(Fraction(lo), Fraction(hi), op, bound, unknown)}
    target = passes_needed(op, bound, len(counted))
    return {"lo": lo, "hi": hi, "target": target, "verdict": settled(Fraction(lo), Fraction(hi), op, bound * len(counted), unknown)}


def by_sum(roll_up: Row, rows: list[Row], bound: Fraction) -> Row:
    """sum: the subjects' intervals added; one without an upper end leaves the sum without one."""
    lo = sum((row["_lo"] for row in rows if row["_lo"] is not None), Fraction(0))
    ends = [row["_hi"] for row in rows]
    hi = None if None in ends else sum(ends, Fraction(0))
    # a subject that has passed already may still have an interval that nobody kept: what stands between is then unknown
    unknown = any(row["_why"] == "unkept" for row in rows)
    verdict = settled(lo, hi, roll_up["op"], bound, unknown) if roll_up["value"] != "unset" else None
    return {"lo": plain(lo), "hi": plain(hi), "target": plain(bound), "verdict": verdict}


def bound_of(roll_up: Row, org_id: str, case: Any) -> Fraction:
    """The figure itself, or the parameter as it stands for this organisation."""
    if roll_up["kind"] == "all":
        return Fraction(1)
    if "param" not in roll_up:
        return Fraction(0) if roll_up["value"] == "unset" else Fraction(roll_up["value"])
    org = version(case.facts, "organization", org_id, case.day)
    found = parameter(case.world, roll_up["param"], case.day, org["domain"] if org else None, org["region"] if org else None)
    if found is None:
        raise ValueError(f"{roll_up['param']} has no value on {case.day}")
    return found


def group(roll_up: Row, org_id: str, rows: list[Row], case: Any) -> Row:
    meant = [row for row in rows if row["verdict"] not in ("exempt", "not_applicable")]
    counted = [row for row in heads(rows) if row["verdict"] not in ("exempt", "not_applicable")]
    freed = [row for row in heads(rows) if row["verdict"] == "exempt"]
    bound = bound_of(roll_up, org_id, case)
    common = {"roll_up": roll_up["kind"], "org_id": org_id, "n": len(counted), "exempt": len(freed)}
    common |= {"exempt_by_decision": sum(row["_by_decision"] for row in freed)}
    common |= {"shortfall": plain(sum((row["_shortfall"] or 0 for row in meant), Fraction(0)))}
    judged = by_sum(roll_up, meant, bound) if roll_up["kind"] == "sum" else by_passes(roll_up, counted, bound)
    if not counted:
        judged |= {"target": None, "verdict": "not_applicable"}
    if roll_up.get("value") == "unset":
        judged |= {"target": None, "verdict": None, "shortfall": None}
    return {**common, **judged}


def bound_by(case: Any, org_id: str) -> bool:
    """Whether the organisation stands on the day and is, or lies below, the one that adopted the plan.

    Who answers for a unit or a person may be founded later than it; until then nobody is bound for it.
    """
    if version(case.facts, "organization", org_id, case.day) is None:
        return False
    adoption = case.world.get("adoption")
    return adoption is None or adoption["org"] in ancestors(case.facts, org_id, case.day)


def judge_groups(standard: Row, subjects: list[Row], case: Any) -> list[Row]:
    groups: list[Row] = []
    for roll_up in standard["roll_up"]:
        under = gathered(subjects, case.facts, case.day, roll_up.get("at"))
        groups += [group(roll_up, org_id, rows, case) for org_id, rows in under.items() if bound_by(case, org_id)]
    return groups


def without_private(row: Row) -> dict[str, Any]:
    """A row as it is handed out: the helpers that begin with an underscore stay inside."""
    return {key: value for key, value in row.items() if not key.startswith("_")}
