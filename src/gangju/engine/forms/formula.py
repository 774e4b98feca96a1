"""算式 formula: what is due is worked out from a base, a coefficient and the months held; what was paid must reach it.

A month counts if the post was held on the named day of it. Every post held on any day of the period is judged, also one that ended
before. The only division is rounded half up, once, to the stored unit (fen).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, plan, sql
from gangju.engine.counted import CountedRow, Found, rows_of
from gangju.engine.earlier import folded, rebuilt
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Intervals, Ledgers, judge, rounded, shortfall
from gangju.engine.job import Job, back_of, names_of, value_context
from gangju.engine.model import Pack, Standard
from gangju.engine.period import Window, enclosing
from gangju.engine.plan import Node, Type
from gangju.engine.words import Words

SCHEMA: Final[dict[str, Any]] = {
    "base": {"type": "string", "minLength": 1},
    "scale": {"type": "integer", "minimum": 2},
    "sum_over": {"enum": ["months"]},
    "held_on": {"type": "integer", "minimum": 1, "maximum": 28},
    "coefficient": {"type": "string", "minLength": 1},
    "take": {"enum": ["highest"]},
    "paid": {"type": "string", "minLength": 1},
    "require": {"enum": ["paid >= due"]},
    "provisional_if_missing": {"type": "array", "items": {"type": "string"}},
}
REQUIRED: Final = ("base", "paid", "require")
EXPRESSIONS: Final = ("base", "coefficient", "paid")

YEAR: Final = 12


@dataclass(frozen=True)
class Due:
    """SQL of the amount due, and of what stands in the way of saying it."""

    amount: str
    months: str
    missing: str
    provisional: str
    open: str


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    context = replace(value_context(pack, standard), itself=plan.number(standard.unit))
    if standard.period is None:
        raise expr.ExprError("算式没有写 period", "加上 period: year", "period")
    if "sum_over" in standard.keys and standard.period != "year":
        raise expr.ExprError("按月累计的算式以年为期", "period 写成 year", "period")
    if "take" in standard.keys and not (standard.each == "post" and {"sum_over", "coefficient"} <= set(standard.keys)):
        raise expr.ExprError("take 从一个人的几个职务里按月取最高的系数", "each 写成 post,并写上 sum_over: months 和 coefficient", "take")
    found = [(key, expr.check(str(standard.keys[key]), context)) for key in EXPRESSIONS if key in standard.keys]
    for key, node in found:
        if node.type.kind != "number":
            raise expr.ExprError(f"{key} 要算出一个数", "写成列、参数、数据或聚合", key)
        if key in ("base", "paid") and node.type.unit != standard.unit:
            raise expr.ExprError(f"{key} 的单位是{node.type.unit},写的是{standard.unit}", "改成同一单位", key)
        if key != "base" and any(isinstance(part, plan.Recall) for part in plan.walk(node)):
            raise expr.ExprError("previous() 是应发数的上一期", "只写在 base 里", key)
    return [(key, _scaled(node, standard) if key == "base" else node) for key, node in found]


def _scaled(base: Node, standard: Standard) -> Node:
    """The base in the unit of the standard; where it looks at its own of last year, the recursion."""
    scale = int(standard.keys.get("scale", 1))
    whole = folded(plan.Arith("*", plan.Literal(Fraction(1, scale), plan.BARE), base, base.type)) if scale > 1 else base
    return expr.recursive("", whole, back_of(standard))


def build(job: Job) -> FormSql:
    found = dict(nodes(job.pack, job.standard))
    intervals = Intervals(job, Ledgers(job, [job.period.window]))
    due = _due(job, intervals, found["base"], found.get("coefficient"))
    job.need(found["paid"])
    paid = rounded(intervals.of(found["paid"]))
    columns = {"lo": paid.lo, "hi": paid.hi, "state": paid.state, "why_unknown": intervals.unknown_note()}
    columns |= {"bound": due.amount, "months": due.months, "lacking": due.missing, "provisional": due.provisional, "ahead": due.open}
    return _written(columns, intervals, found["paid"].type)


def _written(columns: dict[str, str], intervals: Intervals, kind: Type) -> FormSql:
    judged = judge(">=", "v.lo", "v.hi", "v.state", "v.bound")
    unsaid = ("v.bound IS NULL AND v.ahead", "'pending'")  # what it is worked out from may still grow
    branches = [("v.months = 0", "'not_applicable'"), unsaid, ("v.bound IS NULL", "'unknown'"), ("v.provisional", "'pending'")]
    verdict = sql.case(branches, judged)
    notes = [
        ("v.months = 0", "'months:0'"),
        ("v.bound IS NULL AND v.ahead", f"'{intervals.phase.value}'"),
        ("v.bound IS NULL", "v.lacking"),
        ("v.provisional", "'provisional'"),
        ("v.judged = 'unknown'", "v.why_unknown"),
        ("v.judged = 'pending'", f"'{intervals.phase.value}'"),
    ]
    return FormSql(
        columns=columns,
        joins=intervals.joins(),
        verdict=verdict,
        value="v.lo",
        target="v.bound",
        shortfall=shortfall(">=", "v.judged", "v.lo", "v.bound"),
        note=sql.case(notes),
        scale=kind.scale,
        hi="v.hi",
        state="v.state",
    )


def _due(job: Job, paid: Intervals, base: Node, coefficient: Node | None) -> Due:
    """base × coefficient × months / 12, rounded once. While a figure of the year is not out, the last one known stands in for it."""
    named = job.standard.keys.get("provisional_if_missing", [])
    final, stand_in = job.unrolled(base), _standing_in(job.unrolled(base), named)
    own = Intervals(job, paid.ledgers)
    for node in (final, stand_in, *([coefficient] if coefficient is not None else [])):
        job.need(node)
    amount = own.of(final)
    lacking = own.unknown_note()
    known, later = (f"CASE WHEN {side.lo} = {side.hi} THEN {side.lo} END" for side in (amount, own.of(stand_in)))
    paid.scans.update(own.scans)
    rate = sql.Num("1") if coefficient is None else job.rendered.number(coefficient)
    months, weight, parts = _months(job, rate)
    total = sql.div("half_up", f"coalesce({known}, {later}) * ({weight})", amount.den * rate.den * parts)
    provisional = f"({known}) IS NULL AND ({later}) IS NOT NULL" if named else "FALSE"
    return Due(total, months, lacking, provisional, f"({amount.state}) = 1")


def _standing_in(node: Node, named: Sequence[str]) -> Node:
    """The node with the last known figures for those of the year itself; an earlier year has had its time."""
    if isinstance(node, plan.Observation) and node.metric in named and not node.back:
        return replace(node, last=True)
    return rebuilt(node, lambda part: _standing_in(part, named))


def _months(job: Job, rate: sql.Num) -> tuple[str, str, int]:
    """How many months of the period the post was held, as SQL; what they weigh by the coefficient; out of how many.

    Of several posts that one person holds in one place, the highest coefficient of the month counts, once.
    """
    if "sum_over" not in job.standard.keys:
        return "1", rate.sql, 1
    since, until = (plan.Column((), job.standard.each, name, Type("date")) for name in ("since", "until"))
    job.need(since)
    job.need(until)
    held = [_held(job.leaf(since), job.leaf(until), day) for day in _days(job.period.window, int(job.standard.keys.get("held_on", 15)))]
    months = " + ".join(f"CASE WHEN {condition} THEN 1 ELSE 0 END" for condition in held)
    if "take" not in job.standard.keys:
        return months, f"({rate.sql}) * ({months})", YEAR
    person, place = (plan.Column((), job.standard.each, name, plan.TEXT) for name in ("person_id", "unit_id"))
    job.need(person)
    job.need(place)
    together = f"OVER (PARTITION BY {job.leaf(person)}, {job.leaf(place)})"
    return months, " + ".join(f"max(CASE WHEN {condition} THEN {rate.sql} ELSE 0 END) {together}" for condition in held), YEAR


def _days(window: Window, day: int) -> list[date]:
    found, month = [], enclosing("month", window.since)
    while month.since < window.until:
        found.append(month.since.replace(day=day))
        month = enclosing("month", month.until)
    return found


def _held(since: str, until: str, day: date) -> str:
    return f"{since} <= {sql.day(day)} AND ({until} IS NULL OR {until} > {sql.day(day)})"


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """What was paid."""
    return rows_of(found, dict(nodes(found.job.pack, found.job.standard))["paid"])


def sentence(pack: Pack, standard: Standard) -> str:
    said = {key: Words(names_of(pack)).phrase(node) for key, node in nodes(pack, standard)}
    rate = f",乘以{said['coefficient']}" if "coefficient" in said else ""
    months = f",按在任月数折算(每月 {standard.keys.get('held_on', 15)} 日在任的计一个月)" if "sum_over" in standard.keys else ""
    months += ",兼职的按月取最高的一档" if "take" in standard.keys else ""
    return f"{said['paid']},不少于应发数;应发数为{said['base']}{rate}{months}"
