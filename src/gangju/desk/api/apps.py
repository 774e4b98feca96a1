"""The room `api`."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gangju.desk.api"
    label = "api"
