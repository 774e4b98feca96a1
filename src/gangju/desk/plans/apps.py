"""定: the plans that bind, and what they ask."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "gangju.desk.plans"
    label = "plans"
    verbose_name = "方案"

    def ready(self) -> None:
        from gangju.desk.bridge.adopted import use_adoptions
        from gangju.desk.plans.queries import adoptions_in_force

        use_adoptions(adoptions_in_force)
