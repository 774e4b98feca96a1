"""The form before an export: purpose, reason, and whether more is needed than the masks leave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.sheets.asking import Asked, Numbers, Purpose


class ExportForm(forms.Form):
    """What is needed, and by whom, is judged by the deed; the form only reads."""

    purpose = forms.ChoiceField(label="用途", required=False, choices=[("", "请选择"), *((each.value, each.label) for each in Purpose)])
    reason = forms.CharField(label="理由", required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    names = forms.BooleanField(label="下下级组织的人员也要完整姓名", required=False)
    numbers = forms.ChoiceField(label="证件号码和电话", required=False, choices=[(each.value, each.label) for each in Numbers])

    reason.help_text = "会记入操作日志，例如：年度党内统计核对"
    names.help_text = "不选就只留姓和末一字；这样的表改好后一样可以导回"
    numbers.help_text = "只含本组织和直接下级的人员。完整导出每次都记入操作日志"

    def __init__(self, data: Mapping[str, Any] | None = None, *, personal: bool = False) -> None:
        super().__init__(data)
        for name, mistake in (("purpose", "请选用途"), ("reason", "请写明导出的理由，不少于四个字")):
            self.fields[name].required = personal
            self.fields[name].error_messages["required"] = mistake

    def asked(self) -> Asked:
        told = self.cleaned_data
        purpose = Purpose(told["purpose"]) if told["purpose"] else None
        return Asked(purpose, told["reason"].strip(), told["names"], Numbers(told["numbers"] or Numbers.NONE))

    def refuse(self, refused: ValidationError) -> None:
        """At the fields that the deed names."""
        self.add_error(None, refused)
