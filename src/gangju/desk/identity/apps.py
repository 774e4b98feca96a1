"""证件信息: sealed, masked, matched by keyed hashes; it keeps the identity numbers that imports read."""

from __future__ import annotations

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "gangju.desk.identity"
    label = "identity"
    verbose_name = "证件信息"

    def ready(self) -> None:
        from gangju.desk.identity.keeping import SealedNumbers
        from gangju.desk.identity.models import NUMBER, PHONE
        from gangju.desk.sheets.identity import use_keeper
        from gangju.desk.vault.rotation import SealedColumn, register

        for column, purpose in (("number", NUMBER), ("phone", PHONE)):
            register(SealedColumn("identity.PersonIdentity", column, place="person_id", hashes={f"{column}_hash": purpose}))
        use_keeper(SealedNumbers())
