"""Rows of the ledgers as canonical Arrow tables, the same that a facts folder gives when it is loaded.

Reading goes around the model instances on purpose: half a million participations are fetched as plain tuples and
turned into typed columns at once. The query itself is Django's, so conditions and both databases stay its affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.sql import Query

from gangju.desk.bridge.mapping import SOURCES, Source, Subject
from gangju.engine.relations import LINE, Column, Relation

NO_ROWS: Sequence[Any] = ()
# Made once: a scalar from a Python value takes Arrow as long as reading a whole short column.
NO_TEXT, EMPTY = pa.scalar(None, pa.string()), pa.scalar("")
AT_ONCE = 20_000
# Organisation and person first: later scans group by them. Then the key, so that the order is the content's own.
LEADING = ("org_id", "person_id")


def read(name: str, where: Q | None = None, *, by_row: bool = False) -> pa.Table:
    """One relation, whole or cut by a condition on its model, sorted and numbered.

    `by_row`: a row's line is its number in the ledger instead, so that a page can lead to it; such a table is never published.
    """
    source = SOURCES[name]
    names = [*source.relation.columns, *([LINE] if by_row else [])]
    batches = [_columns(source, fetched) for fetched in _fetch(source, where or Q(), by_row=by_row)]
    parts = [pa.table([columns[name] for name in names], names=names) for columns in batches]
    whole = pa.concat_tables(parts).combine_chunks()
    return ordered(source.relation, whole).cast(source.relation.schema) if by_row else numbered(source.relation, whole)


def _fetch(source: Source, where: Q, *, by_row: bool) -> Iterator[dict[str, Sequence[Any]]]:
    """Columns by query path, some thousand rows at a time and at least once."""
    asked: dict[str, str | Cast] = {path: _asked(source.relation.columns[name], path) for name, path in source.plain.items()}
    asked |= {"pk": "pk"} if by_row else {}
    asked |= {f"{name}__code": f"{name}__code" for each in source.subjects for name in each.references().values()}
    yield dict.fromkeys(asked, NO_ROWS)
    for rows in _run(source.model._default_manager.filter(where).order_by().values_list(*asked.values()).query):
        yield dict(zip(asked, zip(*rows, strict=True), strict=True))


def _as_text(column: Column) -> bool:
    """SQLite keeps days and moments as text: Arrow reads a column of them at once, the driver one by one."""
    return connection.vendor == "sqlite" and column.type in ("date", "datetime")


def _asked(column: Column, path: str) -> str | Cast:
    return Cast(path, TextField()) if _as_text(column) else path


def _run(query: Query) -> Iterator[list[tuple[Any, ...]]]:
    try:
        sql, params = query.sql_with_params()
    except EmptyResultSet:  # Django saw that nothing can match
        return
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _columns(source: Source, fetched: dict[str, Sequence[Any]]) -> dict[str, pa.Array]:
    columns = {name: _typed(source.relation.columns[name], fetched[path]) for name, path in source.plain.items()}
    for subject in source.subjects:
        columns |= _pair(subject, fetched)
    return columns | ({LINE: pa.array(fetched["pk"], pa.int32())} if "pk" in fetched else {})


def _typed(column: Column, values: Sequence[Any]) -> pa.Array:
    """Empty text is no value."""
    found = pa.array(values, pa.string()).cast(column.arrow) if _as_text(column) else pa.array(values, column.arrow)
    if column.type == "datetime":
        return pc.floor_temporal(found, unit="second")  # a facts folder knows seconds, not the parts of one
    return pc.if_else(pc.equal(found, EMPTY), NO_TEXT, found) if column.arrow == pa.string() else found


def _pair(subject: Subject, fetched: dict[str, Sequence[Any]]) -> dict[str, pa.Array]:
    ids = {kind: pa.array(fetched[f"{name}__code"], pa.string()) for kind, name in subject.references().items()}
    kinds = [pc.if_else(pc.is_valid(found), _scalar(kind), NO_TEXT) for kind, found in ids.items()]
    return {subject.kind_column: pc.coalesce(*kinds), subject.id_column: pc.coalesce(*ids.values())}


@cache
def _scalar(said: str) -> pa.Scalar:
    return pa.scalar(said)


def ordered(relation: Relation, table: pa.Table) -> pa.Table:
    order = [name for name in LEADING if name in relation.columns]
    order += [name for name in relation.key if name not in order]
    return table.sort_by([(name, "ascending") for name in order])


def numbered(relation: Relation, table: pa.Table) -> pa.Table:
    """Sorted by content; a row's line is where it stands in the published file, as if a header stood above."""
    table = ordered(relation, table.select(list(relation.columns)))
    lines = pa.array(range(2, table.num_rows + 2), pa.int32())
    return table.append_column(LINE, lines).cast(relation.schema)
