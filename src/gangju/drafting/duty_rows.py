"""Rows of a table in the source: what its columns hold goes into the columns of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gangju.reader.model import Document
from gangju.reader.table import Cell, Holds, Table, is_row

_BASIS: Final = re.compile(r"依据|出处|条款")
_STANDARD: Final = re.compile(r"量化|目标值")
_SCORING: Final = re.compile(r"评分|扣分|计分|记分|加分|考核(?:标准|办法|方式)")
_HELD: Final = {Holds.WHEN: "due", Holds.WORTH: "worth"}


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row by what it says; `worth` is its points, `scoring` how they are given, `due` the words of a column of days (长期坚持)."""

    task: str
    measure: str
    due: str
    standard: str
    scoring: str
    worth: str
    basis: str

    @property
    def points(self) -> str:
        """15分：每少一次扣2分。"""
        return "：".join(filter(None, (f"{self.worth.removesuffix('分')}分" if self.worth else "", self.scoring)))


def source_rows(document: Document) -> Mapping[int, SourceRow]:
    """The rows of all tables by the place where their line begins."""
    return dict(_rows(document.text))


def line_of(document: Document, place: int) -> int:
    """Where the line begins that a place stands in."""
    return document.text.rfind("\n", 0, place) + 1


def _rows(text: str) -> Iterator[tuple[int, SourceRow]]:
    table, place, task = Table(), 0, ""
    for line in text.split("\n"):
        if not is_row(line) or table.takes_as_header(line):
            table, task = (table if is_row(line) else Table()), ""
        else:
            row = table.row(line)
            found = _sorted(table.names if len(table.names) == len(row) else [""] * len(row), row, table.carry(row))
            task = found.task or task
            yield place, replace(found, task=task)
        place += len(line) + 1


def _sorted(names: Sequence[str], row: Sequence[Cell], whole: Sequence[str]) -> SourceRow:
    """`whole` has the text of merged cells in every row."""
    others: dict[str, list[str]] = {"due": [], "standard": [], "scoring": [], "worth": [], "basis": []}
    texts: list[tuple[str, str]] = []
    for name, cell, text in zip(names, row, whole, strict=True):
        if kind := _kind(name, cell):
            others[kind].append(cell.text)
        elif cell.holds is Holds.TEXT:
            texts.append((cell.text, text))
    task = texts.pop(0)[1] if len(texts) > 1 else ""
    said = {kind: "\n".join(filter(None, found)) for kind, found in others.items()}
    return SourceRow(task=task, measure="\n".join(own for own, _ in texts if own), **said)


def _kind(name: str, cell: Cell) -> str:
    if cell.holds in _HELD:
        return _HELD[cell.holds]
    kinds = {"standard": _STANDARD, "scoring": _SCORING, "basis": _BASIS}
    return next((kind for kind, pattern in kinds.items() if cell.holds is Holds.TEXT and pattern.search(name)), "")
