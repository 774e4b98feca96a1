"""The book into which the county is written: one ledger a relation, column by column, text cells as in a facts folder.

Columns, not rows: the county has close to a million participations, and a column of shared strings is an
eighth of the memory of as many dictionaries. An empty cell is the empty string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

Ledger = dict[str, list[str]]
Rows = dict[str, Ledger]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "organization": ("org_id", "since", "until", "name", "kind", "domain", "level", "unit_id", "region", "set_up_mode"),
    "placement": ("org_id", "parent_id", "since", "until"),
    "unit": ("unit_id", "since", "until", "name", "kind", "domain", "region", "parent_unit_id", "org_id"),
    "person": ("person_id", "name", "gender", "born_on", "education"),
    "membership": ("person_id", "org_id", "kind", "since", "until", "entry", "exit", "admitted_on", "approved_on"),
    "post": ("post_id", "person_id", "org_id", "unit_id", "role", "full_time", "appointed_by", "since", "until", "exit"),
    "tie": ("tie_id", "kind", "from_kind", "from_id", "to_kind", "to_id", "since", "until"),
    "roster_entry": ("roster", "subject_kind", "subject_id", "category", "tier", "batch", "since", "until", "reason"),
    "activity": ("activity_id", "kind", "org_id", "unit_id", "started_at", "hours", "form", "topic", "status", "recorded_at"),
    "participation": ("activity_id", "person_id", "attended", "recorded_at"),
    "venue": ("venue_id", "kind", "unit_id", "org_id", "name", "area_m2", "opened_on", "accepted_on", "closed_on"),
    "check_answer": (
        "subject_kind", "subject_id", "checklist", "item", "answer", "checked_on", "checked_by", "recorded_at",
    ),
    "fund_entry": (
        "fund_id", "kind", "flow", "org_id", "unit_id", "person_id", "payer_level", "year", "dated_on", "amount", "recorded_at",
    ),
    "observation": ("subject_kind", "subject_id", "metric", "since", "until", "value", "published_on", "source"),
    "document": ("document_id", "since", "until", "kind", "number", "title", "issuer", "org_id"),
    "case": ("case_id", "kind", "org_id", "subject_kind", "subject_id", "state", "opened_on", "closed_on"),
    "case_election": ("case_id", "mode", "day", "term_from", "term_until", "rule", "on_voted", "on_done", "on_postponed"),
    "score": ("subject_kind", "subject_id", "scheme", "period", "points", "grade", "source", "published_on"),
}  # fmt: skip


class Book:
    """Collects rows. `add` takes a day or a text; what is not named stays empty."""

    def __init__(self) -> None:
        self.rows: Rows = {relation: {column: [] for column in columns} for relation, columns in COLUMNS.items()}

    def add(self, relation: str, **cells: str | date | None) -> None:
        ledger = self.rows[relation]
        unknown = cells.keys() - ledger.keys()
        if unknown:
            raise KeyError(f"{relation} has no column {sorted(unknown)}")
        for column, values in ledger.items():
            values.append(text(cells.get(column)))

    def next_id(self, relation: str, prefix: str) -> str:
        first = next(iter(self.rows[relation].values()))
        return f"{prefix}{len(first) + 1:06d}"


def text(cell: str | date | None) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else cell.isoformat()


def length(ledger: Ledger) -> int:
    return len(next(iter(ledger.values())))


def each_row(ledger: Ledger) -> Iterator[dict[str, str]]:
    """Row by row, for readers that want dictionaries."""
    columns = list(ledger)
    for cells in zip(*ledger.values(), strict=True):
        yield dict(zip(columns, cells, strict=True))
