"""节律: so many meetings in every window of the period. Windows are judged one by one, then the whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.days import Span, inside, windows_of
from tests.oracle.interval import counted, judged
from tests.oracle.ledger import Row, events_of, kept, life, suspended
from tests.oracle.subjects import Meant


def tally(standard: Row, meant: Meant, window: Span, case: Any) -> int:
    """Held meetings of the kind in the window, or the days on which there was one."""
    events = events_of(case.facts, meant.kind, meant.id, standard["activity"], case.day)
    events = [event for event in events if event["status"] == "held"]
    days = [event["started_at"] for event in events if window[0] <= event["started_at"] < window[1] and event["started_at"] <= case.as_of]
    return len(set(days)) if standard["distinct"] == "days" else len(days)


def judge_window(standard: Row, meant: Meant, window: Span, case: Any) -> Row:
    """One window; `_why` says what it still waits for."""
    span = {"from": window[0].isoformat(), "until": window[1].isoformat()}
    off = suspended(case.facts, meant.kind, meant.id, window)
    if off or not inside(window, *life(case.facts, meant.kind, meant.id, case.as_of)):
        return {**span, "count": None, "verdict": "not_applicable", "note": "suspended" if off else None, "_why": None}
    count = tally(standard, meant, window, case)
    category = f"activity.{standard['activity']}"
    is_kept = standard["absence"] == "zero" or kept(case.facts, meant.org_id, category, window)
    value = counted(count, window, case.as_of, case.grace, is_kept, category)
    verdict = judged(value, ">=", Fraction(standard["at_least"]))
    return {**span, "count": count, "verdict": verdict, "note": None, "_why": value.note}


def overall(verdicts: list[str]) -> str:
    """A missed window fails the period; else one not known leaves it unknown; else a running one pending."""
    for verdict in ("fail", "unknown", "pending"):
        if verdict in verdicts:
            return verdict
    return "pass"


def note_of(verdict: str, windows: list[Row]) -> str | None:
    same = [window for window in windows if window["verdict"] == verdict]
    if verdict == "fail":
        return "missed:" + ",".join(window["from"] for window in same)
    return None if verdict == "pass" else str(same[0]["_why"])


def judge_rhythm(standard: Row, meant: Meant, case: Any) -> Row:
    begun = [window for window in windows_of(standard["window"], case.span) if window[0] <= case.as_of]
    windows = [judge_window(standard, meant, window, case) for window in begun]
    counting = [window for window in windows if window["verdict"] != "not_applicable"]
    shown = [{key: value for key, value in window.items() if key != "_why"} for window in windows]
    if not counting:
        return {"value": None, "target": None, "verdict": "not_applicable", "note": None, "_shortfall": None, "windows": shown}
    least = standard["at_least"]
    verdict = overall([window["verdict"] for window in counting])
    value = sum(min(window["count"], least) for window in counting)
    wanting = sum(least - min(window["count"], least) for window in counting if window["verdict"] in ("fail", "pending"))
    return {
        "value": value,
        "target": least * len(counting),
        "verdict": verdict,
        "note": note_of(verdict, counting),
        "_shortfall": {"pass": 0, "unknown": None}.get(verdict, wanting),
        "windows": shown,
    }
