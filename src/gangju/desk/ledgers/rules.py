"""Which rows may not overlap in time: one value on one day. Kept by the database, see `journal.guards`."""

from __future__ import annotations

from gangju.desk.journal.guards import NoOverlap
from gangju.desk.ledgers.models.base import SUBJECT_KINDS

_SUBJECTS = tuple(f"subject_{suffix}_id" for suffix in SUBJECT_KINDS.values())

NO_OVERLAPS = (
    NoOverlap("ledgers_organizationversion", ("organization_id",)),
    NoOverlap("ledgers_placement", ("org_id",)),
    NoOverlap("ledgers_unitversion", ("unit_id",)),
    NoOverlap("ledgers_documentversion", ("document_id",)),
    # one branch at a time: a transfer closes the old row and opens the new one on the same day
    NoOverlap("ledgers_membership", ("person_id",)),
    NoOverlap("ledgers_rosterentry", _SUBJECTS, ("roster", "category")),
    NoOverlap("ledgers_observation", _SUBJECTS, ("metric",)),
)
