"""What a list page shows: the rows as cells, the heads of the columns with their links, the filters with what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from gangju.desk.access.paging import Paged
from gangju.desk.access.scope import Scope
from gangju.desk.lists import queries
from gangju.desk.lists.asking import ALL_DAYS, RANGES, Asked
from gangju.desk.lists.cells import Cells, Reading, cells, reading
from gangju.desk.lists.names import names
from gangju.desk.lists.reach import Within
from gangju.desk.lists.registers import Field, Register, register

EXPORT, IMPORT = "ledger.export", "ledger.import"
YES_NO: Mapping[str, str] = {"yes": "是", "no": "否"}


@dataclass(frozen=True)
class Head:
    """The head of a column: `href` sorts by it, empty where it cannot; `order` is how the list stands now."""

    field: Field
    href: str
    order: str


@dataclass(frozen=True)
class Filter:
    """`kind` is select, text or range."""

    field: Field
    kind: str
    choices: Mapping[str, str]
    value: str
    first: str
    last: str


@dataclass(frozen=True)
class Line:
    """A row ready for the page: the first cell leads to its own page, `rest` are the others."""

    pk: int
    first: str
    rest: Markup
    by: str
    nameless: bool


@dataclass(frozen=True)
class Shown:
    page: queries.Page
    asked: Asked
    heads: tuple[Head, ...]
    rows: list[Line]
    filters: tuple[Filter, ...]
    notes: tuple[str, ...]
    place: Within | None
    owner: str
    exports: bool
    imports: bool
    by_day: str

    @property
    def total(self) -> str:
        return f"{self.page.total}+" if self.page.more else str(self.page.total)

    @property
    def nameless(self) -> int:
        return sum(row.nameless for row in self.rows)


def show(scope: Scope, chosen: Register, asked: Asked, query: Paged) -> Shown:
    read, opens = _reading(chosen.key), _opens(chosen.key)
    found = queries.page(scope, chosen, asked, read.paths)
    return Shown(
        page=found,
        asked=asked,
        heads=tuple(_head(chosen, found, column, query) for column in chosen.fields),
        rows=[_line(row, opens) for row in cells(scope, read, found.rows)],
        filters=tuple(_filter(chosen.column(name), asked, query) for name in chosen.filters),
        notes=(*asked.notes, *_notes(found, asked)),
        place=found.within,
        owner=_owner(scope, chosen, found, asked),
        exports=bool(chosen.sheet and scope.may(EXPORT)),
        imports=bool(chosen.sheet and scope.may(IMPORT)),
        by_day=query.changed(day=(scope.today.isoformat() if chosen.series else "") if asked.day is None else ALL_DAYS, page=""),
    )


@lru_cache(maxsize=512)
def _reading(key: str) -> Reading:
    chosen = register(key)
    return reading(chosen, chosen.fields)


@lru_cache(maxsize=512)
def _opens(key: str) -> tuple[str, ...]:
    """The opening tag of each further column's cells."""
    plain, right = Markup('<td data-label="{}">'), Markup('<td class="num" data-label="{}">')
    return tuple(str((right if column.right else plain).format(column.title)) for column in register(key).fields[1:])


def _line(row: Cells, opens: tuple[str, ...]) -> Line:
    """Joined here and not in the template, where each of four hundred cells would be asked anew whether it is safe."""
    first, *others = row.cells
    rest = "".join([f"{tag}{escape(cell)}</td>" for tag, cell in zip(opens, others, strict=True)])
    return Line(row.pk, first, Markup(rest), row.by, row.nameless)  # noqa: S704 - every cell is escaped, the tags are ours


def _head(chosen: Register, found: queries.Page, column: Field, query: Paged) -> Head:
    name, order = column.name, ""
    if found.sort.removeprefix("-") == name:
        order = "descending" if found.sort.startswith("-") else "ascending"
    if not queries.sortable(found.narrow, found.more, chosen, column):
        return Head(column, "", order)
    first = "-" if column.type in ("day", "time", "number", "whole") else ""
    turned = {"ascending": f"-{name}", "descending": name}.get(order, f"{first}{name}")
    return Head(column, "?" + query.changed(sort=turned, page=""), order)


def _filter(column: Field, asked: Asked, query: Paged) -> Filter:
    value = asked.exact.get(column.name, "")
    if column.type in RANGES:
        first, last = query.value(f"{column.name}_from"), query.value(f"{column.name}_to")
        return Filter(column, "range", {}, "", first, last)
    choices = YES_NO if column.type == "yes_no" else column.choices
    return Filter(column, "select" if choices else "text", choices, value, "", "")


def _owner(scope: Scope, chosen: Register, found: queries.Page, asked: Asked) -> str:
    """Whose list it is, for the head of a sheet that can be printed whole."""
    if found.within is not None:
        return found.within.name
    if not scope.held or not (asked.whole or (found.number == 1 and found.last)):
        return ""
    number = next((grant.org_id for grant in scope.held if grant.path in scope.paths(chosen.read)), scope.held[0].org_id)
    return names(scope, chosen.read, {"org": [number]}).of("org", number)


def _notes(found: queries.Page, asked: Asked) -> list[str]:
    notes = []
    if asked.whole and found.more:
        notes.append(f"一次最多列出 {queries.COUNTED} 条，其余请加上筛选分几次打印")
    if found.vague:
        notes.append("名称相符的太多，只按前 200 个找了，请多写几个字")
    if found.more and not found.narrow:
        notes.append(f"超过 {queries.COUNTED} 行，只能按有链接的列排序；选一个组织或加上筛选后，每一列都能排")
    return notes
