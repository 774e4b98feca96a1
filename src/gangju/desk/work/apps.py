"""干: the branch at work."""

from __future__ import annotations

from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "gangju.desk.work"
    label = "work"
    verbose_name = "支部工作"
