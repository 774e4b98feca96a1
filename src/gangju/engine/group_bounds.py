"""Verdicts of groups: what everything at or below an organisation adds up to, against the bound of its roll-up.

Heads (`all`, `share`, `count`) are bounds in whole numbers. Figures are intervals: `sum`; `mean`, the sum over the number of
those meant; `pooled`, all figures together against all that is asked of them together. A mean of children takes each child
organisation for one, by the mean it shows itself. Nothing is divided to be judged: both sides are multiplied out, and only
what is shown is rounded, half up, to the stored unit. A bound that says `previous` reads the same numbers of the period before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from gangju.engine import expr, params, plan, sql
from gangju.engine.interval import judge
from gangju.engine.job import Job, names_of
from gangju.engine.model import Pack, RollUp, Standard

KINDS: Final = ("all", "share", "count", "sum", "mean", "pooled")
MEASURED: Final = ("sum", "mean", "pooled")
"""Kinds that stand on the values of the subjects and not on how many of them pass: their numbers carry the unit."""
PREVIOUS: Final = re.compile(r"previous(?:\s*\+\s*(?P<more>.+))?")


@dataclass(frozen=True)
class Limit:
    """A bound: a constant or a parameter, as numerator text over a whole denominator. `previous`: on top of the period before."""

    op: str
    sql: str
    den: int
    previous: bool = False


@dataclass(frozen=True)
class Sums:
    """What a group has gathered: `lo` and `hi` over `per`, shown rounded; state as of an interval."""

    lo: str
    hi: str
    per: str
    state: str


def limit_node(pack: Pack, roll_up: RollUp) -> plan.Node | None:
    """The checked bound, of one that says `previous` what is added to it. Raises ExprError."""
    said = roll_up.value
    found = PREVIOUS.fullmatch(said or "")
    said = found["more"] if found else said
    if said is None or said == "unset":
        return None
    return expr.check(said, expr.Context(names_of(pack), "organization", "organization"))


def check(pack: Pack, standard: Standard, roll_up: RollUp) -> None:
    """Whether this kind of roll-up means something for the standard. Raises ExprError."""
    if roll_up.kind not in KINDS:
        raise expr.ExprError(f"汇总方式 {roll_up.kind} 还不能计算", f"请先改用 {'、'.join(KINDS)} 之一")
    if roll_up.of is not None and roll_up.kind != "mean":
        raise expr.ExprError(f"{roll_up.kind} 不写 of", "of: children 只用于 mean")
    if roll_up.kind == "pooled" and standard.force == "report":
        raise expr.ExprError("只列数的标准没有应达到的数,不能合在一起比", "改用 sum 或 mean")
    if roll_up.kind in MEASURED and standard.parts:
        raise expr.ExprError(f"分几项的标准,各项的数不能用 {roll_up.kind} 合在一起", "改用 all 或 share")
    if PREVIOUS.fullmatch(roll_up.value or "") and standard.form != "trend":
        raise expr.ExprError("只有 trend 与上一期比", "form 写成 trend", "")
    limit_node(pack, roll_up)


def limit(job: Job, roll_up: RollUp) -> Limit | None:
    if roll_up.kind == "all":
        return Limit("=", "1", 1)
    node, previous = limit_node(job.pack, roll_up), PREVIOUS.fullmatch(roll_up.value or "") is not None
    if node is None:
        return Limit(roll_up.op or ">=", "0", 1, True) if previous else None
    scale = job.scale if roll_up.kind in ("sum", "mean") and node.type.bare else 1

    def leaf(part: plan.Node) -> str:
        assert isinstance(part, plan.ParamRef)
        return params.as_sql(job.params[part.id], job.period.binding, "t.domain", "t.region", None)

    number = sql.Renderer(leaf, job.ratio).number(node)
    return Limit(roll_up.op or ">=", f"({number.sql}) * {scale}" if scale > 1 else number.sql, number.den, previous)


# ---------------------------------------------------------------- one roll-up
def asks_figures(roll_up: RollUp) -> bool:
    """Whether it stands on figures, or may read those of the period before; heads alone need no more than their number."""
    return roll_up.kind in MEASURED or PREVIOUS.fullmatch(roll_up.value or "") is not None


def grouped(job: Job, index: int, roll_up: RollUp) -> str:
    """SQL: job, index of the roll-up, bounds, target, verdict of every organisation."""
    rows = _rows(job, roll_up)
    sums, bound = gathered(roll_up, "t"), limit(job, roll_up)
    target, verdict = ("NULL", "NULL") if bound is None else _judged(roll_up, bound, sums)
    short = "NULL" if bound is None else "t.shortfall"
    return (
        f"SELECT t.job, {index} AS roll_up, t.org_id, {_shown(sums.lo, sums.per)} AS lo, {_shown(sums.hi, sums.per)} AS hi, "
        f"t.n, t.exempt, t.decided, CASE WHEN t.n > 0 THEN {target} END AS target, "
        f"CASE WHEN t.n > 0 THEN {verdict} WHEN {bound is not None} THEN 'not_applicable' END AS verdict, "
        f"{short} AS shortfall FROM ({rows}) AS t"
    )


def _rows(job: Job, roll_up: RollUp) -> str:
    """Only organisations that the plan binds, and of the subtree that was asked for."""
    tree = f"tree{job.world.day_number(job.period.reference)}"
    columns, joined = "g.*, t.domain, t.region", f"groups_of AS g JOIN {tree} AS t ON t.org_id = g.org_id"
    if roll_up.of == "children":
        columns += ", c.child_low, c.child_high, c.child_endless, c.children"
        joined += " LEFT JOIN of_children AS c ON c.job = g.job AND c.org_id = g.org_id"
    if PREVIOUS.fullmatch(roll_up.value or ""):
        before = -1 if job.before is None else job.before.number
        columns += "".join(f", p.{name} AS p_{name}" for name in ("n", "lo", "unknown", "pending", "low", "high", "endless", "rows"))
        columns += ", p.state2 AS p_state2, p.state1 AS p_state1"
        joined += f" LEFT JOIN groups_of AS p ON p.job = {before} AND p.org_id = g.org_id"
    at = "" if roll_up.at is None else f" AND t.level = {sql.text(roll_up.at)}"
    return f"SELECT {columns} FROM {joined} WHERE t.org_id IN (SELECT org_id FROM {job.adopted}){at}"


def gathered(roll_up: RollUp, alias: str, prefix: str = "") -> Sums:
    """What the columns of a group say; with `prefix` those of the period before."""
    of = f"{alias}.{prefix}"
    state = f"CASE WHEN {of}state2 > 0 THEN 2 WHEN {of}state1 > 0 THEN 1 ELSE 0 END"
    if roll_up.of == "children":
        return Sums(f"{of}child_low", f"CASE WHEN {of}child_endless = 0 THEN {of}child_high END", f"{of}children", state)
    if roll_up.kind in MEASURED:
        return Sums(f"{of}low", f"CASE WHEN {of}endless = 0 THEN {of}high END", f"{of}rows" if roll_up.kind == "mean" else "1", state)
    state = f"CASE WHEN {of}unknown > 0 THEN 2 WHEN {of}pending > 0 THEN 1 ELSE 0 END"
    return Sums(f"{of}lo", f"{of}lo + {of}unknown + {of}pending", "1", state)


def _judged(roll_up: RollUp, bound: Limit, sums: Sums) -> tuple[str, str]:
    """Target and verdict."""
    if bound.previous:
        return _against_before(roll_up, bound, sums, gathered(roll_up, "t", "p_"))
    if roll_up.kind == "all":
        return "t.n", judge(">=", sums.lo, sums.hi, sums.state, "t.n")
    per = {"share": "t.n", "pooled": "t.owed"}.get(roll_up.kind, sums.per)
    product = f"({bound.sql}) * {per}"
    top = f"CASE WHEN t.unowed = 0 THEN {product} END" if roll_up.kind == "pooled" else None
    verdict = judge(bound.op, f"({sums.lo}) * {bound.den}", f"({sums.hi}) * {bound.den}", sums.state, product, top)
    if roll_up.kind in ("share", "count"):
        return needed(bound.op, product, str(bound.den)), verdict
    return rounded(bound.sql if roll_up.kind == "mean" else top or product, str(bound.den)), verdict


def _against_before(roll_up: RollUp, bound: Limit, now: Sums, then: Sums) -> tuple[str, str]:
    """a/n against b/m + more: a·m·den against (b·den + more·m)·n. Without a group in the period before nothing can be said."""
    n, m = ("t.n", "t.p_n") if roll_up.kind == "share" else (now.per, then.per)
    low, top = (f"(({side}) * {bound.den} + ({bound.sql}) * ({m})) * ({n})" for side in (then.lo, then.hi))
    lo, hi = (f"({side}) * ({m}) * {bound.den}" for side in (now.lo, now.hi))
    state = f"(({now.state}) | ({then.state}))"
    verdict = sql.case([("coalesce(t.p_n, 0) = 0", "'unknown'")], judge(bound.op, lo, hi, state, low, top))
    exact = f"CASE WHEN t.p_n > 0 AND ({then.lo}) = ({then.hi}) THEN {low} END"
    if roll_up.kind == "share":
        return needed(bound.op, exact, f"({m}) * {bound.den}"), verdict
    per = f"({m}) * {bound.den} * ({n})"
    return needed(bound.op, exact, per) if roll_up.kind == "count" else rounded(exact, per), verdict


# ---------------------------------------------------------------- whole numbers
def rounded(numerator: str, denominator: str) -> str:
    """Half up; NULL over nothing."""
    return numerator if denominator == "1" else f"((2 * ({numerator}) + ({denominator})) // nullif(2 * ({denominator}), 0))"


def _shown(numerator: str, denominator: str) -> str:
    return rounded(numerator, denominator)


def needed(op: str, numerator: str, denominator: str) -> str:
    """Heads are whole: a floor needs ceil(p·n), a ceiling allows floor(p·n)."""
    below = f"(({numerator}) // nullif({denominator}, 0))"
    above = f"((({numerator}) + ({denominator}) - 1) // nullif({denominator}, 0))"
    return {">": f"{below} + 1", "<": f"{above} - 1", ">=": above}.get(op, below)
