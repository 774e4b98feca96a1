"""What the worker runs: `manage.py db_worker` takes it from the queue."""

from __future__ import annotations

from django_tasks import task

from gangju.desk.search import indexing


@task()
def bring_up_to_date() -> int:
    """Work off everything that waits; returns how many marks."""
    return indexing.refresh_all()
