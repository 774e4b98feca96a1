"""What an import would do, before anything is written: rows to add, to change, unchanged, and every wrong cell at its place."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from xlsxwriter.utility import xl_rowcol_to_cell

from gangju.desk.journal.deeds import Place
from gangju.desk.sheets.identity import keeper

ERROR, WAITING, WARNING = "error", "waiting", "warning"


@dataclass(frozen=True)
class Finding:
    """`row` and `column` are indexes from 0; a column of None speaks of the row, a row of None of the whole sheet.

    An error keeps its row out; `waiting` does so until another row is mended; a warning keeps nothing out.
    """

    sheet: str
    row: int | None
    column: int | None
    title: str
    message: str
    remedy: str
    level: str = ERROR

    @property
    def cell(self) -> str:
        """`C7`, `第 7 行` or empty."""
        if self.row is None:
            return ""
        return f"第 {self.row + 1} 行" if self.column is None else str(xl_rowcol_to_cell(self.row, self.column))

    @property
    def sentence(self) -> str:
        """第 7 行“身份证号”…。请…。"""
        place = f"第 {self.row + 1} 行" if self.row is not None else f"工作表“{self.sheet}”"
        title = f"“{self.title}”" if self.title else ""
        return f"{place}{title}{self.message}。{self.remedy}。"


@dataclass(frozen=True)
class Changed:
    """One field of one row, as people read it."""

    sheet: str
    row: int
    ledger: str
    label: str
    title: str
    before: str
    after: str


@dataclass
class Batch:
    """Rows to add to one table: column names and values. A negative number stands for a row of this import."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(frozen=True)
class Update:
    """Columns of one row that change."""

    model: type[Model]
    pk: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass
class SheetPlan:
    """How one sheet was understood. `ledger` is empty where it was not; row numbers count from 0."""

    name: str
    ledger: str = ""
    title: str = ""
    heading: int | None = None
    depth: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    skipped: tuple[tuple[int, str], ...] = ()
    rows: tuple[int, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    left_out: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Root:
    """Under whose grant the import is done: its organisation."""

    org_id: int
    code: str
    path: str

    def place(self) -> Place:
        """As the journal takes it."""
        return _Place(self.code, self.path)


@dataclass
class _Place:
    code: str
    path: str


@dataclass
class ImportPlan:
    """Nothing is written by making one. `identities` maps (negative) numbers of persons to identity numbers not kept yet."""

    name: str
    place: Root
    sheets: list[SheetPlan] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    identities: dict[int, str] = field(default_factory=dict)

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level != WARNING]

    @property
    def clean(self) -> bool:
        return not self.errors

    def count(self, what: str) -> int:
        """`added`, `changed`, `unchanged`, `left_out`: rows over all sheets."""
        return sum(sheet.counts[what] for sheet in self.sheets)

    @property
    def writes(self) -> int:
        """Rows of tables that would be written."""
        return sum(len(batch.rows) for batch in self.batches) + len(self.updates) + len(self.identities)

    @property
    def fingerprint(self) -> str:
        """Two plans that would write the same have the same one: what was previewed is what is written."""
        made = hashlib.sha256()
        for line in self._lines():
            made.update(json.dumps(line, cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        return made.hexdigest()

    def _lines(self) -> Iterator[list[Any]]:
        for batch in self.batches:
            # codes of new rows are drawn anew each time
            kept = [place for place, name in enumerate(batch.columns) if name != "code"]
            yield [batch.model._meta.label, *([row[place] for place in kept] for row in batch.rows)]
        for update in self.updates:
            yield [update.model._meta.label, update.pk, update.before, update.after]
        if (keeping := keeper()) and self.identities:
            yield ["identity", *self.identities, *keeping.fingerprints(self.identities.values())]


class HasFindings(Exception):
    """The plan has wrong cells and the caller has not said that the rows without mistakes may be written alone."""
