"""The room `lists`."""

from __future__ import annotations

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "gangju.desk.lists"
    label = "lists"
