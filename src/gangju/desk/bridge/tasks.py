"""What the worker runs: `manage.py db_worker` takes these from the queue."""

from __future__ import annotations

from django_tasks import task

from gangju.desk.bridge import run


@task()
def evaluate() -> int:
    """Evaluate the installation anew; returns the number of the result set."""
    return run.evaluate_now().pk
