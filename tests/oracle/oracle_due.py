"""Days that lie ahead: until its day a failure is one that may still be mended. What is unknown is not helped by waiting."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.ledger import Row, in_force, rows_of, version
from tests.oracle.subjects import Meant


def in_time(standard: Row, judged: Row, meant: Meant, case: Any) -> Row:
    """What the form said or, while the day lies ahead, a failure as pending."""
    note = ahead(standard.get("due"), meant, case)
    if judged["verdict"] != "fail" or note is None:
        return judged
    return {**judged, "verdict": "pending", "note": note, "_hi": None, "_why": "open"}


def ahead(due: Row | None, meant: Meant, case: Any) -> str | None:
    """The note of a day still to come."""
    if due is None:
        return None
    if "day" in due:
        return f"due:{due['day']}" if case.as_of < date.fromisoformat(due["day"]) else None
    begun = counted_from(meant, case)
    late = case.as_of >= begun + timedelta(days=due["days"])
    return None if late else f"due_after:{begun}+{due['days']}"


def counted_from(meant: Meant, case: Any) -> date:
    """The first day of the version in force, of the post, of the membership here."""
    if meant.kind == "post":
        begun: date = rows_of(case.facts, "post", post_id=meant.id)[0]["since"]
    elif meant.kind == "person":
        begun = in_force(rows_of(case.facts, "membership", person_id=meant.id, org_id=meant.org_id), case.day)[0]["since"]
    else:
        found = version(case.facts, meant.kind, meant.id, case.day)
        assert found is not None
        begun = found["since"]
    return begun
