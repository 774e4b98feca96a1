"""The room `search`."""

from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "gangju.desk.search"
    label = "search"
