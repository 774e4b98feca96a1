"""What the reading pages offer to whoever may enter: buttons, cells that open, the bar of the last deed."""

from __future__ import annotations

from dataclasses import dataclass

from gangju.desk.access.pages import DeskRequest
from gangju.desk.ledgers.actions.rowrules import RULES, by_procedure
from gangju.desk.lists.entry import bar, forms
from gangju.desk.lists.entry.pasting import pastable
from gangju.desk.lists.entry.values import attribute
from gangju.desk.lists.queries import one
from gangju.desk.lists.registers import Register


@dataclass(frozen=True)
class Offers:
    """`fields` are the columns whose cells can be changed in place; `done` the bar of the last deed."""

    writes: bool = False
    adds: bool = False
    ends: bool = False
    pastes: bool = False
    fields: tuple[str, ...] = ()
    done: bar.Bar | None = None


def offers(request: DeskRequest, register: Register, row: int = 0) -> Offers:
    """On a list, or on the page of one row."""
    scope, done = request.scope, bar.shown(request, request.scope)
    if not forms.writable(register) or not scope.may(register.write):
        return Offers(done=done)
    rules = RULES[register.relation]
    if row and ((found := one(scope, register, row, register.write)) is None or by_procedure(rules, found)):
        return Offers(done=done)
    fixed = rules.fixed
    fields = tuple(each.name for each in register.fields if each.editable and each.path and attribute(each) not in fixed)
    adds = forms.addable(register)
    return Offers(writes=True, adds=adds, ends=adds and register.span is not None, pastes=pastable(register), fields=fields, done=done)
