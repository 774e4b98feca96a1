"""节律: so many meetings in every window of the period. Windows are judged one by one, then the whole."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.oracle.days import Span, inside, windows_of
from tests.oracle.interval import counted, judged
from tests.oracle.ledger import Row, events_of, kept, life, suspended
from tests.oracle.oracle_keys import attended, on_its_day, served_half, tardy
from tests.oracle.subjects import Meant


def tally(standard: Row, meant: Meant, window: Span, case: Any) -> int:
    """Held meetings of the kind in the window, or the days on which there was one."""
    days = [event["started_at"] for event in events_in(standard, meant, window, case)]
    return len(set(days)) if standard["distinct"] == "days" else len(days)


def events_in(standard: Row, meant: Meant, window: Span, case: Any) -> list[Row]:
    """Events of the window that count: held, on a fixed day if there is one, and those a person took part in where he is judged."""
    if meant.kind == "person":
        events = attended(meant, standard["activity"], case)
    else:
        events = events_of(case.facts, meant.kind, meant.id, standard["activity"], case.day)
    held = [event for event in events if event["status"] == "held" and window[0] <= event["started_at"] < window[1]]
    return [event for event in held if event["started_at"] <= case.as_of and on_its_day(standard, event["started_at"])]


def outside(standard: Row, meant: Meant, window: Span, case: Any) -> bool:
    """Windows beyond a life; of a person those in which he held the office for less than half of the days."""
    if meant.kind == "person":
        return not served_half(standard, meant, window, case)
    return not inside(window, *life(case.facts, meant.kind, meant.id, case.as_of))


def judge_window(standard: Row, meant: Meant, window: Span, case: Any) -> Row:
    """One window; `_why` says what it still waits for."""
    span = {"from": window[0].isoformat(), "until": window[1].isoformat()}
    off = suspended(case.facts, meant.kind, meant.id, window)
    if off or outside(standard, meant, window, case):
        return {**span, "count": None, "verdict": "not_applicable", "note": "suspended" if off else None, "_why": None}
    count = tally(standard, meant, window, case)
    category = f"activity.{standard['activity']}"
    is_kept = standard["absence"] == "zero" or kept(case.facts, meant.org_id, category, window)
    value = counted(count, window, case.as_of, case.grace, is_kept, category)
    verdict = judged(value, ">=", Fraction(standard["at_least"]))
    late = tardy(standard, events_in(standard, meant, window, case))
    return {**span, "count": count, "verdict": verdict, "note": f"entered_late:{late}" if late else None, "_why": value.note, "_late": late}


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
    if verdict == "pass":
        late = sum(window["_late"] for window in windows)
        return f"entered_late:{late}" if late else None
    return str(same[0]["_why"])


def judge_rhythm(standard: Row, meant: Meant, case: Any) -> Row:
    begun = [window for window in windows_of(standard["window"], case.span) if window[0] <= case.as_of]
    windows = [judge_window(standard, meant, window, case) for window in begun]
    counting = [window for window in windows if window["verdict"] != "not_applicable"]
    shown = [{key: value for key, value in window.items() if key not in ("_why", "_late")} for window in windows]
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
