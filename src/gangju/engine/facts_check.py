"""Raw columns become canonical tables; every cell is judged on its own here.

Later checks compare rows and relations. They run only where the cells below them are sound, so that one mistake is
told once and not again by everything that rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.facts_cells import Mistake, read_cell, read_column
from gangju.engine.facts_read import Raw
from gangju.engine.model import Catalogue
from gangju.engine.problem import Problem
from gangju.engine.relations import RELATIONS, Column
from gangju.engine.spelling import nearest

MOST: Final = 500
"""Mistakes of one sort in one column that are told one by one; the rest are counted."""


@dataclass
class Ledgers:
    """Canonical tables under check, and the mistakes found so far; `suffix` is that of a relation without a file."""

    catalogue: Catalogue
    suffix: str = ".csv"
    tables: dict[str, pa.Table] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def file(self, relation: str) -> str:
        return self.files.get(relation, relation + self.suffix)

    def sound(self, *relations: str) -> bool:
        """Without a mistake so far: only such relations are compared with each other."""
        spoiled = {problem.file for problem in self.problems}
        return not any(self.file(relation) in spoiled for relation in relations)

    def rows(self, relation: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """Python values of some columns; for relations of moderate size."""
        table = self.tables[relation]
        return zip(*(table.column(name).to_pylist() for name in columns), strict=True)

    def problem(self, relation: str, line: int, key: str, message: str, remedy: str) -> Problem:
        return Problem(self.file(relation), line, key, message, remedy)


def read_ledgers(raws: Iterable[Raw], catalogue: Catalogue, suffix: str = ".csv") -> Ledgers:
    """Canonical tables of all relations, empty where there is no file, with the mistakes found in files and cells."""
    ledgers = Ledgers(catalogue, suffix)
    for raw in raws:
        name = raw.relation.name
        ledgers.files[name] = raw.file
        ledgers.problems += raw.problems
        ledgers.tables[name], found = _table(raw, catalogue)
        ledgers.problems += found
    for name, relation in RELATIONS.items():
        ledgers.tables.setdefault(name, relation.schema.empty_table())
    return ledgers


def told(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems of one sort, at most MOST of them, then one line that counts the rest."""
    rest = iter(problems)
    yield from islice(rest, MOST)
    first = next(rest, None)
    if first:
        more = 1 + sum(1 for _ in rest)
        yield Problem(first.file, first.line, first.key, f"从这一行起还有 {more} 处同样的错误没有逐条列出", "请先改正列出的各处,再检查一遍")


def _table(raw: Raw, catalogue: Catalogue) -> tuple[pa.Table, list[Problem]]:
    relation = raw.relation
    problems: list[Problem] = []
    arrays: list[pa.Array] = []
    for column in relation.columns.values():
        cells = raw.columns.get(column.name)
        if cells is None:
            arrays.append(_filled(column, pa.nulls(len(raw.lines), column.arrow)))
            continue
        read = read_column(column, cells, _among(column, catalogue))
        problems += told(_refused(raw, column, read.wrong))
        if column.required == "yes":
            problems += told(_empty(raw, column, cells))
        arrays.append(_filled(column, read.values))
    problems += [problem for group in relation.groups().values() for problem in told(_none_of(raw, group))]
    return pa.Table.from_arrays([*arrays, raw.lines], schema=relation.schema), problems


def _refused(raw: Raw, column: Column, wrong: Iterable[tuple[int, Mistake]]) -> Iterator[Problem]:
    for row, mistake in wrong:
        yield Problem(raw.file, raw.lines[row].as_py(), column.name, mistake.message, mistake.remedy)


def _empty(raw: Raw, column: Column, cells: pa.Array) -> Iterator[Problem]:
    for row in pc.indices_nonzero(pc.is_null(cells)).to_pylist():
        yield Problem(raw.file, raw.lines[row].as_py(), column.name, f"“{column.title}”没有填写", f"请填写{column.title}")


def _none_of(raw: Raw, group: tuple[str, ...]) -> Iterator[Problem]:
    given = [raw.columns[name] for name in group if name in raw.columns]
    if not given:
        return  # the header has been told already
    bare = pc.is_null(given[0])
    for cells in given[1:]:
        bare = pc.and_(bare, pc.is_null(cells))
    named = "、".join(f"{name}({raw.relation.columns[name].title})" for name in group)
    for row in pc.indices_nonzero(bare).to_pylist():
        yield Problem(raw.file, raw.lines[row].as_py(), group[0], f"{named} 都没有填写", "请至少填写其中一项")


def _filled(column: Column, values: pa.Array) -> pa.Array:
    if column.default is None:
        return values
    return pc.fill_null(values, pa.scalar(read_cell(column, column.default), column.arrow))


# ---------------------------------------------------------------- codes
def _among(column: Column, catalogue: Catalogue) -> Callable[[str], Mistake | None] | None:
    if column.list is None or column.free:
        return None
    name = column.list
    codes = catalogue.lists.get(name, {})
    usable = {code: label for code, label in codes.items() if code not in column.barred}

    def also(text: str) -> Mistake | None:
        return None if text in usable else wrong_code(column.title, text, usable, name)

    return also


def wrong_code(title: str, text: str, codes: Mapping[str, str], name: str) -> Mistake:
    """The nearest right code: by its label, by its spelling, else the choice."""
    message = f"“{title}”没有代码“{text}”"
    by_label = [code for code, label in codes.items() if label == text]
    near = by_label[0] if by_label else nearest(text, codes)
    if near:
        return Mistake(message, f"请改为 {near}({codes[near]})")
    if not codes:
        return Mistake(message, f"代码表 {name} 里还没有代码,请先在代码目录里登记")
    shown = "、".join(f"{code}({label})" for code, label in islice(codes.items(), 8))
    return Mistake(message, f"请从中选一个:{shown}" + (f"……共 {len(codes)} 个,见代码表 {name}" if len(codes) > 8 else ""))
