"""What threshold and share have in common: a value, a comparison, a target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gangju.engine import expr, plan
from gangju.engine.counted import CountedRow, Found, ledger_rows, rows_of
from gangju.engine.forms import yearly
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Interval, Intervals, Ledgers, judge, rounded, shortfall
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.joins import KEYS
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.sql import case, text
from gangju.engine.words import BOUNDS, Words


@dataclass(frozen=True)
class Bound:
    """`target` is none where a figure is shown and not judged; `reported` is what somebody has reported instead."""

    value: Node
    op: str = ">="
    target: Node | None = None
    reported: Node | None = None


def bound_of(pack: Pack, standard: Standard) -> Bound:
    """Checks `value`, `require` and `reported`. Raises ExprError."""
    context = value_context(pack, standard)
    value = expr.check(str(standard.keys["value"]), context)
    if value.type.kind == "bool":
        if any(part.kinds for part in plan.aggregates(value)):
            raise expr.ExprError("条件里不能数台账", "要数的写在 value 里,界限写在 require 里", "value")
        value = plan.Truth(value)
    if value.type.kind != "number":
        raise expr.ExprError("value 要算出一个数,或一个条件", "写成列、聚合、量或条件", "value")
    if any(part.kinds for part in plan.aggregates(value)) and standard.period is None:
        raise expr.ExprError("按台账计数的标准没有写 period", "加上 period: year 等,否则不知道数哪一段", "value")
    unit = standard.unit if value.type.unit is None else value.type.unit
    if unit != standard.unit and not {unit, standard.unit} <= plan.WHOLE_UNITS:
        raise expr.ExprError(f"算出来的单位是{unit},写的是{standard.unit}", "改成同一单位", "unit")
    if standard.force == "report":
        return Bound(value, reported=_reported(standard, context, value))
    if "reported" in standard.keys:
        raise expr.ExprError("只有不评判的标准才写 reported", "把 force 写成 report,或删去 reported", "reported")
    try:
        bound = _compared(expr.check(str(standard.keys["require"]), replace(context, value=plan.number(unit))), value)
    except expr.ExprError as error:
        raise expr.ExprError(error.message, error.remedy, "require") from error
    yearly.check(standard, bound.op, value)
    return bound


def _reported(standard: Standard, context: expr.Context, value: Node) -> Node | None:
    if "require" in standard.keys:
        raise expr.ExprError("只列数不评判的标准不写 require", "删去 require,或把 force 改成 must", "require")
    if "reported" not in standard.keys:
        return None
    node = expr.check(str(standard.keys["reported"]), context)
    if node.type != value.type:
        raise expr.ExprError("上报的数与算出来的数单位不同", "换成同一单位的数据", "reported")
    return node


_MIRROR = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "="}


def _compared(node: Node, value: Node) -> Bound:
    match node:
        case plan.Compare(op, plan.TheValue(), target) if op != "<>":
            return Bound(value, op, target)
        case plan.Compare(op, target, plan.TheValue()) if op != "<>":
            return Bound(value, _MIRROR[op], target)
        case _:
            raise expr.ExprError("require 要写成 value 与一个数的比较", "例如 value >= param('member_hours')")


def expressions(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """The checked nodes by key, for the semantic check of a pack and for explain."""
    bound = bound_of(pack, standard)
    others = {"require": bound.target, "reported": bound.reported}
    return [("value", bound.value), *((key, node) for key, node in others.items() if node is not None)]


def build(job: Job, standard: Standard | None = None) -> FormSql:
    """`standard`: what a form that comes down to a bound makes of its own keys."""
    bound = bound_of(job.pack, standard or job.standard)
    job.need(bound.value)
    ledgers = Ledgers(job, [job.period.window])
    intervals = Intervals(job, ledgers)
    value = rounded(intervals.of(bound.value))
    if bound.target is None:
        return _shown(job, bound, intervals, value)
    job.need(bound.target)
    target = rounded(intervals.of(bound.target))
    columns = {
        "lo": value.lo,
        "hi": value.hi,
        "state": value.state,
        "bound": target.lo,
        "top": target.hi,
        "unsettled": target.state,
        "why_unknown": intervals.unknown_note(),
    }
    verdict = judge(bound.op, "v.lo", "v.hi", "(v.state | v.unsettled)", "v.bound", "v.top")
    notes = [("v.judged = 'unknown'", "v.why_unknown"), ("v.judged = 'pending'", f"'{intervals.phase.value}'")]
    share, tardy = yearly.share(job, bound.value.type.scale), yearly.tardy(job, bound.value)
    if share is not None:
        columns |= {"bound": share.of(target.lo), "top": share.of(target.hi), "months": share.months}
        verdict, notes = case([("v.months = 0", "'not_applicable'")], verdict), [("v.months = 0", "'months:0'"), *notes]
    if tardy is not None:
        columns["tardy"] = tardy
        notes.append(("v.tardy > 0", "'entered_late:' || CAST(v.tardy AS VARCHAR)"))
    return FormSql(
        columns=columns,
        joins=intervals.joins() if share is None else f"{intervals.joins()} {share.join}",
        verdict=verdict,
        value="v.lo",
        target="CASE WHEN v.bound = v.top THEN v.bound END",
        shortfall=shortfall(bound.op, "v.judged", "v.lo", "v.bound"),
        note=case(notes),
        scale=bound.value.type.scale,
        hi="v.hi",
        state="v.state",
    )


def _shown(job: Job, bound: Bound, intervals: Intervals, value: Interval) -> FormSql:
    """A figure without a verdict; what was reported stands in the note, in the stored unit."""
    reported, why_unknown = "NULL", intervals.unknown_note()  # before the reported figure is read: that it is missing is no reason
    if bound.reported is not None:
        job.need(bound.reported)
        reported = rounded(intervals.of(bound.reported)).lo
    columns = {"lo": value.lo, "hi": value.hi, "state": value.state, "reported": reported, "why_unknown": why_unknown}
    unsettled = case([("v.state = 1", f"'{intervals.phase.value}'"), ("v.state > 1", "v.why_unknown")])
    return FormSql(
        columns=columns,
        joins=intervals.joins(),
        verdict="CAST(NULL AS VARCHAR)",
        value="v.lo",
        target="NULL",
        shortfall="NULL",
        note=f"coalesce('reported:' || CAST(v.reported AS VARCHAR), {unsettled})",
        scale=bound.value.type.scale,
        hi="v.hi",
        state="v.state",
    )


def rows(found: Found, standard: Standard | None = None) -> list[CountedRow]:
    """The rows of the value; their amounts add up to `lo`."""
    node = bound_of(found.job.pack, standard or found.job.standard).value
    if isinstance(node, plan.Column):
        return own_row(found, f"b.{node.name}")
    if isinstance(node, plan.Truth):
        mine = f"job = {found.job.number} AND subject_id = {text(found.subject_id)} AND org_id = {text(found.org_id)}"
        return own_row(found, f"(SELECT value FROM subjects WHERE {mine})")
    return rows_of(found, node)


def own_row(found: Found, amount: str) -> list[CountedRow]:
    """A value read from the subject's own row."""
    each = found.job.standard.each
    where = f"b.{KEYS[each]} = {text(found.subject_id)}"
    return ledger_rows(found.job, each, f"{found.job.table(each)} AS b WHERE {where}", amount)


def sentence(pack: Pack, standard: Standard) -> str:
    bound = bound_of(pack, standard)
    words = Words(names_of(pack))
    if bound.target is None:
        return f"{words.phrase(bound.value)}(只列数,不评判)"
    if isinstance(bound.value, plan.Truth):
        return words.condition(bound.value.item) + yearly.sentence(standard.keys)
    return f"{words.phrase(bound.value)},{BOUNDS[bound.op]}{words.phrase(bound.target)}{yearly.sentence(standard.keys)}"
