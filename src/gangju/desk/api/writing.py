"""What a program enters becomes what the actions take: codes of things become their rows, amounts become hundredths.

A code that is not there and one outside the scope are refused alike and before anything else is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from gangju.desk.access.scope import Scope
from gangju.desk.api.reading import target
from gangju.desk.api.shapes import kept
from gangju.desk.bridge.mapping import OWN_CODE, SOURCES, Source, Subject
from gangju.desk.ledgers.actions.rowchecks import within
from gangju.desk.ledgers.actions.rowrules import RULES

ABSENT = "没有找到这个编号,请核对"


def writable() -> tuple[str, ...]:
    """Relations whose rows are entered, corrected and withdrawn here; organisations, cases and activities have deeds of their own."""
    return tuple(name for name in RULES if name in SOURCES)


def values(scope: Scope, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """By the names of the model. Raises ValidationError by the names of the request."""
    source = SOURCES[name]
    wrong: dict[str, str] = {}
    given: dict[str, Any] = {}
    for subject in source.subjects:
        given |= _side(scope, source, subject, said, wrong)
    for column in set(said) & set(source.plain):
        path = source.plain[column]
        if not path.endswith(f"__{OWN_CODE}"):
            given[path] = kept(source.relation.columns[column], said[column])
        elif said[column] is None:
            given[path.removesuffix(f"__{OWN_CODE}")] = None
        else:
            given[path.removesuffix(f"__{OWN_CODE}")] = _number(scope, target(source, path), said[column], column, wrong)
    if wrong:
        raise ValidationError(wrong)
    return given


def names(name: str) -> dict[str, str]:
    """The model's names of columns -> the request's."""
    source = SOURCES[name]
    plain = {path.removesuffix(f"__{OWN_CODE}"): column for column, path in source.plain.items()}
    return plain | {subject.prefix.removesuffix("_"): subject.id_column for subject in source.subjects}


def _side(scope: Scope, source: Source, subject: Subject, said: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    """The pair of kind and code is changed as a whole."""
    columns = (subject.kind_column, subject.id_column)
    if not set(columns) & set(said):
        return {}
    kind, code = (said.get(column) for column in columns)
    side = subject.prefix.removesuffix("_")
    if kind is None and code is None:
        return {side: None}
    if kind is None or code is None:
        wrong[columns[kind is not None]] = f"{columns[0]} 和 {columns[1]} 要一起填"
        return {}
    reference = subject.references().get(kind)
    if reference is None:
        wrong[columns[0]] = f"“{kind}”不是这里能写的对象类型,请在 {'、'.join(subject.kinds)} 中选"
        return {}
    return {side: (kind, _number(scope, target(source, reference), code, columns[1], wrong))}


def _number(scope: Scope, model: type[Model], code: str, column: str, wrong: dict[str, str]) -> int | None:
    found = model._default_manager.filter(code=code).values_list("pk", flat=True).first()
    if found is None or not within(scope, model, found):
        wrong[column] = ABSENT
        return None
    return int(found)
