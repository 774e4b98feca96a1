"""From what the reader found to a draft plan: every quantified clause becomes a draft standard over the ledgers, every charge of
a unit a task, every doubt a question. Nothing is in force until somebody accepts it.

The reader knows no ledger and the engine knows no text; this room knows both, and no web.
"""

from gangju.drafting.check import check_item
from gangju.drafting.decisions import Decisions, decided, load_decisions, resolutions
from gangju.drafting.files import pack_files
from gangju.drafting.making import draft
from gangju.drafting.model import Draft, Item, Resolution, Revision
from gangju.drafting.revise import revise

__all__ = [
    "Decisions",
    "Draft",
    "Item",
    "Resolution",
    "Revision",
    "check_item",
    "decided",
    "draft",
    "load_decisions",
    "pack_files",
    "resolutions",
    "revise",
]
