"""A table in a sheet: where its heading is, which ledger it is for, which rows are data.

Above the heading stand titles, below the data stand notes, between them 合计 rows and blank ones; headings may take
two rows with merged cells. The heading chosen is the one in which most columns of one ledger are recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gangju.desk.sheets.cells import plain
from gangju.desk.sheets.layout import Column, Layout, heading_index, layouts, plain_heading
from gangju.desk.sheets.workbook import Sheet

LOOKED_AT = 30  # rows in which a heading may stand
_TOTAL = re.compile(r"(合|小|总|共)\s*计\s*:?.{0,12}|累计:?")
_NOTE = re.compile(
    r"(注|备注|说明|填表说明|填报说明|填表人|填报人|制表人?|制表单位|审核人?|负责人|单位负责人|联系人|联系电话|填表日期|填报日期|填报单位|日期)\s*\d*\s*[:.、]"
)


@dataclass
class Table:
    """`columns` maps the index of a column in the sheet to the ledger's column; `rows` are indexes of data rows in `sheet.cells`."""

    sheet: Sheet
    layout: Layout
    heading: int
    depth: int
    columns: Mapping[int, Column]
    titles: Mapping[int, str]
    ignored: tuple[str, ...] = ()
    repeated: Mapping[int, str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)

    @property
    def missing(self) -> tuple[Column, ...]:
        """Columns without which no new row can be made."""
        there = {column.name for column in self.columns.values()}
        return tuple(column for column in self.layout.needed if column.name not in there)

    def where(self, name: str) -> int | None:
        """The sheet's column that holds the ledger's column."""
        return next((index for index, column in self.columns.items() if column.name == name), None)

    def times(self, index: int) -> int:
        """10000 where the heading, or the line above the table, says 万元."""
        above = "".join(plain(cell) for row in self.sheet.cells[: self.heading] for cell in row if isinstance(cell, str))
        said = self.titles[index]
        alone = "万元" not in said and "元" in said
        return 10_000 if "万元" in said or ("单位:万元" in above and not alone) else 1


@dataclass(frozen=True)
class _Guess:
    score: int
    ledger: str
    heading: int
    depth: int
    columns: Mapping[int, str]
    titles: Mapping[int, str]


def find_table(sheet: Sheet) -> Table | None:
    """None where no heading of any ledger can be read."""
    if not sheet.cells:
        return None
    best = max(_guesses(sheet), key=lambda guess: (guess.score, -guess.depth, -guess.heading), default=None)
    if best is None or best.score < 4:
        return None
    return _settled(sheet, best)


def known_table(sheet: Sheet, layout: Layout, columns: Mapping[int, Column], ignored: tuple[str, ...] = ()) -> Table:
    """A table whose first row is its heading and whose columns are known: a pasted range."""
    titles = {index: column.title for index, column in columns.items()}
    table = Table(sheet, layout, 0, 1, columns, titles, ignored)
    _sort_rows(table)
    return table


def nearest_heading(sheet: Sheet) -> tuple[int, str]:
    """The row that looks most like a heading, for the message: its index and its words."""
    words = [[cell for cell in row if isinstance(cell, str) and cell.strip()] for row in sheet.cells[:LOOKED_AT]]
    number = max(range(len(words)), key=lambda index: len(set(words[index])), default=0)
    return number, "、".join(words[number])[:60] if words else ""


def _guesses(sheet: Sheet) -> Iterator[_Guess]:
    for heading in range(min(LOOKED_AT, len(sheet.cells))):
        for depth in (1, 2):
            if heading + depth <= len(sheet.cells):
                yield from _guesses_at(sheet, heading, depth)


def _guesses_at(sheet: Sheet, heading: int, depth: int) -> Iterator[_Guess]:
    written = [_wordings(sheet, heading, depth, index) for index in range(len(sheet.cells[heading]))]
    for ledger, known in heading_index().items():
        columns: dict[int, str] = {}
        for index, words in enumerate(written):
            found = next((known[word] for word in words if word in known), None)
            if found is not None and found not in columns.values():
                columns[index] = found
        if columns:
            titles = {index: words[0] for index, words in enumerate(written) if words}
            yield _Guess(_score(sheet, layouts()[ledger], columns, heading), ledger, heading, depth, columns, titles)


def _score(sheet: Sheet, layout: Layout, columns: Mapping[int, str], heading: int) -> int:
    """Two a column, three for one that is needed, and a little for a title that names the ledger."""
    needed = {column.name for column in layout.needed}
    title = plain(sheet.name) + "".join(plain(cell) for row in sheet.cells[:heading] for cell in row if isinstance(cell, str))
    there = {plain_heading(cell) for cell in sheet.cells[heading]}
    exact = sum(plain_heading(layout.columns[name].title) in there for name in columns.values())
    named = any(word in title for word in layout.words)
    lost = len(needed - set(columns.values()))
    return 2 * len(columns) + len(needed & set(columns.values())) + exact + 2 * named - 2 * lost


