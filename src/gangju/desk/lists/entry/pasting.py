"""粘贴多行: a range copied from Excel becomes a table that is checked like an import and written in one transaction.

Excel puts a range on the clipboard as lines of cells apart by tabs; a cell that holds a tab, a line break or a quote stands in
quotes. The first line may be a heading; without one the columns are taken in the order of the list's form. What the page
knows already (the kind of the list) need not be pasted.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.http import QueryDict

from gangju.desk.access.scope import Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import entered_for
from gangju.desk.ledgers.models import Organization
from gangju.desk.lists.entry.forms import addable, fields_of
from gangju.desk.lists.registers import Register
from gangju.desk.sheets.applying import Stale, apply_import
from gangju.desk.sheets.layout import Column, Layout, heading_index, layouts, plain_heading
from gangju.desk.sheets.plan import WARNING, Batch, HasFindings, ImportPlan
from gangju.desk.sheets.planning import plan_table
from gangju.desk.sheets.shapes import SHAPES
from gangju.desk.sheets.tables import Table, known_table
from gangju.desk.sheets.workbook import Sheet

WRITE = "ledger.write"
MOST_ROWS = 2_000
MOST_LETTERS = 2_000_000
SHOWN_RIGHT = 100  # rows without a mistake that are shown; wrong ones all are
# Columns of a facts folder by the names that sheets give them.
NAMES: Mapping[str, str] = {"parent_unit_id": "parent", "document_id": "code"}


@dataclass(frozen=True)
class Told:
    """What is said of one cell, or of a whole row where `column` is None."""

    message: str
    warning: bool


@dataclass
class Line:
    """One pasted row: its number in the range, the cells under the known columns, and what is said of them."""

    number: int
    cells: list[str]
    told: dict[int | None, list[Told]] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        return any(not each.warning for said in self.told.values() for each in said)

    def said(self, column: int | None) -> str:
        return "；".join(each.message for each in self.told.get(column, ()))

    def bad(self, column: int | None) -> bool:
        return any(not each.warning for each in self.told.get(column, ()))


@dataclass
class Pasted:
    """How the range was understood. `text` is the same range again, with its heading, as the next step takes it."""

    columns: list[Column]
    lines: list[Line]
    ignored: tuple[str, ...]
    skipped: tuple[str, ...]
    general: list[str]
    plan: ImportPlan
    text: str

    @property
    def wrong(self) -> int:
        return sum(line.wrong for line in self.lines)

    @property
    def whole(self) -> bool:
        """Is anything said of a row as a whole?"""
        return any(None in line.told for line in self.lines)

    @property
    def clean(self) -> bool:
        return self.plan.clean and bool(self.lines)

    @property
    def shown(self) -> list[Line]:
        """All wrong rows, and of the others the first."""
        right = 0
        found = []
        for line in self.lines:
            right += not line.wrong
            if line.wrong or right <= SHOWN_RIGHT:
                found.append(line)
        return found


def pastable(register: Register) -> bool:
    return addable(register) and register.relation in layouts() and register.relation in SHAPES


def columns_of(register: Register) -> list[Column]:
    """What the range is taken for without a heading: the list's form in its order."""
    known = layouts()[register.relation].columns
    order = [NAMES.get(each.name, each.name.removesuffix("_id")) for each in fields_of(register)]
    fixed = {NAMES.get(name, name.removesuffix("_id")) for name in register.fixed}
    return [known[name] for name in dict.fromkeys(order) if name in known and name not in fixed]


def cells_of(text: str) -> list[list[str]]:
    """Raises ValidationError where there is nothing or too much."""
    if len(text) > MOST_LETTERS:
        raise ValidationError("粘贴的内容太多。请分几次粘贴，或改用导入工作簿")
    # A quote that is never closed is part of a text and must not swallow the rest of the range.
    lines = io.StringIO(text, newline="")
    told = csv.reader(lines, delimiter="\t") if text.count('"') % 2 == 0 else csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    rows = [[cell.strip() for cell in row] for row in told]
    filled = [row for row in rows if any(row)]
    if not filled:
        raise ValidationError("还没有粘贴内容。请在 Excel 中选中要登记的行，复制后粘贴到框里")
    if len(filled) > MOST_ROWS + 1:
        raise ValidationError(f"一次最多粘贴 {MOST_ROWS} 行，这里有 {len(filled)} 行。请分几次粘贴，或改用导入工作簿")
    return filled


def look(scope: Scope, register: Register, text: str, mended: QueryDict | None = None) -> Pasted:
    """The dry run. `mended` holds cells that were changed on the page, as `c-<row>-<column>`. Raises Denied, ValidationError."""
    table, ignored = _table(register, cells_of(text), mended or QueryDict())
    plan = plan_table(scope, table, WRITE)
    _mark_proxies(scope, plan)
    return _pasted(register, table, plan, ignored)


