"""代录: who enters a row from above for a branch is marked on it, so that the branch sees which entries are not its own."""

from __future__ import annotations

from gangju.desk.access.roles import MAY
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Organization, OrganizationVersion
from gangju.desk.ledgers.places import BRANCHES

WRITE = "ledger.write"


def entered_for(scope: Scope, org: Organization, permission: str = WRITE) -> Organization | None:
    """The organisation above by whose grant the branch's row is entered; None where it is the branch's own entry, or no branch's."""
    grants = [grant for grant in scope.held if permission in MAY[grant.role] and org.path.startswith(grant.path)]
    if not grants or any(grant.path == org.path for grant in grants):
        return None
    last = OrganizationVersion.objects.filter(organization=org).order_by("-since").values_list("kind", flat=True).first()
    if last not in BRANCHES:
        return None
    nearest = max(grants, key=lambda grant: len(grant.path))
    return Organization.objects.get(pk=nearest.org_id)
