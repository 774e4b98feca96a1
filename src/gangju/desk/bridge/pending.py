"""Is what was just written already in the results on show? Pages poll only while the answer is no and a run is on its way."""

from __future__ import annotations

from datetime import datetime

from gangju.desk.bridge.run import current
from gangju.desk.bridge.tasks import evaluate
from gangju.desk.jobs.queue import is_open


def behind(since: datetime) -> bool:
    """Were facts written at `since` that the results on show do not know?"""
    shown = current()
    return shown is None or shown.started_at <= since


def on_its_way(since: datetime) -> bool:
    """Behind, and a run that will take it in waits or runs: worth asking again in a moment."""
    return behind(since) and is_open(evaluate)
