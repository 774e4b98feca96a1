"""Sums over the tree the other way round: from the roots down, each organisation its own subjects and its children's sums."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.ledger import Facts, Row, in_force

FIELDS = ("lo", "hi", "n", "exempt", "exempt_by_decision", "shortfall")


def points(row: Row) -> Counter[str]:
    """What one subject adds to every group above it."""
    verdict = row["verdict"]
    return Counter(
        lo=int(verdict == "pass"),
        hi=int(verdict in ("pass", "pending", "unknown")),
        n=int(verdict not in ("exempt", "not_applicable")),
        exempt=int(verdict == "exempt"),
        exempt_by_decision=int((row["note"] or "").startswith("exception:")),
        shortfall=int(100 * Fraction(row["shortfall"] or 0)),
        rows=1,
    )


def sums(subjects: list[Row], facts: Facts, day: date) -> dict[str, Counter[str]]:
    """organisation → sums over its subtree; only those with a subject at or below them."""
    places = in_force(facts["placement"], day)
    children: dict[str | None, list[str]] = {}
    for place in places:
        children.setdefault(place["parent_id"], []).append(place["org_id"])
    found: dict[str, Counter[str]] = {}

    def total(org_id: str) -> Counter[str]:
        whole: Counter[str] = Counter()
        for row in subjects:
            whole.update(points(row) if row["org_id"] == org_id else {})
        for child in children.get(org_id, []):
            whole.update(total(child))
        if whole["rows"]:
            found[org_id] = whole
        return whole

    for root in children.get(None, []):
        total(root)
    return found


def as_printed(whole: Counter[str]) -> dict[str, Any]:
    return {field: whole[field] if field != "shortfall" else Fraction(whole[field], 100) for field in FIELDS}


def as_judged(group: Row) -> dict[str, Any]:
    """The same fields of a group row of the engine."""
    return {field: group[field] if field != "shortfall" else Fraction(group[field] or 0) for field in FIELDS}
