"""The ledgers as tables: one file a family of nouns. Subjects are real references; every row has the `org` that answers for it."""

from gangju.desk.ledgers.models.about import CheckAnswer, Observation, RosterEntry, Score
from gangju.desk.ledgers.models.activity import Activity, Participation
from gangju.desk.ledgers.models.base import ANY_SUBJECT_KINDS, SUBJECT_KINDS, in_force
from gangju.desk.ledgers.models.case import (
    Case,
    CaseAdmission,
    CaseElection,
    CaseProject,
    CaseRectification,
    CaseRequest,
    CaseSelection,
    CaseTransfer,
)
from gangju.desk.ledgers.models.event import OrgEvent, OrgEventPart
from gangju.desk.ledgers.models.organization import Organization, OrganizationVersion, Placement, below
from gangju.desk.ledgers.models.person import Membership, Person, Post
from gangju.desk.ledgers.models.plain import Document, DocumentVersion, FundEntry, Task, Tie
from gangju.desk.ledgers.models.unit import Unit, UnitVersion, Venue

__all__ = [
    "ANY_SUBJECT_KINDS",
    "SUBJECT_KINDS",
    "Activity",
    "Case",
    "CaseAdmission",
    "CaseElection",
    "CaseProject",
    "CaseRectification",
    "CaseRequest",
    "CaseSelection",
    "CaseTransfer",
    "CheckAnswer",
    "Document",
    "DocumentVersion",
    "FundEntry",
    "Membership",
    "Observation",
    "OrgEvent",
    "OrgEventPart",
    "Organization",
    "OrganizationVersion",
    "Participation",
    "Person",
    "Placement",
    "Post",
    "RosterEntry",
    "Score",
    "Task",
    "Tie",
    "Unit",
    "UnitVersion",
    "Venue",
    "below",
    "in_force",
]
