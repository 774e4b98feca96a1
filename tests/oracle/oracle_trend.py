"""趋势: a subject against itself a period earlier; of one in a group only whether it meets the condition, or its figure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.days import ONE_DAY, add_months
from tests.oracle.interval import Value, exactly, meets, missing, plain, shortfall
from tests.oracle.ledger import Row, parameter, version
from tests.oracle.oracle_parts import show
from tests.oracle.oracle_threshold import VALUES, judge_threshold
from tests.oracle.subjects import Meant, observed


def period_before(standard: Row, case: Any) -> Any:
    """The same stretch of time so many months earlier, seen from the same day."""
    months = -standard["months"]
    if standard["period"] is None:
        day = add_months(case.day, months)
        return case._replace(day=day, law=day, span=(day, day + ONE_DAY))
    span = (add_months(case.span[0], months), add_months(case.span[1], months))
    return case._replace(day=span[1] - ONE_DAY, law=span[1] - ONE_DAY, span=span)


def judge_trend(standard: Row, meant: Meant, case: Any) -> Row:
    if standard["noun"] == "mean":
        return show({**standard, "reported": None}, meant, case)
    if standard["noun"] in ("share", "count"):
        return judge_threshold(standard, meant, case)
    now, then = VALUES[standard["value"]["rule"]](standard["value"], meant, standard, case), value_then(standard, meant, case)
    more = parameter(case.world, standard["more"], case.law, meant.domain, meant.region) if standard["more"] else Fraction(0)
    assert more is not None
    low, top = (None if end is None else end + more for end in (then.lo, then.hi))
    target = low if low == top else None
    if meant.missing is not None:
        return {"value": None, "target": plain(target), "verdict": "unknown", "note": f"missing:{meant.missing}", "_shortfall": None}
    verdict = compared(now, standard["op"], low, top, then.why)
    note = then.note if verdict == "unknown" and then.note == "missing:previous" else why_not(now, then)
    return {
        "value": plain(now.lo),
        "target": plain(target),
        "verdict": verdict,
        "note": note if verdict in ("unknown", "pending") else None,
        "_shortfall": None if low is None else shortfall(now, standard["op"], low, verdict),
        "_lo": now.lo,
        "_hi": now.hi,
        "_why": now.why,
    }


def value_then(standard: Row, meant: Meant, case: Any) -> Value:
    """Of a unit or organisation that was not there, nothing; the units above it are those of the day that is judged."""
    past = period_before(standard, case)
    if version(case.facts, meant.kind, meant.id, past.day) is None:
        return missing("previous")
    if standard["value"]["rule"] == "observation":
        metric = standard["value"]["metric"]
        found = observed(case.facts, meant.id, metric, standard["value"]["upwards"], past.day, case)
        return missing(f"observation.{metric}") if found is None else exactly(found)
    value: Value = VALUES[standard["value"]["rule"]](standard["value"], meant, standard, past)
    return value


def compared(now: Value, op: str, low: Fraction | None, top: Fraction | None, why: str) -> str:
    """Both sides are intervals: only what no missing fact could change is decided."""
    floor_like = op in (">=", ">")
    good, good_bound = (now.lo, top) if floor_like else (now.hi, low)
    bad, bad_bound = (now.hi, low) if floor_like else (now.lo, top)
    if good is not None and good_bound is not None and meets(op, good, good_bound):
        return "pass"
    if bad is not None and bad_bound is not None and not meets(op, bad, bad_bound):
        return "fail"
    return "unknown" if "unkept" in (now.why, why) or low is None else "pending"


def why_not(now: Value, then: Value) -> str | None:
    unkept = [side.note for side in (now, then) if side.why == "unkept"]
    ledgers = [note for note in unkept if note and note.startswith("unkept:")]
    return (ledgers or unkept or [now.note])[0]
