"""One value between the text of a field and the column of a row, both ways, by the same readers as cells of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Model

from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.actions.rowrules import value_of
from gangju.desk.lists.entry.picking import SUBJECT_KINDS, called, find
from gangju.desk.lists.registers import REFERENCES, Field
from gangju.desk.sheets import cells
from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.layout import code_words, plain_word

SUFFIXES: Mapping[str, str] = {kind: suffix for suffix, kind in SUBJECT_KINDS.items()}
UNIT_WORDS: Mapping[str, str] = {"m2": "平方米"}


class Unread(ValueError):
    """What was typed cannot be taken; the text says why and what to type instead."""


def attribute(field: Field) -> str:
    """The name under which the deeds of rows take the column."""
    return field.path.removesuffix("_")


def read(scope: Scope, field: Field, typed: str) -> Any:
    """None where nothing was typed. Raises Unread."""
    said = typed.strip()
    if not said:
        return None
    if field.type in REFERENCES or field.type == "subject":
        return _reference(scope, field, said)
    found = _read(field, said)
    if isinstance(found, Wrong):
        raise Unread(f"{found.message}。{found.remedy}")
    return found


def _reference(scope: Scope, field: Field, said: str) -> Any:
    kinds = field.subjects if field.type == "subject" else (field.type,)
    try:
        choice = find(scope, kinds, said)
    except ValueError as wrong:
        raise Unread(str(wrong)) from wrong
    return (SUBJECT_KINDS[choice.kind], choice.number) if field.type == "subject" else choice.number


def _read(field: Field, said: str) -> Any:
    if field.choices:
        return cells.code(said, _words(field), f"“{field.title}”")
    match field.type:
        case "day":
            return cells.day(said, until=True)
        case "number":
            found = cells.number(said, unit=UNIT_WORDS.get(field.unit, field.unit))
            return Wrong(f"{said} 不是整数", "请填整数") if field.whole and isinstance(found, int) and found % 100 else found
        case "whole":
            return cells.whole(said)
        case "yes_no":
            return cells.yes_no(said)
    return cells.text(said)


def _words(field: Field) -> Mapping[str, str]:
    """Codes, labels and synonyms; a list that binds one kind alone has no synonyms."""
    if field.codes is None:
        return code_words(field.list)
    return {plain_word(each): code for code, words in field.codes.items() for each in (code, words)}


def written(scope: Scope, field: Field, row: Model) -> str | None:
    """The value as a field shows it for editing; None where the viewer may not know it, and so may not change it."""
    value = value_of(row, attribute(field))
    if value is None or value == "":
        return ""
    if field.type == "subject":
        found = called(scope, SUFFIXES[value[0]], value[1])
        return found.words if found else None
    if field.type in REFERENCES:
        found = called(scope, field.type, value)
        return found.words if found else None
    return plain(field, value)


def plain(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.type == "number":
        whole, rest = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")
    return f"{value.year}.{value.month}.{value.day}" if isinstance(value, date) else str(value)
