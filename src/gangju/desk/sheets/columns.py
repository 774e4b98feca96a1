"""A whole column at once: each different cell is read once, however often it stands there.

Four hundred thousand rows have two genders and some thousand days; only names and identity numbers are read one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from operator import itemgetter
from typing import Any

from gangju.desk.identity.masks import is_masked
from gangju.desk.sheets import cells as reading
from gangju.desk.sheets.cells import Cell, Reader, Wrong
from gangju.desk.sheets.identity import identity
from gangju.desk.sheets.layout import Column, code_words
from gangju.desk.sheets.tables import Table, filled_down

# Columns that an export may mask.
MASKED: Mapping[str, frozenset[str]] = {"person": frozenset({"name", "born_on", "identity"}), "roster_entry": frozenset({"reason"})}
SAME_AS_ABOVE = frozenset({"同上", "〃", '"', "″"})


@dataclass
class Columns:
    """`values[name][k]` belongs to the k-th data row; `wrong` holds (k, index of the sheet's column, what is wrong)."""

    table: Table
    values: dict[str, list[Any]] = field(default_factory=dict)
    wrong: list[tuple[int, int, Wrong]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.table.rows)

    def get(self, name: str) -> list[Any]:
        """A column that the sheet lacks is empty everywhere."""
        return self.values.get(name) or [None] * len(self)


def read_columns(table: Table, today: date) -> Columns:
    filled_down(table)
    read = Columns(table)
    cells = table.sheet.cells
    rows = [cells[row] for row in table.rows]
    for index, column in table.columns.items():
        raw = list(map(itemgetter(index), rows))
        reader = reader_of(column, today, table.times(index))
        if column.name in MASKED.get(table.layout.ledger, ()):
            reader = partial(_unless_masked, reader)
        values, wrong = _read(_hashable(raw), reader)
        read.values[column.name] = values
        read.wrong += [(place, index, what) for place, what in wrong.items()]
    return read


def _hashable(raw: list[Cell]) -> list[Cell]:
    """Python takes True for 1: words keep them apart. 同上 becomes what stands above."""
    if bool in set(map(type, raw)):
        raw = [("是" if cell else "否") if isinstance(cell, bool) else cell for cell in raw]
    if SAME_AS_ABOVE.isdisjoint(raw):
        return raw
    for place, cell in enumerate(raw):
        if cell in SAME_AS_ABOVE and place:
            raw[place] = raw[place - 1]
    return raw


def _read(raw: list[Cell], reader: Reader) -> tuple[list[Any], Mapping[int, Wrong]]:
    known = {cell: reader(cell) for cell in set(raw)}
    values = [known[cell] for cell in raw]
    if not any(isinstance(value, Wrong) for value in known.values()):
        return values, {}
    wrong = {place: value for place, value in enumerate(values) if isinstance(value, Wrong)}
    return [None if isinstance(value, Wrong) else value for value in values], wrong


def _unless_masked(reader: Reader, cell: Cell) -> Any:
    """What an export has masked comes back saying nothing."""
    return None if isinstance(cell, str) and is_masked(cell) else reader(cell)


def reader_of(column: Column, today: date, times: int = 1) -> Reader:
    """How the cells of a column are read. References stay words; they are found later, in the scope."""
    match column.type:
        case "day":
            return partial(reading.day, month=column.month, until=column.open, latest=today if column.past else None)
        case "code":
            return partial(reading.code, words=code_words(column.list), title=f"“{column.title}”")
        case "number":
            return partial(reading.number, unit=column.unit, floor=column.floor, ceiling=column.ceiling, times=times)
        case "whole":
            return partial(reading.whole, floor=column.floor, ceiling=column.ceiling)
        case "item":
            return partial(_item, words=code_words(column.list), long=column.long)
        case "person_name":
            return partial(reading.person_name, long=column.long)
        case "text":
            return partial(reading.text, long=column.long)
    return _SIMPLE[column.type]


def _item(cell: Cell, words: Mapping[str, str], long: int) -> str | Wrong | None:
    """A code where the list knows the word, else the text as it stands; the ledger judges it by its kind."""
    found = reading.text(cell, long)
    return words.get("".join(reading.plain(found).split()).lower(), found) if isinstance(found, str) else found


_SIMPLE: Mapping[str, Reader] = {
    "id": reading.identifier,
    "yes_no": reading.yes_no,
    "names": reading.names,
    "identity": identity,
    "org": reading.text,
    "unit": reading.text,
    "person": reading.person_name,
    "subject": reading.text,
}
