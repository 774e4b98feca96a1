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
from gangju.engine.interval import Ledgers
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
    """What is said of the windows stands in lists: a rhythm of fifty-two weeks is judged by the same text as one of four quarters."""
    ((_, events),) = nodes(job.pack, job.standard)
    slots = beats.slots_of(job)
    ledgers = Ledgers(job, [slot.window for slot in slots])
    names = expr.ledgers_of(events, beats.base_of(job.standard))
    counted = beats.counts(job, events, slots)
    joins = [f"LEFT JOIN {counted.scan} ON {counted.scan}.{SUBJECT} = s.{SUBJECT}", _suspensions(job, slots), _lives(job, slots)]
    columns = _windows(job, slots)
    for name in ("n", "healed", "tardy"):
        columns[name] = _list("BIGINT", [counted.of(number).get(f"{name}{number}") for number in range(len(slots))])
    columns["kept"] = _list("BOOLEAN", [_kept(job, ledgers, names, number) for number in range(len(slots))])
    columns |= {"least": str(int(job.standard.keys["at_least"])), "absent": _absent(ledgers, names, len(slots))}
    return replace(_FORM, columns=columns, joins=" ".join([*joins, ledgers.joins()]))


def _suspensions(job: Job, slots: Sequence[Slot]) -> str:
    roster = job.standard.keys.get("suspended_by")
    if not roster or not slots:
        return ""
    table, _ = job.world.spans(job.standard.each, str(roster), slots[0].window, listed=False)
    return f"LEFT JOIN {table} AS sus ON sus.subject_id = s.{SUBJECT} AND sus.roster = {sql.text(str(roster))}"


def _lives(job: Job, slots: Sequence[Slot]) -> str:
    each = job.standard.each
    if each in HELD:
        held = halves(job, [slot.window for slot in slots]) if slots else f"SELECT NULL AS {SUBJECT} WHERE FALSE"
        return f"LEFT JOIN ({held}) AS life ON life.{SUBJECT} = s.{SUBJECT}"
    return f"LEFT JOIN {job.world.lives(each)} AS life ON life.subject = s.{SUBJECT}"


def _windows(job: Job, slots: Sequence[Slot]) -> dict[str, str]:
    """Of each window its days, whether it lies inside the life, whether it is suspended or without a day to meet it on; what it is if it
    falls short, and what that may still wait for."""
    closed = [slot.window.phase(job.as_of, job.grace) is Phase.CLOSED and not slot.lacking for slot in slots]
    grace = [slot.window.phase(job.as_of, job.grace) is Phase.GRACE or slot.healing is not None for slot in slots]
    years = [sql.text(f"no_calendar:{','.join(map(str, slot.lacking))}") if slot.lacking else None for slot in slots]
    roster = job.standard.keys.get("suspended_by")
    stopped = [
        f"coalesce(sus.{job.world.spans(job.standard.each, str(roster), slot.window, listed=False)[1]}, FALSE)" if roster else None
        for slot in slots
    ]
    return {
        "since": _list("DATE", [sql.day(slot.window.since) for slot in slots]),
        "until": _list("DATE", [sql.day(slot.window.until) for slot in slots]),
        "alive": _alive(job, slots),
        "stopped": _list("BOOLEAN", stopped),
        "free": _list("BOOLEAN", ["TRUE" if slot.free else None for slot in slots]),
        "missed": _list(
            "VARCHAR", ["'fail'" if shut or slot.healing is not None else "'pending'" for slot, shut in zip(slots, closed, strict=True)]
        ),
        "grace": _list("BOOLEAN", ["TRUE" if waits else None for waits in grace]),
        "unknown_years": _list("VARCHAR", years),
    }


def _list(kind: str, items: Sequence[str | None]) -> str:
    """One item a window; nothing where none of them has one."""
    if items and all(item is None for item in items):
        return f"CAST(NULL AS {kind}[])"
    return f"CAST([{', '.join(item or 'NULL' for item in items)}] AS {kind}[])"


def _alive(job: Job, slots: Sequence[Slot]) -> str:
    """Whether the windows lie inside the life, or were one for half of it."""
    if job.standard.each in HELD:
        return _list("BOOLEAN", [f"coalesce(life.h{number}, FALSE)" for number in range(len(slots))])
    begun = [sql.day(slot.window.since) for slot in slots]
    # what is done in a window is checked once more in it
    ended = begun if job.standard.each == "task" else [sql.day(slot.window.until) for slot in slots]
    inside = f"life.began <= day AND (life.ended IS NULL OR life.ended >= {_list('DATE', ended)}[i])"
    return f"list_transform({_list('DATE', begun)}, lambda day, i: {inside})"


