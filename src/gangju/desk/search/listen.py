"""After a deed the index follows: at once where little was written, else by the worker."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.db import OperationalError

from gangju.desk.jobs.queue import soon
from gangju.desk.journal.deeds import deed_done
from gangju.desk.search import indexing
from gangju.desk.search.tasks import bring_up_to_date


def connect() -> None:
    deed_done.connect(follow, dispatch_uid="search.follow")


def follow(**_: Any) -> None:
    up_to_date()


def up_to_date() -> bool:
    """Is the index as the ledgers are? If little waits it is brought there now; else the worker is asked and the answer is no.

    While another writes for long, nobody is asked: whoever comes next finds the same marks.
    """
    if indexing.catch_up():
        return True
    with suppress(OperationalError), indexing.impatient():
        soon(bring_up_to_date)
    return False
