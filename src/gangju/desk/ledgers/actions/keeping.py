"""建账: from which day a kind of row is kept. Only then does "no row" mean none."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.codes import lists
from gangju.desk.ledgers.models import Organization, RosterEntry, in_force

KEEPS = "keeps"
TASKS = "task"
KINDS = {relation: f"{relation}.kind" for relation in ("activity", "case", "fund_entry")} | {"check_answer": "check_answer.checklist"}
"""What may be kept → the list of its kinds. Checks are kept list by list, where a standard asks for them month by month; tasks
plan by plan, and plans are on no list."""


def start_keeping(scope: Scope, org: Organization, category: str, since: date) -> RosterEntry:
    """建立台账: `category` is `<relation>.<kind>`. Raises Denied; ValidationError for an unknown kind or one kept already."""
    scope.require("keeping.write", org)
    _known(category)
    if RosterEntry.objects.filter(in_force(since), roster=KEEPS, category=category, subject_org=org).exists():
        raise ValidationError({"category": "这项台账在这一天已经建立"})
    kept = RosterEntry(org=org, subject_org=org, roster=KEEPS, category=category, since=since, recorded_at=clock.now())
    kept.full_clean()
    with deed("keeping.start", scope.actor, org=org, subject=f"organization:{org.code}") as log:
        kept.save()
        log.changed(category, after=kept)
    return kept


def stop_keeping(scope: Scope, kept: RosterEntry, until: date) -> RosterEntry:
    """停用台账 from `until` on. Raises Denied, ValidationError."""
    scope.require("keeping.write", kept.org)
    with deed("keeping.stop", scope.actor, org=kept.org, subject=f"organization:{kept.org.code}") as log:
        log.changed(kept.category, before=kept)
        kept.until = until
        kept.full_clean()
        kept.save()
        log.changed(kept.category, after=kept)
    return kept


def _known(category: str) -> None:
    relation, _, kind = category.partition(".")
    if relation == TASKS and kind and not any(sign.isspace() for sign in kind):
        return
    if relation not in KINDS or kind not in lists().get(KINDS[relation], {}):
        raise ValidationError({"category": f"没有“{category}”这项台账,请从列表中选择"})
