"""The one room of the web that knows engine and reader: facts out, results in, read by scope."""

from __future__ import annotations

from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "gangju.desk.bridge"
    label = "bridge"
    verbose_name = "计算"

    def ready(self) -> None:
        from gangju.desk.bridge import listen
        from gangju.desk.bridge.catalogue import code_lists, declared
        from gangju.desk.ledgers.codes import use_lists
        from gangju.desk.ledgers.kinds import use_kinds

        use_lists(code_lists)
        use_kinds(declared)
        listen.connect()
