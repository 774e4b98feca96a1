"""A clause of several conditions, and a figure that is shown and judges nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.interval import plain
from tests.oracle.ledger import Row
from tests.oracle.oracle_due import in_time
from tests.oracle.oracle_split import judge_split
from tests.oracle.oracle_threshold import VALUES, judge_threshold
from tests.oracle.subjects import Meant, observed

WORST_FIRST = ("fail", "unknown", "pending", "pass")


def written_out(standard: Row) -> list[Row]:
    """The standard itself or, of several conditions, the whole and each of them as a standard of its own."""
    if "parts" not in standard:
        return [{"part": None, **standard}]
    return [{**standard, "part": None, "form": "whole", "unit": "项"}, *({**standard, **part} for part in standard["parts"])]


def judge_whole(standard: Row, meant: Meant, case: Any) -> Row:
    """Any part that fails fails the whole, else any that is unknown leaves it unknown, else any that is open pending."""
    parts = [{**standard, **part} for part in standard["parts"]]
    judged = [
        in_time(part, (judge_split if "payer" in part else judge_threshold)(part, meant, case), meant, case)["verdict"] for part in parts
    ]
    if meant.missing is not None:
        return {"value": None, "target": len(parts), "verdict": "unknown", "note": f"missing:{meant.missing}", "_shortfall": None}
    verdict = next(name for name in WORST_FIRST if name in judged)
    met, open_ones = judged.count("pass"), judged.count("unknown") + judged.count("pending")
    unmet = ",".join(part["part"] for part, said in zip(parts, judged, strict=True) if said != "pass")
    return {
        "value": met,
        "target": len(parts),
        "verdict": verdict,
        "note": f"unmet:{unmet}" if unmet else None,
        "_shortfall": {"pass": 0, "unknown": None}.get(verdict, len(parts) - met),
        "_lo": met,
        "_hi": met + open_ones,
        "_why": "unkept" if "unknown" in judged else "open" if open_ones else "exact",
    }


def shown_or(judge: Callable[[Row, Meant, Any], Row]) -> Callable[[Row, Meant, Any], Row]:
    """A figure that is only shown has no verdict; any other is judged."""
    return lambda standard, meant, case: (show if standard["force"] == "report" else judge)(standard, meant, case)


def show(standard: Row, meant: Meant, case: Any) -> Row:
    """The figure, and in the note what somebody reported instead, in fen where it is money; else why the figure is not known."""
    nothing = {"target": None, "_shortfall": None}
    if meant.missing is not None:
        return {"value": None, "verdict": "unknown", "note": f"missing:{meant.missing}", **nothing}
    value = VALUES[standard["value"]["rule"]](standard["value"], meant, standard, case)
    reported = observed(case.facts, meant.id, standard["reported"], standard["upwards"], case.day, case) if standard["reported"] else None
    note = value.note if reported is None else f"reported:{reported * (100 if standard['unit'] == '元' else 1)}"
    return {"value": plain(value.lo), "verdict": None, "note": note, **nothing, "_lo": value.lo, "_hi": value.hi, "_why": value.why}
