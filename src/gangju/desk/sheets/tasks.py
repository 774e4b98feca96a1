"""What the worker runs for workbooks that a request should not wait for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django_tasks import task

from gangju.desk.access.scope import Denied, Scope
from gangju.desk.sheets import working
from gangju.desk.sheets.models import Import, State


@task()
def check_later(number: int) -> None:
    record = Import.objects.select_related("user").get(pk=number)
    if record.user is not None:
        working.check(record, Scope(record.user))


@task()
def write_later(number: int) -> None:
    """The grant is looked at again: it may have ended while the import waited."""
    record = Import.objects.select_related("user").get(pk=number)
    if record.user is None or record.state != State.WAITING:
        return
    Import.objects.filter(pk=number).update(state=State.RUNNING)
    try:
        working.write(record, Scope(record.user))
    except (ValidationError, Denied) as refused:
        told = "；".join(refused.messages) if isinstance(refused, ValidationError) else "您的授权已经结束,没有导入"
        Import.objects.filter(pk=number).update(state=State.CHECKED, problem=told[:400])
