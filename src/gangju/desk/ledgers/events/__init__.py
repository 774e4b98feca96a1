"""变动: found, dissolve, rename, move, merge and split Party organisations, previewed first and taken back within the day.

One line of thought: an event is collected as rows to close and rows to open (`planning`, `passing`), spoken against
(`checks`), shown (`previewing`), written in one transaction with its entry (`actions`). The past is never rewritten, so
every verdict of a day before the event stays what it was.
"""

from gangju.desk.ledgers.events.actions import carry_out, may_undo, undo_event
from gangju.desk.ledgers.events.previewing import Duty, Line, Preview, preview
from gangju.desk.ledgers.events.said import (
    AnyEvent,
    Dissolve,
    Found,
    Merge,
    Move,
    NewOrganization,
    NewUnit,
    Part,
    Rename,
    Split,
)

__all__ = [
    "AnyEvent",
    "Dissolve",
    "Duty",
    "Found",
    "Line",
    "Merge",
    "Move",
    "NewOrganization",
    "NewUnit",
    "Part",
    "Preview",
    "Rename",
    "Split",
    "carry_out",
    "may_undo",
    "preview",
    "undo_event",
]
