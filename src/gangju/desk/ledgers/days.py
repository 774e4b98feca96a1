"""A day as officials type it: 20260327, 2026.3.27, 2026-03-27, 2026/3/27 or 2026年3月27日; full-width digits too.

A day that does not exist is refused with the reason; nothing is guessed from a two-digit year.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_TYPED = re.compile(r"(?P<y>\d{4})(?:[-./年](?P<m>\d{1,2})[-./月](?P<d>\d{1,2})日?|(?P<md>\d{4}))")


def read_day(typed: str) -> date:
    """Raises ValueError with a Chinese sentence that says what to type instead."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").replace("。", ".")
    found = _TYPED.fullmatch(plain)
    if not found:
        raise ValueError(f"“{typed}”认不出是哪一天。请写成 20260327、2026.3.27 或 2026-03-27")
    joined = found["md"]
    month, day = (int(joined[:2]), int(joined[2:])) if joined else (int(found["m"]), int(found["d"]))
    try:
        return date(int(found["y"]), month, day)
    except ValueError:
        raise ValueError(f"没有 {found['y']} 年 {month} 月 {day} 日这一天,请核对后重填") from None


class DayField(forms.CharField):
    """Typed or picked; the typed text stays as typed when the form comes back with a mistake."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": "2026.3.27"}), **options
        )

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            return read_day(typed)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value
