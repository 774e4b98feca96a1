"""From the text of an expression to a checked plan.

An expression is scalar SQL with aggregates over related relations. What it may name is declared: columns by the ledgers,
paths by the join table, codes by the catalogue, units by the columns. Everything else is refused with a remedy before
anything runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, partial
from typing import Final

from gangju.engine import answers, covered, days, peers, plan, scores
from gangju.engine.earlier import beginning, shifted
from gangju.engine.exists import exists, names_inside
from gangju.engine.joins import COUNTED, ROLES, STEPS, links, relation_of
from gangju.engine.ledgers import ledgers_of, named_ledgers
from gangju.engine.model import Measure
from gangju.engine.naming import Context, ExprError, Names, check_code, comparable, fit, locate, nearest, typed_column
from gangju.engine.plan import BARE, BOOL, TEXT, Node, Type
from gangju.engine.relations import RELATIONS
from gangju.engine.syntax import e, names_of, parse, said, text_argument, year_offset


def check(text: str, context: Context) -> Node:
    """Parse and check one expression. Raises ExprError."""
    return _node(parse(text), context)


@lru_cache(maxsize=4096)
def mentioned(text: str) -> tuple[str, ...]:
    """The relations that a text names outside aggregates, in order: the first part of every dotted path."""
    return tuple(
        dict.fromkeys(names_of(column)[0] for column in _named_columns(parse(text)) if not column.find_ancestor(e.AggFunc, e.Filter))
    )


def _named_columns(tree: e.Expression) -> list[e.Column]:
    """The columns of a tree without those of the rows that an `exists` looks at."""
    inside = {name for found in tree.find_all(e.Exists) for name in names_inside(found)}
    return [column for column in tree.find_all(e.Column) if names_of(column)[0] not in inside]


# ---------------------------------------------------------------- dispatch
def _node(tree: e.Expression, context: Context) -> Node:
    rule = _RULES.get(type(tree))
    if rule is None:
        raise ExprError(f"不能这样写:{said(tree)}", "只用比较、and、or、not、in、四则和聚合")
    return rule(tree, context)


def _paren(tree: e.Expression, context: Context) -> Node:
    return _node(tree.this, context)


# ---------------------------------------------------------------- columns
def _column(tree: e.Expression, context: Context) -> Node:
    assert isinstance(tree, e.Column)
    names = names_of(tree)
    if names == ("value",) and context.value is not None:
        return plan.TheValue(context.value)
    if len(names) == 1:
        raise ExprError(f"“{names[0]}”没有说是哪个台账的列", "写成 台账.列,例如 activity.kind")
    path, relation = locate(names[:-1], context)
    return typed_column(path, relation, names[-1])


# ---------------------------------------------------------------- literals
def _literal(tree: e.Expression, _: Context) -> Node:
    assert isinstance(tree, e.Literal)
    if tree.is_string:
        return plan.Literal(tree.name, TEXT)
    return plan.Literal(Fraction(tree.name), BARE)


def _ratio(tree: e.Expression, _: Context) -> Node:
    if not all(isinstance(part, e.Literal) and not part.is_string for part in (tree.this, tree.expression)):
        raise ExprError(f"不能写除法:{said(tree)}", "只有两个整数之比可以写成 1/3,其余把除数乘到另一边")
    below = Fraction(tree.expression.name)
    if below == 0:
        raise ExprError(f"除数是零:{said(tree)}", "把比写成 1/3 的样子,第二个数大于零")
    return plan.Literal(Fraction(tree.this.name) / below, BARE)


def _boolean(tree: e.Expression, _: Context) -> Node:
    return plan.Literal(bool(tree.this), BOOL)


# ---------------------------------------------------------------- conditions
_OPS: Final[dict[type[e.Expression], str]] = {e.EQ: "=", e.NEQ: "<>", e.GT: ">", e.GTE: ">=", e.LT: "<", e.LTE: "<="}


def _compare(tree: e.Expression, context: Context) -> Node:
    left, right = _node(tree.this, context), _node(tree.expression, context)
    left, right = fit(left, right.type), fit(right, left.type)
    comparable(left.type, right.type, partial(said, tree))
    check_code(left, context.names)
    check_code(right, context.names)
    return plan.Compare(_OPS[type(tree)], left, right)


def _logic(op: str) -> Callable[[e.Expression, Context], Node]:
    def rule(tree: e.Expression, context: Context) -> Node:
        parts = [tree.this] if op == "not" else [tree.this, tree.expression]
        nodes = tuple(_condition(part, context) for part in parts)
        return plan.Logic(op, nodes)

    return rule


def _condition(tree: e.Expression, context: Context) -> Node:
    node = _node(tree, context)
    if node.type.kind != "bool":
        raise ExprError(f"这里要一个条件,写的是一个值:{said(tree)}", "补上比较,例如 = 'x' 或 >= 1")
    return node


def _among(tree: e.Expression, context: Context) -> Node:
    item = _node(tree.this, context)
    values = []
    for option in tree.expressions:
        value = fit(_node(option, context), item.type)
        if not isinstance(value, plan.Literal):
            raise ExprError(f"in 后面只能列出代码或数:{said(tree)}", "写成 in ('a','b')")
        check_code(value, context.names)
        values.append(value)
    return plan.Among(item, tuple(values))


def _is(tree: e.Expression, context: Context) -> Node:
    if not isinstance(tree.expression, e.Null):
        raise ExprError(f"is 后面只能写 null:{said(tree)}", "写成 is null 或 is not null")
    return plan.IsNull(_node(tree.this, context))


def _between(tree: e.Expression, context: Context) -> Node:
    low = e.GTE(this=tree.this.copy(), expression=tree.args["low"].copy())
    high = e.LTE(this=tree.this.copy(), expression=tree.args["high"].copy())
    return plan.Logic("and", (_compare(low, context), _compare(high, context)))


# ---------------------------------------------------------------- numbers
def _arith(op: str) -> Callable[[e.Expression, Context], Node]:
    def rule(tree: e.Expression, context: Context) -> Node:
        return _joined(op, _node(tree.this, context), _node(tree.expression, context), tree)

    return rule


def _joined(op: str, left: Node, right: Node, tree: e.Expression) -> Node:
    for side in (left, right):
        if side.type.kind != "number":
            raise ExprError(f"只有数能这样算:{said(tree)}", "换成数的列、参数或聚合")
    if op == "*":
        return _product(left, right, tree)
    left, right = fit(left, right.type), fit(right, left.type)
    comparable(left.type, right.type, partial(said, tree))
    return plan.Arith(op, left, right, right.type if left.type.bare or left.type.unit == plan.ANYTHING else left.type)


def _product(left: Node, right: Node, tree: e.Expression) -> Node:
    if not (_constant(left) or _constant(right)):
        raise ExprError(f"两个算出来的数不能相乘:{said(tree)}", "相乘时至少一边是数或参数")
    if left.type.bare or right.type.bare:
        return plan.Arith("*", left, right, right.type if left.type.bare else left.type)
    for rate, amount in ((left.type, right.type), (right.type, left.type)):
        whole, _, per = (rate.unit or "").partition("/")
        if per and per == amount.unit and amount.scale == 1:
            return plan.Arith("*", left, right, plan.number(whole))
    raise ExprError(f"两个带单位的数不能相乘:{said(tree)}", "其中一个参数的单位写成 ratio,或写成 元/人 这样的单价")


def _constant(node: Node) -> bool:
    return all(not isinstance(part, _COMPUTED) for part in plan.walk(node))


_COMPUTED: Final = (plan.Aggregate, plan.Observation, plan.Column, plan.TheValue, plan.Score, plan.Recall)


def _extreme(op: str) -> Callable[[e.Expression, Context], Node]:
    def rule(tree: e.Expression, context: Context) -> Node:
        node = _node(tree.this, context)
        for other in tree.expressions:
            node = _joined(op, node, _node(other, context), tree)
        return node

    return rule


def _rounded(way: str) -> Callable[[e.Expression, Context], Node]:
    def rule(tree: e.Expression, context: Context) -> Node:
        item = _node(tree.this, context)
        if item.type.kind != "number":
            raise ExprError(f"只有数能取整:{said(tree)}", "换成数")
        return plan.Rounded(way, item, item.type)

    return rule


# ---------------------------------------------------------------- named functions
def _named(tree: e.Expression, context: Context) -> Node:
    assert isinstance(tree, e.Anonymous)
    rule = _FUNCTIONS.get(tree.name.lower())
    if rule is None:
        raise ExprError(f"没有“{tree.name}”这个函数", nearest(tree.name, tuple(_FUNCTIONS)))
    return rule(tree, context)


def _param(tree: e.Expression, context: Context) -> Node:
    name = text_argument(tree)
    if name not in context.names.params:
        raise ExprError(f"没有“{name}”这个参数", nearest(name, tuple(context.names.params)) + ",或先写进 params.yaml")
    key = _node(tree.expressions[1], context) if len(tree.expressions) > 1 else None
    param = context.names.params[name]
    if (param.by == "category") != (key is not None):
        remedy = "写成 param('名', 列)" if param.by == "category" else "去掉第二个参数,或把参数改成 by: category"
        raise ExprError(f"参数“{name}”{'要' if param.by == 'category' else '不要'}第二个参数", remedy)
    return plan.ParamRef(name, key, plan.number(param.unit))


def _observation(tree: e.Expression, context: Context) -> Node:
    name = text_argument(tree)
    metrics = context.names.catalogue.metrics
    if name not in metrics:
        raise ExprError(f"没有“{name}”这项数据", nearest(name, tuple(metrics)))
    offset = year_offset(tree.expressions[1]) if len(tree.expressions) > 1 else None
    return plan.Observation(name, offset, plan.number(metrics[name].unit))


def _subtree(tree: e.Expression, context: Context) -> Node:
    if context.each not in ("organization", "unit"):
        raise ExprError(f"{context.each} 没有下级,不能写 subtree", "each 写成 organization 或 unit")
    found = _node(tree.expressions[0], replace(context, subtree=True)) if tree.expressions else None
    if not isinstance(found, plan.Aggregate):
        raise ExprError(f"subtree 里要写一个聚合:{said(tree)}", "例如 subtree(count(membership.person_id))")
    return found


def _measure(tree: e.Expression, context: Context) -> Node:
    name = text_argument(tree)
    measures = context.names.measures
    if name not in measures:
        raise ExprError(f"没有“{name}”这个量", nearest(name, tuple(measures)) + ",或先写进 measures.yaml")
    measure = measures[name]
    if measure.each != context.each:
        raise ExprError(f"量“{name}”是按 {measure.each} 算的,这里是 {context.each}", "换成同一种对象的量")
    return check_measure(measure, context)


def _previous(tree: e.Expression, context: Context) -> Node:
    """`previous(x)`: x one period earlier. `previous()`: the value in which this stands, one period earlier."""
    if context.in_aggregate:
        raise ExprError(f"聚合里不能看上一期:{said(tree)}", "把 previous 写在聚合外面")
    if not tree.expressions:
        if context.itself is None:
            raise ExprError("这里不能写 previous()", "写明是什么的上一期,例如 previous(measure('x'));单写 previous() 只在算式的 base 里")
        return plan.Recall("", context.itself)
    inner = tree.expressions[0]
    name = inner.expressions[0].name if isinstance(inner, e.Anonymous) and inner.name.lower() == "measure" and inner.expressions else ""
    if name and name == (context.inside or ("",))[-1]:
        return plan.Recall(name, plan.number(context.names.measures[name].unit))
    return shifted(_node(inner, context), context.months)


def recursive(name: str, node: Node, months: int) -> Node:
    """The node itself or, where it looks at its own value of one period earlier, the recursion. Raises ExprError."""
    if not any(isinstance(part, plan.Recall) for part in plan.walk(node)):
        return node
    found = plan.Recursive(name, node, months, node.type)
    beginning(found)
    return found


def check_measure(measure: Measure, context: Context) -> Node:
    """The plan of a measure, checked against its own unit. Raises ExprError."""
    if measure.id in context.inside:
        raise ExprError(f"量“{measure.id}”绕回了自己", "去掉循环引用")
    node = check(measure.value, replace(context, inside=(*context.inside, measure.id), itself=None))
    if node.type.unit != measure.unit and not node.type.bare:
        raise ExprError(f"量“{measure.id}”算出来的单位是{node.type.unit},写的是{measure.unit}", "改成同一单位")
    return recursive(measure.id, node, context.months)


def _exists(tree: e.Expression, context: Context) -> Node:
    return exists(tree, context, _node)


# ---------------------------------------------------------------- aggregates
def _aggregate(tree: e.Expression, context: Context) -> Node:
    return _aggregated(tree, None, context)


def _filtered(tree: e.Expression, context: Context) -> Node:
    where = tree.expression
    return _aggregated(tree.this, where.this if isinstance(where, e.Where) else where, context)


def _aggregated(tree: e.Expression, where: e.Expression | None, context: Context) -> Node:
    if not context.aggregates or context.in_aggregate:
        raise ExprError(f"这里不能用聚合:{said(tree)}", "聚合只写在 value 里,且不能套在另一个聚合里")
    argument, distinct = _argument(tree)
    base = _base(argument, where, context)
    inner = replace(context, base=base, anchors=(), in_aggregate=True, value=None)
    item = None if argument is None else _node(argument, inner)
    condition = None if where is None else _condition(where, inner)
    if not context.counted and base in COUNTED:
        raise ExprError(f"条件里不能数台账:{said(tree)}", "条件里只数登记在册的(党员、职务、阵地),按次数计的写进 value")
    ledgers = named_ledgers(base, condition, partial(said, tree))
    if covered.is_covered(tree):
        return covered.spans(tree, lambda part: _node(part, inner), base, condition, ledgers, subtree=context.subtree)
    func = type(tree).__name__.lower()
    kind = plan.number("人") if distinct and _a_person(item) else _result_type(func, item, base, tree)
    return plan.Aggregate(func, base, item, distinct, condition, ledgers, kind, context.subtree)


def _argument(tree: e.Expression) -> tuple[e.Expression | None, bool]:
    if covered.is_covered(tree):
        return tree.expressions[0], False
    inner = tree.this
    if isinstance(inner, e.Distinct):
        return inner.expressions[0], True
    return (None, False) if isinstance(inner, e.Star) else (inner, False)


def _a_person(item: Node | None) -> bool:
    """Whether different ones of this are different people, whatever row names them."""
    return isinstance(item, plan.Column) and item.name == "person_id"


def _result_type(func: str, item: Node | None, base: str, tree: e.Expression) -> Type:
    if func == "count":
        return plan.number(_COUNT_UNITS.get(relation_of(base), "个"))
    days = func in ("max", "min") and item is not None and item.type.kind in ("date", "datetime")
    if item is None or not (item.type.kind == "number" or days):
        raise ExprError(f"只有数能求和,数和日期能取最大最小:{said(tree)}", "换成数或日期的列")
    return item.type


_COUNT_UNITS: Final = {"activity": "次", "participation": "次", "post": "人", "membership": "人", "person": "人"}


def _base(argument: e.Expression | None, where: e.Expression | None, context: Context) -> str:
    """The relation whose rows are counted: linked to the subject, and every other one is to-one from it."""
    trees = [tree for tree in (argument, where) if tree is not None]
    roots = list(dict.fromkeys(names_of(column)[0] for tree in trees for column in _named_columns(tree)))
    for root in roots:
        if relation_of(root) not in RELATIONS:
            raise ExprError(f"没有“{root}”这个台账", nearest(root, (*RELATIONS, *ROLES)))
    candidates = [
        root for root in roots if links(context.each, root, subtree=context.subtree) and all(o == root or (root, o) in STEPS for o in roots)
    ]
    if not candidates:
        named = "、".join(roots) or "空"
        raise ExprError(f"从 {context.each} 到不了这些台账的行:{named}", "只数与对象直接相连的台账,其余写在它后面")
    return candidates[0]


_FUNCTIONS: Final[dict[str, Callable[[e.Expression, Context], Node]]] = {
    "param": _param,
    "observation": _observation,
    "measure": _measure,
    "checklist": answers.answer,
    "covered_days": lambda tree, context: _aggregated(tree, None, context),
    "highest": lambda tree, context: peers.highest(tree, context, _node),
    "in_period": lambda tree, context: days.in_period(tree, context, _node),
    **dict.fromkeys(days.UNITS, lambda tree, context: days.before(tree, context, _node)),
    "previous": _previous,
    "score": scores.grade,
    "points": scores.points,
    "grade_rank": scores.rank,
    "subtree": _subtree,
    "round_half_up": _rounded("half_up"),
}

_RULES: Final[dict[type[e.Expression], Callable[[e.Expression, Context], Node]]] = {
    e.Paren: _paren,
    e.Div: _ratio,
    e.Column: _column,
    e.Literal: _literal,
    e.Boolean: _boolean,
    **dict.fromkeys(_OPS, _compare),
    e.And: _logic("and"),
    e.Or: _logic("or"),
    e.Not: _logic("not"),
    e.In: _among,
    e.Is: _is,
    e.Between: _between,
    e.Add: _arith("+"),
    e.Sub: _arith("-"),
    e.Mul: _arith("*"),
    e.Greatest: _extreme("greatest"),
    e.Least: _extreme("least"),
    e.Ceil: _rounded("ceil"),
    e.Floor: _rounded("floor"),
    e.Anonymous: _named,
    e.Sum: _aggregate,
    e.Count: _aggregate,
    e.Max: _aggregate,
    e.Min: _aggregate,
    e.Filter: _filtered,
    e.Exists: _exists,
}


__all__ = ["Context", "ExprError", "Names", "check", "check_measure", "ledgers_of", "mentioned", "parse"]
