"""The room `lists`."""

from __future__ import annotations

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "gangju.desk.lists"
    label = "lists"

    def ready(self) -> None:
        from gangju.desk.vault.rotation import SealedColumn, register

        register(SealedColumn("lists.Draft", "sealed", place="user_id"))
