"""纪实： the one form of an activity. Everyone on the roll of that day is present unless ticked absent.

Hours are exact decimals with at most two places; a day that lies ahead is refused, because only what took place is recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.ledgers.days import DayField

MOST_HOURS = Decimal(200)
Choice = tuple[str, str]


class ActivityForm(forms.Form):
    kind = forms.ChoiceField(
        label="记什么",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一种活动", "invalid_choice": "这种活动不在可记的范围内，请重选"},
    )
    day = DayField(label="哪一天", error_messages={"required": "请填活动是哪一天办的"})
    hours = forms.DecimalField(
        label="学时",
        required=False,
        min_value=Decimal(0),
        max_value=MOST_HOURS,
        decimal_places=2,
        help_text="培训、党课填学时，会议可不填",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "学时要填数，例如 4 或 2.5",
            "max_digits": "学时太大，请核对",
            "max_decimal_places": "学时最多两位小数，例如 2.5",
            "min_value": "学时不能小于 0",
            "max_value": "一次活动不会超过 200 学时，请核对",
        },
    )
    topic = forms.CharField(
        label="主题",
        required=False,
        max_length=200,
        help_text="一句话，例如“学习新修订的发展党员细则”",
        error_messages={"max_length": "主题请控制在 200 字以内"},
    )
    absent = forms.MultipleChoiceField(
        label="谁没来",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "名单里有人不在这一天的党员名册上，请刷新后重新勾选"},
    )

    def __init__(self, *args: Any, kinds: Sequence[Choice], roll: Sequence[Choice], named: bool, today: date, **options: Any) -> None:
        """`roll` is who is called; where the viewer may not know their names, nobody can be ticked absent."""
        super().__init__(*args, **options)
        self.today = today
        self.roll = tuple(roll)
        self._field("kind").choices = list(kinds)
        self._field("absent").choices = list(roll) if named else []

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(f"{day.year}年{day.month}月{day.day}日还没到。只记已经办完的活动，办完后再来记")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.roll and len(cleaned.get("absent", [])) == len(self.roll):
            self.add_error("absent", "不能全都缺席：没有人到会就没有这次活动。请把到会的人去掉勾选")
        return cleaned

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        return field
