"""From which day a ledger is kept: only then does "no row" mean none."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import start_keeping, stop_keeping
from gangju.desk.ledgers.models import RosterEntry
from tests.desk import world

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 10)


def test_a_ledger_is_kept_from_its_day_on_and_journalled(county: None) -> None:
    kept = start_keeping(world.scope(Role.TOWN_COMMISSIONER, "t1"), world.org("b1"), "activity.lecture", APRIL)
    assert kept.subject_org is not None
    assert (kept.subject_org.code, kept.since, kept.until) == ("b1", APRIL, None)
    assert Entry.objects.get(deed="keeping.start").org_code == "b1"


def test_a_kept_ledger_is_not_kept_a_second_time(county: None) -> None:
    with pytest.raises(ValidationError, match="已经建立"):
        start_keeping(world.scope(Role.TOWN_COMMISSIONER, "t1"), world.org("b1"), "activity.training", APRIL)


def test_tasks_are_kept_plan_by_plan(county: None) -> None:
    kept = start_keeping(world.scope(Role.TOWN_COMMISSIONER, "t1"), world.org("b1"), "task.yunlan-2026", APRIL)
    assert (kept.category, kept.since) == ("task.yunlan-2026", APRIL)


@pytest.mark.parametrize("category", ["activity.no_such_kind", "membership.full", "training", "task.", "task.two words"])
def test_only_a_counted_kind_can_be_kept(county: None, category: str) -> None:
    with pytest.raises(ValidationError, match="没有"):
        start_keeping(world.scope(Role.TOWN_COMMISSIONER, "t1"), world.org("b1"), category, APRIL)


def test_keeping_ends_on_a_day_after_it_began(county: None) -> None:
    scope, kept = world.scope(Role.TOWN_COMMISSIONER, "t1"), RosterEntry.objects.get(roster="keeps", subject_org__code="b1")
    with pytest.raises(ValidationError, match="结束日期必须晚于开始日期"):
        stop_keeping(scope, kept, kept.since)
    assert stop_keeping(scope, RosterEntry.objects.get(pk=kept.pk), APRIL).until == APRIL


def test_the_secretary_does_not_decide_what_is_kept(county: None) -> None:
    with pytest.raises(Denied):
        start_keeping(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), "activity.lecture", APRIL)
