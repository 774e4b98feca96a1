"""Who sees a thing whole, masked or not at all: one table, read by pages, workbooks and the check sheet.

How near the viewer's grant is decides, as for names (`Scope.persons_named`): the organisation itself, the one directly
above it, or further up. A grant without names (inspector, auditor, administrators) sees none of the six. Whole numbers are
shown by no table, only against a logged reason (`actions.reveal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gangju.desk.access.roles import MAY, Role
from gangju.desk.access.scope import STEP, Scope
from gangju.desk.identity.masks import MASKS
from gangju.desk.ledgers.models import Organization


class Sight(StrEnum):
    WHOLE = "完整"
    MASKED = "遮盖"
    HIDDEN = "不显示"


class Near(StrEnum):
    OWN = "本组织"
    DIRECT = "直接下级"
    FAR = "再往下"
    NONE = "不掌握姓名"


WHOLE, MASKED, HIDDEN = Sight.WHOLE, Sight.MASKED, Sight.HIDDEN
SIGHTS: Mapping[str, tuple[Sight, Sight, Sight]] = {
    "number": (MASKED, MASKED, HIDDEN),
    "phone": (MASKED, MASKED, HIDDEN),
    "name": (WHOLE, WHOLE, MASKED),
    "place": (WHOLE, WHOLE, MASKED),
    "born": (WHOLE, WHOLE, MASKED),
    "cause": (WHOLE, MASKED, HIDDEN),
}
# What a reason opens, and to whom; the rest of the six stays as the table says.
OPENED_BY_REASON: Mapping[str, str] = {"number": "person.identity", "phone": "person.identity", "name": "person.name"}


def nearness(scope: Scope, path: str) -> Near:
    """Of the organisation with this path to the viewer's nearest grant that opens names."""
    named = scope.naming_paths
    if not path or not any(path.startswith(each) for each in named):
        return Near.NONE
    if path in named:
        return Near.OWN
    return Near.DIRECT if path[:-STEP] in named else Near.FAR


def at(name: str, near: Near) -> Sight:
    """Raises KeyError for a mask that nobody declared."""
    return SIGHTS[name][list(Near).index(near)] if near is not Near.NONE else Sight.HIDDEN


def sight(scope: Scope, org: Organization, name: str) -> Sight:
    return at(name, nearness(scope, org.path))


def shown(scope: Scope, org: Organization, name: str, text: str) -> str:
    """The text as this viewer reads it of somebody in this organisation."""
    match sight(scope, org, name):
        case Sight.WHOLE:
            return text
        case Sight.MASKED:
            return MASKS[name](text)
    return ""


def for_role(role: Role, name: str) -> str:
    """The row of the table on the page, in words."""
    if "person.name" not in MAY[role]:
        return str(Sight.HIDDEN)
    own, direct, far = SIGHTS[name]
    parts = [f"{Near.OWN}{own}"]
    if role is not Role.BRANCH_SECRETARY:  # a branch has nobody below it
        parts += [f"{Near.DIRECT}{direct}", f"{Near.FAR}{far}"]
    by_reason = OPENED_BY_REASON.get(name)
    opened = by_reason is not None and by_reason in MAY[role] and {own, direct, far} != {Sight.WHOLE}
    needs = opened and (role is not Role.BRANCH_SECRETARY or own is not Sight.WHOLE)
    return ",".join(parts) + (";凭理由可查看完整" if needs else "")
