"""How many rows stand on each list of a group, for the index: today's rows, counted to the limit, never beyond."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from gangju.desk.access.scope import Scope
from gangju.desk.lists.asking import Asked
from gangju.desk.lists.queries import COUNTED, count, narrowed
from gangju.desk.lists.reach import Reach, reach
from gangju.desk.lists.registers import Register, registers


@dataclass(frozen=True)
class Counted:
    register: Register
    number: int

    @property
    def said(self) -> str:
        return f"{COUNTED}+" if self.number > COUNTED else str(self.number)


def groups() -> Mapping[str, Sequence[Register]]:
    """The lists by the heading under which they stand, in the order of the index."""
    found: dict[str, list[Register]] = {}
    for register in registers().values():
        found.setdefault(register.group, []).append(register)
    whole = found.pop("系统", [])
    return found | ({"系统": whole} if whole else {})


def counted(scope: Scope, lists: Iterable[Register]) -> list[Counted]:
    """What the viewer may not read at all is left out."""
    seen = [register for register in lists if scope.may(register.read)]
    widths = {permission: reach(scope, permission) for permission in {register.read for register in seen}}
    found: dict[str, int] = {}
    for register in seen:
        within = widths[register.read]
        if register.kind and within.narrow and register.key not in found:
            found |= _by_kind(scope, register, within)
        elif not (register.kind and within.narrow):
            found[register.key] = count(register, within, _at_first(register, scope))
    return [Counted(register, found.get(register.key, 0)) for register in seen]


def _at_first(register: Register, scope: Scope) -> Asked:
    """As the list opens without any choice."""
    return Asked(day=None if register.series else scope.today)


def _by_kind(scope: Scope, register: Register, within: Reach) -> dict[str, int]:
    """All kinds of a relation at once: a narrow scope has few rows."""
    column = next(iter(register.fixed))
    rows = narrowed(register, within, _at_first(register, scope))
    kinds = dict(rows.order_by().values(column).annotate(number=Count("pk")).values_list(column, "number"))
    relation = register.relation
    return {key: kinds.get(each.kind, 0) for key, each in registers().items() if each.relation == relation and each.kind}
