"""The one form of 职务交接."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.posts.forms import NEEDED, chosen, paper


class AccountForm(forms.Form):
    username = forms.CharField(
        label="账号名",
        max_length=150,
        help_text="写新账号名就开通；本人名下还没关联的账号写账号名就关联",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages=NEEDED,
    )


class HandOverForm(forms.Form):
    successor = forms.CharField(
        label="接交人", max_length=60, help_text="写全名；同名的在后面写出生年月，例如 张三 1975.3", error_messages=NEEDED
    )
    day = DayField(label="自哪一天起由接交人担任", help_text="可写 20260701、2026.7.1；最多提前一年办理", error_messages=NEEDED)
    way = chosen("移交人离任的缘由", "post.exit")
    number = paper()
    username = forms.CharField(
        label="接交人的账号",
        required=False,
        max_length=150,
        help_text="写新账号名就开通；本人名下还没关联的账号写账号名就关联；已关联的不用填。留空只办职务",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    also = forms.MultipleChoiceField(label="一并交接的其他职务", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, also: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].widget.attrs |= {"list": "people", "autocomplete": "off"}
        field = self.fields["also"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(also)
