"""The standards of the plans in force, as pages name them."""

from __future__ import annotations

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import adopted_on, packs_of
from gangju.desk.plans.standards import Standards, known_standards


def standards_in_force(scope: Scope) -> Standards:
    """Packs are read once a process; which of them bind is asked anew each time."""
    return known_standards(packs_of(adopted_on(scope.today)))
