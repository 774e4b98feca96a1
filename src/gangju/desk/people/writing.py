"""How the deeds of this room write: every row is noted before and after, so that the same day can take the deed back whole.

What is sensitive beyond being about a person (why somebody is in difficulty) is not copied into the journal: taking back needs
the numbers and the days, and a journal cannot forget.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from gangju.desk import clock
from gangju.desk.access.scope import Answer, Scope
from gangju.desk.journal.deeds import Log, as_plain, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Organization
from gangju.desk.people import rights

UNDO = "member.undo"
# Decided from above, so taken back from above.
FROM_ABOVE = ("member.add", "member.transfer", "member.leave")
LEFT_OUT: Mapping[str, frozenset[str]] = {"difficult": frozenset({"reason", "category", "batch"})}
MINE = ("member.", "roster.")


class Writing:
    """The rows of one deed, in the order in which they were written."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.log.before["rows"], self.log.after["rows"] = [], []

    def add(self, row: models.Model) -> None:
        """Raises ValidationError."""
        row.full_clean()
        row.save()
        self.log.after["rows"].append(noted(row))

    def change(self, row: models.Model, **columns: Any) -> None:
        """Raises ValidationError."""
        before = noted(row)
        for name, value in columns.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
        self.log.before["rows"].append(before)
        self.log.after["rows"].append(noted(row))


def noted(row: models.Model) -> dict[str, Any]:
    hidden = LEFT_OUT.get(getattr(row, "roster", ""), frozenset())
    columns = {name: value for name, value in as_plain(row).items() if name not in hidden}
    return {"table": row._meta.label, "pk": row.pk, "columns": columns}


def entry_of(log: Log) -> Entry:
    if log.entry is None:
        raise RuntimeError("the deed has not been written")
    return log.entry


def undoable(scope: Scope, entries: Collection[Entry]) -> frozenset[int]:
    """Of the entries about one person, those that may still be taken back: by day, kind and the viewer's rights. Whether something
    stands on one shows when it is tried."""
    today = clock.now().date()
    mine = [each for each in entries if each.deed.startswith(MINE) and each.deed != UNDO and each.recorded_at.date() == today]
    if not mine:
        return frozenset()
    gone = _undone(mine[0].subject)
    orgs = {org.code: org for org in Organization.objects.filter(code__in={each.org_code for each in mine})}
    return frozenset(each.pk for each in mine if each.pk not in gone and each.org_code in orgs and _right(scope, each, orgs[each.org_code]))


def may_undo(scope: Scope, entry: Entry) -> bool:
    return bool(undoable(scope, [entry]))


def undo(scope: Scope, entry: Entry) -> Entry:
    """撤销: every row as it was, on the same real day. Raises Denied; ValidationError where something later stands on it."""
    org = Organization.objects.get(code=entry.org_code)
    rights.require(_right(scope, entry, org))
    if entry.pk in _undone(entry.subject):
        raise ValidationError("这一步已经撤销过了,不必再撤")
    if not may_undo(scope, entry):
        raise ValidationError("只能撤销当天办的。过了当天,请按实际情况再办一次相反的登记")
    try:
        with transaction.atomic(), deed(UNDO, scope.actor, org=org, subject=entry.subject) as log:
            _unchanged(entry)
            _take_back(entry)
            log.changed("undone", after={"entry": entry.pk, "deed": entry.deed})
    except (IntegrityError, ProtectedError) as clash:
        raise ValidationError("之后又登记了与它有关的内容,撤销会使那些登记落空。请先撤销后来的登记") from clash
    return entry_of(log)


def _right(scope: Scope, entry: Entry, org: Organization) -> Answer | bool:
    said = entry.after or {}
    if entry.deed not in FROM_ABOVE and said.get("roster") != "exempt":
        return rights.enters(scope, org)
    other = Organization.objects.filter(code=said.get("to", "")).first()
    return rights.decides(scope, org) and (other is None or rights.decides(scope, other))


def _undone(subject: str) -> set[int]:
    """Numbers of the entries that were taken back already."""
    found = Entry.objects.filter(subject=subject, deed=UNDO)
    return {(each.after or {}).get("undone", {}).get("entry", 0) for each in found}


def _sides(entry: Entry) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    return (entry.before or {}).get("rows", []), (entry.after or {}).get("rows", [])


def _unchanged(entry: Entry) -> None:
    """Of a row written twice in one deed only the last state counts."""
    for each in {(row["table"], row["pk"]): row for row in _sides(entry)[1]}.values():
        now = apps.get_model(each["table"])._default_manager.filter(pk=each["pk"]).first()
        if now is None or noted(now)["columns"] != each["columns"]:
            raise ValidationError("之后又有人改过这里的登记,撤销会丢掉后来的改动。请先把后来的改动撤销")


def _take_back(entry: Entry) -> None:
    before, after = _sides(entry)
    known = {(row["table"], row["pk"]) for row in before}
    for each in reversed(after):
        if (each["table"], each["pk"]) not in known:
            apps.get_model(each["table"])._default_manager.get(pk=each["pk"]).delete()
    for each in reversed(before):
        model = apps.get_model(each["table"])
        columns = {column.attname: column for column in model._meta.concrete_fields}
        values = {name: _value(columns[name], value) for name, value in each["columns"].items() if name != "id"}
        model._default_manager.filter(pk=each["pk"]).update(**values)


def _value(column: Any, value: Any) -> Any:
    return value if column.is_relation else column.to_python(value)
