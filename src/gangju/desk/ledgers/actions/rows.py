"""登记、更正、写明结束、撤回: the deeds on one row of any ledger that has no page of its own.

A correction says what the form had seen: where somebody else has changed the same column meanwhile nothing is written,
and both values are offered. What is withdrawn leaves the ledger; the journal keeps it whole, and `undo` writes it back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from gangju.desk import clock
from gangju.desk.access.scope import Answer, Denied, Scope
from gangju.desk.journal.deeds import Log, as_plain, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions.proxy import WRITE, entered_for
from gangju.desk.ledgers.actions.rowchecks import ABSENT, answering, mistakes, organization
from gangju.desk.ledgers.actions.rowrules import RULES, SIDES, Rules, by_procedure, put, subject_of, value_of
from gangju.desk.ledgers.models import Organization
from gangju.desk.ledgers.secrecy import MARKED, is_marked

Values = Mapping[str, Any]
LONGEST_REASON = 400
_RACE = "刚刚有人登记了与它冲突的内容，这次没有保存。请刷新后再看一遍"


@dataclass(frozen=True)
class Saved:
    """The row as it stands and the entry about it; no entry where nothing was changed."""

    row: Model
    entry: Entry | None


@dataclass(frozen=True)
class Clash:
    """One column that somebody else has changed since the form was opened."""

    column: str
    now: Any
    mine: Any


class ChangedMeanwhile(Exception):
    """Nothing was written. `entry` is the last deed on the row, where the journal knows one."""

    def __init__(self, row: Model, clashes: tuple[Clash, ...], entry: Entry | None) -> None:
        self.row, self.clashes, self.entry = row, clashes, entry
        super().__init__("这一条刚刚被改动过")


def add_row(scope: Scope, ledger: str, values: Values) -> Saved:
    """登记一条. Raises Denied; ValidationError by column."""
    rules = RULES[ledger]
    if rules.only_corrected:
        raise ValidationError(rules.only_corrected)
    row = rules.model(recorded_at=clock.now())
    org = _filled(scope, rules, row, values)
    row.entered_by = entered_for(scope, org)  # type: ignore[attr-defined]
    with _refused(), deed("row.add", scope.actor, org=org) as log:
        _with_identity(rules, row)
        row.save()
        log.subject = subject_of(rules, row)
        log.changed("row", after=row)
    return Saved(row, log.entry)


def correct_row(scope: Scope, ledger: str, number: int, values: Values, seen: Values | None = None) -> Saved:
    """更正: the row is now as said. `seen`: what the form showed, by column. Raises Denied, ValidationError, ChangedMeanwhile."""
    return _changed(scope, RULES[ledger], number, values, seen, "row.correct")


def end_row(scope: Scope, ledger: str, number: int, until: date, values: Values | None = None) -> Saved:
    """写明结束: the interval ends on the day, which is the first day on which it no longer holds. Raises Denied, ValidationError."""
    rules = RULES[ledger]
    if rules.span is None:
        raise ValidationError("这类记录没有起止日期，不用写明结束；登记错了请更正或撤回")
    last = rules.span[1]
    row = found_row(scope, rules, number)
    if (ended := getattr(row, last)) is not None and ended <= scope.today:
        raise ValidationError({last: f"这一条已经在 {ended:%Y-%m-%d} 结束；日期填错了请用更正"})
    return _changed(scope, rules, number, {**(values or {}), last: until}, None, "row.end")


def withdraw_row(scope: Scope, ledger: str, number: int, reason: str) -> Saved:
    """撤回: it never was a fact. The row leaves; the journal keeps it. Raises Denied, ValidationError."""
    rules = RULES[ledger]
    if rules.only_corrected:
        raise ValidationError(rules.only_corrected)
    said = _reason(reason)
    with _refused(), transaction.atomic():
        row = found_row(scope, rules, number, lock=True)
        _not_by_procedure(rules, row)
        if leaning := leaning_on(rules, row):
            raise ValidationError(f"{leaning}，不能撤回。请先撤回用到它的记录；若只是不再有效，请写明结束日期")
        org = _org(row)
        with deed("row.withdraw", scope.actor, org=org, subject=subject_of(rules, row), reason=said) as log:
            note(log, rules, before=row)
            remove(rules, row)
    return Saved(row, log.entry)


def found_row(scope: Scope, rules: Rules, number: int, *, lock: bool = False) -> Model:
    """A row that the viewer may write. Raises Denied for absent and forbidden alike."""
    rows = rules.model._default_manager.filter(scope.reach(WRITE, "org__"), pk=number)
    row: Model | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Denied(Answer(False, "没有这条记录"))
    return row


def _changed(scope: Scope, rules: Rules, number: int, values: Values, seen: Values | None, name: str) -> Saved:
    with _refused(), transaction.atomic():
        row = found_row(scope, rules, number, lock=True)
        changes = _changes(rules, row, values, seen or {})
        if not changes:
            return Saved(row, None)
        _not_by_procedure(rules, row)
        before, old = as_plain(row), _org(row)
        org = _filled(scope, rules, row, changes)
        with deed(name, scope.actor, org=org, subject=subject_of(rules, row)) as log:
            log.changed("row", before=before, after=row)
            row.save()
            if org.pk != old.pk:
                log.changed("org", before=old.code, after=org.code)
    return Saved(row, log.entry)


def _changes(rules: Rules, row: Model, values: Values, seen: Values) -> dict[str, Any]:
    """What the viewer has changed. Raises ChangedMeanwhile where somebody else has changed the same, ValidationError where nobody may."""
    changes: dict[str, Any] = {}
    clashes: list[Clash] = []
    for name, value in values.items():
        now, mine = value_of(row, name), _comparable(row, name, value)
        if now == mine or (name in seen and _comparable(row, name, seen[name]) == mine):
            continue
        if name in seen and _comparable(row, name, seen[name]) != now:
            clashes.append(Clash(name, now, mine))
        changes[name] = value
    if clashes:
        last = Entry.objects.filter(subject=subject_of(rules, row)).order_by("-pk").first()
        raise ChangedMeanwhile(row, tuple(clashes), last)
    if stuck := {name: why for name, why in rules.fixed.items() if name in changes}:
        raise ValidationError(dict(stuck))
    return changes


def _comparable(row: Model, name: str, value: Any) -> Any:
    """A given value as `value_of` answers it; what a form has kept comes back as text."""
    draft = type(row)()
    if name not in SIDES and isinstance(value, str):
        column: Any = row._meta.get_field(name)
        value = column.to_python(value) if value or column.empty_strings_allowed else None
    put(draft, name, tuple(value) if isinstance(value, list) else value)
    return value_of(draft, name)


def _filled(scope: Scope, rules: Rules, row: Model, values: Values) -> Organization:
    """The row with the values in it, checked. Raises Denied, ValidationError."""
    for name, value in values.items():
        put(row, name, value)
    wrong: dict[str, list[str]] = {}
    for name, said in mistakes(scope, rules, row, set(values)):
        if said not in wrong.setdefault(name, []):
            wrong[name].append(said)
    org = organization(answering(rules, row, scope.today))
    named = rules.names_org and getattr(row, "org_id", None)
    place = "org" if named or not rules.owner else rules.owner[0]
    if org is None:
        wrong.setdefault(place, ["没有负责它的党组织，请先写明"])
    elif not scope.can(WRITE, org) and ABSENT not in wrong.get(place, []):
        wrong.setdefault(place, []).append(ABSENT)
    if wrong or org is None:
        raise ValidationError(wrong)
    scope.require(WRITE, org)
    setattr(row, "org", org)  # noqa: B010 - every ledger row has one; the base class does not say so
    return org


def _not_by_procedure(rules: Rules, row: Model) -> None:
    """Rows that events and procedures write are theirs to change. Raises ValidationError."""
    if by_procedure(rules, row):
        raise ValidationError({"roster" if rules.ledger == "roster_entry" else "kind": "这一条由别的程序写成，请在那里办理"})


def leaning_on(rules: Rules, row: Model) -> str:
    """Who refers to the row, in words; empty where nobody does."""
    for each in (row, *_identity_alone(rules, row)):
        for relation in each._meta.related_objects:
            if relation.related_model is rules.model and relation.field.name == rules.identity:
                continue
            count = relation.related_model._default_manager.filter(**{relation.field.name: each.pk}).count()
            if count:
                return f"它已被 {count} 条{_TITLES.get(relation.related_model.__name__, '其他记录')}用到"
    return ""


def _identity_alone(rules: Rules, row: Model) -> tuple[Model, ...]:
    """The identity, where this version is its last."""
    if not rules.identity:
        return ()
    identity = getattr(row, rules.identity)
    alone = not rules.model._default_manager.filter(**{rules.identity: identity}).exclude(pk=row.pk).exists()
    return (identity,) if alone else ()


def remove(rules: Rules, row: Model) -> None:
    identities = _identity_alone(rules, row)
    type(row)._default_manager.filter(pk=row.pk).delete()
    for identity in identities:
        identity.delete()


def note(log: Log, rules: Rules, before: Model) -> None:
    """All that is needed to write the row back."""
    log.changed("row", before=before)
    if rules.identity:
        log.changed("identity", before=getattr(before, rules.identity))


def _with_identity(rules: Rules, row: Model) -> None:
    code = f"{rules.prefix}-{secrets.token_hex(8)}"
    if rules.identity:
        model: Any = rules.model._meta.get_field(rules.identity).related_model
        setattr(row, rules.identity, model._default_manager.create(code=code))
    elif rules.prefix:
        setattr(row, "code", code)  # noqa: B010 - as above


def _org(row: Model) -> Organization:
    found: Organization = row.org  # type: ignore[attr-defined]
    return found


def _reason(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": "请写明撤回的理由，例如“重复登记”"})
    if is_marked(said):
        raise ValidationError({"reason": MARKED})
    if len(said) > LONGEST_REASON:
        raise ValidationError({"reason": f"理由请控制在 {LONGEST_REASON} 字以内"})
    return said


@contextmanager
def _refused() -> Iterator[None]:
    """What the database refuses although the checks let it pass: somebody was quicker."""
    try:
        yield
    except IntegrityError as refused:
        raise ValidationError({NON_FIELD_ERRORS: _RACE}) from refused


_TITLES: Mapping[str, str] = {
    "Membership": "党籍", "Post": "职务", "Venue": "阵地", "Activity": "活动", "Participation": "参加记录", "FundEntry": "经费",
    "Observation": "统计指标", "CheckAnswer": "核查结论", "RosterEntry": "名单", "Tie": "结对联系", "Task": "任务", "Grant": "账号授权",
    "Score": "得分", "OrganizationVersion": "党组织登记", "UnitVersion": "单位登记", "DocumentVersion": "文件登记", "Case": "办理中的事",
}  # fmt: skip
