"""What the worker runs: the draft of a text too long to wait for."""

from __future__ import annotations

from django_tasks import task

from gangju.desk.plans.reading.actions import read_on
from gangju.desk.plans.reading.models import Reading, State


@task()
def read_later(number: int) -> None:
    found = Reading.objects.filter(pk=number, state=State.WAITING).select_related("org").first()
    if found is not None:
        read_on(found)
