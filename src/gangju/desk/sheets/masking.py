"""What an export leaves of each row that tells who somebody is, row by row as near as the viewer stands to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from gangju.desk.access.scope import Scope
from gangju.desk.identity.keeping import whole_of
from gangju.desk.identity.masks import MASKS, masked
from gangju.desk.identity.sights import Near, Sight, at, nearness
from gangju.desk.ledgers.models import Organization
from gangju.desk.sheets.asking import Asked, Numbers
from gangju.desk.sheets.layout import Column
from gangju.desk.sheets.shapes import SIDES, Kept

PHONE = Column("phone", "联系电话", "text", help="只供查看,导入时不读")
# Column of a ledger → its mask; `reason` of a roster row only where the row is about a person.
ROW_MASKS: Mapping[str, Mapping[str, str]] = {"person": {"name": "name", "born_on": "born"}, "roster_entry": {"reason": "cause"}}


class Sights:
    """How this viewer, asking so, sees persons of each organisation."""

    def __init__(self, scope: Scope, asked: Asked) -> None:
        self.scope, self.asked = scope, asked
        self._near: dict[int, Near] = {}

    @cached_property
    def _paths(self) -> Mapping[int, str]:
        return dict(Organization.objects.values_list("pk", "path"))

    def near(self, org: int | None) -> Near:
        if org is None:
            return Near.NONE
        if org not in self._near:
            self._near[org] = nearness(self.scope, self._paths.get(org, ""))
        return self._near[org]

    def of(self, name: str, org: int | None) -> Sight:
        near = self.near(org)
        return Sight.WHOLE if name in {"name", "born"} and self.asked.names and near is not Near.NONE else at(name, near)

    def named(self, org: int | None) -> bool:
        """May a cell speak of a person of this organisation by name? Else it gives the public code."""
        return self.of("name", org) is Sight.WHOLE

    def row(self, ledger: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The row with its masks on."""
        shown = dict(values)
        for column, name in ROW_MASKS.get(ledger, {}).items():
            about_somebody = ledger == "person" or (values.get("subject") or ("",))[0] == "person"
            if about_somebody and values.get(column) is not None:
                shown[column] = self._shown(name, values.get("org"), values[column])
        return shown

    def _shown(self, name: str, org: int | None, value: Any) -> Any:
        match self.of(name, org):
            case Sight.WHOLE:
                return value
            case Sight.MASKED:
                return MASKS[name](str(value))
        return None

    def numbers(self, kept: Mapping[int, Kept]) -> Mapping[int, Mapping[str, str]]:
        """Identity number and phone of persons whose organisation is near enough. Raises KeyProblem."""
        if self.asked.numbers is Numbers.NONE:
            return {}
        near = {person for person, row in kept.items() if self._may_know_number(row.values.get("org"))}
        whole = whole_of(near)
        if self.asked.numbers is Numbers.WHOLE:
            return whole
        return {person: {column: masked(_MASK[column], text) for column, text in told.items()} for person, told in whole.items()}

    def _may_know_number(self, org: int | None) -> bool:
        path = self._paths.get(org or 0, "")
        reached = any(path.startswith(each) for each in self.scope.paths("person.identity"))
        return reached and at("number", self.near(org)) is not Sight.HIDDEN


_MASK = {"identity": "number", "phone": "phone"}


def any_person(rows: Iterable[Kept]) -> bool:
    return any((row.values.get(side) or ("",))[0] == "person" for row in rows for side in SIDES)
