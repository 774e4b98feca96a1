"""The room `accounts`."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gangju.desk.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from gangju.desk.accounts import sessions
        from gangju.desk.vault.rotation import SealedColumn, register

        # Django would write down when each account was last signed in; nobody here is to know.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(sessions.began, dispatch_uid="accounts.began")
        for column in ("secret", "codes"):
            register(SealedColumn("accounts.SecondFactor", column, place="user_id"))
        register(SealedColumn("accounts.KeptForm", "sealed", place="code"))
