"""Which ledgers an expression counts: their keeping decides whether few rows mean few."""

from __future__ import annotations

from collections.abc import Callable

from gangju.engine import plan
from gangju.engine.joins import COUNTED
from gangju.engine.naming import ExprError
from gangju.engine.plan import Node
from gangju.engine.relations import RELATIONS


def named_ledgers(base: str, where: Node | None, text: Callable[[], str]) -> tuple[str, ...]:
    """The ledgers that a condition on `base` rows names; none for a register. Raises ExprError where it should name one."""
    holder = COUNTED.get(base)
    if holder is None:
        return ()
    kinds = _kinds(where, holder)
    if not kinds:
        column = f"{holder}.{KIND.get(holder, 'kind')} = '…'"
        raise ExprError(f"没有写明数哪几种{RELATIONS[holder].title}:{text()}", f"在条件里写 {column},否则不知道该看哪本台账建没建")
    return tuple(f"{holder}.{kind}" for kind in kinds)


KIND = {"task": "plan", "check_answer": "checklist"}
"""The column that names the ledger, where it is not `kind`: tasks are kept plan by plan, checks list by list."""


def _kinds(where: Node | None, holder: str) -> list[str]:
    name = KIND.get(holder, "kind")
    match where:
        case plan.Logic("and", parts):
            return [kind for part in parts for kind in _kinds(part, holder)]
        case plan.Compare("=", plan.Column(_, relation, column), plan.Literal(value)) if (relation, column) == (holder, name):
            return [str(value)]
        case plan.Among(plan.Column(_, relation, column), values) if (relation, column) == (holder, name):
            return [str(value.value) for value in values]
        case _:
            return []


EVENTS = {**COUNTED, "check_answer": "check_answer"}
"""What may be the events of a rhythm. An answer to a checklist says something of its day alone elsewhere; as an event it is a row
that must be kept before none of it means that nothing was checked."""


def ledgers_of(where: Node, base: str) -> tuple[str, ...]:
    """The ledgers that a condition on events names; empty when it names none."""
    holder = EVENTS.get(base)
    return () if holder is None else tuple(f"{holder}.{kind}" for kind in _kinds(where, holder))
