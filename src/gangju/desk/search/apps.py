"""The room `search`: the index hears of every write by triggers, of every deed by its signal."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "gangju.desk.search"
    label = "search"
    verbose_name = "搜索"

    def ready(self) -> None:
        from gangju.desk.journal.guards import guard
        from gangju.desk.search import layout, listen
        from gangju.desk.search.kinds import KINDS

        for kind in KINDS.values():
            for marks in kind.marks():
                guard(marks)
        # After the migrations of the ledgers, whose rows it marks.
        post_migrate.connect(layout.install, sender=apps.get_app_config("ledgers"), dispatch_uid="search.layout")
        listen.connect()
