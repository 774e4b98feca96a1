"""Changing the keys: new ones become current, everything sealed is brought under them, all in one transaction.

The file changes first and keeps the old keys, so at no moment is there a value that does not open. After a crash the same
command goes on with the keys it had made: it makes new ones only where everything is under the current ones.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from gangju.desk.vault import hashing, keys, sealing
from gangju.desk.vault.keys import KeyProblem
from gangju.desk.vault.registry import Holding, holdings, register

__all__ = ["Holding", "SealedColumn", "SealedFiles", "drop_old", "register", "rotate", "waiting"]

ROWS_AT_ONCE = 2_000


@dataclass(frozen=True)
class SealedColumn:
    """A sealed column `label.column`, sealed under `context(table, column, place)`; `hashes` are columns with keyed hashes
    of the same plain value, by purpose."""

    label: str
    column: str
    place: str
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def name(self) -> str:
        return f"{self.label}.{self.column}"

    def holds_any(self) -> bool:
        if self.model._meta.db_table not in connection.introspection.table_names():
            return False
        return self._rows().exists()

    def numbers(self) -> set[bytes]:
        found: set[bytes] = set()
        for _, _, sealed, *hashed in self._values():
            found.add(sealing.sealed_by(sealed))
            found.update(each[: keys.NUMBER_BYTES] for each in hashed if each)
        return found

    def reseal(self) -> int:
        self._hold()
        changed = 0
        fresh = (self._fresh(row) for row in self._values() if not self._is_current(row))
        while some := list(islice(fresh, ROWS_AT_ONCE)):
            self._write(some)
            changed += len(some)
        return changed

    def _rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.column}__isnull": False}).order_by("pk")

    def _values(self) -> Iterator[tuple[Any, ...]]:
        """Number, place, sealed value, hashes; page by page, so that rows may be written meanwhile."""
        last: Any = None
        while True:
            rows = self._rows() if last is None else self._rows().filter(pk__gt=last)
            some = list(rows.values_list("pk", self.place, self.column, *self.hashes)[:ROWS_AT_ONCE])
            for pk, place, *found in some:
                yield pk, place, *(bytes(each) if each is not None else None for each in found)
            if not some:
                return
            last = some[-1][0]

    def _is_current(self, row: tuple[Any, ...]) -> bool:
        _, _, sealed, *hashed = row
        return sealing.is_current(sealed) and all(each is not None and hashing.is_current(each) for each in hashed)

    def _fresh(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        pk, place, sealed, *_ = row
        where = sealing.context(self.model._meta.db_table, self.column, place)
        plain = sealing.open_sealed(sealed, context=where)
        hashed = (hashing.keyed_hash(plain, purpose=purpose) for purpose in self.hashes.values())
        return sealing.seal(plain, context=where), *hashed, pk

    def _write(self, rows: list[tuple[Any, ...]]) -> None:
        quote = connection.ops.quote_name
        columns = ", ".join(f"{quote(name)} = %s" for name in (self.column, *self.hashes))
        table, key = self.model._meta.db_table, str(self.model._meta.pk.column)
        with connection.cursor() as cursor:  # names come from models, never from outside
            cursor.executemany(f"update {quote(table)} set {columns} where {quote(key)} = %s", rows)  # noqa: S608

    def _hold(self) -> None:
        """Nobody may write under the old keys meanwhile. SQLite has one writer, who is us."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"lock table {connection.ops.quote_name(self.model._meta.db_table)} in share row exclusive mode")


@dataclass(frozen=True)
class SealedFiles:
    """The folder `name` of the data folder: sealed files, each under `context(name, file name)`."""

    title: str
    name: str

    @property
    def folder(self) -> Path:
        return Path(settings.GANGJU_DATA) / self.name

    def holds_any(self) -> bool:
        return any(True for _ in self._files())

    def numbers(self) -> set[bytes]:
        return {sealing.sealed_by(sealed) for _, sealed in self._sealed()}

    def reseal(self) -> int:
        changed = 0
        for name, sealed in self._sealed():
            if not sealing.is_current(sealed):
                self.write(name, self.opened(name, sealed))
                changed += 1
        return changed

    def write(self, name: str, plain: bytes) -> None:
        """Whole or not at all; for the owner's eyes."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        draft = self.folder / f".{name}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_bytes(sealing.seal(plain, context=sealing.context(self.name, name)))
        draft.replace(self.folder / name)

    def opened(self, name: str, sealed: bytes) -> bytes:
        return sealing.open_sealed(sealed, context=sealing.context(self.name, name))

    def read(self, name: str) -> bytes | None:
        """None where there is no such file."""
        file = self.folder / name
        return self.opened(name, file.read_bytes()) if file.exists() else None

    def _sealed(self) -> Iterator[tuple[str, bytes]]:
        """One that is forgotten meanwhile needs no key."""
        for file in self._files():
            with suppress(FileNotFoundError):
                yield file.name, file.read_bytes()

    def _files(self) -> Iterator[Path]:
        return (each for each in sorted(self.folder.iterdir()) if not each.name.startswith(".")) if self.folder.exists() else iter(())


def rotate() -> int:
    """Change the keys, or finish an interrupted change; how many values were sealed anew. Raises KeyProblem."""
    now = keys.ring()
    if not waiting() or now.hashing[-1].digest != keys.chosen_digest():
        keys.write(keys.joined(now, keys.new_keys()))
    with transaction.atomic(), keys.held():
        return sum(holding.reseal() for holding in _holding())


def waiting() -> tuple[str, ...]:
    """Where something is still under an old key."""
    now = keys.ring()
    current = {now.sealing[-1].number, now.hashing[-1].number}
    return tuple(holding.title for holding in _holding() if holding.numbers() - current)


def _holding() -> list[Holding]:
    """Those with anything in them; a table of a version to come may be missing."""
    return [holding for holding in holdings() if holding.holds_any()]


def drop_old() -> int:
    """Forget keys by which nothing here is sealed; how many. Backups from before can then no longer be read. Raises KeyProblem."""
    unfinished = waiting()
    if unfinished:
        raise KeyProblem(f"{'、'.join(unfinished)}还有用旧密钥封存的内容,旧密钥不能删。请先运行 gangju keys rotate")
    now = keys.ring()
    left = keys.current(now)
    keys.write(left)
    return len(now.sealing) + len(now.hashing) - len(left.sealing) - len(left.hashing)
