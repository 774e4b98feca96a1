"""Who may appoint: offices that open an account's way in are given by the organisation above, others by whoever keeps the ledger."""

from __future__ import annotations

from gangju.desk.access.carried import role_of
from gangju.desk.access.scope import STEP, Answer, Scope
from gangju.desk.ledgers.models import Organization

WRITE, HAND_OVER = "ledger.write", "post.hand_over"


def is_above(scope: Scope, org: Organization, permission: str) -> bool:
    """Is the permission held from an organisation above? The highest of a tree has nobody above it and answers for itself."""
    held = [path for path in scope.paths(permission) if path and org.path.startswith(path)]
    return any(path != org.path for path in held) or (bool(held) and len(org.path) == STEP)


def may_appoint(scope: Scope, org: Organization, role: str, kind: str, level: str) -> Answer:
    """May the viewer give or end this office here? The reason is shown."""
    carried = role_of(role, kind, level)
    if carried is None:
        return scope.can(WRITE, org)
    if is_above(scope, org, HAND_OVER):
        return Answer(True, "由上级办理")
    return Answer(False, f"这个职务带有“{carried.label}”的授权,要由上级党组织办理")
