"""Excel both ways: tolerant import with dry run and undo, export with explained columns, comparison with another roster."""

from __future__ import annotations

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "gangju.desk.sheets"
    label = "sheets"
    verbose_name = "表格"

    def ready(self) -> None:
        from gangju.desk.sheets.uploads import KEPT
        from gangju.desk.vault.rotation import register

        register(KEPT)
