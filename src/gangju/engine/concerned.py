"""Which standards an entry in a ledger of events may move: those that count the ledger, or look at its rows without saying which.

What a page shows right after an entry is judged from these alone; all the others say what they said before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from gangju.engine import expr, plan, sequence
from gangju.engine.forms import FORMS
from gangju.engine.job import where_context
from gangju.engine.joins import relation_of
from gangju.engine.model import Pack, Standard

HOLDERS: Final = {"activity": "activity", "participation": "activity"}
"""The ledger of events that the rows of a relation belong to."""


def concerned(pack: Pack, ledgers: Collection[str]) -> frozenset[str]:
    """Ids of the standards that a row in one of the ledgers (`activity.training`) may move, with those that come after them."""
    first = {standard.id for standard in pack.standards if standard.form in FORMS and _looks(pack, standard, ledgers)}
    return frozenset(standard.id for standard in pack.standards if first & {standard.id, *sequence.before(pack, standard.id)})


def _looks(pack: Pack, standard: Standard, ledgers: Collection[str]) -> bool:
    return any(not named or any(each in ledgers for each in named) for named in _looked_at(pack, standard))


def _looked_at(pack: Pack, standard: Standard) -> Iterator[tuple[str, ...]]:
    """For each look at a ledger of events the kinds it names; none: whatever the kind."""
    form = FORMS[standard.form]
    if standard.each in HOLDERS:
        yield ()
    nodes = [expr.check(standard.where, where_context(pack, standard))]
    counted = getattr(form, "ledgers", None)
    if counted is not None:
        yield counted(pack, standard)
    else:
        nodes += [node for each in standard.parts or (standard,) for _, node in form.nodes(pack, each)]
    for node in nodes:
        yield from _looks_of(node)


def _looks_of(node: plan.Node) -> Iterator[tuple[str, ...]]:
    if isinstance(node, plan.Aggregate | plan.Exists):
        relation = relation_of(node.base if isinstance(node, plan.Aggregate) else node.relation)
        if relation in HOLDERS:
            yield node.kinds
            return  # its own condition says no more about the kind
    if isinstance(node, plan.Column) and node.relation in HOLDERS:
        yield ()
    for child in plan.children(node):
        yield from _looks_of(child)
