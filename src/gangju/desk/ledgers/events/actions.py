"""Carrying out an event and taking it back. Both are one transaction with one entry in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.journal.deeds import as_plain, deed
from gangju.desk.ledgers import tree
from gangju.desk.ledgers.events.changes import TITLES, Changes, Write
from gangju.desk.ledgers.events.checks import PERMISSION
from gangju.desk.ledgers.events.planning import plan
from gangju.desk.ledgers.events.said import AnyEvent
from gangju.desk.ledgers.models import Organization, OrganizationVersion, OrgEvent, OrgEventPart, Unit, UnitVersion

# The path follows the placements of the day and is no value of the row.
NOT_COMPARED = "path"
CLASH = "这次变动与已有的登记冲突(同一时间有两行),没有保存。请核对这些组织在该日前后的登记后再试"


def carry_out(scope: Scope, event: AnyEvent) -> OrgEvent:
    """Write the event. Raises Denied; ValidationError by field with every reason against it, then nothing is written."""
    try:
        with transaction.atomic():
            changes = plan(scope, event)
            well_written(changes)
            if changes.refusals:
                raise ValidationError({where: list(said) for where, said in changes.refusals.items()})
            return _write(scope, event, changes)
    except IntegrityError as clash:
        raise ValidationError(CLASH) from clash


def well_written(changes: Changes) -> None:
    """Names and codes of what is opened fit their columns."""
    for each in changes.opening:
        if isinstance(each.row, OrganizationVersion | UnitVersion):
            references = [column.name for column in each.row._meta.concrete_fields if column.is_relation]
            try:
                each.row.clean_fields(exclude=references)
            except ValidationError as wrong:
                for where, said in wrong.message_dict.items():
                    changes.refuse(where, "；".join(said))


def _write(scope: Scope, event: AnyEvent, changes: Changes) -> OrgEvent:
    user = scope.actor.user
    done = OrgEvent(
        kind=event.kind, day=event.day, number=event.number.strip(), note=event.note.strip(), recorded_at=clock.now(),
        user=user if isinstance(user, User) else None, user_name=scope.actor.name,
    )  # fmt: skip
    main = next((org for org, role in changes.parts if role == "from"), changes.parts[0][0])
    with deed(f"organization.{event.kind}", scope.actor, org=main, subject=f"organization:{main.code}") as log:
        ordered = _in_order(changes)
        for each in ordered:
            each.row.save()
        done.wrote = [_note(each.row, each.before) for each in ordered]
        done.save()
        OrgEventPart.objects.bulk_create(OrgEventPart(event=done, org=org, role=role) for org, role in changes.parts)
        tree.rebuild(clock.today())
        log.changed("event", after={"number": done.number, "day": done.day, "note": done.note, "event": done.pk})
        log.changed("rows", after=_counts(changes))
        log.changed("organizations", after={role: [org.code for org, its in changes.parts if its == role] for _, role in changes.parts})
    return done


def _in_order(changes: Changes) -> list[Write]:
    """Identities, which others refer to; then what is closed, so that what opens finds its place free. Undoing goes backwards."""
    identities = [each for each in changes.opening if isinstance(each.row, Organization | Unit)]
    return [*identities, *changes.closing, *(each for each in changes.opening if each not in identities)]


def _note(row: Model, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """One row before and after."""
    return {"table": row._meta.label, "pk": row.pk, "before": before, "after": as_plain(row)}


def _counts(changes: Changes) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for each in changes.writes:
        side = found.setdefault(each.title, {"closed": 0, "opened": 0})
        side["opened" if each.before is None else "closed"] += 1
    return found


# ---------------------------------------------------------------- undo
def undo_event(scope: Scope, done: OrgEvent) -> OrgEvent:
    """撤销: every row as it was. Only within the same real day and only while nothing later stands on it.

    Raises Denied, ValidationError.
    """
    with transaction.atomic():
        done = OrgEvent.objects.select_for_update().get(pk=done.pk)
        for part in done.parts.filter(role="authority").select_related("org"):
            scope.require(PERMISSION, part.org)
        _still_possible(done)
        main = done.parts.exclude(role="authority").select_related("org").order_by("role", "pk")[0].org
        kept = done.parts.filter(role="authority").select_related("org")[0].org
        with deed("organization.undo_event", scope.actor, org=kept, subject=f"organization:{main.code}") as log:
            _take_back(done)
            done.undone_at = clock.now()
            done.save(update_fields=["undone_at"])
            tree.rebuild(clock.today())
            log.changed("event", before={"kind": done.kind, "number": done.number, "day": done.day, "event": done.pk})
    return done


def may_undo(done: OrgEvent) -> bool:
    """By its day alone; whether something stands on it shows when it is tried."""
    return done.undone_at is None and done.recorded_at.date() == clock.now().date()


def _still_possible(done: OrgEvent) -> None:
    if done.undone_at is not None:
        raise ValidationError("这次变动已经撤销过了")
    if not may_undo(done):
        raise ValidationError("变动只能在登记的当天撤销。过了当天,请按实际情况再办一次相反的变动")
    for model, rows in _by_model(done).items():
        now = model._default_manager.in_bulk([each["pk"] for each in rows])
        changed = sum(each["pk"] not in now or _compared(as_plain(now[each["pk"]])) != _compared(each["after"]) for each in rows)
        if changed:
            raise ValidationError(f"之后又有人改动了其中 {changed} 条{TITLES[model.__name__]},撤销会丢掉后来的改动。请先把它们改回去")
    _nothing_leans_on(done)


def _nothing_leans_on(done: OrgEvent) -> None:
    written = _by_model(done)
    ours = {model: [each["pk"] for each in rows] for model, rows in written.items()}
    for model, rows in written.items():
        numbers = [each["pk"] for each in rows if each["before"] is None]
        for relation in model._meta.related_objects:
            other: Any = relation.related_model
            if other is OrgEventPart:
                leaning = OrgEventPart.objects.filter(org__in=numbers).exclude(event=done).exclude(event__undone_at__isnull=False)
            else:
                leaning = other._default_manager.filter(**{f"{relation.field.name}__in": numbers}).exclude(pk__in=ours.get(other, ()))
            if number := leaning.count():
                raise ValidationError(
                    f"新设的{TITLES[model.__name__]}已被后来的 {number} 条{TITLES.get(other.__name__, '记录')}用到,请先撤回那些记录再撤销"
                )


def _take_back(done: OrgEvent) -> None:
    """Backwards: what was opened leaves, what was closed gets its columns back, identities leave last."""
    for each in reversed(done.wrote):
        model = apps.get_model(each["table"])
        row = model._default_manager.filter(pk=each["pk"])
        if each["before"] is None:
            row.delete()
        else:
            changed = {name: value for name, value in each["before"].items() if value != each["after"][name]}
            row.update(**{name: _value(model, name, value) for name, value in changed.items()})


def _value(model: type[Model], name: str, value: Any) -> Any:
    column: Any = next(each for each in model._meta.concrete_fields if each.attname == name)
    return value if column.is_relation else column.to_python(value)


def _by_model(done: OrgEvent) -> dict[type[Model], list[dict[str, Any]]]:
    found: dict[type[Model], list[dict[str, Any]]] = {}
    for each in done.wrote:
        found.setdefault(apps.get_model(each["table"]), []).append(each)
    return found


def _compared(columns: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in columns.items() if name != NOT_COMPARED}
