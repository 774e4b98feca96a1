"""`due`: before its day an unmet standard is pending, not failed. The day is named, or so many days after one of the subject.

No day is added up in SQL: `column + n days` lies ahead while the column lies after `as-of − n`, a constant computed here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from gangju.engine import expr, plan, sql
from gangju.engine.forms.parts import Ahead, FormSql
from gangju.engine.job import Job, value_context
from gangju.engine.model import Due, Pack, Standard

FORMS_WITH: Final = frozenset({"band", "checklist", "cover", "formula", "pairing", "quota", "share", "split", "threshold", "trend"})
"""A rhythm has its windows and a deadline its own day."""


def due_node(pack: Pack, standard: Standard) -> plan.Node | None:
    """The checked day of the subject, if the standard counts from one. Raises ExprError."""
    due = standard.due
    if due is None:
        return None
    if standard.form not in FORMS_WITH:
        raise expr.ExprError(f"{standard.form} 自有期限,不写 due", "删去 due", "due")
    if due.day is not None:
        return None
    node = expr.check(due.after, value_context(pack, standard))
    if not isinstance(node, plan.Column) or node.type.kind not in ("date", "datetime"):
        raise expr.ExprError("due 的 after 要写成对象的一个日期", "例如 unit.since", "due.after")
    return node


def with_due(job: Job, form: FormSql) -> FormSql:
    """The form with the condition under which a failure is not one yet."""
    due, node = job.standard.due, due_node(job.pack, job.standard)
    if due is None:
        return form
    if due.day is not None:
        return replace(form, ahead=Ahead("TRUE", sql.text(f"due:{due.day}"))) if job.as_of < due.day else form
    assert node is not None
    job.need(node)
    since = f"CAST({job.leaf(node)} AS DATE)"
    columns = {**form.columns, "counted_from": since}
    note = f"'due_after:' || CAST(v.counted_from AS VARCHAR) || '+{due.days}'"
    return replace(form, columns=columns, ahead=Ahead(f"v.counted_from > {sql.day(job.as_of - timedelta(days=due.days))}", note))


def sentence(due: Due | None) -> str:
    if due is None:
        return ""
    if due.day is not None:
        return f",期限 {due.day.year} 年 {due.day.month} 月 {due.day.day} 日"
    return f",期限为起算之日后 {due.days} 天"
