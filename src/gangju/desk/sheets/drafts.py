"""One table of a workbook on its way to rows: cells read, references found, mistakes gathered, each at its cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.columns import Columns
from gangju.desk.sheets.directory import Directory
from gangju.desk.sheets.layout import Layout
from gangju.desk.sheets.plan import ERROR, WAITING, WARNING, Finding, ImportPlan, SheetPlan
from gangju.desk.sheets.shapes import SHAPES, Shape

Attendance = tuple[int, int, bool]


@dataclass
class Draft:
    """`numbers[k]` is the row's identity: known, negative for a new one, 0 where it could not be told."""

    columns: Columns
    directory: Directory
    plan: ImportPlan
    sheet: SheetPlan
    numbers: list[int] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)
    # of activities: a row's (person, place of the row, was there)
    attendance: list[list[Attendance]] = field(default_factory=list)
    # of persons: identity numbers that are not kept yet, by place
    identities: dict[int, str] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return self.columns.table.layout

    @property
    def shape(self) -> Shape:
        return SHAPES[self.layout.ledger]

    @property
    def name(self) -> str:
        return self.columns.table.sheet.name

    def __len__(self) -> int:
        return len(self.columns)

    def get(self, column: str) -> list[Any]:
        return self.columns.get(column)

    def row(self, place: int) -> int:
        """The index of the sheet's row."""
        return self.columns.table.rows[place]

    def said(self, place: int, column: str) -> str:
        """The cell as it was typed."""
        index = self.columns.table.where(column)
        return "" if index is None else str(self.columns.table.sheet.cells[self.row(place)][index])

    def mark(self, place: int, column: str, wrong: Wrong, level: str = ERROR) -> None:
        """Something is wrong with the cell; where the sheet lacks the column, with the row."""
        index = self.columns.table.where(column)
        title = self.columns.table.titles.get(index, "") if index is not None else self.layout.columns[column].title
        self.note(place, index, title, wrong, level)

    def note(self, place: int, index: int | None, title: str, wrong: Wrong, level: str = ERROR) -> None:
        if level == ERROR:
            self.bad.add(place)
        elif level == WAITING:
            self.waiting.add(place)
        self.plan.findings.append(Finding(self.name, self.row(place), index, title, wrong.message, wrong.remedy, level))

    def warn(self, place: int, column: str, wrong: Wrong) -> None:
        self.mark(place, column, wrong, WARNING)

    def replace(self, column: str, values: list[Any]) -> None:
        """What the cells of a column stand for."""
        self.columns.values[column] = values

    def derive(self, column: str, values: list[Any]) -> None:
        """A column that the sheet lacks or leaves empty, filled from others."""
        self.derived.add(column)
        self.replace(column, values)

    def present(self) -> list[str]:
        """Columns of the ledger that the sheet has, or that were derived."""
        return [name for name in self.layout.columns if name in self.columns.values]

    def good(self) -> Iterable[int]:
        out = self.bad | self.waiting
        return (place for place in range(len(self)) if place not in out) if out else range(len(self))

    @property
    def out(self) -> set[int]:
        return self.bad | self.waiting


def note_wrong_cells(draft: Draft) -> None:
    """Cells that could not be read at all."""
    for place, index, wrong in draft.columns.wrong:
        draft.note(place, index, draft.columns.table.titles[index], wrong)


def find_references(draft: Draft) -> None:
    """Words become numbers: organisations, units, persons, subjects. What is not found is said at its cell."""
    for column in draft.layout.columns.values():
        if column.name not in draft.columns.values:
            continue
        if column.type in {"org", "unit"}:
            _find_each(draft, column.name, draft.directory.orgs if column.type == "org" else draft.directory.units)
        elif column.type == "person":
            _find_persons(draft, column.name)
        elif column.type == "subject":
            _find_subjects(draft, column.name)


def _find_each(draft: Draft, column: str, names: Any) -> None:
    words = draft.get(column)
    known = {word: names.find(word) for word in set(words) if word is not None}
    known[None] = None
    _settle(draft, column, [known[word] for word in words])


def _find_persons(draft: Draft, column: str) -> None:
    """After the organisations: a name is looked for in the row's own one first."""
    orgs, units = draft.get("org"), draft.get("unit")
    unit_org = draft.directory.units.org if any(units) else {}
    asked = [(word, org or unit_org.get(unit)) for word, org, unit in zip(draft.get(column), orgs, units, strict=True)]
    known = {pair: draft.directory.person(*pair) if pair[0] else None for pair in set(asked)}
    _settle(draft, column, [known[pair] for pair in asked])


def _find_subjects(draft: Draft, column: str) -> None:
    asked = list(zip(draft.get(column), draft.get(f"{column}_kind"), strict=True))
    known = {pair: draft.directory.subject(*pair) if pair[0] else None for pair in set(asked)}
    _settle(draft, column, [known[pair] for pair in asked])


def _settle(draft: Draft, column: str, found: Sequence[Any]) -> None:
    if any(isinstance(each, Wrong) for each in set(found)):
        for place, each in enumerate(found):
            if isinstance(each, Wrong):
                draft.mark(place, column, each)
        found = [None if isinstance(each, Wrong) else each for each in found]
    draft.replace(column, list(found))
