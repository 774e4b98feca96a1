"""节律 rhythm: so many events in each window of the period.

Each window begun by the reference day is judged alone: a closed window that fell short fails the subject, else an unkept one
leaves it unknown, else a running one leaves it pending. A window counts when it lies wholly inside the subject's life, for a
person or a post when it was held on at least half of its days, and not when it lies wholly inside a suspension.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from gangju.engine import expr, sql, windows
from gangju.engine.counted import CountedRow, Found
from gangju.engine.forms import beats
from gangju.engine.forms.beats import ALIVE, HELD
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Ledgers, spanning
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.joins import links
from gangju.engine.model import Pack, Standard
from gangju.engine.period import Phase
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.tenure import anchor_of, halves
from gangju.engine.windows import Slot
from gangju.engine.words import Words, label

SCHEMA: Final[dict[str, Any]] = {
    "events": {"type": "string", "minLength": 1},
    "distinct": {"enum": ["days", "events", "persons"]},
    "window": windows.WINDOW_SCHEMA,
    "at_least": {"type": "integer", "minimum": 1},
    "suspended_by": {"type": "string"},
    "dated": windows.DATED_SCHEMA,
    "late": {"type": "integer", "minimum": 1},
}
REQUIRED: Final = ("events", "window", "at_least")
EXPRESSIONS: Final = ("events",)


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    base = beats.base_of(standard)
    if not links(standard.each, base) or standard.each not in (*ALIVE, *HELD):
        named = "、".join((*ALIVE, *HELD))
        raise expr.ExprError(f"节律不能逐个评判 {standard.each}", f"each 写成其中之一:{named}", "each")
    if standard.each in HELD:
        anchor_of(standard)
    windows.check(pack, standard)
    beats.check(standard)
    context = replace(value_context(pack, standard), base=base, anchors=(), in_aggregate=True)
    node = expr.check(str(standard.keys["events"]), context)
    if node.type.kind != "bool":
        raise expr.ExprError("events 要写成一个条件", "例如 activity.kind = 'members_meeting'")
    if not expr.ledgers_of(node, base):
        named = "check_answer.checklist" if base == beats.CHECKS else "activity.kind"
        raise expr.ExprError("events 没有写明哪一种纪实", f"写 {named} = '…',否则不知道该看哪本台账建没建")
    return [("events", node)]


def build(job: Job) -> FormSql:
    ((_, events),) = nodes(job.pack, job.standard)
    slots = beats.slots_of(job)
    ledgers = Ledgers(job, [slot.window for slot in slots])
    names = expr.ledgers_of(events, beats.base_of(job.standard))
    counted = beats.counts(job, events, slots)
    joins = [f"LEFT JOIN {counted.scan} ON {counted.scan}.{SUBJECT} = s.{SUBJECT}", _suspensions(job, slots), _lives(job, slots)]
    columns: dict[str, str] = {}
    for number in range(len(slots)):
        columns |= counted.of(number)
        columns |= _standing(job, slots, number, ledgers, names)
    columns["absent"] = _absent(ledgers, names, len(slots))
    more = {f"st{number}": _state(job, slot, number) for number, slot in enumerate(slots)}
    return replace(_written(job, slots, columns, " ".join([*joins, ledgers.joins()])), more=more)


def _suspensions(job: Job, slots: Sequence[Slot]) -> str:
    roster = job.standard.keys.get("suspended_by")
    if not roster or not slots:
        return ""
    spans = [slot.window for slot in slots]
    return f"LEFT JOIN ({spanning(job.world, str(roster), job.standard.each, spans)}) AS sus ON sus.{SUBJECT} = s.{SUBJECT}"


def _lives(job: Job, slots: Sequence[Slot]) -> str:
    each = job.standard.each
    if each in HELD:
        held = halves(job, [slot.window for slot in slots]) if slots else f"SELECT NULL AS {SUBJECT} WHERE FALSE"
        return f"LEFT JOIN ({held}) AS life ON life.{SUBJECT} = s.{SUBJECT}"
    return f"LEFT JOIN {job.world.lives(each)} AS life ON life.subject = s.{SUBJECT}"


def _standing(job: Job, slots: Sequence[Slot], number: int, ledgers: Ledgers, names: Sequence[str]) -> dict[str, str]:
    """Of one window: is the ledger kept through it, does it lie inside the life, is it suspended."""
    window = slots[number].window
    kept = "TRUE" if job.standard.absence == "zero" else sql.all_of([ledgers.kept(name, number) for name in names])
    end = window.since if job.standard.each == "task" else window.until  # what is done in a window is checked once more in it
    inside = f"life.began <= {sql.day(window.since)} AND (life.ended IS NULL OR life.ended >= {sql.day(end)})"
    found = {f"kept{number}": kept, f"alive{number}": f"coalesce(life.h{number}, FALSE)" if job.standard.each in HELD else inside}
    if job.standard.keys.get("suspended_by"):
        found[f"stopped{number}"] = f"coalesce(sus.w{number}, FALSE)"
    return found


def _state(job: Job, slot: Slot, number: int) -> str:
    """The verdict of one window; one outside the life, suspended, or without a day to meet it on does not count."""
    if slot.free:
        return "'not_applicable'"
    least = int(job.standard.keys["at_least"])
    branches = [(f"NOT v.alive{number}", "'not_applicable'"), (f"v.n{number} >= {least}", "'pass'"), (f"NOT v.kept{number}", "'unknown'")]
    if job.standard.keys.get("suspended_by"):
        branches.insert(0, (f"v.stopped{number}", "'not_applicable'"))
    if slot.healing is not None:  # the last days count until late entries are in
        branches.append((f"v.r{number} >= {least}", "'pending'"))
        return sql.case(branches, "'fail'")
    closed = slot.window.phase(job.as_of, job.grace) is Phase.CLOSED and not slot.lacking
    return sql.case(branches, "'fail'" if closed else "'pending'")


def _absent(ledgers: Ledgers, names: Sequence[str], count: int) -> str:
    """The ledgers not kept in some window, for the note."""
    branches = []
    for name in names:
        whole = sql.all_of([ledgers.kept(name, number) for number in range(count)])
        branches.append(f"CASE WHEN NOT ({whole}) THEN {sql.text(name)} END")
    return f"concat_ws(',', {', '.join(branches)})"


def _written(job: Job, slots: Sequence[Slot], columns: dict[str, str], joins: str) -> FormSql:
    least = int(job.standard.keys["at_least"])
    states = [f"v.st{number}" for number in range(len(slots))]
    counting = [f"{state} <> 'not_applicable'" for state in states]
    verdict = sql.case([(_any(states, said), f"'{said}'") for said in ("fail", "unknown", "pending", "pass")], "'not_applicable'")
    value = _sum(counting, [f"least(v.n{number}, {least})" for number in range(len(slots))])
    gaps = _sum([f"{state} IN ('fail', 'pending')" for state in states], [f"{least} - v.n{number}" for number in range(len(slots))])
    return FormSql(
        columns=columns,
        joins=joins,
        verdict=verdict,
        value=value,
        target=_sum(counting, [str(least)] * len(slots)),
        shortfall=sql.case([("v.judged = 'pass'", "0"), ("v.judged IN ('fail', 'pending')", gaps)]),
        note=_note(job, slots, states),
        scale=1,
        windows=_listed(job, slots),
        hi=sql.case([(f"NOT ({_any(states, 'unknown')} OR {_any(states, 'pending')})", "v.amount")]),
        state=sql.case([("v.judged = 'unknown'", "2"), ("v.judged = 'pending'", "1")], "0"),
    )


def _note(job: Job, slots: Sequence[Slot], states: Sequence[str]) -> str:
    missed = [f"CASE WHEN {state} = 'fail' THEN '{slot.window.since}' END" for state, slot in zip(states, slots, strict=True)]
    waiting = [
        (_any([state for state, slot in zip(states, slots, strict=True) if slot.lacking == years], "pending"), _unknown_years(years))
        for years in dict.fromkeys(slot.lacking for slot in slots if slot.lacking)
    ]
    in_grace = [state for state, slot in zip(states, slots, strict=True) if slot.window.phase(job.as_of, job.grace) is Phase.GRACE]
    in_grace += [state for state, slot in zip(states, slots, strict=True) if slot.healing is not None]
    open_note = sql.case([(_any(in_grace, "pending"), "'in_grace'"), *waiting], "'window_open'")
    branches = [
        ("v.judged = 'fail'", f"'missed:' || concat_ws(',', {', '.join(missed) or 'NULL'})"),
        ("v.judged = 'unknown'", "'unkept:' || v.absent"),
        ("v.judged = 'pending'", open_note),
    ]
    tardy = _sum([f"{state} <> 'not_applicable'" for state in states], [f"v.t{number}" for number in range(len(slots))])
    if "late" in job.standard.keys and slots:
        branches.append((f"v.judged = 'pass' AND ({tardy}) > 0", f"'entered_late:' || CAST({tardy} AS VARCHAR)"))
    return sql.case(branches)


def _unknown_years(years: Sequence[int]) -> str:
    return sql.text(f"no_calendar:{','.join(map(str, years))}")


def _any(states: Sequence[str], verdict: str) -> str:
    return f"'{verdict}' IN ({', '.join(states)})" if states else "FALSE"


def _sum(conditions: Sequence[str], amounts: Sequence[str]) -> str:
    return (
        " + ".join(f"CASE WHEN {condition} THEN {amount} ELSE 0 END" for condition, amount in zip(conditions, amounts, strict=True)) or "0"
    )


def _listed(job: Job, slots: Sequence[Slot]) -> str:
    rows = []
    for number, slot in enumerate(slots):
        count = f"CASE WHEN v.st{number} <> 'not_applicable' THEN v.n{number} END"
        notes = [(f"v.stopped{number}", "'suspended'")] if job.standard.keys.get("suspended_by") else []
        notes += [("TRUE", "'holiday'")] if slot.free else []
        notes += [(f"v.st{number} = 'pending'", _unknown_years(slot.lacking))] if slot.lacking else []
        notes += (
            [(f"v.st{number} <> 'not_applicable' AND v.t{number} > 0", f"'entered_late:' || CAST(v.t{number} AS VARCHAR)")]
            if "late" in job.standard.keys
            else []
        )
        bounds = f"'from': {sql.day(slot.window.since)}, 'until': {sql.day(slot.window.until)}"
        rows.append(f"{{{bounds}, 'count': {count}, 'verdict': v.st{number}, 'note': {sql.case(notes)}}}")
    return f"[{', '.join(rows)}]"


# ---------------------------------------------------------------- why
def ledgers(pack: Pack, standard: Standard) -> tuple[str, ...]:
    return expr.ledgers_of(nodes(pack, standard)[0][1], beats.base_of(standard))


def rows(found: Found) -> list[CountedRow]:
    return beats.rows(found, nodes(found.job.pack, found.job.standard)[0][1])


def sentence(pack: Pack, standard: Standard) -> str:
    """每季度至少有 1 天记有支部党员大会."""
    words = Words(names_of(pack))
    _, kinds, rest = words.conditions(nodes(pack, standard)[0][1])
    unit = {"days": "天", "events": "次", "persons": "人"}[str(standard.keys.get("distinct", "days"))]
    also = f"({'、'.join(rest)})" if rest else ""
    late = f";超过 {standard.keys['late']} 天才记的照算,注明补记" if "late" in standard.keys else ""
    roster = standard.keys.get("suspended_by")
    late += f";整段列在“{label(pack.catalogue, 'roster_entry.roster', str(roster))}”名册上的不计" if roster else ""
    return f"{windows.said(pack, standard)}至少有 {standard.keys['at_least']} {unit}记有{'、'.join(kinds)}{also}{late}"
