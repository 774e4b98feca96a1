"""`python -m django worker`: the one worker of an installation. Takes work from the queue, notices a new business day, seals the journal.

A new day moves the tree and every running window, so it asks for an evaluation though nobody has done a deed; and drafts of
forms that nobody came back for leave.
"""

from __future__ import annotations

import threading
from typing import Any

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from gangju.desk import clock
from gangju.desk.bridge.run import current
from gangju.desk.bridge.tasks import evaluate
from gangju.desk.jobs.queue import recover, soon
from gangju.desk.journal.seal import keep_sealing
from gangju.desk.lists.entry.drafts import forget_old

LOOK_EVERY_SECONDS = 60


class Command(DatabaseWorker):
    help = "后台工作进程:登记之后重新计算,日期变化时重新计算"

    def handle(self, **options: Any) -> None:
        recover()
        catch_up()
        for beside in (watch_days, keep_sealing):
            threading.Thread(target=beside, daemon=True).start()
        super().handle(**options)


def watch_days() -> None:
    """Ask for an evaluation whenever the results on show are not of today."""
    pause = threading.Event()
    while not pause.wait(LOOK_EVERY_SECONDS):
        catch_up()
        close_old_connections()


def catch_up() -> bool:
    """Returns whether a run was asked for."""
    shown = current()
    stale = shown is None or shown.as_of != clock.today()
    if stale:
        forget_old()
        soon(evaluate)
    return stale
