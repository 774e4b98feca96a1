"""The forms of 提出异议 and 答复."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gangju.desk.plans.contests.actions import OUTCOMES
from gangju.desk.plans.models import ABOUT

NEEDED = {"required": "请填写这一格", "invalid_choice": "请从列表中选一项", "max_length": "请控制在 1000 字以内"}


class FileForm(forms.Form):
    about = forms.ChoiceField(label="对什么有异议", choices=ABOUT, error_messages=NEEDED)
    row = forms.ChoiceField(label="哪一行记录", required=False, help_text="只在对某一行记录有异议时选", error_messages=NEEDED)
    ground = forms.CharField(
        label="理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明应当是多少、有什么可以查证；不要写与这个数无关的个人信息",
        error_messages=NEEDED,
    )

    def __init__(self, *args: Any, rows: Sequence[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["row"].choices = [("", "不针对某一行"), *((row, row) for row in rows)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("about") == "row" and not said.get("row"):
            self.add_error("row", "请选是哪一行记录；如果是少了记录，上面选“少了记录”")
        if said.get("about") != "row":
            said["row"] = ""
        return said


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label="结论", choices=[("", "请选择"), *OUTCOMES.items()], error_messages=NEEDED)
    answer = forms.CharField(
        label="答复",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="查了哪些记录，依据哪一条。记录错了的，请先在台账里更正，结果会重新计算",
        error_messages=NEEDED,
    )
