"""Dry run: a workbook becomes a plan. Nothing is written.

All sheets are read first; the organisations and units they found are known before any reference is looked up, so rows
may speak of each other in any order. A row that speaks of a row with a mistake waits for it: it is not wrong itself.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from gangju.desk.access.scope import Denied, Scope
from gangju.desk.sheets.building import attendance, build, build_attendance, compare
from gangju.desk.sheets.cells import Wrong
from gangju.desk.sheets.columns import read_columns
from gangju.desk.sheets.directory import IMPORT, Directory
from gangju.desk.sheets.drafts import Draft, find_references, note_wrong_cells
from gangju.desk.sheets.layout import layouts
from gangju.desk.sheets.matching import match_persons, match_rows, register
from gangju.desk.sheets.plan import ERROR, WAITING, WARNING, Finding, ImportPlan, Root, SheetPlan
from gangju.desk.sheets.rules import check, derive
from gangju.desk.sheets.shapes import Kept, kept_rows
from gangju.desk.sheets.tables import Table, find_table, nearest_heading
from gangju.desk.sheets.workbook import Sheet, Workbook

Progress = Callable[[str, int, int], None]


def plan_import(scope: Scope, workbook: Workbook, progress: Progress | None = None) -> ImportPlan:
    """What importing the workbook would do in this scope. `progress` hears what is done, how far, of how much."""
    with uncollected():
        return _planned(scope, workbook, progress)


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of cells are kept and none is garbage: looking for some among them takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _planned(scope: Scope, workbook: Workbook, progress: Progress | None) -> ImportPlan:
    plan = ImportPlan(workbook.name, root_of(scope))
    drafts = _drafts(plan, Directory(scope), workbook)
    return _judged(plan, drafts, workbook.stamp, progress or (lambda *_: None))


def plan_table(scope: Scope, table: Table, permission: str) -> ImportPlan:
    """The same for one table whose ledger is known: a pasted range, under the permission to enter rows by hand."""
    plan = ImportPlan(table.sheet.name, root_of(scope, permission))
    return _judged(plan, [_of_table(plan, Directory(scope, permission), table)], {}, lambda *_: None)


def _judged(plan: ImportPlan, drafts: list[Draft], stamp: Mapping[str, str], tell: Progress) -> ImportPlan:
    for draft in drafts:
        if draft.layout.ledger in {"organization", "unit"}:
            register(draft, draft.directory.orgs if draft.layout.ledger == "organization" else draft.directory.units)
    judged = []
    for done, draft in enumerate(drafts):
        tell(f"核对“{draft.name}”", done, len(drafts))
        later = {column.type for other in drafts[done + 1 :] for column in other.columns.table.columns.values()}
        judged.append(_judge(draft, stamp, spoken_of=bool(later & {"person", "subject", "names"})))
    _wait_for_others(drafts)
    for draft, (kept, differing) in zip(drafts, judged, strict=True):
        if draft.layout.ledger == "activity":
            build_attendance(draft, differing)
        build(draft, kept, differing)
    order = {sheet.name: place for place, sheet in enumerate(plan.sheets)}
    plan.findings.sort(key=lambda each: (order.get(each.sheet, 0), -1 if each.row is None else each.row, each.column or 0))
    return plan


def root_of(scope: Scope, permission: str = IMPORT) -> Root:
    """The highest organisation in which the viewer may import, or enter rows by hand. Raises Denied."""
    answer = scope.may(permission)
    if not answer:
        raise Denied(answer)
    held = next(grant for grant in scope.held if grant.path in scope.paths(permission))
    return Root(held.org_id, held.org_code, held.path)


def _drafts(plan: ImportPlan, directory: Directory, workbook: Workbook) -> list[Draft]:
    """One a table, in the order in which ledgers build on each other."""
    drafts: list[Draft] = []
    for sheet in workbook.sheets:
        if any(cell != "" for row in sheet.cells for cell in row):
            drafts += _draft(plan, directory, sheet)
    _something_understood(plan)
    order = list(layouts())
    return sorted(drafts, key=lambda draft: order.index(draft.layout.ledger))


def _draft(plan: ImportPlan, directory: Directory, sheet: Sheet) -> Iterator[Draft]:
    table = find_table(sheet)
    if table is None:
        plan.sheets.append(SheetPlan(sheet.name))
        plan.findings.append(_not_understood(sheet))
        return
    yield _of_table(plan, directory, table)


def _of_table(plan: ImportPlan, directory: Directory, table: Table) -> Draft:
    sheet = table.sheet
    about = SheetPlan(
        sheet.name,
        table.layout.ledger,
        table.layout.title,
        table.heading,
        table.depth,
        {table.titles[index]: column.title for index, column in table.columns.items()},
        table.ignored,
        tuple(table.skipped),
        tuple(table.rows),
    )
    plan.sheets.append(about)
    for index, title in table.repeated.items():
        remedy = "请删去多余的一列,或改用能区分的表头"
        plan.findings.append(Finding(sheet.name, table.heading, index, title, "与另一列说的是同一项", remedy))
    return Draft(read_columns(table, directory.scope.today), directory, plan, about)


def _not_understood(sheet: Sheet) -> Finding:
    row, words = nearest_heading(sheet)
    message = f"的表头认不出来,整张没有导入(最像表头的是第 {row + 1} 行:{words or '空'})"
    return Finding(sheet.name, None, None, "", message, "请下载样表,照它的表头改;与导入无关的工作表可以不管", WARNING)


def _something_understood(plan: ImportPlan) -> None:
    """A sheet that is none of ours may stand beside others; alone it is a mistake."""
    if not any(sheet.ledger for sheet in plan.sheets):
        plan.findings[:] = [replace(each, level=ERROR) for each in plan.findings]
        if not plan.sheets:
            plan.findings.append(Finding("", None, None, "", "里没有内容", "请核对是不是选错了文件"))


Judged = tuple[Mapping[int, Kept], dict[int, dict[str, Any]]]


def _judge(draft: Draft, stamp: Mapping[str, str], *, spoken_of: bool) -> Judged:
    """References, matches, rules, differences of one table."""
    note_wrong_cells(draft)
    find_references(draft)
    derive(draft)
    kept = kept_rows(draft.shape, draft.directory.scope, draft.directory.permission)
    if draft.layout.ledger == "person":
        match_persons(draft, kept)
    elif draft.layout.ledger not in {"organization", "unit"}:
        match_rows(draft, kept)
    if draft.layout.ledger == "activity":
        draft.attendance = attendance(draft)
    check(draft, kept)
    differing = compare(draft, kept, stamp)
    _stand_in_the_directory(draft, spoken_of)
    return kept, differing


def _stand_in_the_directory(draft: Draft, spoken_of: bool) -> None:
    """New persons and venues may be spoken of by later tables; rows with mistakes hold back who speaks of them."""
    names = {"person": "persons", "venue": "venues"}.get(draft.layout.ledger)
    if names and spoken_of:
        standing = getattr(draft.directory, names)
        for number, code, name, org in zip(draft.numbers, draft.get("code"), draft.get("name"), draft.get("org"), strict=True):
            if number < 0:
                standing.add(number, code, name, org)
    for place in draft.bad:
        if place < len(draft.numbers) and draft.numbers[place] < 0:
            draft.directory.held[draft.numbers[place]] = f"工作表“{draft.name}”第 {draft.row(place) + 1} 行"


def _wait_for_others(drafts: list[Draft]) -> None:
    """Rows that speak of rows kept out are kept out too, and so on until nothing changes."""
    held = drafts[0].directory.held if drafts else {}
    known = -1
    while held and known != len(held):
        known = len(held)
        for draft in drafts:
            for place, where in _referring(draft, held):
                draft.note(place, None, "", Wrong(f"要等{where}改好", "那一行改好后,这一行不用动就能导入"), WAITING)
                if draft.numbers[place] < 0:
                    held.setdefault(draft.numbers[place], f"工作表“{draft.name}”第 {draft.row(place) + 1} 行")


def _referring(draft: Draft, held: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    for row in draft.attendance:
        for person, place, _ in row:
            if person in held and place not in draft.out:
                yield place, held[person]
    for column in draft.layout.columns.values():
        if column.type in {"org", "unit", "person", "subject"} and column.name in draft.columns.values:
            for place, value in enumerate(draft.get(column.name)):
                number = value[1] if isinstance(value, tuple) else value
                if number in held and place not in draft.out:
                    yield place, held[number]
