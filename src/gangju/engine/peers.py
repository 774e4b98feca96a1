"""`highest(sum(…), condition)`: the most that anybody else at the same place has, such as the pay of whoever leads the village.

The aggregate is counted for every post as for the subject itself; of those in office on the reference day that meet the condition
the highest stands for the place. Nobody there is unknown: what a vacant post would be paid is not written in any ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gangju.engine import plan, sql
from gangju.engine.naming import Context, ExprError
from gangju.engine.plan import Node
from gangju.engine.scan import SUBJECT
from gangju.engine.syntax import e, said

if TYPE_CHECKING:
    from gangju.engine.job import Job

EXAMPLE = "例如 highest(sum(fund_entry.amount) filter (where …), post.role in ('secretary','director'))"


def highest(tree: e.Expression, context: Context, check: Callable[[e.Expression, Context], Node]) -> Node:
    """The checked node. Raises ExprError."""
    if context.each != "post" or context.in_aggregate:
        raise ExprError(f"highest 只在逐个职务评判时写:{said(tree)}", "each 写成 post")
    if len(tree.expressions) != 2:
        raise ExprError(f"highest 里写一个合计和一个条件:{said(tree)}", EXAMPLE)
    amount = check(tree.expressions[0], context)
    where = check(tree.expressions[1], replace(context, anchors=(), aggregates=False, value=None))
    if not isinstance(amount, plan.Aggregate) or amount.func not in ("sum", "count") or amount.subtree or where.type.kind != "bool":
        raise ExprError(f"highest 里写一个合计和一个条件:{said(tree)}", EXAMPLE)
    return plan.Peers(amount, where, amount.type)


def joined(job: Job, node: plan.Peers, name: str, place: str) -> str:
    """The join that gives `most` and whether some of it is uncertain, for the place of the subject."""
    amount, _, doubts = job.aggregate(node.of)
    scan, column, doubt = amount.split(".")[0], amount.split(".")[1], doubts.split(".")[1]
    met = sql.Renderer(job.here, job.ratio).condition(node.where)
    steps = sql.joins("post", sql.paths([node.where]), job.table)
    found = f"max(coalesce(c.{column}, 0)) AS most, bool_or(coalesce(c.{doubt}, 0) > 0) AS doubtful"
    rows = f"{job.table('post')} AS b {steps} LEFT JOIN {scan} AS c ON c.{SUBJECT} = b.post_id"
    return f"LEFT JOIN (SELECT b.unit_id AS place, {found} FROM {rows} WHERE ({met}) GROUP BY 1) AS {name} ON {name}.place = {place}"
