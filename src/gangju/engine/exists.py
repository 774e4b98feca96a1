"""`exists (select 1 from R as x where …)`: is there a row elsewhere that has something in common with this one?

One level, at least one equality between a column of `x` and a column at hand; every other condition speaks of `x` alone. So it
compiles to one grouped table and a join by equality, which every database does well, and it says unknown where a row may
meet the condition and none surely does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from gangju.engine import plan, sql
from gangju.engine.joins import KEYS, relation_of
from gangju.engine.ledgers import named_ledgers
from gangju.engine.naming import Context, ExprError, nearest, typed_column
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS
from gangju.engine.syntax import e, said

EXAMPLE = "例如 exists (select 1 from post as p where p.person_id = post.person_id and p.role = 'director')"
Check = Callable[[e.Expression, Context], Node]


@dataclass(frozen=True)
class _Source:
    """The table inside: its relation and the name it is given there."""

    relation: str
    name: str


def names_inside(tree: e.Exists) -> set[str]:
    """The names given to rows inside: no column of theirs is one of the row at hand."""
    return {table.alias for table in tree.find_all(e.Table) if table.alias}


def exists(tree: e.Expression, context: Context, check: Check) -> Node:
    """The checked node. Raises ExprError."""
    assert isinstance(tree, e.Exists)
    source = _source(tree)
    where = tree.this.args.get("where")
    parts = [] if where is None else list(_conjuncts(where.this))
    pairs = [_pair(part, source) for part in parts]
    on = tuple(_equality(source, inner, check(outer, context)) for inner, outer in (pair for pair in pairs if pair is not None))
    if not on:
        raise ExprError("exists 里没有一个条件把里外两行连起来", EXAMPLE)
    rest = [part for part, pair in zip(parts, pairs, strict=True) if pair is None]
    inside = replace(context, base=source.relation, anchors=(), aggregates=False, value=None)
    alone = tuple(check(_renamed(part, source), inside) for part in rest)
    condition = None if not alone else alone[0] if len(alone) == 1 else plan.Logic("and", alone)
    ledgers = named_ledgers(source.relation, condition, partial(said, tree))
    if ledgers and context.in_aggregate:
        raise ExprError(f"聚合里的 exists 不能查按次数计的{RELATIONS[source.relation].title}", "把 exists 写在聚合之外,才看得出台账建没建")
    return plan.Exists(source.relation, (*on, *_kinds_inside(on)), condition, _kinds_at_hand(on), ledgers)


def _table(tree: e.Exists) -> e.Table | None:
    found = tree.this.find(e.From) if isinstance(tree.this, e.Select) else None
    return found.this if found is not None and isinstance(found.this, e.Table) else None


def _source(tree: e.Exists) -> _Source:
    table = _table(tree)
    if table is None or tree.this.args.get("joins") or tree.this.find(e.Select) is not tree.this or tree.this.args.get("group"):
        raise ExprError("exists 里只能写一张台账的一层查询", EXAMPLE)
    relation = table.name
    if relation_of(relation) not in RELATIONS:
        raise ExprError(f"没有“{relation}”这个台账", nearest(relation, tuple(RELATIONS)))
    if not table.alias or table.alias in RELATIONS:
        raise ExprError("exists 里的台账要另起一个名字", EXAMPLE)
    return _Source(relation, table.alias)


def _conjuncts(tree: e.Expression) -> Sequence[e.Expression]:
    if isinstance(tree, e.Paren):
        return _conjuncts(tree.this)
    if isinstance(tree, e.And):
        return [*_conjuncts(tree.this), *_conjuncts(tree.expression)]
    return [tree]


def _inside(tree: e.Expression, source: _Source) -> list[bool]:
    return [column.parts[0].name == source.name for column in tree.find_all(e.Column)]


def _pair(part: e.Expression, source: _Source) -> tuple[e.Column, e.Expression] | None:
    """The column inside and the one at hand of an equality between the two; None for a condition inside alone."""
    sides = _inside(part, source)
    if sides and all(sides):
        return None
    if isinstance(part, e.EQ):
        for inner, outer in ((part.this, part.expression), (part.expression, part.this)):
            if isinstance(inner, e.Column) and inner.parts[0].name == source.name and not any(_inside(outer, source)):
                return inner, outer
    raise ExprError(f"exists 里外两行只能用相等来连:{said(part)}", EXAMPLE)


def _equality(source: _Source, inner: e.Column, outer: Node) -> tuple[plan.Column, Node]:
    if len(inner.parts) != 2:
        raise ExprError(f"连接里外两行要用本行的列:{said(inner)}", EXAMPLE)
    column = typed_column((), relation_of(source.relation), inner.name)
    if not isinstance(outer, plan.Column):
        raise ExprError(f"连接里外两行要用外面一行的列:{said(inner)}", EXAMPLE)
    return column, outer


def _renamed(tree: e.Expression, source: _Source) -> e.Expression:
    """The condition with the relation's own name instead of the one given inside."""
    copy = tree.copy()
    for column in copy.find_all(e.Column):
        column.parts[0].set("this", source.relation)
    return copy