def _kept(job: Job, ledgers: Ledgers, names: Sequence[str], number: int) -> str:
    return "TRUE" if job.standard.absence == "zero" else sql.all_of([ledgers.kept(name, number) for name in names])


def _absent(ledgers: Ledgers, names: Sequence[str], count: int) -> str:
    """The ledgers not kept in some window, for the note; where there is one, it is that one."""
    if len(names) == 1:
        return sql.text(names[0])
    branches = []
    for name in names:
        whole = sql.all_of([ledgers.kept(name, number) for number in range(count)])
        branches.append(f"CASE WHEN NOT ({whole}) THEN {sql.text(name)} END")
    return f"concat_ws(',', {', '.join(branches)})"


# ---------------------------------------------------------------- the same for every rhythm
_COUNTS: Final = "v.states[i] <> 'not_applicable'"
_WAITS: Final = "v.states[i] = 'pending'"
_LATE: Final = "'entered_late:' || CAST({} AS VARCHAR)"


def _each(text: str) -> str:
    """A list with this in the place of the `i`-th window, whose verdict is `v.states[i]`."""
    return f"list_transform(v.since, lambda day, i: {text})"


def _sum(text: str) -> str:
    return f"coalesce(list_sum({_each(text)}), 0)"


def _any(verdict: str) -> str:
    return f"list_contains(v.states, '{verdict}')"


def _state() -> str:
    off = "v.free[i] OR v.stopped[i] OR NOT v.alive[i]"
    branches = [(off, "'not_applicable'"), ("v.n[i] >= v.least", "'pass'"), ("NOT v.kept[i]", "'unknown'")]
    return sql.case([*branches, ("v.healed[i] >= v.least", "'pending'")], "v.missed[i]")


def _note() -> str:
    missed = _each("CASE WHEN v.states[i] = 'fail' THEN CAST(day AS VARCHAR) END")
    late = _sum(f"CASE WHEN {_COUNTS} THEN v.tardy[i] END")
    branches = [
        ("v.judged = 'fail'", f"'missed:' || array_to_string({missed}, ',')"),
        ("v.judged = 'unknown'", "'unkept:' || v.absent"),
        ("v.judged = 'pending'", _waiting()),
        (f"v.judged = 'pass' AND {late} > 0", _LATE.format(late)),
    ]
    return sql.case(branches)


def _waiting() -> str:
    """Why nothing is decided yet: entries may still come late, else the holidays of a year are not known, else the window runs."""
    grace = _each(f"{_WAITS} AND v.grace[i]")
    years = _each(f"CASE WHEN {_WAITS} THEN v.unknown_years[i] END")
    first = f"list_filter({years}, lambda y: y IS NOT NULL)[1]"
    return sql.case([(f"list_contains({grace}, TRUE)", "'in_grace'")], f"coalesce({first}, 'window_open')")


def _told() -> str:
    """The windows as they stand beside the verdict."""
    notes = [("v.stopped[i]", "'suspended'"), ("v.free[i]", "'holiday'")]
    notes += [
        (f"{_WAITS} AND v.unknown_years[i] IS NOT NULL", "v.unknown_years[i]"),
        (f"{_COUNTS} AND v.tardy[i] > 0", _LATE.format("v.tardy[i]")),
    ]
    note = sql.case(notes)
    count = f"CASE WHEN {_COUNTS} THEN v.n[i] END"
    return _each(f"{{'from': day, 'until': v.until[i], 'count': {count}, 'verdict': v.states[i], 'note': {note}}}")


_FORM: Final = FormSql(
    columns={},
    joins="",
    more={"states": _each(_state())},
    verdict=sql.case([(_any(said), f"'{said}'") for said in ("fail", "unknown", "pending", "pass")], "'not_applicable'"),
    value=_sum(f"CASE WHEN {_COUNTS} THEN least(v.n[i], v.least) END"),
    target=_sum(f"CASE WHEN {_COUNTS} THEN v.least END"),
    shortfall=sql.case(
        [
            ("v.judged = 'pass'", "0"),
            ("v.judged IN ('fail', 'pending')", _sum("CASE WHEN v.states[i] IN ('fail', 'pending') THEN v.least - v.n[i] END")),
        ]
    ),
    note=_note(),
    scale=1,
    windows=_told(),
    hi=sql.case([(f"NOT ({_any('unknown')} OR {_any('pending')})", "v.amount")]),
    state=sql.case([("v.judged = 'unknown'", "2"), ("v.judged = 'pending'", "1")], "0"),
)


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
