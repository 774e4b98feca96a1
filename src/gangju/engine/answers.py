"""`checklist('code'[, 'item'])`: what was found at the last check of the subject itself, as yes, no or unknown.

Of a whole list: no where any item is no; yes where every item is answered and none is no, items that do not apply left out;
else unknown. An item that does not apply is unknown by itself: it says nothing of the subject.
"""

from __future__ import annotations

from datetime import date

from gangju.engine import plan, sql
from gangju.engine.model import Checklist
from gangju.engine.naming import Context, ExprError, nearest
from gangju.engine.plan import Node
from gangju.engine.syntax import e, said, text_argument
from gangju.engine.world import World


def answer(tree: e.Expression, context: Context) -> Node:
    """The checked node. Raises ExprError."""
    code = text_argument(tree)
    known = context.names.catalogue.checklists
    if code not in known:
        raise ExprError(f"没有登记过清单“{code}”", nearest(code, tuple(known)))
    checklist = known[code]
    if context.in_aggregate or context.base != context.each:
        raise ExprError(f"清单的结论只能对评判的对象问:{said(tree)}", "写在聚合和 exists 之外")
    if context.each not in checklist.subject or (checklist.venue_kind is not None and context.each != "venue"):
        remedy = "each 写成 venue,或改用 checklist 形式" if checklist.venue_kind else f"each 写成 {'、'.join(checklist.subject)}"
        raise ExprError(f"清单“{checklist.label}”不是查 {context.each} 的", remedy)
    return plan.Answer(code, _item(tree, checklist))


def _item(tree: e.Expression, checklist: Checklist) -> str | None:
    if len(tree.expressions) < 2:
        if any(item.computed for item in checklist.items):
            raise ExprError(f"清单“{checklist.label}”有自动算出的项,不能整张问", "改用 checklist 形式,或写明是哪一项")
        return None
    second = tree.expressions[1]
    known = {item.code: item for item in checklist.items}
    name = second.name if isinstance(second, e.Literal) and second.is_string else ""
    if name not in known or known[name].computed:
        remedy = nearest(name, tuple(code for code, item in known.items() if not item.computed))
        raise ExprError(f"清单“{checklist.label}”里没有可以问的项“{name}”", remedy)
    return name


def table(world: World, node: plan.Answer, checklist: Checklist, kind: str, day: date) -> str:
    """The name of a table (subject, answer), made when first asked for."""
    where = f"checklist = {sql.text(checklist.code)} AND subject_kind = {sql.text(kind)} AND checked_on <= {sql.day(day)}"
    where += "" if node.item is None else f" AND item = {sql.text(node.item)}"
    newest = "QUALIFY row_number() OVER (PARTITION BY subject_id, item ORDER BY checked_on DESC) = 1"
    latest = f"SELECT subject_id, item, answer FROM f_check_answer WHERE {where} {newest}"
    whole = 1 if node.item is not None else len(checklist.items)
    said = sql.case(
        [
            ("bool_or(answer = 'no')", "'no'"),
            (f"count(*) FILTER (WHERE answer IN ('yes', 'na')) = {whole} AND bool_or(answer = 'yes')", "'yes'"),
        ]
    )
    made = f"SELECT subject_id AS subject, {said} AS answer FROM ({latest}) GROUP BY 1"
    return world.keep(f"answer_{checklist.code}_{node.item or ''}_{kind}_{day:%Y%m%d}", made)
