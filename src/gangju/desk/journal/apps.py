"""The lowest room: every deed leaves an entry that nobody can change."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "gangju.desk.journal"
    label = "journal"
    verbose_name = "操作日志"

    def ready(self) -> None:
        from gangju.desk.journal.guards import AppendOnly, guard, install

        for table in ("journal_entry", "journal_seal"):
            guard(AppendOnly(table))
        post_migrate.connect(install, sender=self, dispatch_uid="journal.guards")
