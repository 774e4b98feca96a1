"""Excel both ways: tolerant import with dry run and undo, export with explained columns, comparison with another roster."""

from __future__ import annotations

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    name = "gangju.desk.sheets"
    label = "sheets"
    verbose_name = "表格"
