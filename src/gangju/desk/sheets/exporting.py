"""A ledger as a workbook that people can read, mend and send back: explained columns, lists to choose from, a key first.

What is exported and imported again unchanged changes nothing. A hidden sheet carries a stamp of each row, so that an
import of yesterday's workbook finds out what has changed since. Every text is written as text: a name that begins with
`=` stays a name. What tells who somebody is stands there masked unless more is asked for, with a reason; each workbook carries
its mark.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from gangju.desk import clock
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.codes import labels, lists
from gangju.desk.ledgers.kindrules import categories_of, items_of
from gangju.desk.ledgers.models import Organization, Participation
from gangju.desk.sheets.asking import Asked, Numbers, require
from gangju.desk.sheets.building import row_stamp
from gangju.desk.sheets.directory import Directory
from gangju.desk.sheets.layout import Column, Layout, layouts
from gangju.desk.sheets.masking import PHONE, Sights, any_person
from gangju.desk.sheets.models import Export
from gangju.desk.sheets.shapes import SHAPES, SIDES, Kept, kept_rows
from gangju.desk.sheets.watermark import Mark, new_number, put
from gangju.desk.sheets.workbook import STAMP

EXPORT = "ledger.export"
LISTS = "_lists"
BLANK_ROWS = 1_000  # rows of an empty form that offer their lists
LONGEST_LIST = 255  # characters that Excel takes inside a cell's rule
KINDS = {"organization": "党组织", "unit": "单位", "person": "人员", "venue": "阵地", "activity": "纪实"}


@dataclass(frozen=True)
class Exported:
    """`data` is an .xlsx."""

    name: str
    data: bytes
    rows: int
    number: str = ""


def export(scope: Scope, ledger: str, org: Organization | None = None, asked: Asked | None = None) -> Exported:
    """The ledger at and below `org` (everything in the scope without it). Raises Denied, KeyError, ValidationError, KeyProblem.

    Rows about persons need a purpose and a reason, and are masked by `identity.sights`. Every export is journalled and marked;
    the workbook is made before the transaction, which on SQLite would hold up everybody.
    """
    layout, asked = layouts()[ledger], asked or Asked()
    answer = scope.can(EXPORT, org) if org is not None else scope.may(EXPORT)
    if not answer:
        raise Denied(answer)
    kept = _cut(kept_rows(SHAPES[ledger], scope, EXPORT), org)
    personal = layout.personal or any_person(kept.values())
    require(scope, asked, personal=personal)
    place = org or Organization.objects.get(path=scope.paths(EXPORT)[0])
    mark = _mark(scope, layout, asked, personal=personal)
    view = _View(scope, layout, kept, asked)
    data = _written(layout, view.columns, mark, view)
    _note(scope, place, ledger, asked, mark, view, data)
    return Exported(f"{layout.title}-{scope.today}-{mark.number}.xlsx", data, len(kept), mark.number)


def _mark(scope: Scope, layout: Layout, asked: Asked, *, personal: bool) -> Mark:
    now = clock.now()
    purpose = asked.purpose.label if asked.purpose else ""
    return Mark(new_number(now), f"{layout.title} · 截至 {scope.today}", scope.actor.name, now, purpose, personal)


def _note(scope: Scope, place: Organization, ledger: str, asked: Asked, mark: Mark, view: _View, data: bytes) -> None:
    """The journal's entry, and the row by which a found copy is traced."""
    digest = hashlib.sha256(data).hexdigest()
    kept = Export(
        org=place,
        user=scope.actor.user,
        user_name=scope.actor.name,
        number=mark.number,
        sha256=digest,
        made_at=mark.when,
        ledger=ledger,
        purpose=asked.purpose or "",
        reason=asked.reason,
        beyond=asked.beyond,
        rows=len(view.kept),
        columns=[column.title for column in view.columns],
    )
    with deed("sheet.export", scope.actor, org=place, subject=f"export:{mark.number}", reason=asked.reason) as log:
        kept.save()
        log.changed("export", after=kept)


def empty_form(ledger: str) -> Exported:
    """样表: the same columns, explanations and lists without rows. Raises KeyError."""
    layout = layouts()[ledger]
    return Exported(f"{layout.title}-样表.xlsx", _written(layout, list(layout.columns.values()), None, None), 0)


