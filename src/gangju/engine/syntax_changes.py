"""An expression said a little otherwise: another comparison, a number one off, a condition left out.

Texts in, texts out; the tree is the parser's (`syntax`). Which change still means something is for `meaning` to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from gangju.engine.syntax import e, parse, said

OTHER: Final[dict[type[e.Expression], tuple[type[e.Expression], ...]]] = {
    e.GTE: (e.GT,),
    e.GT: (e.GTE,),
    e.LTE: (e.LT,),
    e.LT: (e.LTE,),
    e.EQ: (e.GTE, e.LTE),
}
SIGN: Final[dict[type[e.Expression], str]] = {e.GTE: ">=", e.GT: ">", e.LTE: "<=", e.LT: "<", e.EQ: "="}


def said_otherwise(text: str) -> Iterator[tuple[str, str]]:
    """What was changed, and the changed text. Raises ExprError where the text is no expression."""
    tree = parse(text)
    for number, node in enumerate(_nodes(tree)):
        yield from _operators(tree, number, node)
        yield from _numbers(tree, number, node)
        yield from _left_out(tree, number, node)


def _changed(tree: e.Expression, number: int) -> tuple[e.Expression, e.Expression]:
    """A copy of the tree and the node at that place in it."""
    copied = tree.copy()
    return copied, _nodes(copied)[number]


def _nodes(tree: e.Expression) -> list[e.Expression]:
    return [node for node in tree.walk() if isinstance(node, e.Expression)]


def _operators(tree: e.Expression, number: int, node: e.Expression) -> Iterator[tuple[str, str]]:
    """An equality is a bound only against a number; codes have no more and less."""
    others = OTHER.get(type(node), ())
    if isinstance(node, e.EQ) and not any(_is_number(side) for side in (node.this, node.expression)):
        return
    for other in others:
        copied, mine = _changed(tree, number)
        fresh = other(this=mine.this.copy(), expression=mine.expression.copy())
        yield f"{said(node)} → {SIGN[other]}", said(_swapped(copied, mine, fresh))


def _is_number(node: e.Expression) -> bool:
    if isinstance(node, e.Anonymous):
        return node.name.lower() == "param"
    return isinstance(node, e.Literal) and not node.is_string


def _numbers(tree: e.Expression, number: int, node: e.Expression) -> Iterator[tuple[str, str]]:
    """One more and one less; a decimal moves by one in a hundred. The one of `select 1` counts nothing."""
    if not isinstance(node, e.Literal) or node.is_string or isinstance(node.parent, e.Select):
        return
    value = Fraction(node.name)
    step = Fraction(1) if value.denominator == 1 else Fraction(1, 100)
    for other in (value - step, value + step):
        if other < 0:
            continue
        copied, mine = _changed(tree, number)
        fresh = e.Literal.number(str(other) if other.denominator == 1 else str(float(other)))
        yield f"{_around(node)}: {node.name} → {fresh.name}", said(_swapped(copied, mine, fresh))


def _around(node: e.Expression) -> str:
    return said(node.parent) if isinstance(node.parent, e.Expression) else said(node)


def _left_out(tree: e.Expression, number: int, node: e.Expression) -> Iterator[tuple[str, str]]:
    """Each condition joined by `and`, and the whole condition of a filter."""
    if isinstance(node, e.And):
        for kept, dropped in ((node.this, node.expression), (node.expression, node.this)):
            if not isinstance(dropped, e.And):
                copied, mine = _changed(tree, number)
                yield f"without {said(dropped)}", said(_swapped(copied, mine, kept.copy()))
    if isinstance(node, e.Filter) and not isinstance(node.expression.this, e.And):
        copied, mine = _changed(tree, number)
        yield f"without {said(node.expression.this)}", said(_swapped(copied, mine, mine.this.copy()))


def _swapped(tree: e.Expression, old: e.Expression, new: e.Expression) -> e.Expression:
    """The tree with the new node in the old one's place."""
    if old is tree:
        return new
    old.replace(new)
    return tree
