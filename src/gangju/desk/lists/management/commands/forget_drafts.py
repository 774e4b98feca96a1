"""`python -m django forget_drafts`: drafts of forms that nobody came back for within a month leave. The worker does so each day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from gangju.desk.lists.entry.drafts import DAYS_KEPT, forget_old


class Command(BaseCommand):
    help = f"清除 {DAYS_KEPT} 天没有继续填的草稿"

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"清除草稿 {forget_old()} 份")
