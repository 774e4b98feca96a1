"""Which plans bind whom on a day, and where their packs are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from gangju.desk.access import prepared
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import Adopted
from gangju.desk.bridge.packs import home_of
from gangju.desk.plans.models import Adoption


def adoptions_in_force(day: date) -> Sequence[Adopted]:
    """For the bridge: every adoption that has begun, as data. One that has ended stays: the engine cuts it
    by its dates, and a year judged after its end still needs it."""
    return [_adopted(*row) for row in prepared.ask("adoptions", (day,), _begun)]


def _begun(days: Sequence[date]) -> QuerySet[Adoption, tuple[Any, ...]]:
    begun = Adoption.objects.filter(since__lte=days[0]).order_by("pack", "org__path", "since")
    return begun.values_list("pack", "pack_hash", "org__code", "since", "until", "params")


def plans_seen(scope: Scope) -> QuerySet[Adoption]:
    """Adoptions that bind something in the scope: by an organisation below the viewer, or by one above him."""
    begun = Adoption.objects.filter(scope.around("plan.read", "org__"), since__lte=scope.today)
    return begun.select_related("org").order_by("pack", "since")


def _adopted(pack: str, pack_hash: str, org: str, since: date, until: date | None, params: str) -> Adopted:
    local = {name: Fraction(value) for name, value in json.loads(params).items()}
    return Adopted(home_of(pack_hash) / "pack", pack, pack_hash, org, since, until, local)
