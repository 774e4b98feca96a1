"""时长: how many days since somebody was last admitted, here or where the village or branch came from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.oracle.days import ONE_DAY, add_months
from tests.oracle.ledger import Row, rows_of
from tests.oracle.oracle_registers import joined_here
from tests.oracle.subjects import Meant


def line_of(standard: Row, meant: Meant, case: Any) -> list[str]:
    """The subject and, where it inherits, everything it came from by the day, in any depth."""
    line = [meant.id]
    for name in line if standard["inherit"] else []:
        ends = {"kind": "successor", "from_kind": meant.kind, "from_id": name, "to_kind": meant.kind}
        before = [tie["to_id"] for tie in rows_of(case.facts, "tie", **ends) if tie["since"] <= case.day]
        line += [older for older in before if older not in line]
    return line


def long_ago(standard: Row, day: date) -> date:
    """The last day to which the months can be added without passing the reference day, found by going back day by day."""
    found = day
    while add_months(found, standard["months"]) > day:
        found -= ONE_DAY
    return found


def judge_spell(standard: Row, meant: Meant, case: Any) -> Row:
    line = line_of(standard, meant, case)
    rows = [row for name in line for row in joined_here(meant.kind, name, case)]
    admissions = [row for row in rows if row["entry"] == "admission"]
    # an approval that is still to come has not happened; how a membership began that nobody wrote down may have been an admission
    known = [row["approved_on"] for row in admissions if row["approved_on"] is not None and row["approved_on"] <= case.day]
    open_rows = [row for row in rows if row["entry"] is None and (row["approved_on"] is None or row["approved_on"] <= case.day)]
    doubtful = any(row["approved_on"] is None for row in admissions) or bool(open_rows)
    column = "unit_id" if meant.kind == "unit" else "org_id"
    born = min(version["since"] for name in line for version in rows_of(case.facts, meant.kind, **{column: name}))
    began = max(born, date.fromisoformat(standard["register_from"])) if standard["register_from"] else born
    last, limit = max(known, default=None), long_ago(standard, case.day)
    return told(verdict_of(last, limit, doubtful, born, began), last, last or began, limit, case.day)


def verdict_of(last: date | None, limit: date, doubtful: bool, born: date, began: date) -> str:
    if last is not None and last > limit:
        return "pass"
    if doubtful:
        return "unknown"
    if last is None and born > limit:
        return "not_applicable"
    return "unknown" if last is None and began > limit else "fail"


def told(verdict: str, last: date | None, counted_from: date, limit: date, day: date) -> Row:
    if verdict == "not_applicable":
        return {"value": None, "target": None, "verdict": verdict, "note": None, "_shortfall": None}
    note = {"unknown": "missing:membership.approved_on", "fail": last and f"last:{last}"}.get(verdict)
    short = {"pass": 0, "fail": (limit - counted_from + timedelta(days=1)).days}.get(verdict)
    return {"value": (day - counted_from).days, "target": (day - limit).days, "verdict": verdict, "note": note, "_shortfall": short}
