"""The mistakes that a deed found, shown where the form that asked for it has them. Punctuation is the templates' affair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import ValidationError


def put_mistakes(form: forms.Form, wrong: ValidationError, *, otherwise: str = "", names: Mapping[str, str] | None = None) -> None:
    """At the field of the column; what has no field here stands above the form. What is about no column goes to the field `otherwise`;
    `names` are fields that are called otherwise than their columns.
    """
    by_field = wrong.message_dict if hasattr(wrong, "error_dict") else {otherwise: wrong.messages}
    put_by_field(form, {(names or {}).get(field, field): messages for field, messages in by_field.items()})


def put_by_field(form: forms.Form, by_field: Mapping[str, Sequence[str]]) -> None:
    for field, messages in by_field.items():
        for message in messages:
            form.add_error(field if field in form.fields else None, message)
