"""Who may see and do what: grants, the one scope, the rule of every page."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "gangju.desk.access"
    label = "access"
    verbose_name = "权限"
