"""The forms of 读一份文件, 送复核 and 复核."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.places import Place

NEEDED = {"required": "请填写这一格", "invalid_choice": "请从列表中选一项", "max_length": "太长了，请缩短"}
#: A policy paper with its tables is far below this.
MOST_BYTES = 20 * 2**20
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
FILES = ".txt,.docx,.doc,.wps,.pdf,.html,.htm,.mht,.xlsx,.ofd"


class TextForm(forms.Form):
    """Pasted, or a file; one of the two. A text that was refused is not sent back to the page: it may be one that must not stand here."""

    whole_text = forms.CharField(
        label="粘贴全文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="从标题到落款整篇粘贴；标有密级的文件不要放进来",
    )
    file = forms.FileField(
        label="或者选一个文件",
        required=False,
        error_messages={"empty": "这个文件是空的：请确认选对了文件"},
        help_text="能读 docx、pdf（有文字层的）、txt、网页、xlsx、ofd；装有转换程序的机器上也能读 doc、wps",
        widget=forms.FileInput(attrs={"accept": FILES}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        file: UploadedFile[Any] | None = said.get("file")
        if not self.errors and bool(file) == bool((said.get("whole_text") or "").strip()):
            raise ValidationError("请粘贴全文，或者选一个文件，二者选一")
        if file and (file.size or 0) > MOST_BYTES:
            self.add_error("file", f"文件超过 {MOST_BYTES // 2**20} 兆字节，不像一份文件的正文：请去掉图片和附件再读")
        return said


class BeginForm(TextForm):
    org = forms.ChoiceField(label="为哪个党组织拟订", help_text="草案归它，方案通过后可由它或上级采用", error_messages=NEEDED)
    field_order = ("org", "whole_text", "file")

    def __init__(self, *args: Any, orgs: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, **options)
        depth = min((len(each.path) for each in orgs), default=0)
        chosen = [(each.code, f"{chr(0x3000) * ((len(each.path) - depth) // 3)}{each.name}") for each in orgs]
        self.fields["org"].choices = [("", "请选择"), *chosen] if len(chosen) > 1 else chosen  # type: ignore[attr-defined]


class NamingForm(forms.Form):
    """送复核: what the pack is called and when it is valid."""

    title = forms.CharField(label="方案名称", max_length=200, error_messages=NEEDED)
    issuer = forms.CharField(label="发文机关", max_length=100, error_messages=NEEDED)
    id = forms.CharField(
        label="方案代号",
        max_length=64,
        help_text="小写字母、数字和短横线，如 plan-2026；同一方案的各个版本用同一个代号",
        error_messages=NEEDED,
    )
    since = DayField(label="自哪一天起有效", help_text="可写 20260701、2026.7.1", error_messages=NEEDED)
    until = DayField(label="到哪一天为止", required=False, help_text="当天起不再有效；长期有效的留空")

    def clean_id(self) -> str:
        typed = str(self.cleaned_data["id"]).strip().lower()
        if not CODE.fullmatch(typed):
            raise ValidationError("代号只能用小写字母、数字和短横线，以字母开头，如 plan-2026")
        return typed

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] <= said["since"]:
            self.add_error("until", "到期的日子要晚于开始的日子")
        return said


class BackForm(forms.Form):
    reason = forms.CharField(
        label="退回的理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明哪一条、哪里不对，审读的人会看到",
        error_messages=NEEDED,
    )
