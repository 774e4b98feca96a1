"""Keeping the index as the ledgers are: what the triggers have marked is read again, and its mark taken away in the same transaction.

Few marks are worked off at once, right after the deed or before the next search; many by the worker, piece by piece, so that
what others enter comes in between. A mark that is not worked off stays: nothing is forgotten, at worst it is late.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import OperationalError, connection, transaction

from gangju.desk.search import words
from gangju.desk.search.kinds import BY_NUMBER, KINDS
from gangju.desk.search.layout import EVERYTHING, entry_id
from gangju.desk.search.reading import READERS, Entry, leaning

# So many marks a request still works off itself.
FEW = 300
AT_ONCE = 2_000
_ROWS_AT_ONCE = 500
# A request does not wait for somebody else's long write; the worker does.
_PATIENCE_MS = 250
# One indexer at a time on PostgreSQL, else an older reading could overwrite a newer one. SQLite has one writer anyway.
_LOCK = 0x67616E676A75


class Busy(Exception):
    """Another process is at the index."""


def waiting(most: int = FEW) -> int:
    """How many marks wait; counted no further than one more than asked."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*), min(row_id) from (select row_id from search_stale limit %s) as beginning", [most + 1])
        count, least = cursor.fetchone()
    return most + 1 if least == EVERYTHING else int(count)


def catch_up() -> bool:
    """Work off a few marks at once. False where they are many or somebody else is writing: then it is the worker's."""
    waits = waiting()
    if not 0 < waits <= FEW:
        return not waits
    try:
        with impatient():
            refresh(FEW, patient=False)
    except (OperationalError, Busy):
        return False
    return True


def refresh(most: int = AT_ONCE, *, patient: bool = True) -> int:
    """Work off up to so many marks in one transaction; returns how many. Raises Busy where it should not wait."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor, patient)
        stale = _taken(cursor, most)
        for number, rows in stale.items():
            if EVERYTHING in rows:
                _mark_all(cursor, number)
            _read_again(BY_NUMBER[number].code if number else "", rows - {EVERYTHING})
    return sum(map(len, stale.values()))


def refresh_all() -> int:
    """Work off everything that waits, piece by piece; returns how many marks. For the worker and the command line."""
    done = 0
    while worked_off := refresh():
        done += worked_off
    return done


def rebuild() -> int:
    """The whole index anew from the ledgers; returns the number of entries. Until it is done a search says so."""
    with transaction.atomic(), connection.cursor() as cursor:
        _alone(cursor, patient=True)
        for table in ("search_stale", "search_entry"):
            cursor.execute(f"delete from {table}")  # noqa: S608 - our own tables
        if connection.vendor == "sqlite":
            cursor.execute("insert into search_words (search_words) values ('delete-all')")
        _mark_all(cursor, EVERYTHING)
    refresh_all()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from search_entry")
        return int(cursor.fetchone()[0])


def _alone(cursor: Any, patient: bool) -> None:
    if connection.vendor != "postgresql":
        return
    if patient:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        return
    cursor.execute("select pg_try_advisory_xact_lock(%s)", [_LOCK])
    if not cursor.fetchone()[0]:
        raise Busy


@contextmanager
def impatient() -> Iterator[None]:
    """SQLite would wait twenty seconds for the end of an import; inside, a lock held by another is told at once (OperationalError)."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("pragma busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute(f"pragma busy_timeout = {_PATIENCE_MS}")
        try:
            yield
        finally:
            cursor.execute(f"pragma busy_timeout = {int(usual)}")


def _taken(cursor: Any, most: int) -> dict[int, set[int]]:
    """The oldest marks, taken away before the rows are read: whoever marks a row meanwhile marks it anew."""
    cursor.execute("select id, kind, row_id from search_stale order by id limit %s", [most])
    oldest = cursor.fetchall()
    stale: dict[int, set[int]] = {}
    for _, kind, row in oldest:
        stale.setdefault(kind, set()).add(row)
    if oldest:
        # By number each: a mark between them may have been committed since.
        cursor.execute(f"delete from search_stale where id in ({_places(oldest)})", [mark for mark, *_ in oldest])  # noqa: S608
    return stale


def _mark_all(cursor: Any, number: int) -> None:
    """Every row of the kind (of all kinds), and every entry, whose row may be gone."""
    for kind in KINDS.values():
        if number in (EVERYTHING, kind.number):
            table = READERS[kind.code][0]._meta.db_table
            cursor.execute(
                f"insert into search_stale (kind, row_id) select {kind.number}, id from {table} "  # noqa: S608 - our own names
                f"union select {kind.number}, row_id from search_entry where kind = {kind.number}"
            )


def _read_again(kind: str, rows: Collection[int]) -> None:
    """The entries of these rows, and of the rows that show their names, as the ledgers are now."""
    for piece in _in_pieces(rows):
        _replace(kind, piece)
        for other, leaners in leaning(kind, piece):
            for also in _in_pieces(leaners):
                _replace(other, also)


def _replace(kind: str, rows: Collection[int]) -> None:
    number, read = KINDS[kind].number, READERS[kind][1]
    with connection.cursor() as cursor:
        _remove(cursor, number, rows)
        _add(cursor, number, read(rows))


def _remove(cursor: Any, number: int, rows: Collection[int]) -> None:
    where = f"where kind = %s and row_id in ({_places(rows)})"
    if connection.vendor == "sqlite":
        cursor.execute(f"select id, plain from search_entry {where}", [number, *rows])  # noqa: S608
        told = [(entry, _tokens(plain)) for entry, plain in cursor.fetchall()]
        cursor.executemany("insert into search_words (search_words, rowid, words) values ('delete', %s, %s)", told)
    cursor.execute(f"delete from search_entry {where}", [number, *rows])  # noqa: S608


_COLUMNS = ("id", "kind", "row_id", "org_id", "code", "title", "about", "detail", "head", "plain")


def _add(cursor: Any, number: int, entries: Iterable[Entry]) -> None:
    rows = [_row(number, entry) for entry in entries]
    columns = (*_COLUMNS, "vector") if connection.vendor == "postgresql" else _COLUMNS
    told = [(*row, words.vector(row[-1])) for row in rows] if connection.vendor == "postgresql" else rows
    cursor.executemany(f"insert into search_entry ({', '.join(columns)}) values ({_places(columns)})", told)  # noqa: S608
    if connection.vendor == "sqlite":
        cursor.executemany("insert into search_words (rowid, words) values (%s, %s)", [(row[0], _tokens(row[-1])) for row in rows])


def _row(number: int, entry: Entry) -> tuple[Any, ...]:
    key = entry_id(number, entry.number or entry.row, entry.day, personal=entry.personal)
    head, plain = words.folded(entry.parts[0]), words.joined(entry.parts)
    return key, number, entry.row, entry.org, entry.code, entry.title, entry.about, entry.detail, head, plain


def _places(values: Collection[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _tokens(plain: str) -> str:
    return " ".join(words.pairs(plain))


def _in_pieces(rows: Iterable[int]) -> Iterator[list[int]]:
    left = iter(sorted(rows))
    while piece := list(islice(left, _ROWS_AT_ONCE)):
        yield piece