def _wordings(sheet: Sheet, heading: int, depth: int, index: int) -> tuple[str, ...]:
    """What a column may be called: its own heading, the two rows together, the upper one alone."""
    upper = _heading_cell(sheet, heading, index)
    if depth == 1:
        return (plain_heading(upper),) if upper else ()
    lower = _at(sheet, heading + 1, index)
    if not isinstance(lower, str):
        lower = ""
    words = (plain_heading(lower), plain_heading(f"{upper}{lower}"), plain_heading(upper))
    return tuple(dict.fromkeys(word for word in words if word))


def _heading_cell(sheet: Sheet, row: int, index: int) -> str:
    """The text of a heading; inside a merged span that of its first cell."""
    found = _at(sheet, row, index)
    if found == "":
        for (top, left), (bottom, right) in sheet.merged:
            if top <= row <= bottom and left <= index <= right:
                found = _at(sheet, top, left)
    return found if isinstance(found, str) else ""


def _at(sheet: Sheet, row: int, index: int) -> Any:
    cells = sheet.cells[row]
    return cells[index] if index < len(cells) else ""


def _settled(sheet: Sheet, guess: _Guess) -> Table:
    layout = layouts()[guess.ledger]
    columns = {index: layout.columns[name] for index, name in guess.columns.items()}
    raw = {index: _raw_title(sheet, guess, index) for index in guess.titles}
    known = heading_index()[guess.ledger]
    others = [index for index in guess.titles if index not in columns and not _ordinal(raw[index])]
    repeated = {index: raw[index] for index in others if any(word in known for word in _wordings(sheet, guess.heading, guess.depth, index))}
    ignored = tuple(raw[index] for index in others if index not in repeated)
    table = Table(sheet, layout, guess.heading, guess.depth, columns, raw, ignored, repeated)
    _sort_rows(table)
    return table


def _raw_title(sheet: Sheet, guess: _Guess, index: int) -> str:
    parts = [_heading_cell(sheet, guess.heading, index)]
    if guess.depth == 2:
        lower = _at(sheet, guess.heading + 1, index)
        parts.append(lower if isinstance(lower, str) else "")
    return "".join("".join(dict.fromkeys(part for part in parts if part)).split())


def _ordinal(title: str) -> bool:
    return plain_heading(title) in {"序号", "编号序号", "序", "备注", "说明", "no", "No", "校验结果"}


def _sort_rows(table: Table) -> None:
    """Data rows, and what every other row below the heading was taken for."""
    start = table.heading + table.depth
    heading = [plain(cell) for cell in table.sheet.cells[table.heading]]
    indexes = tuple(table.columns)
    for number in range(start, len(table.sheet.cells)):
        cells = table.sheet.cells[number]
        reason = _not_data(cells, heading, indexes)
        if reason is None:
            table.rows.append(number)
        elif reason:
            table.skipped.append((number, reason))


def _not_data(cells: Sequence[Any], heading: Sequence[str], indexes: Sequence[int]) -> str | None:
    """None for data; "" for a blank row; else what the row is taken for."""
    first = next((cell for cell in cells if cell != ""), None)
    if first is None:
        return ""
    if isinstance(first, str) and first[:1] not in _SUSPECT and len(cells) - cells.count("") > 3:
        return None
    filled = [cell for cell in cells if cell != ""]
    if not isinstance(first, str):
        first = next((cell for cell in filled[:2] if isinstance(cell, str)), "")
        if first[:1] not in _SUSPECT and len(filled) > 3:
            return None
    return _taken_for(cells, filled, first, heading, indexes)


_SUSPECT = frozenset("合小总共累注备说填制审负单联日序姓 \u3000党编名类")


def _taken_for(cells: Sequence[Any], filled: Sequence[Any], first: str, heading: Sequence[str], indexes: Sequence[int]) -> str | None:
    words = plain(first)
    if _TOTAL.fullmatch(words):
        return "合计行"
    if [plain(cell) for cell in cells] == list(heading)[: len(cells)]:
        return "重复的表头"
    texts = [plain(cell) for cell in filled if isinstance(cell, str)]
    if texts and all(_NOTE.match(each) or each.isdigit() for each in texts[:1]) and len(filled) <= 6 and not _looks_full(cells, indexes):
        return "表尾说明"
    if not any(index < len(cells) and cells[index] != "" for index in indexes):
        return "识别列以外的内容"
    return "表尾说明" if len(filled) == 1 and len(words) > 24 else None


def _looks_full(cells: Sequence[Any], indexes: Sequence[int]) -> bool:
    filled = [index for index in indexes if index < len(cells) and cells[index] != ""]
    return len(filled) > max(4, len(indexes) // 2)


def filled_down(table: Table) -> None:
    """A cell merged over several rows speaks for each of them; 同上 repeats the one above."""
    first = table.heading + table.depth
    for (top, left), (bottom, right) in table.sheet.merged:
        if top >= first and left == right and bottom > top:
            for cells in table.sheet.cells[top + 1 : bottom + 1]:
                cells[left] = table.sheet.cells[top][left]
