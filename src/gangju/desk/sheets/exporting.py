"""A ledger as a workbook that people can read, mend and send back: explained columns, lists to choose from, a key first.

What is exported and imported again unchanged changes nothing. A hidden sheet carries a stamp of each row, so that an
import of yesterday's workbook finds out what has changed since. Every text is written as text: a name that begins with
`=` stays a name.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core.exceptions import ValidationError

from gangju.desk import clock
from gangju.desk.access.scope import STEP, Denied, Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.codes import labels, lists
from gangju.desk.ledgers.models import Organization, Participation
from gangju.desk.sheets.building import row_stamp
from gangju.desk.sheets.directory import Directory
from gangju.desk.sheets.layout import Column, Layout, layouts
from gangju.desk.sheets.shapes import SHAPES, Kept, kept_rows
from gangju.desk.sheets.workbook import STAMP

EXPORT = "ledger.export"
LISTS = "_lists"
SHORTEST_REASON = 4
BLANK_ROWS = 1_000  # rows of an empty form that offer their lists
LONGEST_LIST = 255  # characters that Excel takes inside a cell's rule
KINDS = {"organization": "党组织", "unit": "单位", "person": "人员", "venue": "阵地", "activity": "纪实"}


@dataclass(frozen=True)
class Exported:
    """`data` is an .xlsx."""

    name: str
    data: bytes
    rows: int


def export(scope: Scope, ledger: str, org: Organization | None = None, reason: str = "") -> Exported:
    """The ledger at and below `org` (everything in the scope without it). Raises Denied, KeyError, ValidationError.

    Rows with names of persons beyond the viewer's own level need a reason; every export is journalled.
    """
    layout = layouts()[ledger]
    answer = scope.can(EXPORT, org) if org is not None else scope.may(EXPORT)
    if not answer:
        raise Denied(answer)
    directory = Directory(scope, EXPORT)
    kept = _cut(kept_rows(SHAPES[ledger], scope, EXPORT), org)
    _reasoned(scope, layout, kept, reason.strip())
    place = org or Organization.objects.get(path=scope.paths(EXPORT)[0])
    with deed("sheet.export", scope.actor, org=place, subject=f"ledger:{ledger}", reason=reason.strip()) as log:
        log.changed("rows", after=len(kept))
        data = _written(
            layout, kept, directory, f"{layout.title} · 截至 {scope.today} · {scope.actor.name} 于 {clock.now():%Y-%m-%d %H:%M} 导出"
        )
    return Exported(f"{layout.title}-{scope.today}.xlsx", data, len(kept))


def empty_form(ledger: str) -> Exported:
    """样表: the same columns, explanations and lists without rows. Raises KeyError."""
    layout = layouts()[ledger]
    return Exported(f"{layout.title}-样表.xlsx", _written(layout, {}, None, f"{layout.title} · 样表,从第 4 行起填写"), 0)


def _cut(kept: Mapping[int, Kept], org: Organization | None) -> dict[int, Kept]:
    """Rows in force; with `org` only those that it or somebody below it answers for."""
    living = {number: row for number, row in kept.items() if row.values}
    if org is None:
        return living
    below = set(Organization.objects.filter(path__gte=org.path, path__lt=org.path + "~").values_list("pk", flat=True))
    return {number: row for number, row in living.items() if row.values.get("org", number) in below}


def _reasoned(scope: Scope, layout: Layout, kept: Mapping[int, Kept], reason: str) -> None:
    people = layout.personal or any((row.values.get("subject") or ("",))[0] == "person" for row in kept.values())
    if not people or len(reason) >= SHORTEST_REASON:
        return
    paths = dict(Organization.objects.filter(pk__in={row.values.get("org") for row in kept.values()}).values_list("pk", "path"))
    open_names = scope.naming_paths
    far = sum(not {path, path[:-STEP]} & open_names for row in kept.values() if (path := paths.get(row.values.get("org") or 0, "")))
    if far:
        raise ValidationError(f"表中有 {far} 行是下下级组织的人员,姓名只在写明理由后导出。请写明导出的理由,不少于四个字")


def _written(layout: Layout, kept: Mapping[int, Kept], directory: Directory | None, title: str) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    columns = [column for column in layout.columns.values() if column.type != "identity" or directory is None]
    sheet = book.add_worksheet(layout.title)
    _Page(book, sheet, columns).head(title)
    if directory is not None:
        _Page(book, sheet, columns).rows(_rows(layout, columns, kept, directory))
        _stamp(book, layout, kept)
    _choices(book, sheet, columns, max(len(kept), BLANK_ROWS))
    book.close()
    return made.getvalue()


HEAD = 2  # the index of the heading's row; above it the title and the explanations


class _Page:
    """Writing one sheet. Texts are always written as texts, never as formulas or links."""

    def __init__(self, book: Any, sheet: Any, columns: Sequence[Column]) -> None:
        self.sheet, self.columns = sheet, columns
        self.text = book.add_format({"num_format": "@", "quote_prefix": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.amount = book.add_format({"num_format": "0.##"})
        self.bold = book.add_format({"bold": True, "bg_color": "#F3E3E4", "border": 1, "num_format": "@", "text_wrap": True})
        self.small = book.add_format({"font_size": 9, "font_color": "#666666", "text_wrap": True, "valign": "top"})

    def head(self, title: str) -> None:
        self.sheet.write_string(0, 0, title, self.small)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, 22 if column.type in {"id", "org", "unit", "text", "names", "subject"} else 14, self.text)
            self.sheet.write_string(HEAD - 1, place, explained(column), self.small)
            self.sheet.write_string(HEAD, place, column.title, self.bold)
            self.sheet.write_comment(HEAD, place, explained(column))
        self.sheet.set_row(HEAD - 1, 48)
        self.sheet.freeze_panes(HEAD + 1, 2)

    def rows(self, rows: Iterator[Sequence[Any]]) -> None:
        for number, row in enumerate(rows, start=HEAD + 1):
            for place, value in enumerate(row):
                self._cell(number, place, value)

    def _cell(self, row: int, place: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, date):
            self.sheet.write_datetime(row, place, value, self.day)
        elif isinstance(value, Decimal | int):
            self.sheet.write_number(row, place, value, self.amount)
        else:
            self.sheet.write_string(row, place, str(value), self.text)


def explained(column: Column) -> str:
    """The sentence at the head of a column."""
    kinds = {"day": "日期,如 1998-07-01" + ("或 1998.07" if column.month else ""), "yes_no": "填是或否", "code": "从列表中选"}
    parts = ["必填" if column.needed else "", column.help, kinds.get(column.type, ""), f"单位:{column.unit}" if column.unit else ""]
    return ";".join(part for part in parts if part) or "可不填"


def _rows(layout: Layout, columns: Sequence[Column], kept: Mapping[int, Kept], directory: Directory) -> Iterator[list[Any]]:
    there = _attendance(kept) if layout.ledger == "activity" else {}
    for number, row in kept.items():
        values = {**row.values, "code": row.code}
        if "present" in layout.columns:
            values |= {"present": there.get((number, True)), "absent": there.get((number, False))}
        if (subject := values.get("subject")) is not None:
            values["subject_kind"] = subject[0]
        yield [_cell(column, values.get(column.name), values, directory) for column in columns]


def _cell(column: Column, value: Any, row: Mapping[str, Any], directory: Directory) -> Any:
    """A value as a cell from which the import reads the same value."""
    if value is None:
        return None
    match column.type:
        case "code" if column.name == "subject_kind":
            return labels(column.list).get(value, KINDS.get(value, value))
        case "code" | "item":
            return lists().get(column.list, {}).get(value, value)
        case "number":
            return Decimal(value) / 100
        case "yes_no":
            return "是" if value else "否"
        case "org":
            return directory.orgs.word_for(value)
        case "unit":
            return directory.units.word_for(value)
        case "person":
            return _person_word(directory, value, row.get("org"))
        case "names":
            return "、".join(_person_word(directory, person, row.get("org")) for person in value)
        case "subject":
            return _subject_word(directory, value)
    return value


def _person_word(directory: Directory, number: int, org: int | None) -> str:
    name = directory.persons.called.get(number, "")
    return name if name and directory.person(name, org) == number else directory.persons.codes.get(number, "")


def _subject_word(directory: Directory, subject: tuple[str, int]) -> str:
    kind, number = subject
    names = {"organization": directory.orgs, "unit": directory.units, "venue": directory.venues, "person": directory.persons}.get(kind)
    return names.word_for(number) if names is not None else ""


def _attendance(kept: Mapping[int, Kept]) -> dict[tuple[int, bool], list[int]]:
    found: dict[tuple[int, bool], list[int]] = {}
    asked = sorted(kept)
    for start in range(0, len(asked), 500):
        rows = Participation.objects.filter(activity__in=asked[start : start + 500], role="attendee").order_by("pk")
        for activity, person, attended in rows.values_list("activity_id", "person_id", "attended"):
            found.setdefault((activity, attended), []).append(person)
    return found


def _choices(book: Any, sheet: Any, columns: Sequence[Column], rows: int) -> None:
    """Lists to choose from; long ones stand in a hidden sheet."""
    hidden = None
    for place, column in enumerate(columns):
        words = ["是", "否"] if column.type == "yes_no" else list(lists().get(column.list, {}).values()) if column.type == "code" else []
        if not words:
            continue
        source: Any = words
        if len(",".join(words)) > LONGEST_LIST:
            hidden = hidden or book.add_worksheet(LISTS)
            hidden.write_column(0, place, words)
            letter = xlsxwriter.utility.xl_col_to_name(place)
            source = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": column.title,
            "error_message": "请从列表中选一项",
        }
        sheet.data_validation(HEAD + 1, place, HEAD + rows, place, rule)
    if hidden is not None:
        hidden.hide()


def _stamp(book: Any, layout: Layout, kept: Mapping[int, Kept]) -> None:
    sheet = book.add_worksheet(STAMP)
    sheet.very_hidden()
    sheet.write_row(0, 0, ["exported_at", clock.now().isoformat()])
    for number, row in enumerate(kept.values(), start=1):
        sheet.write_string(number, 0, f"{layout.ledger}:{row.code}")
        sheet.write_string(number, 1, row_stamp(row.values))
