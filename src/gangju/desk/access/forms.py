"""Sign-in with a name and a password; what is wrong is said without telling which of the two."""

from __future__ import annotations

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict


class SignInForm(AuthenticationForm):
    username = forms.CharField(
        label="账号", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"})
    )
    password = forms.CharField(
        label="口令", max_length=200, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    error_messages = {  # noqa: RUF012 - Django's own attribute, typed there
        "invalid_login": "账号或口令不对。请注意大小写；忘记口令请找本级系统管理员重置。",
        "inactive": "这个账号已经停用。需要恢复请找本级系统管理员。",
    }

    def refuse(self, sentence: str) -> None:
        """This sentence instead of anything else; what was typed is not tried."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        self.add_error(None, ValidationError(sentence, code="refused"))
