"""The worker as it runs in service: takes what waits, commits, ends. It closes connections, so nothing here is rolled back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from gangju.desk.bridge.run import current
from gangju.desk.bridge.tasks import evaluate
from gangju.desk.jobs.queue import is_open
from tests.desk import world

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_worker_makes_the_results_and_then_nothing_waits(settings: Any) -> None:
    settings.GANGJU_DEBOUNCE_SECONDS = 0
    world.settle()
    assert is_open(evaluate)
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0, reload=False)
    assert current() is not None
    assert not is_open(evaluate)
