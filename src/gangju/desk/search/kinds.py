"""What can be found: the kinds in the order of the page, who may find them, and which writes make their entries stale.

Each kind's rows are read by `reading`; the reasons for what is in and what is out stand in `docs/why/search.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gangju.desk.search.layout import Marks

NONE, SOME, ALL = (False,), (False, True), (True,)


@dataclass(frozen=True)
class Watched:
    """A table whose writes concern the row of the kind that `key` names. Added and removed rows always do, changes only of `columns`."""

    table: str
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """`permission` is what a viewer needs for its rows; those about persons stand behind open names besides: no rows, some or all.

    `dated` says what the day of a row is: the day `on` which it was, or `since` which it is so; else it is not shown.
    """

    number: int
    code: str
    title: str
    permission: str
    watched: tuple[Watched, ...]
    personal: tuple[bool, ...] = NONE
    dated: str = ""

    def marks(self) -> tuple[Marks, ...]:
        return tuple(Marks(each.table, self.number, each.key, each.columns) for each in self.watched)


def _rows(model: str, *columns: str, key: str = "id") -> Watched:
    return Watched(f"ledgers_{model}", key, columns)


_SUBJECTS = ("subject_org_id", "subject_unit_id", "subject_person_id", "subject_venue_id", "subject_activity_id")
_ENDS = tuple(f"{side}_{end}_id" for side in ("from", "to") for end in ("org", "unit", "person", "venue"))

# The numbers are kept in the index: a kind keeps its own for good.
KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(1, "organization", "党组织", "organization.read", (
            _rows("organization", "code"),
            _rows("organizationversion", "name", "kind", "domain", "since", "until", key="organization_id"),
        )),
        Kind(2, "person", "人员", "ledger.read", (_rows("person", "code", "org_id", "name"),), ALL),
        Kind(3, "unit", "单位", "ledger.read", (
            _rows("unit", "code"),
            _rows("unitversion", "org_id", "name", "kind", "since", "until", key="unit_id"),
        )),
        Kind(4, "venue", "阵地", "ledger.read", (_rows("venue", "code", "org_id", "kind", "name", "opened_on"),)),
        Kind(5, "activity", "活动", "activity.read", (_rows("activity", "code", "org_id", "kind", "topic", "started_at"),), NONE, "on"),
        Kind(6, "post", "职务", "ledger.read", (_rows("post", "code", "org_id", "person_id", "role", "since", "until"),), ALL, "since"),
        Kind(7, "tie", "结对挂联", "ledger.read", (_rows("tie", "code", "org_id", "kind", "since", "until", *_ENDS),), SOME, "since"),
        Kind(8, "roster", "在册名单", "ledger.read", (
            _rows("rosterentry", "org_id", "roster", "category", "batch", "reason", "since", "until", *_SUBJECTS),
        ), SOME, "since"),
        Kind(9, "task", "任务", "ledger.read", (_rows("task", "code", "org_id", "clause", "due_on"),)),
        Kind(10, "document", "文件", "ledger.read", (
            _rows("document", "code"),
            _rows("documentversion", "org_id", "kind", "number", "title", "since", "until", key="document_id"),
        ), NONE, "since"),
        Kind(11, "event", "组织变动", "organization.read", (
            _rows("orgeventpart", "org_id", "role", key="event_id"),
            _rows("orgevent", "kind", "day", "number", "note", "undone_at"),
        ), NONE, "on"),
    )
}  # fmt: skip
BY_NUMBER: Mapping[int, Kind] = {kind.number: kind for kind in KINDS.values()}
