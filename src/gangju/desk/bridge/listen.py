"""Every committed deed that can move a verdict asks for a new evaluation."""

from __future__ import annotations

from typing import Any

from gangju.desk.bridge.tasks import evaluate
from gangju.desk.jobs.queue import soon
from gangju.desk.journal.deeds import deed_done
from gangju.desk.journal.models import Entry

# Deeds that change no fact a standard reads.
SILENT = ("account.", "person.reveal", "reading.", "result.", "safekeeping.", "sign_in.")


def connect() -> None:
    deed_done.connect(evaluate_later, dispatch_uid="bridge.evaluate_later")


def evaluate_later(entry: Entry, **_: Any) -> None:
    if not entry.deed.startswith(SILENT):
        soon(evaluate)
