"""The ledgers: every fact has one home here."""

from __future__ import annotations

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "gangju.desk.ledgers"
    label = "ledgers"
    verbose_name = "台账"

    def ready(self) -> None:
        from gangju.desk.journal.guards import guard
        from gangju.desk.ledgers.rules import NO_OVERLAPS

        for rule in NO_OVERLAPS:
            guard(rule)