def _cut(kept: Mapping[int, Kept], org: Organization | None) -> dict[int, Kept]:
    """Rows in force; with `org` only those that it or somebody below it answers for."""
    living = {number: row for number, row in kept.items() if row.values}
    if org is None:
        return living
    below = set(Organization.objects.filter(path__gte=org.path, path__lt=org.path + "~").values_list("pk", flat=True))
    return {number: row for number, row in living.items() if row.values.get("org", number) in below}


class _View:
    """Rows as this viewer gets them."""

    def __init__(self, scope: Scope, layout: Layout, kept: Mapping[int, Kept], asked: Asked) -> None:
        self.layout, self.kept, self.asked = layout, kept, asked
        self.directory, self.sights = Directory(scope, EXPORT), Sights(scope, asked)

    @property
    def columns(self) -> list[Column]:
        numbered = self.layout.ledger == "person" and self.asked.numbers is not Numbers.NONE
        columns = [column for column in self.layout.columns.values() if column.type != "identity" or numbered]
        return [*columns, PHONE] if numbered else columns

    def rows(self) -> Iterator[list[Any]]:
        there = _attendance(self.kept) if self.layout.ledger == "activity" else {}
        numbers = self.sights.numbers(self.kept) if self.layout.ledger == "person" else {}
        for number, row in self.kept.items():
            values = {**self.sights.row(self.layout.ledger, row.values), "code": row.code, **numbers.get(number, {})}
            if "present" in self.layout.columns:
                values |= {"present": there.get((number, True)), "absent": there.get((number, False))}
            values |= {f"{side}_kind": values[side][0] for side in SIDES if values.get(side) is not None}
            yield [_cell(column, values.get(column.name), values, self) for column in self.columns]

    def person(self, number: int, org: int | None) -> str:
        """By name only where the table shows the name whole."""
        persons = self.directory.persons
        name = persons.called.get(number, "") if self.sights.named(persons.org.get(number)) else ""
        return name if name and self.directory.person(name, org) == number else persons.codes.get(number, "")

    def subject(self, subject: tuple[str, int]) -> str:
        kind, number = subject
        if kind == "person":
            return self.person(number, None)
        names = {"organization": self.directory.orgs, "unit": self.directory.units, "venue": self.directory.venues}.get(kind)
        return names.word_for(number) if names is not None else ""


def _written(layout: Layout, columns: Sequence[Column], mark: Mark | None, view: _View | None) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(layout.title)
    page = _Page(book, sheet, columns)
    page.head(mark.line if mark else f"{layout.title} · 样表,从第 4 行起填写")
    if mark and view:
        put(book, sheet, mark)
        page.rows(view.rows())
        _stamp(book, layout, view.kept)
    _choices(book, sheet, columns, max(len(view.kept) if view else 0, BLANK_ROWS))
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
        self.line = book.add_format({"font_size": 9, "font_color": "#666666"})
        self.small = book.add_format({"font_size": 9, "font_color": "#666666", "text_wrap": True, "valign": "top"})

    def head(self, title: str) -> None:
        self.sheet.write_string(0, 0, title, self.line)
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


def _cell(column: Column, value: Any, row: Mapping[str, Any], view: _View) -> Any:
    """A value as a cell from which the import reads the same value."""
    if value is None:
        return None
    match column.type:
        case "code" if column.list == "subject_kind":
            return labels(column.list).get(value, KINDS.get(value, value))
        case "item":
            return _of_its_kind(row).get(value) or lists().get(column.list, {}).get(value, value)
        case "code":
            return lists().get(column.list, {}).get(value, value)
        case "number":
            return Decimal(value) / 100
        case "yes_no":
            return "是" if value else "否"
        case "org":
            return view.directory.orgs.word_for(value)
        case "unit":
            return view.directory.units.word_for(value)
        case "person":
            return view.person(value, row.get("org"))
        case "names":
            return "、".join(view.person(person, row.get("org")) for person in value)
        case "subject":
            return view.subject(value)
    return value


def _of_its_kind(row: Mapping[str, Any]) -> Mapping[str, str]:
    """How a checklist calls its items and a list its categories."""
    if row.get("checklist"):
        return items_of(row["checklist"])
    return (categories_of(row["roster"]) or {}) if row.get("roster") else {}


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
