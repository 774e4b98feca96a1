"""Grades and points as conditions: `score('star_rating', year - 1)`, `points('scheme')`, `grade_rank('scheme')`.

The ledger of scores is their one home. A score counts from the day of its publication; of several of one period the newest
does. A subject that has none is neither graded well nor badly: what hangs on it is unknown.
"""

from __future__ import annotations

from typing import Final

from gangju.engine import plan, sql
from gangju.engine.model import Catalogue
from gangju.engine.naming import Context, ExprError, nearest
from gangju.engine.plan import Node, Type
from gangju.engine.syntax import e, text_argument, year_offset

SCHEMES: Final = "score.scheme"
GRADES: Final = "score.grade"


def ranks(catalogue: Catalogue, scheme: str) -> tuple[str, ...]:
    """The grades of a scheme from the lowest to the highest; empty where the catalogue does not order them."""
    return tuple(catalogue.lists.get(f"{GRADES}.{scheme}", ()))


def grade(tree: e.Expression, context: Context) -> Node:
    return _score(tree, context, "grade", Type("code", codes=GRADES))


def points(tree: e.Expression, context: Context) -> Node:
    return _score(tree, context, "points", plan.number("分"))


def rank(tree: e.Expression, context: Context) -> Node:
    """The place of the grade among those of its scheme, 1 for the lowest. Raises ExprError."""
    node = _score(tree, context, "rank", plan.BARE)
    if not ranks(context.names.catalogue, node.scheme):
        raise ExprError(f"评分方案“{node.scheme}”的等次没有排序", f"在代码表里写 {GRADES}.{node.scheme},从低到高列出等次")
    return node


def _score(tree: e.Expression, context: Context, what: str, kind: Type) -> plan.Score:
    name = text_argument(tree)
    schemes = context.names.catalogue.lists.get(SCHEMES, {})
    if name not in schemes:
        raise ExprError(f"没有“{name}”这个评分方案", nearest(name, tuple(schemes)))
    if context.in_aggregate:
        raise ExprError("聚合里不能查得分", "把得分写在聚合外面,或按 score 的列来数")
    offset = year_offset(tree.expressions[1]) if len(tree.expressions) > 1 else None
    return plan.Score(name, what, offset, kind)


def column(node: plan.Score, alias: str, catalogue: Catalogue) -> str:
    """How one score is read from the looked-up row."""
    if node.what != "rank":
        return f"{alias}.{node.what}"
    places = enumerate(ranks(catalogue, node.scheme), 1)
    return sql.case([(f"{alias}.grade = {sql.text(code)}", str(place)) for place, code in places])
