"""Canonical tables, or rows of text, become a folder that loads again to the same tables.

Values are written in human units: 24 学时, 90000.00 元, 200.5 m2. Parquet keeps the same human values, typed, with
exact decimals; nothing passes through a float.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from gangju.engine.facts_cells import show_cell
from gangju.engine.facts_read import hash_of
from gangju.engine.relations import RELATIONS, Column, Relation

Rows = Sequence[Mapping[str, str | None]]
Format = Literal["csv", "parquet"]

MONEY: Final = pa.decimal128(18, 2)
BATCH: Final = 65_536


def write_facts(facts: Mapping[str, pa.Table] | Mapping[str, Rows], folder: Path, format: Format = "csv") -> None:  # noqa: A002 - the word of the contract
    """Writes each relation that has rows. Canonical tables may be written either way, rows of text as CSV. Other files
    of the folder stay, so a whole world is written into an empty one.

    Raises KeyError for a relation or column that is not declared, ValueError for rows of text as Parquet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in facts.items():
        relation = RELATIONS[name]
        if isinstance(content, pa.Table):
            _write_table(relation, content, folder, format)
        elif format == "parquet":
            raise ValueError("rows of text carry no types: load them first, then write their tables")
        else:
            _write_rows(relation, content, folder)


def tables_hash(tables: Mapping[str, pa.Table]) -> str:
    """The hash of the CSV folder that `write_facts` would write, without writing it."""
    sums: dict[str, str] = {}
    for name, table in tables.items():
        if table.num_rows:
            digest = hashlib.sha256()
            for part in _csv_parts(RELATIONS[name], table):
                digest.update(part.encode())
            sums[f"{name}.csv"] = digest.hexdigest()
    return hash_of(sums)


def _write_table(relation: Relation, table: pa.Table, folder: Path, form: Format) -> None:
    if not table.num_rows:
        return
    if form == "parquet":
        arrays = [_typed(column, table.column(column.name)) for column in relation.columns.values()]
        pyarrow.parquet.write_table(pa.table(arrays, names=list(relation.columns)), folder / f"{relation.name}.parquet")
        return
    with (folder / f"{relation.name}.csv").open("w", encoding="utf-8", newline="") as out:
        out.writelines(_csv_parts(relation, table))


def _csv_parts(relation: Relation, table: pa.Table) -> Iterator[str]:
    """The file in pieces, so that a million rows are never held as text at once."""
    yield _lines([list(relation.columns)])
    texts = [_shown(column, table.column(column.name)) for column in relation.columns.values()]
    for start in range(0, table.num_rows, BATCH):
        yield _lines(zip(*(column.slice(start, BATCH).to_pylist() for column in texts), strict=True))


def _lines(rows: Iterable[Iterable[str | None]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _shown(column: Column, cells: pa.ChunkedArray) -> pa.Array:
    """Texts of a column, made once for each distinct value."""
    encoded = cells.combine_chunks().dictionary_encode()
    words = pa.array([show_cell(column, value) for value in encoded.dictionary.to_pylist()], pa.string())
    return words.take(encoded.indices)


def _typed(column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    if column.type != "decimal2":
        return cells
    hundredths = pc.cast(cells, pa.decimal128(19, 0))
    return pc.cast(pc.multiply(hundredths, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))), MONEY)


def _write_rows(relation: Relation, rows: Rows, folder: Path) -> None:
    used = _used(relation, rows)
    with (folder / f"{relation.name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(used)
        writer.writerows([row.get(name) for name in used] for row in rows)


def _used(relation: Relation, rows: Rows) -> list[str]:
    given = set(_names(rows))
    for name in given - set(relation.columns):
        raise KeyError(f"{relation.name}.{name}")
    return [column.name for column in relation.columns.values() if column.name in given or column.required == "yes"]


def _names(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield from row
