"""Two forms: a number and a phone to enter (GB 11643 is checked), a reason to look."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.identity.actions import Entered
from gangju.desk.ledgers.models import Person
from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.identity import born, identity

_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?")
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class EntryForm(forms.Form):
    """Never shows what is kept: an empty field leaves it as it is."""

    number = forms.CharField(label="证件号码", required=False, max_length=32, widget=forms.TextInput(attrs={**_QUIET, "inputmode": "text"}))
    phone = forms.CharField(label="联系电话", required=False, max_length=32, widget=forms.TextInput(attrs={**_QUIET, "inputmode": "tel"}))
    drop_number = forms.BooleanField(label="删去已登记的证件号码", required=False)
    drop_phone = forms.BooleanField(label="删去已登记的电话", required=False)
    reason = forms.CharField(label="更正的理由", required=False, max_length=200, widget=forms.TextInput(attrs=_QUIET))

    number.help_text = "18 位公民身份号码，末位可以是 X。留空则不改动"
    phone.help_text = "手机或带区号的座机。留空则不改动"
    reason.help_text = "更正或删去已登记的内容时必填，例如：对照身份证更正"

    def clean_number(self) -> str:
        found = identity(self.cleaned_data["number"])
        if isinstance(found, Wrong):
            raise ValidationError(f"{found.message}。{found.remedy}")
        return found or ""

    def clean_phone(self) -> str:
        said = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).replace(" ", "").replace("—", "-")
        if said and not _PHONE.fullmatch(said):
            raise ValidationError("不像电话号码。手机填 11 位数字，座机填区号和号码，如 0571-88888888")
        return said

    def entered(self) -> Entered:
        told: dict[str, Any] = self.cleaned_data
        return Entered(told["number"], told["phone"], told["drop_number"], told["drop_phone"], told["reason"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label="查看的理由", max_length=200, widget=forms.TextInput(attrs=_QUIET))
    reason.help_text = "例如：办理组织关系转接核对身份"


def doubt(person: Person, number: str) -> str:
    """The personnel file may differ from the number: said, never overwritten."""
    day = born(number) if number else None
    if day is None or person.born_on is None or day == person.born_on:
        return ""
    return f"证件号码里的出生日期是 {day},与登记的 {person.born_on} 不同。档案认定的日期可以不同;如是笔误请更正"
