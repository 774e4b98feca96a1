"""撤销: the inverse of one deed on a row, written from its journal entry, on the same business day.

Who did it may undo it, and who stands above whoever did it. It is refused, with the reason, where anything has been built
on it since: a later deed on the same row, a changed value, a row that refers to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from gangju.desk import clock
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.journal.deeds import as_plain, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.activities import restore_activity, revert_activity, withdraw_activity
from gangju.desk.ledgers.actions.proxy import WRITE
from gangju.desk.ledgers.actions.rowrules import RULES, Rules
from gangju.desk.ledgers.actions.rows import found_row, leaning_on, note, remove
from gangju.desk.ledgers.models import Activity, Organization

UNDO = "row.undo"
ROW_DEEDS = ("row.add", "row.correct", "row.end", "row.withdraw")
ACTIVITY_DEEDS = ("activity.record", "activity.amend", "activity.withdraw")
UNDOABLE = frozenset((*ROW_DEEDS, *ACTIVITY_DEEDS))


def may_undo(scope: Scope, entry: Entry) -> Answer:
    """Is it the day, and is it his? Whether something stands on it is found out by trying."""
    if entry.deed not in UNDOABLE:
        return Answer(False, "这一步不能撤销")
    if entry.business_day != scope.today:
        return Answer(False, "撤销只限当天。隔天发现登记错了，请用更正或撤回")
    return whose(scope, entry, "activity.write" if entry.deed in ACTIVITY_DEEDS else WRITE)


def whose(scope: Scope, entry: Entry, permission: str) -> Answer:
    """Done by the viewer, or by somebody over whom he stands."""
    mine = [path for path in scope.paths(permission) if entry.org_path.startswith(path)]
    if not mine:
        return Answer(False, "没有这条记录")
    if entry.user_id is not None and entry.user_id == scope.user.pk:
        return Answer(True, "本人当天所做")
    theirs = [path for path in Scope(entry.user, scope.today).paths(permission) if entry.org_path.startswith(path)] if entry.user else []
    if all(len(min(mine, key=len)) < len(path) for path in theirs or [entry.org_path]):
        return Answer(True, "上级可以撤销下级当天所做")
    return Answer(False, f"这一步是{entry.user_name}做的，请由本人或上级撤销")


def undo(scope: Scope, entry: Entry) -> Entry:
    """Write the inverse. Raises Denied; ValidationError with the reason why not."""
    answer = may_undo(scope, entry)
    if not answer:
        if answer.reason == "没有这条记录":
            raise Denied(answer)
        raise ValidationError(answer.reason)
    _nothing_since(entry)
    if entry.deed in ACTIVITY_DEEDS:
        return _undo_activity(scope, entry)
    try:
        with transaction.atomic():
            return _undo_row(scope, entry)
    except IntegrityError as refused:
        raise ValidationError("之后登记的内容与原来的冲突，不能撤销。请先处理后来的登记") from refused


def _nothing_since(entry: Entry) -> None:
    later = Entry.objects.filter(subject=entry.subject, pk__gt=entry.pk).order_by("pk").first()
    if later is None:
        return
    if later.deed == UNDO and (later.after or {}).get("undone") == entry.pk:
        raise ValidationError("这一步已经撤销过了")
    raise ValidationError(f"之后{later.user_name}在 {later.recorded_at:%m-%d %H:%M} 又改动了它，不能撤销。请直接更正")


def _undo_row(scope: Scope, entry: Entry) -> Entry:
    rules = RULES[entry.subject.partition("#")[0]]
    if entry.deed == "row.withdraw":
        return _written_back(scope, rules, entry)
    after, before = _side(entry.after), _side(entry.before)
    row = _unmoved(scope, rules, after)
    org = Organization.objects.get(code=entry.org_code)
    if entry.deed == "row.add":
        if leaning := leaning_on(rules, row):
            raise ValidationError(f"{leaning}，不能撤销。请先撤回用到它的记录")
        with deed(UNDO, scope.actor, org=org, subject=entry.subject) as log:
            note(log, rules, before=row)
            log.changed("undone", after=entry.pk)
            remove(rules, row)
        return _told(log.entry)
    with deed(UNDO, scope.actor, org=org, subject=entry.subject) as log:
        log.changed("row", before=row, after=before)
        log.changed("undone", after=entry.pk)
        changed = {name: value for name, value in before.items() if after.get(name) != value}
        type(row)._default_manager.filter(pk=row.pk).update(**_python(type(row), changed))
    return _told(log.entry)


def _unmoved(scope: Scope, rules: Rules, after: Mapping[str, Any]) -> Model:
    """The row, as the deed left it. Raises ValidationError where it is gone or says something else."""
    try:
        row = found_row(scope, rules, after["id"], lock=True)
    except Denied:
        raise ValidationError("这一条已经不在了，不能撤销") from None
    if as_plain(row) != dict(after):
        raise ValidationError("之后它又被导入或其他程序改动过，不能撤销。请直接更正")
    return row


def _written_back(scope: Scope, rules: Rules, entry: Entry) -> Entry:
    org = Organization.objects.get(code=entry.org_code)
    scope.require(WRITE, org)
    told = entry.before or {}
    row = rules.model(**_python(rules.model, told["row"]))
    with deed(UNDO, scope.actor, org=org, subject=entry.subject) as log:
        if rules.identity:
            model: Any = rules.model._meta.get_field(rules.identity).related_model
            model._default_manager.get_or_create(pk=told["identity"]["id"], defaults={"code": told["identity"]["code"]})
        row.save(force_insert=True)
        log.changed("row", after=row)
        log.changed("undone", after=entry.pk)
    return _told(log.entry)


def _undo_activity(scope: Scope, entry: Entry) -> Entry:
    if entry.deed == "activity.withdraw":
        return restore_activity(scope, entry).entry
    activity = Activity.objects.filter(code=entry.subject.partition(":")[2]).select_related("org").first()
    if activity is None:
        raise ValidationError("这次活动已经不在了，不能撤销")
    if entry.deed == "activity.record":
        return withdraw_activity(scope, activity, f"撤销{entry.recorded_at:%H:%M}的登记")
    return revert_activity(scope, activity, entry).entry


def _side(side: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (side or {}).get("row", {})
    return found


def _python(model: type[Model], columns: Mapping[str, Any]) -> dict[str, Any]:
    """Journalled columns as the model takes them."""
    fields = {each.attname: each for each in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) if not fields[name].is_relation else value for name, value in columns.items()}


def _told(entry: Entry | None) -> Entry:
    if entry is None:
        raise RuntimeError(f"the deed has not been written at {clock.now()}")
    return entry
