"""Work that a request does not wait for. The queue is django-tasks on the desk's own database."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "gangju.desk.jobs"
    label = "jobs"
    verbose_name = "后台任务"
