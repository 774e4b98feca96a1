"""A facts folder is loaded whole or not at all: every mistake in it is told, then nothing is evaluated.

The way of a folder: files → cells → rows of one relation → relations with each other → what is derived. Each step
looks only at what the steps before found sound.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from gangju.engine.facts_check import Ledgers, read_ledgers
from gangju.engine.facts_derive import derive
from gangju.engine.facts_granted import check_granted
from gangju.engine.facts_kinds import check_kinds
from gangju.engine.facts_presence import check_presence
from gangju.engine.facts_read import read_folder, read_rows
from gangju.engine.facts_refs import check_refs
from gangju.engine.facts_rows import check_rows
from gangju.engine.facts_tree import check_tree
from gangju.engine.facts_write import tables_hash, write_facts
from gangju.engine.model import Catalogue
from gangju.engine.problem import BadInput, Problem
from gangju.engine.relations import RECORDED, RELATIONS

__all__ = ["Facts", "facts_from_rows", "load_facts", "reload_facts", "write_facts"]


@dataclass(frozen=True)
class Facts:
    """Canonical tables of every relation (`Relation.schema`), derived values filled.

    `hash` names the files the facts came from; facts that never stood in a folder have the hash of the folder that
    `write_facts` would write.
    """

    tables: Mapping[str, pa.Table]
    hash: str
    folder: Path | None = None

    def known_on(self, day: date) -> Facts:
        """Without the rows that were recorded after `day`; a row without `recorded_at` was known from the start."""
        end = pa.scalar(datetime.combine(day + timedelta(days=1), time()), pa.timestamp("us"))
        return replace(self, tables=_Known(self.tables, end))


class _Known(Mapping[str, pa.Table]):
    """Tables without what was recorded later, each cut when it is first asked for: a plan reads few of them."""

    def __init__(self, tables: Mapping[str, pa.Table], end: pa.Scalar) -> None:
        self._tables, self._end = tables, end
        self._cut: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._cut:
            self._cut[name] = _known_before(self._tables[name], self._end)
        return self._cut[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def load_facts(folder: Path, catalogue: Catalogue) -> Facts:
    """Reads `<relation>.csv` or `.parquet`. Raises BadInput with every mistake; nothing is loaded on half."""
    read = read_folder(folder)
    ledgers = _sound(read_ledgers(read.raws, catalogue), read.problems)
    return Facts(derive(ledgers.tables), read.hash, folder)


def reload_facts(folder: Path, catalogue: Catalogue) -> Facts:
    """A folder that was written from checked ledgers and is kept as it was: read again without comparing rows and relations,
    which takes half the time. Its hash says whether it is still the same. Raises BadInput for cells that cannot be read."""
    read = read_folder(folder)
    ledgers = read_ledgers(read.raws, catalogue)
    if read.problems or ledgers.problems:
        raise BadInput([*read.problems, *ledgers.problems])
    return Facts(derive(ledgers.tables), read.hash, folder)


def facts_from_rows(rows: Mapping[str, Sequence[Mapping[str, str | None]]], catalogue: Catalogue) -> Facts:
    """The same checks on rows of text in human units (a case, a form). A problem's file is then the relation, its line
    the place of the row, counted from 1."""
    strangers = [Problem(name, 0, "", f"没有叫“{name}”的关系", "请改用登记过的关系名") for name in rows if name not in RELATIONS]
    raws = [read_rows(RELATIONS[name], given) for name, given in rows.items() if name in RELATIONS]
    ledgers = _sound(read_ledgers(raws, catalogue, suffix=""), strangers)
    tables = derive(ledgers.tables)
    return Facts(tables, tables_hash(tables))


def _sound(ledgers: Ledgers, strangers: Sequence[Problem]) -> Ledgers:
    """Raises BadInput with every mistake. With `strangers` a relation may only be misnamed: what would rest on it is
    not judged, or every reference to it would be told as lost."""
    check_rows(ledgers)
    for check in () if strangers else (check_refs, check_kinds, check_tree, check_presence, check_granted):
        check(ledgers)
    if ledgers.problems or strangers:
        raise BadInput([*strangers, *ledgers.problems])
    return ledgers


def _known_before(table: pa.Table, end: pa.Scalar) -> pa.Table:
    recorded = table.column(RECORDED)
    newest = pc.max(recorded)
    if not newest.is_valid or newest.as_py() < end.as_py():
        return table
    return table.filter(pc.or_kleene(pc.is_null(recorded), pc.less(recorded, end)))
