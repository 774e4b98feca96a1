"""算式: what a post is due by the months it was held, against what was paid. Rounded to the fen once, half up."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from tests.oracle.days import add_months, holds
from tests.oracle.interval import judged, plain, shortfall
from tests.oracle.ledger import Row, parameter, rows_of
from tests.oracle.oracle_threshold import funds
from tests.oracle.subjects import Meant, observed


def months_held(post: Row, standard: Row, case: Any) -> int:
    """In how many months of the period the post was held on the named day."""
    first: date = case.span[0]
    days = [add_months(first, month).replace(day=standard["held_on"]) for month in range(12)]
    return sum(holds(post["since"], post["until"], day) for day in days)


def to_the_fen(amount: Fraction) -> Fraction:
    return Fraction(floor(amount * 100 + Fraction(1, 2)), 100)


def judge_formula(standard: Row, meant: Meant, case: Any) -> Row:
    (post,) = rows_of(case.facts, "post", post_id=meant.id)
    months = months_held(post, standard, case)
    if months == 0:
        return {"value": None, "target": None, "verdict": "not_applicable", "note": "months:0", "_shortfall": None}
    income = observed(case.facts, post["unit_id"], standard["metric"], True, date(case.span[0].year - 1, 12, 31), case)
    multiple = parameter(case.world, standard["multiple"], case.day, meant.domain, meant.region)
    share = parameter(case.world, standard["coefficient"], case.day, meant.domain, meant.region, post["role"])
    value = funds(standard["paid"], meant, standard, case)
    common = {"value": plain(value.lo), "_lo": value.lo, "_hi": value.hi, "_why": value.why}
    if income is None or multiple is None or share is None:
        return {**common, "target": None, "verdict": "unknown", "note": f"missing:observation.{standard['metric']}", "_shortfall": None}
    due = to_the_fen(income * multiple * share * months / 12)
    verdict = judged(value, ">=", due)
    note = value.note if verdict in ("pending", "unknown") else None
    return {**common, "target": plain(due), "verdict": verdict, "note": note, "_shortfall": shortfall(value, ">=", due, verdict)}
