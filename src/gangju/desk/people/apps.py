"""The room `people`."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gangju.desk.people"
    label = "people"
