"""The deeds of the ledgers. Each checks, writes and journals in one transaction; nothing else writes a ledger row."""

from gangju.desk.ledgers.actions.activities import (
    Happening,
    Recorded,
    amend_activity,
    attendable,
    record_activity,
    restore_activity,
    withdraw_activity,
)
from gangju.desk.ledgers.actions.keeping import start_keeping, stop_keeping

__all__ = [
    "Happening",
    "Recorded",
    "amend_activity",
    "attendable",
    "record_activity",
    "restore_activity",
    "start_keeping",
    "stop_keeping",
    "withdraw_activity",
]
