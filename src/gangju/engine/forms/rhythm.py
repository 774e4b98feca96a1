"""节律 rhythm: so many events in each window of the period.

Each window begun by the reference day is judged alone: a closed window that fell short fails the subject, else an unkept one
leaves it unknown, else a running one leaves it pending. A window counts when it lies wholly inside the subject's life and not
wholly inside a suspension.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, sql
from gangju.engine.counted import CountedRow, Found, ledger_rows
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Ledgers, spanning
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.model import Pack, Standard
from gangju.engine.period import Phase, Window, windows
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT, Scan, held_only
from gangju.engine.words import WINDOWS, Words

SCHEMA: Final[dict[str, Any]] = {
    "events": {"type": "string", "minLength": 1},
    "distinct": {"enum": ["days", "events"]},
    "window": {"enum": ["week", "month", "two_months", "quarter", "half", "year"]},
    "at_least": {"type": "integer", "minimum": 1},
    "suspended_by": {"type": "string"},
}
REQUIRED: Final = ("events", "window", "at_least")
EXPRESSIONS: Final = ("events",)

BASE: Final = "activity"
ALIVE: Final = ("organization", "unit")


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    if standard.each not in ALIVE:  # whose windows count by days in office; without that rule a new secretary would be blamed for last year
        raise expr.ExprError(f"节律还不能逐个评判 {standard.each}", f"each 请先写 {' 或 '.join(ALIVE)}", "each")
    context = replace(value_context(pack, standard), base=BASE, anchors=(), in_aggregate=True)
    node = expr.check(str(standard.keys["events"]), context)
    if node.type.kind != "bool":
        raise expr.ExprError("events 要写成一个条件", "例如 activity.kind = 'members_meeting'")
    if not expr.ledgers_of(node, BASE):
        raise expr.ExprError("events 没有写明哪一种纪实", "写 activity.kind = '…',否则不知道该看哪本台账建没建")
    return [("events", node)]


def build(job: Job) -> FormSql:
    ((_, events),) = nodes(job.pack, job.standard)
    spans = _spans(job)
    ledgers = Ledgers(job, spans)
    names = expr.ledgers_of(events, BASE)
    scan, counts = _counts(job, events, spans)
    joins = [f"LEFT JOIN {scan.name} ON {scan.name}.{SUBJECT} = s.{SUBJECT}", _suspensions(job, spans), _lives(job)]
    columns: dict[str, str] = {}
    for number, window in enumerate(spans):
        columns[f"n{number}"] = f"coalesce({scan.name}.{counts[number]}, 0)"
        columns |= _standing(job, window, number, ledgers, names)
    columns["absent"] = _absent(ledgers, names, len(spans))
    more = {f"st{number}": _state(job, window, number) for number, window in enumerate(spans)}
    return replace(_written(job, spans, columns, " ".join([*joins, ledgers.joins()])), more=more)


def _spans(job: Job) -> list[Window]:
    return windows(str(job.standard.keys["window"]), job.period.window, job.period.reference)


def _scan(job: Job, spans: Sequence[Window]) -> Scan:
    """Events of the period and, where its last week ends in the next one, of that whole week."""
    until = max([job.period.window.until, *(window.until for window in spans)])
    frame = replace(job.frame, window=Window(job.period.window.since, until))
    return job.scans.over(frame, job.standard.each, BASE, by_day=True)


def _counts(job: Job, events: Node, spans: Sequence[Window]) -> tuple[Scan, list[str]]:
    scan = _scan(job, spans)
    where = sql.all_of([job.inner(scan, [events]).condition(events), *held_only(events, BASE)])
    days = job.standard.keys.get("distinct", "days") == "days"
    mark = scan.flag(f"bool_or({where})" if days else f"count(*) FILTER (WHERE {where})")
    total = "count(*) FILTER (WHERE {mark} AND {span})" if days else "sum({mark}) FILTER (WHERE {span})"
    texts = [f"day >= {sql.day(window.since)} AND day < {sql.day(window.until)}" for window in spans]
    return scan, [scan.column(total.format(mark=mark, span=text)) for text in texts]


def _suspensions(job: Job, spans: Sequence[Window]) -> str:
    roster = job.standard.keys.get("suspended_by")
    if not roster:
        return ""
    return f"LEFT JOIN ({spanning(job.world, str(roster), job.standard.each, spans)}) AS sus ON sus.{SUBJECT} = s.{SUBJECT}"


def _lives(job: Job) -> str:
    if job.standard.each not in ALIVE:
        return ""
    return f"LEFT JOIN {job.world.lives(job.standard.each)} AS life ON life.subject = s.{SUBJECT}"


def _standing(job: Job, window: Window, number: int, ledgers: Ledgers, names: Sequence[str]) -> dict[str, str]:
    """Of one window: is the ledger kept through it, does it lie inside the life, is it suspended."""
    kept = "TRUE" if job.standard.absence == "zero" else sql.all_of([ledgers.kept(name, number) for name in names])
    found = {f"kept{number}": kept}
    if job.standard.each in ALIVE:
        inside = f"life.began <= {sql.day(window.since)} AND (life.ended IS NULL OR life.ended >= {sql.day(window.until)})"
        found[f"alive{number}"] = inside
    if job.standard.keys.get("suspended_by"):
        found[f"stopped{number}"] = f"coalesce(sus.w{number}, FALSE)"
    return found


def _state(job: Job, window: Window, number: int) -> str:
    """The verdict of one window; one outside the life or suspended does not count."""
    short = "'fail'" if window.phase(job.as_of, job.grace) is Phase.CLOSED else "'pending'"
    branches = [(f"v.n{number} >= {int(job.standard.keys['at_least'])}", "'pass'"), (f"NOT v.kept{number}", "'unknown'")]
    if job.standard.each in ALIVE:
        branches.insert(0, (f"NOT v.alive{number}", "'not_applicable'"))
    if job.standard.keys.get("suspended_by"):
        branches.insert(0, (f"v.stopped{number}", "'not_applicable'"))
    return sql.case(branches, short)


def _absent(ledgers: Ledgers, names: Sequence[str], count: int) -> str:
    """The ledgers not kept in some window, for the note."""
    branches = []
    for name in names:
        whole = sql.all_of([ledgers.kept(name, number) for number in range(count)])
        branches.append(f"CASE WHEN NOT ({whole}) THEN {sql.text(name)} END")
    return f"concat_ws(',', {', '.join(branches)})"


def _written(job: Job, spans: Sequence[Window], columns: dict[str, str], joins: str) -> FormSql:
    least = int(job.standard.keys["at_least"])
    states = [f"v.st{number}" for number in range(len(spans))]
    counting = [f"{state} <> 'not_applicable'" for state in states]
    phases = [window.phase(job.as_of, job.grace) for window in spans]
    in_grace = [state for state, phase in zip(states, phases, strict=True) if phase is Phase.GRACE]
    verdict = sql.case([(_any(states, said), f"'{said}'") for said in ("fail", "unknown", "pending", "pass")], "'not_applicable'")
    value = _sum(counting, [f"least(v.n{number}, {least})" for number in range(len(spans))])
    gaps = _sum([f"{state} IN ('fail', 'pending')" for state in states], [f"{least} - v.n{number}" for number in range(len(spans))])
    missed = [f"CASE WHEN {state} = 'fail' THEN '{window.since}' END" for state, window in zip(states, spans, strict=True)]
    open_note = sql.case([(_any(in_grace, "pending"), "'in_grace'")], "'window_open'")
    note = [
        ("v.judged = 'fail'", f"'missed:' || concat_ws(',', {', '.join(missed) or 'NULL'})"),
        ("v.judged = 'unknown'", "'unkept:' || v.absent"),
        ("v.judged = 'pending'", open_note),
    ]
    return FormSql(
        columns=columns,
        joins=joins,
        verdict=verdict,
        value=value,
        target=_sum(counting, [str(least)] * len(spans)),
        shortfall=sql.case([("v.judged = 'pass'", "0"), ("v.judged IN ('fail', 'pending')", gaps)]),
        note=sql.case(note),
        scale=1,
        windows=_listed(job, spans),
        hi=sql.case([(f"NOT ({_any(states, 'unknown')} OR {_any(states, 'pending')})", "v.amount")]),
        state=sql.case([("v.judged = 'unknown'", "2"), ("v.judged = 'pending'", "1")], "0"),
    )


def _any(states: Sequence[str], verdict: str) -> str:
    return f"'{verdict}' IN ({', '.join(states)})" if states else "FALSE"


def _sum(conditions: Sequence[str], amounts: Sequence[str]) -> str:
    return (
        " + ".join(f"CASE WHEN {condition} THEN {amount} ELSE 0 END" for condition, amount in zip(conditions, amounts, strict=True)) or "0"
    )


def _listed(job: Job, spans: Sequence[Window]) -> str:
    rows = []
    for number, window in enumerate(spans):
        count = f"CASE WHEN v.st{number} <> 'not_applicable' THEN v.n{number} END"
        note = f"CASE WHEN v.stopped{number} THEN 'suspended' END" if job.standard.keys.get("suspended_by") else "NULL"
        bounds = f"'from': {sql.day(window.since)}, 'until': {sql.day(window.until)}"
        rows.append(f"{{{bounds}, 'count': {count}, 'verdict': v.st{number}, 'note': {note}}}")
    return f"[{', '.join(rows)}]"


# ---------------------------------------------------------------- why
def ledgers(pack: Pack, standard: Standard) -> tuple[str, ...]:
    return expr.ledgers_of(nodes(pack, standard)[0][1], BASE)


def rows(found: Found) -> list[CountedRow]:
    """Every event of the period; in each window that counts, the first ones needed add one each."""
    job = found.job
    ((_, events),) = nodes(job.pack, job.standard)
    scan = _scan(job, _spans(job))
    where = sql.all_of([job.inner(scan, [events]).condition(events), *held_only(events, BASE)])
    chosen = f"{where} AND b.{SUBJECT} = {sql.text(found.subject_id)}"
    fetched = ledger_rows(job, BASE, f"{job.scans.source(scan)} AND {chosen}", "0", order="b.started_at")
    return _weighed(found, fetched)


def _weighed(found: Found, fetched: Sequence[CountedRow]) -> list[CountedRow]:
    standard, world = found.job.standard, found.job.world
    windows_of = world.run(
        f"SELECT windows FROM subjects WHERE job = {found.job.number} AND subject_id = {sql.text(found.subject_id)}"
    ).fetchone()
    spans = [window for window in (windows_of[0] if windows_of else None) or [] if window["count"] is not None]
    by_day = standard.keys.get("distinct", "days") == "days"
    seen: dict[Any, set[str]] = {}
    weighed = []
    for row in fetched:
        day = str(row.said["started_at"])[:10]
        span = next((window["from"] for window in spans if str(window["from"]) <= day < str(window["until"])), None)
        token = day if by_day else str(row.key)
        marks = seen.setdefault(span, set())
        counts = span is not None and token not in marks and len(marks) < int(standard.keys["at_least"])
        marks.add(token)
        weighed.append(replace(row, amount=Fraction(int(counts))))
    return weighed


def sentence(pack: Pack, standard: Standard) -> str:
    """每季度至少有 1 天记有支部党员大会."""
    words = Words(names_of(pack))
    _, kinds, rest = words.conditions(nodes(pack, standard)[0][1])
    unit = "天" if standard.keys.get("distinct", "days") == "days" else "次"
    also = f"({'、'.join(rest)})" if rest else ""
    return f"{WINDOWS[str(standard.keys['window'])]}至少有 {standard.keys['at_least']} {unit}记有{'、'.join(kinds)}{also}"
