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
from gangju.desk.ledgers.actions.proxy import entered_for
from gangju.desk.ledgers.actions.rows import ChangedMeanwhile, Clash, Saved, add_row, correct_row, end_row, withdraw_row
from gangju.desk.ledgers.actions.undo import may_undo, undo

__all__ = [
    "ChangedMeanwhile",
    "Clash",
    "Happening",
    "Recorded",
    "Saved",
    "add_row",
    "amend_activity",
    "attendable",
    "correct_row",
    "end_row",
    "entered_for",
    "may_undo",
    "record_activity",
    "restore_activity",
    "start_keeping",
    "stop_keeping",
    "undo",
    "withdraw_activity",
    "withdraw_row",
]
