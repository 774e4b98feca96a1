"""The steps of an import as pages and the worker take them: check, look, confirm, write. Each can be repeated.

What is confirmed is what was shown: the plan is made anew from the kept workbook and must have the same fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError

from gangju.desk.access.scope import Scope
from gangju.desk.sheets import uploads
from gangju.desk.sheets.applying import Stale, apply_import, summary
from gangju.desk.sheets.marking import marked_copy
from gangju.desk.sheets.models import Import, State
from gangju.desk.sheets.plan import Finding, HasFindings, ImportPlan
from gangju.desk.sheets.planning import plan_import, root_of
from gangju.desk.sheets.workbook import Workbook, check_size, open_workbook

AT_ONCE = 3_000_000  # bytes of a workbook that a request still waits for
MOST_LISTED = 500


def receive(scope: Scope, name: str, size: int, data: Callable[[], bytes]) -> Import:
    """Take a workbook in. Raises Denied, Unreadable. Small ones are checked at once; the caller queues the others."""
    root = root_of(scope)
    check_size(size)
    content = data()
    workbook = open_workbook(name, content)
    record = Import.objects.create(
        org_id=root.org_id, user=scope.actor.user, user_name=scope.actor.name, file_name=name[-200:], state=State.WAITING
    )
    uploads.keep(record.pk, content)
    if size <= AT_ONCE:
        check(record, scope, workbook)
    return record


def check(record: Import, scope: Scope, workbook: Workbook | None = None) -> ImportPlan:
    """The dry run, and what the page shows of it. Raises ValidationError where the workbook is gone."""
    workbook = workbook or reopened(record)
    plan = plan_import(scope, workbook, partial(_tell, record.pk))
    uploads.note(record.pk, "preview", preview(plan))
    record.state, record.fingerprint, record.counts = State.CHECKED, plan.fingerprint, summary(plan)
    record.save()
    return plan


def write(record: Import, scope: Scope) -> Import:
    """Write what was shown. Raises ValidationError where the ledgers have moved since, or cells are wrong; nothing is written then."""
    shown = record.fingerprint
    plan = plan_import(scope, reopened(record), partial(_tell, record.pk))
    if plan.fingerprint != shown:
        uploads.note(record.pk, "preview", preview(plan))
        record.state, record.fingerprint, record.counts = State.CHECKED, plan.fingerprint, summary(plan)
        record.save()
        raise ValidationError("核对之后台账有了变化,下面是重新核对的结果,请再看一遍后确认。这次什么都没有写入")
    try:
        done = apply_import(plan, scope.actor, only_right=record.only_right, record=record, progress=partial(_tell, record.pk))
    except (HasFindings, Stale) as refused:
        Import.objects.filter(pk=record.pk).update(state=State.CHECKED, problem=str(refused))
        raise ValidationError(str(refused)) from refused
    if plan.clean:
        uploads.forget(record.pk)
    return done


def reopened(record: Import) -> Workbook:
    data = uploads.kept(record.pk)
    if data is None:
        raise ValidationError("上传的文件已经过期清除,请重新上传")
    return open_workbook(record.file_name, data)


def marked(record: Import, scope: Scope) -> bytes:
    """The workbook with its mistakes written at their cells, as the ledgers stand now."""
    workbook = reopened(record)
    return marked_copy(workbook, plan_import(scope, workbook))


def interrupted(record: Import) -> None:
    """The worker died over it: its transaction is gone, so nothing was written and it can be confirmed again."""
    looked_at = uploads.noted(record.pk, "preview") is not None
    record.state = State.CHECKED if looked_at else State.FAILED
    record.problem = "处理中断,什么都没有写入。" + ("请再确认一次" if looked_at else "请重新上传")
    record.save(update_fields=["state", "problem"])


def drop(record: Import) -> None:
    record.state = State.DROPPED
    record.save(update_fields=["state"])
    uploads.forget(record.pk)


def preview(plan: ImportPlan) -> dict[str, Any]:
    """What the page shows: how each sheet was understood, the findings, what changes field by field."""
    return {
        "sheets": [
            {
                "name": sheet.name, "title": sheet.title, "counts": dict(sheet.counts), "notes": sheet.notes,
                "columns": list(sheet.columns.items()), "ignored": list(sheet.ignored),
                "skipped": [f"第 {row + 1} 行({why})" for row, why in sheet.skipped[:20]],
            }
            for sheet in plan.sheets
        ],
        "findings": [_told(finding) for finding in plan.findings[:MOST_LISTED]],
        "errors": len(plan.errors),
        "more": max(0, len(plan.findings) - MOST_LISTED),
        "changed": [
            {"sheet": each.sheet, "row": each.row + 1, "label": each.label, "title": each.title, "before": each.before, "after": each.after}
            for each in plan.changed[:MOST_LISTED]
        ],
    }  # fmt: skip


def _told(finding: Finding) -> dict[str, str]:
    return {"sheet": finding.sheet, "cell": finding.cell, "sentence": finding.sentence, "level": finding.level}


def _tell(number: int, what: str, done: int, total: int) -> None:
    uploads.note(number, "progress", {"what": what, "done": done, "total": total})
