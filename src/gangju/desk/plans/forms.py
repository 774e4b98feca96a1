"""The forms of 采用 and 停止执行. Local values of parameters are typed exactly: 24, 0.5, 1/3 or 30%."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.places import Place
from gangju.desk.ui.words import amount, number, unit_name

if TYPE_CHECKING:
    from gangju.engine.model import Param

NEEDED = {"required": "请填写这一格", "invalid_choice": "请从列表中选一项"}
MARK = "param_"


def read_exact(typed: str) -> Fraction:
    """Raises ValueError with a sentence that says what to type instead."""
    plain = unicodedata.normalize("NFKC", typed).replace(" ", "").replace(",", "")
    try:
        found = Fraction(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"“{typed}”不是一个数。请写成 24、0.5、1/3 或 30%") from None
    if found < 0:
        raise ValueError("参数不能小于零,请核对后重填")
    return found


class ExactField(forms.Field):
    """A number without rounding; the typed text stays as typed when the form comes back with a mistake."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": "30"})

    def to_python(self, value: Any) -> Any:
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return read_exact(typed)
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from wrong


class AdoptForm(forms.Form):
    """采用: by whom, from when, and the values that the plan leaves to the place."""

    org = forms.ChoiceField(label="采用的党组织", help_text="它和它下面的全部党组织都照此执行", error_messages=NEEDED)
    since = DayField(label="自哪一天起执行", help_text="可写 20260701、2026.7.1", error_messages=NEEDED)
    until = DayField(label="执行到哪一天为止", required=False, help_text="当天起不再执行；留空即到方案期满")

    def __init__(self, *args: Any, orgs: Sequence[Place], params: Sequence[Param], **options: Any) -> None:
        super().__init__(*args, **options)
        depth = min((len(each.path) for each in orgs), default=0)
        chosen = [(each.code, f"{chr(0x3000) * ((len(each.path) - depth) // 3)}{each.name}") for each in orgs]
        self.fields["org"].choices = [("", "请选择"), *chosen] if len(chosen) > 1 else chosen  # type: ignore[attr-defined]
        for param in params:
            unit = "" if param.unit == "ratio" else f"（{unit_name(param.unit)}）" if param.unit else ""
            self.fields[f"{MARK}{param.id}"] = ExactField(
                label=f"{param.title}{unit}", required=False, help_text=f"方案由本地自定；留空按方案给的 {given(param)}"
            )

    @property
    def values(self) -> dict[str, Fraction]:
        """What was typed for local parameters, by their ids."""
        typed = {name.removeprefix(MARK): value for name, value in self.cleaned_data.items() if name.startswith(MARK)}
        return {name: value for name, value in typed.items() if value is not None}


def given(param: Param) -> str:
    """The plan's own value in words; where it depends on something, the first and that there are more."""
    return f"{figure(param.values[0].value, param.unit)}{'等' if len(param.values) > 1 else ''}"


def figure(value: Fraction, unit: str) -> str:
    """`24 学时`; a share as `30%` where that is exact, else as a fraction; a multiple as `1.7`."""
    if unit != "ratio":
        return amount(value, unit)
    if value > 1:
        return number(value)
    return f"{number(value * 100)}%" if (value * 100).denominator in (1, 10) else str(value)


class EndForm(forms.Form):
    until = DayField(label="自哪一天起停止执行", help_text="那一天以前的结果不变", error_messages=NEEDED)