def save(scope: Scope, pasted: Pasted) -> Entry:
    """Raises ValidationError where cells are wrong or the ledgers have moved meanwhile; nothing is written then."""
    try:
        record = apply_import(pasted.plan, scope.actor)
    except (HasFindings, Stale) as refused:
        raise ValidationError(str(refused)) from refused
    entry = Entry.objects.filter(deed="sheet.import", subject=f"import:{record.pk}").first()
    if entry is None:
        raise RuntimeError("the deed has not been written")
    return entry


def _table(register: Register, rows: list[list[str]], mended: QueryDict) -> tuple[Table, tuple[str, ...]]:
    layout = layouts()[register.relation]
    heading = _heading(layout, rows[0])
    body = rows[1:] if heading else rows
    places = {place: layout.columns[name] for place, name in heading.items()} if heading else dict(enumerate(columns_of(register)))
    ignored = tuple(word for place, word in enumerate(rows[0]) if word and place not in places) if heading else _beyond(places, rows)
    columns = [*places.values()]
    cells: list[list[str]] = [[column.title for column in columns]]
    for number, row in enumerate(body, start=1):
        values = [row[place] if place < len(row) else "" for place in places]
        cells.append([mended.get(f"c-{number}-{index}", value).strip() for index, value in enumerate(values)])
    said = dict(enumerate(columns))
    _with_kind(register, layout, said, cells)
    return known_table(Sheet(f"粘贴：{register.title}", cells), layout, said, ignored), ignored


def _beyond(places: Mapping[int, Column], rows: list[list[str]]) -> tuple[str, ...]:
    extra = max(map(len, rows)) - len(places)
    return (f"后面 {extra} 列没有表头，不知道是什么，没有用",) if extra > 0 else ()


def _heading(layout: Layout, row: list[str]) -> dict[int, str]:
    """Which columns the first line names; empty where it is a row like the others."""
    known = heading_index()[layout.ledger]
    found: dict[int, str] = {}
    for place, word in enumerate(row):
        name = known.get(plain_heading(word)) if word else None
        if name and name not in found.values():
            found[place] = name
    return found if found and 2 * len(found) >= sum(bool(word) for word in row) else {}


def _with_kind(register: Register, layout: Layout, said: dict[int, Column], cells: list[list[str]]) -> None:
    """What the list says of all its rows: its kind, under a column of its own, unless the range says it."""
    for name, code in register.fixed.items():
        column = layout.columns.get(NAMES.get(name, name.removesuffix("_id")))
        if column is not None and column not in said.values():
            said[len(cells[0])] = column
            for row in cells:
                row.append(code)
            cells[0][-1] = column.title


def _mark_proxies(scope: Scope, plan: ImportPlan) -> None:
    """代录: rows that are entered from above for a branch say so."""
    for place, batch in enumerate(plan.batches):
        owns = "org_id" in batch.columns and any(each.name == "entered_by" for each in batch.model._meta.concrete_fields)
        if owns and batch.rows:
            plan.batches[place] = _marked(scope, batch)


def _marked(scope: Scope, batch: Batch) -> Batch:
    org = batch.columns.index("org_id")
    asked = {row[org] for row in batch.rows}
    above = {each.pk: entered_for(scope, each) for each in Organization.objects.filter(pk__in=asked)}
    rows = [(*row, found.pk if (found := above.get(row[org])) else None) for row in batch.rows]
    return Batch(batch.model, (*batch.columns, "entered_by_id"), rows)


def _pasted(register: Register, table: Table, plan: ImportPlan, ignored: tuple[str, ...]) -> Pasted:
    fixed = {NAMES.get(name, name.removesuffix("_id")) for name in register.fixed}
    shown = [place for place, column in table.columns.items() if column.name not in fixed]
    cells = table.sheet.cells
    lines = {row: Line(row, [str(cells[row][place]) for place in shown]) for row in table.rows}
    general: list[str] = []
    for finding in plan.findings:
        told = Told(f"{finding.message}。{finding.remedy}", finding.level == WARNING)
        if finding.row in lines:
            where = shown.index(finding.column) if finding.column in shown else None
            lines[finding.row].told.setdefault(where, []).append(told)
        else:
            general.append(f"{finding.message.removeprefix('的')}。{finding.remedy}")
    skipped = tuple(f"第 {row} 行（{why}）" for row, why in table.skipped)
    columns = [table.columns[place] for place in shown]
    kept = [[column.title for column in columns], *(line.cells for line in lines.values())]
    return Pasted(columns, list(lines.values()), ignored, skipped, general, plan, written(kept))


def written(rows: list[list[str]]) -> str:
    """A range as Excel writes it to the clipboard."""
    made = io.StringIO(newline="")
    csv.writer(made, delimiter="\t", lineterminator="\r\n").writerows(rows)
    return made.getvalue()
