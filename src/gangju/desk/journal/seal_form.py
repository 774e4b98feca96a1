"""What exactly is sealed of an entry: its canonical bytes, the same on SQLite and PostgreSQL.

A form is an ordered list of columns. Each value becomes text (days and times in ISO, JSON with sorted keys) or null; the
bytes are the JSON list of these. Columns are read as the database holds them and not through the models: a damaged
value must be named, not stop the reading. A later column of `Entry` asks for a form 2; old seals keep their form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from cryptography.hazmat.primitives import hashes
from django.db import connections

CURRENT = 1
FORMS: Mapping[int, Sequence[str]] = {
    1: (
        *("id", "recorded_at", "business_day", "user_id", "user_name", "role", "deed"),
        *("org_code", "org_path", "subject", "reason", "before", "after", "request_id"),
    )
}
TITLES: Mapping[str, str] = {
    "id": "编号",
    "recorded_at": "真实时间",
    "business_day": "业务日期",
    "user_id": "用户编号",
    "user_name": "姓名",
    "role": "身份",
    "deed": "操作",
    "org_code": "组织编号",
    "org_path": "组织位置",
    "subject": "对象",
    "reason": "理由",
    "before": "操作前",
    "after": "操作后",
    "request_id": "请求编号",
}
START = "0" * 64
MARK = 8  # hex digits that stand for one column
ROWS_AT_ONCE = 500
# The moment and the day need a fixed shape on PostgreSQL, whose own depends on the server's settings.
_TO_MOMENT = "to_char({}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
_POSTGRES = {
    "recorded_at": _TO_MOMENT.format("recorded_at"),
    "sealed_at": _TO_MOMENT.format("sealed_at"),
    "business_day": "to_char(business_day, 'YYYY-MM-DD')",
}

Cell = str | None


@dataclass(frozen=True)
class Row:
    """An entry as it stands in the table, each value as canonical text."""

    number: int
    cells: Mapping[str, Cell]

    def bytes(self, form: int) -> bytes:
        values = [self.cells[column] for column in FORMS[form]]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape")

    def marks(self, form: int) -> str:
        return "".join(_mark(self.cells[column]) for column in FORMS[form])

    @property
    def moment(self) -> str:
        return (self.cells["recorded_at"] or "时间不明").replace("T", " ")[:19]


@dataclass(frozen=True)
class Link:
    """A seal as it stands in its table, whatever has become of it."""

    position: int
    entry: int
    digest: str
    marks: str
    form: int
    sealed_at: str


def sm3(content: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def link(before: str, row: Row, form: int = CURRENT) -> str:
    """The seal of an entry that follows the seal `before`: SM3 over that seal's 64 hex digits and the entry's bytes."""
    return sm3(before.encode("utf-8", "surrogateescape") + row.bytes(form))


def changed_columns(row: Row, form: int, marks: str) -> list[str]:
    """Titles of the columns that are no longer what they were when sealed."""
    now = row.marks(form)
    parts = enumerate(FORMS[form])
    return [TITLES[column] for at, column in parts if now[at * MARK : (at + 1) * MARK] != marks[at * MARK : (at + 1) * MARK]]


def rows(after: int, upto: int | None = None, using: str = "default") -> Iterator[Row]:
    """Entries with a number above `after` (and at most `upto`), in order, a few hundred at a time."""
    for found in _in_pieces("journal_entry", "id", FORMS[CURRENT], (after, upto), using):
        yield Row(found[0], {column: _canonical(column, text) for column, text in zip(FORMS[CURRENT], found[1], strict=True)})


def links(after: int = 0, upto: int | None = None, using: str = "default") -> Iterator[Link]:
    """Seals by position, likewise."""
    columns = ("entry_id", "digest", "marks", "form", "sealed_at")
    for position, (entry, digest, marks, form, sealed_at) in _in_pieces("journal_seal", "position", columns, (after, upto), using):
        moment = (_moment(sealed_at) or "时间不明").replace("T", " ")[:19]
        yield Link(position, _number(entry), digest or "", marks or "", _number(form), moment)


def last_link(using: str = "default") -> Link | None:
    with connections[using].cursor() as cursor:
        cursor.execute("select max(position) from journal_seal")
        (position,) = cursor.fetchone()
    return next(links(position - 1, position, using), None) if position else None


def link_at(position: int, using: str = "default") -> Link | None:
    return next(links(position - 1, position, using), None)


def _in_pieces(
    table: str, key: str, columns: Sequence[str], between: tuple[int, int | None], using: str
) -> Iterator[tuple[int, list[Cell]]]:
    after, upto = between
    connection = connections[using]
    wanted = ", ".join(_read_as(column, connection.vendor) for column in columns)
    bound = "" if upto is None else f" and {key} <= {int(upto)}"
    # Names come from this module, never from outside.
    asking = f"select {key}, {wanted} from {table} where {key} > %s{bound} order by {table}.{key} limit {ROWS_AT_ONCE}"  # noqa: S608
    while True:
        with connection.cursor() as cursor:
            cursor.execute(asking, [after])
            found = [(int(number), [_text(value) for value in values]) for number, *values in cursor.fetchall()]
        yield from found
        if len(found) < ROWS_AT_ONCE:
            return
        after = found[-1][0]


def _read_as(column: str, vendor: str) -> str:
    if vendor == "sqlite":  # as bytes: a flipped bit need not leave valid text
        return f'cast("{column}" as blob)'
    return _POSTGRES.get(column, f'"{column}"::text')


def _text(value: bytes | str | None) -> Cell:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value


def _number(text: Cell) -> int:
    """0 for what is no number any more; no entry and no form has that number."""
    return int(text) if text and text.isdecimal() else 0


def _canonical(column: str, text: Cell) -> Cell:
    """A value that cannot be read stays as it is, and will differ from what was sealed."""
    if column == "recorded_at":
        return _moment(text)
    with suppress(ValueError):
        if text is not None and column == "business_day":
            return date.fromisoformat(text).isoformat()
        if text is not None and column in {"before", "after"}:
            return json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text


def _moment(text: Cell) -> Cell:
    with suppress(ValueError):
        return datetime.fromisoformat(text).isoformat() if text is not None else None
    return text


def _mark(cell: Cell) -> str:
    return sm3(b"null" if cell is None else b"=" + cell.encode("utf-8", "surrogateescape"))[:MARK]
