"""限期 deadline: a first day, read from related rows, that must lie before a day the plan names.

Done in time passes. Not done is pending until the day and a failure from it on, or unknown where the ledger that would show it is not kept.
A row that counts but has no day leaves it unknown whether it was done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from gangju.engine import expr, plan, sql
from gangju.engine.counted import CountedRow, Found, rows_of
from gangju.engine.forms.parts import FormSql
from gangju.engine.interval import Ledgers
from gangju.engine.job import Job, names_of, value_context
from gangju.engine.model import Pack, Standard
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.words import Words

SCHEMA: Final[dict[str, Any]] = {
    "done": {"type": "string", "minLength": 1},
    "before": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
}
REQUIRED: Final = ("done", "before")
EXPRESSIONS: Final = ("done",)


def nodes(pack: Pack, standard: Standard) -> Sequence[tuple[str, Node]]:
    """Raises ExprError."""
    node = expr.check(str(standard.keys["done"]), value_context(pack, standard))
    if not isinstance(node, plan.Aggregate) or node.func != "min" or node.type.kind not in ("date", "datetime"):
        raise expr.ExprError("done 要写成最早的一个日期", "例如 min(venue.accepted_on) filter (where …)")
    return [("done", node)]


def build(job: Job) -> FormSql:
    ((_, node),) = nodes(job.pack, job.standard)
    assert isinstance(node, plan.Aggregate)
    before = sql.day(_before(job.standard))
    first, _, doubts = job.aggregate(node)
    scan = first.split(".")[0]
    ledgers = Ledgers(job, [job.period.window])
    kept = [] if job.standard.absence == "zero" else [ledgers.kept(name) for name in node.kinds]
    absent = ", ".join(f"CASE WHEN NOT {each} THEN {sql.text(name)} END" for each, name in zip(kept, node.kinds, strict=False)) or "NULL"
    columns = {
        "first": f"CAST({first} AS DATE)",
        "doubtful": f"coalesce({doubts}, 0) > 0",
        "kept": sql.all_of(kept),
        "absent": f"concat_ws(',', {absent})",
    }
    in_time, early = f"v.first < {before}", job.as_of < _before(job.standard)
    verdict = sql.case([(in_time, "'pass'"), ("v.doubtful OR NOT v.kept", "'unknown'")], "'pending'" if early else "'fail'")
    return FormSql(
        columns=columns,
        joins=f"LEFT JOIN {scan} ON {scan}.{SUBJECT} = s.{SUBJECT} {ledgers.joins()}",
        verdict=verdict,
        value=f"CASE WHEN {in_time} THEN 1 ELSE 0 END",
        target="1",
        shortfall=sql.case([("v.judged = 'pass'", "0"), ("v.judged IN ('fail', 'pending')", "1")]),
        note=_note(job, node),
        scale=1,
        hi="CASE WHEN v.judged = 'pass' THEN 1 WHEN v.judged = 'fail' THEN 0 END",
        state=sql.case([("v.judged = 'unknown'", "2"), ("v.judged = 'pending'", "1")], "0"),
    )


def _note(job: Job, node: plan.Aggregate) -> str:
    item = node.item
    lacking = f"missing:{item.relation}.{item.name}" if isinstance(item, plan.Column) else f"missing:{node.base}"
    return sql.case(
        [
            ("v.judged = 'unknown' AND NOT v.kept", "'unkept:' || v.absent"),
            ("v.judged = 'unknown'", sql.text(lacking)),
            ("v.judged = 'pending'", sql.text(f"before:{_before(job.standard)}")),
            ("v.judged = 'fail' AND v.first IS NOT NULL", "'late:' || CAST(v.first AS VARCHAR)"),
        ]
    )


def _before(standard: Standard) -> date:
    return date.fromisoformat(str(standard.keys["before"]))


# ---------------------------------------------------------------- why
def rows(found: Found) -> list[CountedRow]:
    """The row that was first; it adds one if it was in time."""
    ((_, node),) = nodes(found.job.pack, found.job.standard)
    assert isinstance(node, plan.Aggregate)
    return rows_of(found, plan.Aggregate("count", node.base, None, False, _in_time(node, found.job.standard), (), plan.number("个")))[:1]


def _in_time(node: plan.Aggregate, standard: Standard) -> Node:
    assert node.item is not None
    early = plan.Compare("<", node.item, plan.Literal(_before(standard), plan.Type("date")))
    return early if node.where is None else plan.Logic("and", (node.where, early))


def sentence(pack: Pack, standard: Standard) -> str:
    ((_, node),) = nodes(pack, standard)
    before = _before(standard)
    return f"{Words(names_of(pack)).phrase(node)},早于 {before.year} 年 {before.month} 月 {before.day} 日"
