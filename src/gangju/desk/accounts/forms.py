"""Forms of accounts. What they take is checked by the deeds; these only read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from gangju.desk.access.roles import ROLE_LABELS, Role
from gangju.desk.access.scope import Scope
from gangju.desk.accounts import limits, queries
from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.models import Organization

CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
ONCE = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "autocapitalize": "characters"}


class CodeForm(forms.Form):
    code = forms.CharField(label="验证码", max_length=20, widget=forms.TextInput(attrs=ONCE | {"autofocus": True}))


class AgainForm(forms.Form):
    password = forms.CharField(label="口令", max_length=200, strip=False, widget=forms.PasswordInput(attrs=CURRENT | {"autofocus": True}))
    code = forms.CharField(label="验证码", max_length=20, required=False, widget=forms.TextInput(attrs=ONCE))

    def __init__(self, *args: Any, with_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].required = with_code
        if not with_code:
            del self.fields["code"]


class PasswordForm(forms.Form):
    current = forms.CharField(label="现在的口令", max_length=200, strip=False, widget=forms.PasswordInput(attrs=CURRENT))
    chosen = forms.CharField(
        label="新口令",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs=NEW),
        help_text=f"不少于 {limits.PASSWORD_LENGTH} 个字，小写字母、大写字母、数字、符号、汉字至少三种；不要用姓名、生日和常见的词",
    )
    repeated = forms.CharField(label="再写一遍新口令", max_length=200, strip=False, widget=forms.PasswordInput(attrs=NEW))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("chosen") and said.get("repeated") and said["chosen"] != said["repeated"]:
            self.add_error("repeated", "两遍写的不一样，请重写")
        return said


class EverywhereForm(forms.Form):
    password = forms.CharField(label="口令", max_length=200, strip=False, widget=forms.PasswordInput(attrs=CURRENT))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class PlaceField(forms.CharField):
    """An organisation by its public code, offered as a list of those below the administrator."""

    def __init__(self, scope: Scope, permission: str, **kwargs: Any) -> None:
        super().__init__(max_length=64, **kwargs)
        self.scope, self.permission = scope, permission
        self.widget.attrs |= {"list": "places", "autocomplete": "off"}

    def clean(self, value: Any) -> Organization:
        """Absent and out of reach are told alike. What stands behind the code in the list (a name) is left out."""
        code = str(super().clean(value)).split(" ")[0]
        found = self.scope.organizations(self.permission, code=code).first()
        if found is None:
            raise forms.ValidationError("您的管理范围里没有这个党组织。请写编号，或从列表里选")
        return found


class OpenForm(forms.Form):
    username = forms.CharField(
        label="账号",
        max_length=60,
        help_text="登录时写的，例如 qinglong-zhang；开通后不改",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = PlaceField(scope, queries.MANAGE, label="党组织", help_text="由哪个党组织负责这个账号")


class GiveForm(forms.Form):
    role = forms.ChoiceField(label="职责", choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    since = DayField(label="起自", help_text="可写 20260701、2026.7.1")
    until = DayField(label="止于", required=False, help_text="到这一天不再有效；不写即到终止时为止")

    def __init__(self, scope: Scope, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org"] = PlaceField(scope, queries.GRANT, label="党组织", help_text="职责及于它和它的下级")
        self.fields["since"].initial = scope.today
        self.order_fields(["org", "role", "since", "until"])


class EndForm(forms.Form):
    until = DayField(label="止于", help_text="写今天，立即失效；写以后的日子，到那天失效")

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = today


class JournalForm(forms.Form):
    """Filters of the auditor's page."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    who = forms.CharField(label="谁", max_length=60, required=False)
    deed = forms.CharField(label="做了什么", max_length=40, required=False)
    where = forms.ChoiceField(label="范围", required=False, choices=[("", "全部"), ("none", "不属于任何党组织的")])
