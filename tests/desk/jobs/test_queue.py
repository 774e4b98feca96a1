"""One run for many deeds; what a killed worker left behind does not keep anybody waiting."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.bridge.management.commands.worker import catch_up
from gangju.desk.bridge.pending import on_its_way
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.bridge.tasks import evaluate
from gangju.desk.jobs.queue import is_open, recover, soon
from gangju.desk.ledgers.actions import Happening, record_activity
from tests.desk import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_left_by_others(db: None) -> None:
    """Tests that commit may leave work waiting that nobody does."""
    DBTaskResult.objects.all().delete()


def waiting() -> int:
    """Evaluations that wait. The search index has its own task, which depends on how much others left unindexed."""
    return DBTaskResult.objects.filter(task_path=evaluate.module_path, status="READY").count()


def enter(hours: int) -> None:
    said = Happening("training", world.TODAY, world.persons_of("b1"), hours=Decimal(hours))
    record_activity(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), said)


def test_many_deeds_in_a_row_ask_for_one_run(county: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enter(1)
        enter(2)
    assert waiting() == 1


def test_a_deed_about_accounts_asks_for_none(county: None, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        world.viewer(Role.INSPECTOR, "t1")
    assert waiting() == 0


def test_what_is_asked_for_during_a_run_is_run_behind_it() -> None:
    soon(evaluate)
    DBTaskResult.objects.update(status="RUNNING")
    soon(evaluate)
    assert waiting() == 1


def test_an_evaluation_by_hand_does_what_waits(county: None) -> None:
    soon(evaluate)
    evaluate_now()
    assert waiting() == 0


def test_a_page_waits_only_while_a_run_is_on_its_way(county: None) -> None:
    assert not on_its_way(clock.now())
    soon(evaluate)
    assert on_its_way(clock.now())
    evaluate_now()
    assert not on_its_way(clock.now() - timedelta(minutes=1))


def test_a_killed_run_counts_as_failed() -> None:
    soon(evaluate)
    DBTaskResult.objects.update(status="RUNNING")
    assert recover() == 1
    assert not is_open(evaluate)


def test_a_new_business_day_asks_for_a_run_once(county: None, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluate_now()
    assert not catch_up()
    monkeypatch.setenv("GANGJU_TODAY", "2026-07-01")
    assert catch_up()
    assert catch_up()
    assert waiting() == 1
