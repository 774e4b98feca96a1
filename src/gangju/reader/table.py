"""Tables: a row is one clause, its cells joined by ` | `; the header says what its columns hold.

Columns of units give the duty of the row, a column of points its worth; the other cells are read as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from gangju.reader.duty import LEAD_LABELS, OTHER_LABELS, Duty, split_units
from gangju.reader.model import Score
from gangju.reader.page import Flow

CELL = " | "
_LEAD = re.compile(rf"^(?:{LEAD_LABELS})$")
_OTHER = re.compile(rf"^(?:{OTHER_LABELS})$")
_WORTH = re.compile(r"^(?:分值|标准分|满分|权重分|基准分|得分标准)(?:\(分\))?$")
_HEAD = re.compile(
    rf"^(?:序号|项目|类别|指标|一级指标|二级指标|考核(?:项目|内容|指标)|工作任务|重点任务|任务|具体措施|工作措施|措施|工作内容|主要内容"
    rf"|评分标准|评分办法|评分细则|考核标准|扣分标准|完成时限|时限|备注|量化标准|{LEAD_LABELS}|{OTHER_LABELS}|{_WORTH.pattern.strip('^$')})$"
)
_NUMBER = re.compile(r"^\d+(?:\.\d+)?(?=分?$)")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row and where it stands in the row's text."""

    text: str
    first: int
    last: int


def is_row(text: str) -> bool:
    return CELL in text


def cells(text: str) -> list[Cell]:
    """The cells of a row."""
    found, first = [], 0
    for part in text.split(CELL):
        found.append(Cell(part.strip(), first, first + len(part)))
        first += len(part) + len(CELL)
    return found


def header(text: str) -> tuple[str, ...] | None:
    """The names of the columns, if this row is made of them."""
    names = [cell.text.replace(" ", "") for cell in cells(text)]
    known = sum(bool(_HEAD.match(name)) for name in names)
    return tuple(names) if known * 2 >= len(names) and known > 1 else None


def duty_of(flow: Flow, names: tuple[str, ...]) -> Duty | None:
    """Who leads and who is responsible, from the columns that say so."""
    columns = _columns(flow, names)
    lead = [unit for name, cell in columns if _LEAD.match(name) for unit in split_units(cell.text)]
    others = [unit for name, cell in columns if _OTHER.match(name) for unit in split_units(cell.text)]
    return Duty(0, len(flow.text), tuple(lead), tuple(others)) if lead or others else None


def worth_of(flow: Flow, names: tuple[str, ...]) -> Score | None:
    """The points in the column of points."""
    for name, cell in _columns(flow, names):
        match = _NUMBER.match(cell.text)
        if _WORTH.match(name) and match:
            return Score(*flow.span(cell.first, max(cell.last, cell.first + 1)), Fraction(match.group()), ())
    return None


def _columns(flow: Flow, names: tuple[str, ...]) -> list[tuple[str, Cell]]:
    row = cells(flow.text)
    return list(zip(names, row, strict=True)) if len(names) == len(row) else []