_KINDS = {column: relation for relation, column in KEYS.items()}
_ENDS = {"subject_id": "subject_kind", "from_id": "from_kind", "to_id": "to_kind"}


def _kinds_inside(on: Sequence[tuple[plan.Column, Node]]) -> list[tuple[plan.Column, Node]]:
    """An id means something only beside its kind: a person and a branch may bear the same one."""
    pairs = [(_kind_of(inner), _kind_of(outer)) for inner, outer in on if isinstance(outer, plan.Column)]
    return [(mine, theirs) for mine, theirs in pairs if isinstance(mine, plan.Column) and theirs is not None]


def _kinds_at_hand(on: Sequence[tuple[plan.Column, Node]]) -> tuple[plan.Compare, ...]:
    """Where the kind stands at hand alone: a tie to a village has no unit of a firm."""
    pairs = [(_kind_of(inner), _kind_of(outer)) for inner, outer in on if isinstance(outer, plan.Column)]
    return tuple(
        plan.Compare("=", theirs, mine) for mine, theirs in pairs if isinstance(theirs, plan.Column) and isinstance(mine, plan.Literal)
    )


def _kind_of(column: plan.Column) -> Node | None:
    """Where the kind of an id stands: a column beside it, or known from its name."""
    if column.name in _ENDS:
        return typed_column(column.path, column.relation, _ENDS[column.name])
    known = _KINDS.get(column.name)
    return None if known is None else plan.Literal(known, plan.TEXT)


def found_sql(node: plan.Exists, table: Callable[[str], str], reader: sql.Renderer, only: Sequence[str] = ()) -> str:
    """One row for each value of the inner columns: 2 where a row surely meets the condition, 1 where one may."""
    inner = [column for column, _ in node.on]
    where = "TRUE" if node.where is None else reader.condition(node.where)
    keys = ", ".join(f"b.{sql.quote(column.name)} AS k{number}" for number, column in enumerate(inner))
    steps = [] if node.where is None else sql.paths([node.where])
    joined = sql.joins(node.relation, steps, table)
    sure = f"max(CASE WHEN {where} THEN 2 WHEN ({where}) IS NULL THEN 1 ELSE 0 END) AS found"
    return f"SELECT {keys}, {sure} FROM {table(node.relation)} AS b {joined} WHERE {sql.all_of(only)} GROUP BY ALL"


def join(node: plan.Exists, alias: str, inside: str, reader: sql.Renderer) -> str:
    """The join of `found_sql` to the row at hand."""
    match = sql.all_of([f"{alias}.k{number} = {reader.scalar(outer)}" for number, (_, outer) in enumerate(node.on)])
    return f"LEFT JOIN ({inside}) AS {alias} ON {match}"


def answer(node: plan.Exists, alias: str, reader: sql.Renderer, kept: Sequence[str] = ()) -> str:
    """Yes, no or unknown (NULL), read from the join `alias`. `kept`: without them no row says nothing."""
    missing = " OR ".join(f"({reader.scalar(outer)}) IS NULL" for _, outer in node.on if not isinstance(outer, plan.Literal))
    unkept = [(f"NOT ({sql.all_of(kept)})", "NULL")] if kept else []
    other = [(f"NOT ({reader.condition(same)})", "FALSE") for same in node.only]
    return sql.case([*other, (missing, "NULL"), (f"{alias}.found = 2", "TRUE"), (f"{alias}.found = 1", "NULL"), *unkept], "FALSE")
