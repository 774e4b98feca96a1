"""One evaluation of the whole installation: publish the facts, judge them, keep the results, move the pointer.

Pages read the set that the pointer names until the next one is whole; a run that fails leaves everything as it was.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import transaction

from gangju.desk import clock
from gangju.desk.bridge.adopted import adopted_on, packs_of
from gangju.desk.bridge.models import Pointer, ResultSet
from gangju.desk.bridge.retention import tidy
from gangju.desk.bridge.snapshot import publish
from gangju.desk.jobs.queue import satisfied
from gangju.desk.ledgers import tree
from gangju.engine.results import Results
from gangju.engine.run import evaluate

# The queued form of `evaluate_now`, by its path: `tasks` imports this module.
TASK = "gangju.desk.bridge.tasks.evaluate"


def evaluate_now() -> ResultSet:
    """Judge today's facts by the adopted packs. Raises BadInput where a pack cannot be read or said."""
    started, as_of, known_on = clock.now(), clock.today(), clock.known_on()
    tree.rebuild(as_of)
    facts = publish(known_on)
    adopted = adopted_on(as_of)
    packs = packs_of(adopted)
    found = evaluate(packs, facts, as_of, known_on=known_on, adoptions=[each.binding() for each in adopted])
    folder = _folder(as_of)
    found.write(folder)
    satisfied(TASK, started)
    kept = _show(found, folder, started)
    tidy()
    return kept


def current() -> ResultSet | None:
    """The result set on show, with 截至 and 数据时点; None before the first run."""
    pointer = Pointer.objects.select_related("result_set").first()
    return pointer.result_set if pointer else None


def _folder(as_of: date) -> Path:
    return Path(settings.GANGJU_DATA) / "results" / f"{as_of.isoformat()}-{token_hex(6)}"


def _show(found: Results, folder: Path, started: datetime) -> ResultSet:
    with transaction.atomic():
        kept = ResultSet.objects.create(
            as_of=found.as_of,
            known_on=found.known_on,
            facts_hash=found.facts_hash,
            packs=dict(found.packs),
            started_at=started,
            made_at=clock.now(),
            folder=folder.name,
        )
        Pointer.objects.update_or_create(pk=1, defaults={"result_set": kept})
    return kept


def folder_of(result_set: ResultSet) -> Path:
    return Path(settings.GANGJU_DATA) / "results" / result_set.folder
