"""The form of one row: fields in the kind's order, what was typed, what is wrong, and what somebody else has written meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.http import QueryDict

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.actions import ChangedMeanwhile
from gangju.desk.ledgers.actions.rowrules import GRANTED, OF_MEMBERS, RULES, SUCCESSOR, value_of
from gangju.desk.ledgers.models import Person
from gangju.desk.lists.entry.values import Unread, attribute, read, written
from gangju.desk.lists.registers import REFERENCES, Field, Register

SEEN, TAKE = "_seen", "_take"
YES_NO: Mapping[str, str] = {"yes": "是", "no": "否"}


@dataclass
class Input:
    """One field of the form. `theirs` is what somebody else has put there; `locked` inputs are shown and not sent."""

    field: Field
    typed: str = ""
    errors: list[str] = made(default_factory=list)
    theirs: str | None = None
    locked: bool = False

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def choices(self) -> Mapping[str, str]:
        return YES_NO if self.field.type == "yes_no" else self.field.choices

    @property
    def widget(self) -> str:
        if self.choices:
            return "select"
        if self.field.type in REFERENCES or self.field.type == "subject":
            return "pick"
        return self.field.type if self.field.type in ("day", "number", "whole") else "text"

    @property
    def help(self) -> str:
        kinds = {"day": "可写 20260327、2026.3.27，也可在右边日历上选", "pick": "输入几个字，从列表中选"}
        return self.field.help or kinds.get(self.widget, "")


@dataclass
class RowForm:
    """`row` is None for a new one. `seen` is what the form showed of the columns when it was opened."""

    scope: Scope
    register: Register
    row: Model | None
    inputs: list[Input]
    seen: dict[str, Any] = made(default_factory=dict)
    errors: list[str] = made(default_factory=list)
    who: str = ""

    @property
    def seen_json(self) -> str:
        return json.dumps(self.seen, cls=DjangoJSONEncoder, ensure_ascii=False)

    @property
    def wrong(self) -> int:
        return sum(bool(each.errors) for each in self.inputs) + len(self.errors)

    def input(self, name: str) -> Input | None:
        return next((each for each in self.inputs if each.name == name), None)

    def values(self) -> dict[str, Any] | None:
        """By the names that the deeds take; None where something could not be read, which is then said at its field."""
        found: dict[str, Any] = dict(self.register.fixed) if self.row is None else {}
        for each in self.inputs:
            if each.locked:
                continue
            try:
                found[attribute(each.field)] = read(self.scope, each.field, each.typed)
            except Unread as wrong:
                each.errors.append(str(wrong))
        return None if any(each.errors for each in self.inputs) else found

    def refuse(self, wrong: ValidationError) -> None:
        """Each mistake at its field; what has none here stands above the form."""
        by_name = wrong.message_dict if hasattr(wrong, "error_dict") else {NON_FIELD_ERRORS: wrong.messages}
        for name, messages in by_name.items():
            place = next((each for each in self.inputs if attribute(each.field) == name and not each.locked), None)
            target = place.errors if place is not None else self.errors
            target += [_titled(self.register, name, said) if place is None else said for said in messages]

    def offer(self, changed: ChangedMeanwhile) -> None:
        """Both values of each column that was changed meanwhile; sending the form again means one's own."""
        self.who = said_by(changed)
        for clash in changed.clashes:
            each = next((one for one in self.inputs if attribute(one.field) == clash.column), None)
            if each is not None:
                each.theirs = written(self.scope, each.field, changed.row) or ""
                each.errors.append(f"{self.who}把它改成了“{shown(each.field, each.theirs) or '空'}”。再按一次保存就用您填的")
                self.seen[clash.column] = clash.now


def said_by(changed: ChangedMeanwhile) -> str:
    if changed.entry is None:
        return "刚才有人"
    return f"{changed.entry.user_name}在 {changed.entry.recorded_at:%H:%M} "


def shown(column: Field, typed: str) -> str:
    """What stands in a field, in words."""
    return YES_NO.get(typed, typed) if column.type == "yes_no" else column.choices.get(typed, typed)


def _titled(register: Register, name: str, said: str) -> str:
    field_of = next((each for each in register.everything if attribute(each) == name), None)
    return f"{field_of.title}：{said}" if field_of is not None else said


def writable(register: Register) -> bool:
    """Are rows of the list entered on these pages at all?"""
    by_hand = register.kind not in GRANTED | OF_MEMBERS | {SUCCESSOR}
    return bool(register.write) and register.relation in RULES and not register.entered and by_hand


def addable(register: Register) -> bool:
    """A new row is entered on the list of its kind, which knows what to ask; not on that of the whole relation."""
    return writable(register) and not register.whole and not RULES[register.relation].only_corrected


def fields_of(register: Register) -> tuple[Field, ...]:
    """In the order of entry; computed columns and the public code are not entered."""
    chosen = register.form or register.everything
    return tuple(each for each in chosen if each.path and each.path != "code")


def to_add(scope: Scope, register: Register, first: Mapping[str, str]) -> RowForm:
    inputs = [Input(each, first.get(each.name, "")) for each in fields_of(register)]
    return RowForm(scope, register, None, inputs)


def to_correct(scope: Scope, register: Register, row: Model) -> RowForm:
    """With what stands in the ledger. What the viewer may not know he may not change either."""
    known = knows(scope, row)
    inputs = [_standing(scope, register, each, row, known=known) for each in fields_of(register)]
    seen = {attribute(each.field): value_of(row, attribute(each.field)) for each in inputs if not each.locked}
    return RowForm(scope, register, row, inputs, seen)


def _standing(scope: Scope, register: Register, column: Field, row: Model, *, known: bool) -> Input:
    words = None if column.private and not known else written(scope, column, row)
    fixed = attribute(column) in RULES[register.relation].fixed
    locked = words is None or not column.editable or fixed
    return Input(column, words if words is not None else "（不显示）", locked=locked)


def knows(scope: Scope, row: Model) -> bool:
    """May the viewer know the person whom the row is about?"""
    number = row.pk if isinstance(row, Person) else getattr(row, "person_id", None) or getattr(row, "subject_person_id", None)
    return number is None or Person.objects.filter(scope.named(), pk=number).exists()


def bound(form: RowForm, typed: QueryDict) -> RowForm:
    """What was typed; a field that did not come is empty, a locked one stays."""
    for each in form.inputs:
        if not each.locked:
            each.typed = typed.get(each.name, "").strip()
    if form.row is not None:
        form.seen = _kept(typed.get(SEEN, ""), form.seen)
    return form


def _kept(said: str, otherwise: dict[str, Any]) -> dict[str, Any]:
    """What the page says it had shown; a page of ours always says it."""
    try:
        told = json.loads(said)
    except ValueError:
        return otherwise
    return {name: told[name] for name in otherwise if name in told} if isinstance(told, dict) else otherwise


def like(scope: Scope, register: Register, row: Model) -> dict[str, str]:
    """The values of an earlier row as a pattern: all but its days and what was measured."""
    if not knows(scope, row):
        return {}
    pattern = [each for each in fields_of(register) if each.type not in ("day", "number")]
    return {each.name: written(scope, each, row) or "" for each in pattern}


def last_entered(scope: Scope, register: Register) -> Model | None:
    rows = scope.rows(register.model, register.write, through=register.through).filter(**register.fixed)
    found: Model | None = rows.order_by("-pk").first()
    return found
