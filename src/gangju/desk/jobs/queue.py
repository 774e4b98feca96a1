"""Debounced work: many deeds in a row ask for one run.

A task asked for while the same task still waits is not asked for again: the waiting run will see the newest rows. One
that already runs may have missed them, so a new one is queued behind it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from gangju.desk import clock

WAITING = "READY"
RUNNING = "RUNNING"
FAILED = "FAILED"


def soon(task: Task[[], Any]) -> None:
    """Queue the task once, a little later, so that a row of deeds costs one run."""
    with transaction.atomic():
        if not _of(task).filter(status=WAITING).exists():
            after = clock.now() + timedelta(seconds=settings.GANGJU_DEBOUNCE_SECONDS)
            task.using(run_after=after).enqueue()


def is_open(task: Task[[], Any], since: datetime | None = None) -> bool:
    """Does a run wait or run that can still take in what was written at `since`?"""
    open_runs = _of(task).filter(status__in=(WAITING, RUNNING))
    return open_runs.exists() if since is None else open_runs.filter(run_after__gte=since).exists()


def still_open(task_path: str) -> bool:
    """Does any run of the task wait or run, whatever it was given?"""
    return DBTaskResult.objects.filter(task_path=task_path, status__in=(WAITING, RUNNING)).exists()


def satisfied(task_path: str, before: datetime) -> None:
    """What was asked for before that moment has been done by other means; a waiting run would only repeat it."""
    DBTaskResult.objects.filter(task_path=task_path, status=WAITING, enqueued_at__lt=before).delete()


def recover() -> int:
    """Runs that a killed worker left behind count as failed, so that no page waits for them. Returns how many.

    Only for the start of the one worker of an installation."""
    left = DBTaskResult.objects.filter(status=RUNNING)
    return left.update(status=FAILED, finished_at=clock.now())


def _of(task: Task[[], Any]) -> QuerySet[Any]:
    return DBTaskResult.objects.filter(task_path=task.module_path)
