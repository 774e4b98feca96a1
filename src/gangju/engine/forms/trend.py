"""趋势 trend: against the same thing one period earlier, either of the subject itself or of a whole group.

`value` compares a subject with itself. `share_of` and `count_of` (a condition), `mean_of` (a value) compare groups: there the
subject's own line is information, and the group of today stands against that of the period before, with the subjects, places
and conditions of then. Without a period before nothing can be said: unknown, never a pass.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from gangju.engine import expr, plan, sql, weights
from gangju.engine.counted import CountedRow, Found
from gangju.engine.earlier import period_before, shifted
from gangju.engine.expr import ExprError
from gangju.engine.forms import bound, yearly
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Intervals, Ledgers, judge, rounded, shortfall
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.joins import INTERVALS, KEYS
from gangju.engine.model import Pack, RollUp, Standard
from gangju.engine.naming import fit
from gangju.engine.period import MONTHS, Period
from gangju.engine.plan import Node
from gangju.engine.syntax import e, parse, said
from gangju.engine.words import Words, number

AGAINST: Final[Mapping[str, int]] = {"previous year": 12, "previous half": 6, "previous quarter": 3, "previous month": 1}
OBSERVATION: Final = "previous observation"
WAYS: Final = {"greater": ">", "not_less": ">=", "less": "<", "not_greater": "<="}
NOUNS: Final = {"value": "value", "share_of": "share", "count_of": "count", "mean_of": "mean"}
COMPARED: Final = r"(share|count|mean|value) (>=|>|<=|<) previous( \+ .+)?"

SCHEMA: Final[dict[str, Any]] = {
    **{name: {"type": "string", "minLength": 1} for name in (*NOUNS, "at")},
    "inherit": yearly.SCHEMA["inherit"],
    "against": {"enum": [*AGAINST, OBSERVATION]},
    **weights.SCHEMA,
    "require": {"type": "string", "pattern": f"^({'|'.join(WAYS)}|{COMPARED})$"},
}
REQUIRED: Final = ("against", "require")
EXPRESSIONS: Final = ("value", "share_of", "count_of", "mean_of", "require")

_WHEN: Final = {12: "上年度", 6: "上半年度", 3: "上季度", 1: "上月"}
_THAN: Final = {">": "高于", ">=": "不低于", "<": "低于", "<=": "不高于"}


@dataclass(frozen=True)
class Trend:
    """What is compared (`noun`), how, and what must be added to the one before."""

    noun: str
    op: str
    more: str | None
    months: int | None

    @property
    def of_group(self) -> bool:
        return self.noun != "value"


def trend_of(keys: Mapping[str, Any]) -> Trend:
    """Reads the keys. Raises ExprError."""
    named = [noun for noun in NOUNS if noun in keys]
    if len(named) != 1:
        raise ExprError("要写明比的是什么", f"在 {'、'.join(NOUNS)} 里写一个,也只写一个", (named or ["require"])[-1])
    found = re.fullmatch(COMPARED, str(keys["require"]))
    noun = NOUNS[named[0]]
    if found and found[1] != noun:
        raise ExprError(f"require 里写的是 {found[1]},比的是 {noun}", f"写成 {noun} {found[2]} previous", "require")
    op = found[2] if found else WAYS[str(keys["require"])]
    return Trend(noun, op, found[3][3:] if found and found[3] else None, AGAINST.get(str(keys["against"])))


def roll_ups(keys: Mapping[str, Any]) -> tuple[RollUp, ...]:
    """The comparison of groups, as the roll-up it is."""
    try:
        trend = trend_of(keys)
    except ExprError:
        return ()  # said with its line when the pack is checked
    previous = "previous" if trend.more is None else f"previous + {trend.more}"
    return (RollUp(trend.noun, trend.op, previous, keys.get("at")),) if trend.of_group else ()


def before(standard: Standard, judged: Period) -> Period | None:
    """The period in which the group is judged once more."""
    trend = trend_of(standard.keys) if not standard.parts else None
    return period_before(judged, trend.months) if trend is not None and trend.of_group and trend.months else None


# ---------------------------------------------------------------- what is compared
def measured(standard: Standard) -> Standard:
    """Of a group the line of one subject: a condition met or not, or a figure that is only shown. Raises ExprError."""
    keys = standard.keys
    if "mean_of" in keys:
        return replace(standard, keys={"value": keys["mean_of"]}, force="report")
    text = str(keys["share_of"] if "share_of" in keys else keys["count_of"])
    tree = parse(text)
    if isinstance(tree, e.GTE | e.GT | e.LTE | e.LT | e.EQ) and any(tree.find_all(e.AggFunc, e.Anonymous)):
        op = {e.GTE: ">=", e.GT: ">", e.LTE: "<=", e.LT: "<", e.EQ: "="}[type(tree)]
        if not isinstance(tree.expression, e.Literal) or not tree.expression.is_string:
            return replace(standard, keys={"value": said(tree.this), "require": f"value {op} {said(tree.expression)}"})
    return replace(standard, keys={"value": text, "require": "value >= 1"})


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    trend = trend_of(standard.keys)
    _stretch(standard, trend)
    if trend.of_group:
        return bound.expressions(pack, measured(standard))
    if "at" in standard.keys:
        raise ExprError("与自己比的不写 at", "按组织汇总写在 roll_up 里", "at")
    context = value_context(pack, standard)
    value = expr.check(str(standard.keys["value"]), context)
    if value.type.kind != "number":
        raise ExprError("value 要算出一个数", "写成数据、得分或聚合", "value")
    if value.type.unit not in (None, standard.unit) and not {value.type.unit, standard.unit} <= plan.WHOLE_UNITS:
        raise ExprError(f"算出来的单位是{value.type.unit},写的是{standard.unit}", "改成同一单位", "unit")
    if any(part.kinds for part in plan.aggregates(value)) and standard.period is None:
        raise ExprError("按台账计数的标准没有写 period", "加上 period: year 等,否则不知道数哪一段", "value")
    yearly.check(standard, trend.op, value)
    if "inherit" in standard.keys and not isinstance(value, plan.Aggregate):
        raise ExprError("只有按行计的数能把合并前各方的加起来", "value 写成聚合,或删去 inherit", "inherit")
    previous = _previous(value, trend)
    if trend.more is None:
        return [("value", value), ("require", previous)]
    more = fit(expr.check(trend.more, context), value.type)
    if more.type.kind != "number" or more.type.unit not in (None, value.type.unit):
        raise ExprError("加上去的数与比的数单位不同", "换成同一单位的参数", "require")
    return [("value", value), ("require", previous), ("more", more)]


def _stretch(standard: Standard, trend: Trend) -> None:
    """The period before must lie outside the one judged."""
    if trend.months is None:
        if trend.of_group:
            raise ExprError("一组对象没有共同的前一次", "against 写成 previous year 等", "against")
        return
    length = MONTHS.get(standard.period or "", 0)
    if trend.months < length:
        raise ExprError(f"以 {standard.period} 为期,不能与 {standard.keys['against']} 比", "against 写得不短于 period", "against")


def _previous(value: Node, trend: Trend) -> Node:
    if trend.months is not None:
        return shifted(value, trend.months)
    if not isinstance(value, plan.Observation) or value.year_offset is not None:
        raise ExprError("与前一次比的要是一项数据", "value 写成 observation('x'),不写年份", "value")
    return replace(value, before=True)


# ---------------------------------------------------------------- verdict
def build(job: Job) -> FormSql:
    trend = trend_of(job.standard.keys)
    return bound.build(job, measured(job.standard)) if trend.of_group else _with_itself(job, trend)


def _with_itself(job: Job, trend: Trend) -> FormSql:
    found = dict(nodes(job.pack, job.standard))
    for node in found.values():
        job.need(node)
    intervals = Intervals(job, Ledgers(job, [job.period.window]))
    value = rounded(intervals.of(found["value"]))
    last = found["require"] if "more" not in found else plan.Arith("+", found["require"], found["more"], found["value"].type)
    target = rounded(intervals.of(last))
    stood, joined = _stood(job, trend)
    columns = {"lo": value.lo, "hi": value.hi, "state": value.state, "why_unknown": intervals.unknown_note()}
    columns |= {"bound": f"CASE WHEN {stood} THEN {target.lo} END", "top": f"CASE WHEN {stood} THEN {target.hi} END"}
    columns |= {"unsettled": target.state, "stood": stood}
    verdict = judge(trend.op, "v.lo", "v.hi", "(v.state | v.unsettled)", "v.bound", "v.top")
    notes = [("v.judged = 'unknown' AND NOT v.stood", "'missing:previous'"), ("v.judged = 'unknown'", "v.why_unknown")]
    return FormSql(
        columns=columns,
        joins=f"{intervals.joins()} {joined}",
        verdict=verdict,
        value="v.lo",
        target="CASE WHEN v.bound = v.top THEN v.bound END",
        shortfall=shortfall(trend.op, "v.judged", "v.lo", "v.bound"),
        note=sql.case([*notes, ("v.judged = 'pending'", f"'{intervals.phase.value}'")]),
        scale=found["value"].type.scale,
        hi="v.hi",
        state="v.state",
    )


def _stood(job: Job, trend: Trend) -> tuple[str, str]:
    """Whether the subject was there in the period before: a value of one that was not is no value, whatever the ledgers say."""
    each = job.standard.each
    if each not in INTERVALS or trend.months is None:
        return "TRUE", ""
    rows, inherit = job.frame_at(trend.months).table(job.world, each), job.standard.keys.get("inherit")
    then = f"SELECT DISTINCT {KEYS[each]} AS id FROM {rows}"
    if inherit is not None:
        line = job.world.heirs(each, job.period.reference, copied=inherit["split"] == "copy")
        then = f"SELECT DISTINCT h.above AS id FROM {line} AS h JOIN {rows} AS r ON r.{KEYS[each]} = h.id"
    return "(b4.id IS NOT NULL)", f"LEFT JOIN ({then}) AS b4 ON b4.id = s._subject"


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """What counts today."""
    standard = found.job.standard
    if trend_of(standard.keys).of_group:
        return bound.rows(found, measured(standard))
    return bound.rows(found, replace(standard, keys={"value": standard.keys["value"]}, force="report"))


def sentence(pack: Pack, standard: Standard) -> str:
    trend = trend_of(standard.keys)
    words = Words(names_of(pack))
    when = "前一次" if trend.months is None else _WHEN[trend.months]
    found = dict(nodes(pack, standard))
    if trend.of_group:
        than = "" if trend.more is None else f"加{_margin(pack, standard, trend)}"
        return f"{_group(pack, standard, trend)},{_THAN[trend.op]}{when}{than}"
    than = f"加{words.phrase(found['more'])}" if "more" in found else ""
    return f"{words.phrase(found['value'])},{_THAN[trend.op]}{when}{than}{yearly.sentence(standard.keys)}"


def _group(pack: Pack, standard: Standard, trend: Trend) -> str:
    line = bound.sentence(pack, measured(standard)).removesuffix("(只列数,不评判)")
    return {"share": f"符合“{line}”的占比", "count": f"符合“{line}”的数目", "mean": f"{line}的平均数"}[trend.noun]


def _margin(pack: Pack, standard: Standard, trend: Trend) -> str:
    node = expr.check(str(trend.more), expr.Context(names_of(pack), "organization", "organization"))
    if isinstance(node, plan.Literal) and isinstance(node.value, Fraction) and trend.noun == "share":
        return f" {number(node.value * 100)}%"
    return Words(names_of(pack)).phrase(node) + (standard.unit if isinstance(node, plan.Literal) else "")
