"""分担: what one payer has paid, for the place and all below it, against his part of the amount due."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.interval import Value, counted, judged, plain, shortfall
from tests.oracle.ledger import Facts, Row, kept, rows_of, version
from tests.oracle.subjects import Meant, observed


def judge_split(standard: Row, meant: Meant, case: Any) -> Row:
    bound = part_of(standard, meant, case)
    if meant.missing is not None:
        return {"value": None, "target": plain(bound), "verdict": "unknown", "note": f"missing:{meant.missing}", "_shortfall": None}
    value = paid(standard, meant, case)
    verdict = "unknown" if bound is None else judged(value, ">=", bound)
    note = f"missing:observation.{standard['total']}" if bound is None and value.why != "unkept" else value.note
    return {
        "value": plain(value.lo),
        "target": plain(bound),
        "verdict": verdict,
        "note": note if verdict in ("pending", "unknown") else None,
        "_shortfall": None if bound is None else shortfall(value, ">=", bound, verdict),
        "_lo": value.lo,
        "_hi": value.hi,
        "_why": value.why,
    }


def part_of(standard: Row, meant: Meant, case: Any) -> Fraction | None:
    """His share to the fen, half up; of the one who bears the rest, what the others leave."""
    total = observed(case.facts, meant.id, standard["total"], True, case.day, case)
    if total is None:
        return None
    shares: dict[str, int] = standard["shares"]
    parts = {payer: Fraction(floor(total * 100 * share / sum(shares.values()) + Fraction(1, 2)), 100) for payer, share in shares.items()}
    others = sum((part for payer, part in parts.items() if payer != standard["rest_to"]), Fraction(0))
    return total - others if standard["payer"] == standard["rest_to"] else parts[standard["payer"]]


def paid(standard: Row, meant: Meant, case: Any) -> Value:
    """Money of the year for the place or one below it; a row that names no payer may be anybody's."""
    places = [unit["unit_id"] for unit in case.facts["unit"] if meant.id in above(case.facts, unit["unit_id"], case.day)]
    rows = rows_of(case.facts, "fund_entry", kind=standard["fund"], flow="granted", year=case.span[0].year)
    rows = [row for row in rows if row["unit_id"] in places and (row["dated_on"] is None or row["dated_on"] <= case.as_of)]
    amount = sum((row["amount"] for row in rows if row["payer_level"] == standard["payer"]), Fraction(0))
    is_kept = standard["absence"] == "zero" or kept(case.facts, meant.org_id, f"fund_entry.{standard['fund']}", case.span)
    if is_kept and any(row["payer_level"] is None for row in rows):
        return Value(amount, None, "unkept", "missing:fund_entry.payer_level")
    return counted(amount, case.span, case.as_of, case.grace, is_kept, f"fund_entry.{standard['fund']}")


def above(facts: Facts, unit_id: str, day: date) -> list[str]:
    """The unit itself and, as the units stand on the day, all above it; nothing where it is gone."""
    chain: list[str] = []
    unit = version(facts, "unit", unit_id, day)
    while unit is not None:
        chain.append(unit["unit_id"])
        unit = version(facts, "unit", unit["parent_unit_id"], day) if unit["parent_unit_id"] else None
    return chain
