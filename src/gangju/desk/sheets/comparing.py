"""对账: a roster from elsewhere beside the ledger. Who is missing there, who is missing here, who differs, field by field.

Nothing is written and nothing is decided: the table says where the two disagree, people find out why.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import xlsxwriter

from gangju.desk.access.scope import STEP, Scope
from gangju.desk.ledgers.models import Organization
from gangju.desk.sheets.building import spoken
from gangju.desk.sheets.cells import text
from gangju.desk.sheets.columns import Columns, read_columns
from gangju.desk.sheets.directory import IMPORT, Directory, plain_name
from gangju.desk.sheets.layout import Layout
from gangju.desk.sheets.planning import root_of
from gangju.desk.sheets.shapes import SHAPES, Kept, kept_rows
from gangju.desk.sheets.tables import find_table
from gangju.desk.sheets.workbook import Unreadable, Workbook

HIDDEN = "（姓名不显示）"


@dataclass(frozen=True)
class Line:
    """One disagreement. `where` is the place in the roster, empty where only the ledger has the row."""

    kind: str
    title: str
    label: str
    where: str
    field: str = ""
    ledger: str = ""
    roster: str = ""


MISSING, EXTRA, DIFFERENT, UNREAD = "表中缺少", "台账没有", "内容不同", "无法对照"


@dataclass
class Comparison:
    """`same` rows agree in every column that both have."""

    lines: list[Line] = field(default_factory=list)
    same: int = 0
    understood: list[str] = field(default_factory=list)

    def count(self, kind: str) -> int:
        return len({(line.title, line.label, line.where) for line in self.lines if line.kind == kind})


def compare_roster(scope: Scope, workbook: Workbook) -> Comparison:
    """Every sheet of organisations, units, persons or places against its ledger. Raises Denied, Unreadable."""
    root_of(scope)
    found = Comparison()
    directory = Directory(scope)
    for sheet in workbook.sheets:
        table = find_table(sheet) if sheet.cells else None
        if table is not None and table.layout.names:
            found.understood.append(f"{sheet.name}→{table.layout.title}")
            _compare(found, read_columns(table, scope.today), directory)
    if not found.understood:
        raise Unreadable("没有认出可以对照的名册。对照需要党组织、单位、党员或阵地的名册,表头写明名称或姓名")
    return found


def _compare(found: Comparison, columns: Columns, directory: Directory) -> None:
    layout = columns.table.layout
    scope = directory.scope
    kept = {number: row for number, row in kept_rows(SHAPES[layout.ledger], scope, IMPORT).items() if row.values}
    by_code = {row.code: number for number, row in kept.items()}
    by_name: dict[str, list[int]] = {}
    for number, row in kept.items():
        by_name.setdefault(plain_name(row.values.get("name") or ""), []).append(number)
    seen: set[int] = set()
    for place in range(len(columns)):
        code, name = columns.get("code")[place], columns.get("name")[place]
        alike = [by_code[code]] if code in by_code else by_name.get(plain_name(name or ""), [])
        alike = _in_its_org(columns, place, alike, kept, directory)
        where = f"{columns.table.sheet.name} 第 {columns.table.rows[place] + 1} 行"
        if len(alike) == 1 and alike[0] not in seen:
            seen.add(alike[0])
            _differences(found, columns, place, kept[alike[0]], directory, where)
        elif len(alike) > 1:
            found.lines.append(Line(UNREAD, layout.title, name or code or "", where, "同名不止一个,请加编号"))
        else:
            found.lines.append(Line(EXTRA, layout.title, name or code or "", where))
    _missing(found, layout, kept, seen, scope)


def _in_its_org(columns: Columns, place: int, alike: list[int], kept: Mapping[int, Kept], directory: Directory) -> list[int]:
    """Of several with one name those in the row's own organisation."""
    word = columns.get("org")[place]
    org = directory.orgs.find(word) if word and len(alike) > 1 else None
    here = [number for number in alike if isinstance(org, int) and kept[number].values.get("org") == org]
    return here or alike


def _differences(found: Comparison, columns: Columns, place: int, row: Kept, directory: Directory, where: str) -> None:
    before = len(found.lines)
    layout = columns.table.layout
    for name, value, now in _pairs(columns, place, row, directory):
        column = layout.columns[name]
        ledger, roster = spoken(column, now, directory), spoken(column, value, directory)
        found.lines.append(Line(DIFFERENT, layout.title, columns.get("name")[place] or row.code, where, column.title, ledger, roster))
    found.same += len(found.lines) == before


def _pairs(columns: Columns, place: int, row: Kept, directory: Directory) -> Iterator[tuple[str, object, object]]:
    """Columns that both have and that differ; an empty cell says nothing."""
    for name, values in columns.values.items():
        column, value = columns.table.layout.columns[name], values[place]
        if value is None or name in {"code", "identity"}:
            continue
        now = row.values.get(name)
        if column.type in {"org", "unit"}:
            known = (directory.orgs if column.type == "org" else directory.units).find(value)
            value = known if isinstance(known, int) else value
        if value != now and not (isinstance(value, str) and isinstance(now, str) and text(now) == value):
            yield name, value, now


def _missing(found: Comparison, layout: Layout, kept: Mapping[int, Kept], seen: set[int], scope: Scope) -> None:
    """Rows of the ledger that the roster does not have; names of persons only where the viewer may read them."""
    paths = dict(Organization.objects.filter(scope.reach(IMPORT, "")).values_list("pk", "path"))
    for number, row in kept.items():
        if number not in seen:
            path = paths.get(row.values.get("org") or 0, "")
            named = not layout.personal or bool({path, path[:-STEP]} & scope.naming_paths)
            found.lines.append(Line(MISSING, layout.title, (row.values.get("name") or row.code) if named else f"{row.code}{HIDDEN}", ""))


def as_workbook(found: Comparison) -> bytes:
    """The same table to take along."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("对账结果")
    plain = book.add_format({"num_format": "@", "quote_prefix": True})
    bold = book.add_format({"bold": True, "bg_color": "#F3E3E4", "border": 1})
    rows = [("结果", "台账", "名称", "表中位置", "项目", "台账中", "表中")]
    rows += [(line.kind, line.title, line.label, line.where, line.field, line.ledger, line.roster) for line in found.lines]
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value, plain if number else bold)
    sheet.set_column(0, 6, 20)
    sheet.freeze_panes(1, 0)
    book.close()
    return made.getvalue()
