"""The events of a rhythm: which rows they are, how many stand in each window, and the rows shown for the why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, sql
from gangju.engine.counted import CountedRow, Found, ledger_rows
from gangju.engine.job import Job
from gangju.engine.model import Standard
from gangju.engine.period import Window
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT, Scan, event_day, held_only
from gangju.engine.windows import Slot, days_sql, slots

ALIVE: Final = ("organization", "unit", "case", "venue", "task")
"""Whose windows count inside their life."""
HELD: Final = ("person", "post")
"""Whose windows count where a post (a membership, an entry of a list) was held on half of the days."""


CHECKS: Final = "check_answer"
NAMED_BY: Final = {CHECKS: ("subject_kind", "subject_id", "checklist", "item", "checked_on")}
"""What tells one event from another, where that is not the number of its activity."""


def base_of(standard: Standard) -> str:
    """The ledger whose rows are counted: those of events, of who took part in them, or of answers to a checklist."""
    named = expr.mentioned(str(standard.keys["events"]))
    if CHECKS in named:
        return CHECKS
    by_person = standard.each in HELD or standard.keys.get("distinct") == "persons"
    return "participation" if by_person or "participation" in named else "activity"


def check(standard: Standard) -> None:
    """Raises ExprError where answers to a checklist are asked for what they do not say."""
    if base_of(standard) != CHECKS:
        return
    if standard.keys.get("distinct") == "persons":
        raise expr.ExprError("核查按天或按条计,不按人计", "distinct 写 days 或 events,或删去", "distinct")
    if "before" in (standard.keys.get("dated") or {}):
        raise expr.ExprError("核查只记到哪一天,不知道几点", "删去 before", "dated.before")


def slots_of(job: Job) -> list[Slot]:
    return slots(job.pack, job.standard, job.period, job.grace)


@dataclass(frozen=True)
class Counts:
    """Where the counts stand: `columns[n]` of the n-th window as name → column of `scan`."""

    scan: str
    columns: Sequence[dict[str, str]]

    def of(self, number: int) -> dict[str, str]:
        return {f"{name}{number}": f"coalesce({self.scan}.{column}, 0)" for name, column in self.columns[number].items()}


def counts(job: Job, events: Node, spans: Sequence[Slot]) -> Counts:
    """`n` counts what meets a window, `healed` what stands in the longer one that still heals it, `tardy` what was entered late."""
    distinct = str(job.standard.keys.get("distinct", "days"))
    scan = scan_of(job, spans)
    scan.look(expr.ledgers_of(events, base_of(job.standard)))
    where = condition(job, scan, events)
    day = "day" if distinct != "persons" else event_day(scan.base)
    total = _total(scan, where, distinct)
    tardy = _tardy(job, scan, where, distinct) if "late" in job.standard.keys else None
    found: list[dict[str, str]] = []
    for slot in spans:
        mine = days_sql(slot.days, slot.window, day, sql.day)
        columns = {"n": scan.column(total.format(span=mine))}
        if slot.healing is not None:
            columns["healed"] = scan.column(total.format(span=days_sql(None, slot.healing, day, sql.day)))
        if tardy is not None:
            columns["tardy"] = scan.column(tardy.format(span=mine))
        found.append(columns)
    return Counts(scan.name, found)


def scan_of(job: Job, spans: Sequence[Slot]) -> Scan:
    """Events of the period and of whatever windows reach beyond it, such as its last week."""
    reach = [window for slot in spans for window in (slot.window, slot.healing or slot.window)]
    days = [day for slot in spans for day in slot.days or ()]
    first = min([job.period.window.since, *(window.since for window in reach)])
    until = max([job.period.window.until, *(window.until for window in reach), *(Window(day, day).until for day in days)])
    if days and max(days) >= until:  # a fixed day that a holiday moved out of the period
        until = max(days).fromordinal(max(days).toordinal() + 1)
    frame = replace(job.frame, window=Window(first, until))
    by_day = job.standard.keys.get("distinct", "days") != "persons"
    return job.scans.over(frame, job.standard.each, base_of(job.standard), by_day=by_day)


def condition(job: Job, scan: Scan, events: Node) -> str:
    """Which rows are events of this rhythm, whatever their window."""
    parts = [job.inner(scan, [events]).condition(events), *held_only(events, scan.base)]
    if scan.base == CHECKS:  # a scan of events ends with the as-of day, one of answers does not
        parts.append(f"{event_day(CHECKS)} <= {sql.day(job.as_of)}")
    before = (job.standard.keys.get("dated") or {}).get("before")
    if before is not None:
        holder = "b_activity" if scan.base == "participation" else "b"
        parts.append(f"CAST({holder}.started_at AS TIME) < TIME '{before}:00'")
    return sql.all_of(parts)


def _total(scan: Scan, where: str, distinct: str) -> str:
    """The aggregate that counts one window, with `{span}` where its days go."""
    if distinct == "persons":
        return f"count(DISTINCT b.person_id) FILTER (WHERE {where} AND {{span}})"
    if distinct == "days":
        return f"count(*) FILTER (WHERE {scan.flag(f'bool_or({where})')} AND {{span}})"
    rows = f"count(DISTINCT b.activity_id) FILTER (WHERE {where})" if scan.base == "participation" else f"count(*) FILTER (WHERE {where})"
    return f"sum({scan.flag(rows)}) FILTER (WHERE {{span}})"


def _tardy(job: Job, scan: Scan, where: str, distinct: str) -> str:
    """How many rows were entered more than so many days after their day."""
    late = f"CAST(b.recorded_at AS DATE) - {event_day(scan.base)} > {int(job.standard.keys['late'])}"
    rows = f"count(*) FILTER (WHERE {where} AND {late}"
    return f"{rows} AND {{span}})" if distinct == "persons" else f"sum({scan.flag(rows + ')')}) FILTER (WHERE {{span}})"


# ---------------------------------------------------------------- why
def rows(found: Found, events: Node) -> list[CountedRow]:
    """Every event of the period; in each window that counts, the first ones needed add one each."""
    job = found.job
    spans = slots_of(job)
    scan = scan_of(job, spans)
    where = condition(job, scan, events)
    chosen = f"{where} AND b.{SUBJECT} = {sql.text(found.subject_id)}"
    order = {"activity": "b.started_at", CHECKS: "b.checked_on"}.get(scan.base)
    return _weighed(found, ledger_rows(job, scan.base, f"{job.scans.source(scan)} AND {chosen}", "0", order=order), spans)


def _weighed(found: Found, fetched: Sequence[CountedRow], spans: Sequence[Slot]) -> list[CountedRow]:
    keys = found.job.standard.keys
    counting = _counting(found, spans)
    seen: dict[int, set[str]] = {number: set() for number in counting}
    weighed = []
    for row in fetched:
        day = str(row.said.get("_day") or row.said.get("started_at") or row.said["checked_on"])[:10]
        place = next((number for number in counting if _holds(spans[number], day)), None)
        marks = set() if place is None else seen[place]
        event = " ".join(str(row.said[name]) for name in NAMED_BY.get(row.relation, ("activity_id",)))
        token = {"days": day, "persons": str(row.said.get("person_id"))}.get(str(keys.get("distinct", "days")), event)
        counts = place is not None and token not in marks and len(marks) < int(keys["at_least"])
        marks.add(token)
        weighed.append(replace(row, amount=Fraction(int(counts))))
    return weighed


def _holds(slot: Slot, day: str) -> bool:
    if slot.days is not None:
        return day in {str(each) for each in slot.days}
    return str(slot.window.since) <= day < str(slot.window.until)


def _counting(found: Found, spans: Sequence[Slot]) -> list[int]:
    """The windows of this subject that count, by their place."""
    mine = f"job = {found.job.number} AND subject_id = {sql.text(found.subject_id)} AND org_id = {sql.text(found.org_id)}"
    row = found.job.world.run(f"SELECT windows FROM subjects WHERE {mine}").fetchone()
    listed: list[dict[str, Any]] = (row[0] if row else None) or []
    open_ = {str(window["from"]) for window in listed if window["count"] is not None}
    return [number for number, slot in enumerate(spans) if str(slot.window.since) in open_]
