"""The form of a new token. What it takes is checked by the deed; this only reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.ledgers.days import DayField
from gangju.desk.ledgers.models import OrganizationVersion

T = TypeVar("T")


class TokenForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="写明给哪个系统用，例如“县财政系统取数”")
    grants = forms.TypedMultipleChoiceField(
        label="绑定的授权",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="令牌看得到的、能做的与所选授权相同；授权结束，令牌随之失效",
        error_messages={"required": "请至少选一项授权", "invalid_choice": "所选的授权已经结束，请刷新后重选"},
    )
    until = DayField(label="到期日", help_text="当天起失效，最长一年", error_messages={"required": "请填到期日"})
    can_write = forms.BooleanField(label="可以写入（不选则只能读取）", required=False)

    def __init__(self, grants: Iterable[Grant], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = list(grants)
        names = dict(
            OrganizationVersion.objects.filter(organization__in=[each.org_id for each in listed])
            .order_by("since")
            .values_list("organization_id", "name")
        )
        field: Any = self.fields["grants"]
        field.choices = [(each.pk, f"{names.get(each.org_id, each.org.code)} · {Role(each.role).label}") for each in listed]
        if len(listed) == 1:
            field.initial = [listed[0].pk]

    def tried(self, deed: Callable[[], T]) -> T | None:
        """The deed's answer; None where it refused, with the mistakes at their fields."""
        try:
            return deed()
        except ValidationError as refused:
            self.add_error(None, refused)
            return None
