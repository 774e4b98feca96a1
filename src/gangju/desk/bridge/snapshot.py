"""The facts of the installation at one moment, published as a facts folder of Parquet and kept under its content.

The same content gives the same folder, so publishing twice without a deed in between writes nothing; a figure is
reproduced from the folder that its result set names.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings
from django.db import connection

from gangju.desk import clock
from gangju.desk.bridge import tables
from gangju.desk.bridge.catalogue import installed
from gangju.engine.facts import Facts, reload_facts, write_facts
from gangju.engine.facts_read import hash_of
from gangju.engine.relations import RELATIONS


def publish(known_on: date | None = None) -> Facts:
    """Read every ledger at one moment and keep the folder. Rows recorded after `known_on` (now, unless named) are left out."""
    facts = read_all(known_on or clock.known_on())
    home = Path(settings.GANGJU_DATA) / "snapshots"
    home.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix="draft-", dir=home))
    write_facts(facts.tables, draft, format="parquet")
    digest = _hash(draft)
    return replace(facts, hash=digest, folder=_keep(draft, folder_of(digest)))


def folder_of(facts_hash: str) -> Path:
    """Where the snapshot with this hash is kept."""
    return Path(settings.GANGJU_DATA) / "snapshots" / facts_hash.removeprefix("sha256:")[:32]


class NotKept(Exception):
    """The facts of a result are not there any more, or are no longer those that it was computed from."""


@lru_cache(maxsize=1)
def kept_facts(facts_hash: str) -> Facts:
    """The snapshot with this hash, read once a process; only the newest one asked for stays in memory. Raises NotKept."""
    folder = folder_of(facts_hash)
    if not folder.is_dir():
        raise NotKept(f"事实快照 {facts_hash[:19]} 已经不在数据文件夹里,请从备份恢复")
    facts = reload_facts(folder, installed())
    if facts.hash != facts_hash:
        raise NotKept(f"事实快照 {facts_hash[:19]} 的内容变了,现在是 {facts.hash[:19]};请从备份恢复原文件")
    return facts


def read_all(known_on: date | None) -> Facts:
    """Every relation as of one moment, so that no deed falls between two of them; all that was ever recorded without `known_on`.
    The hash is not known yet."""
    with one_moment():
        facts = Facts({name: tables.read(name) for name in RELATIONS}, hash="")
    return facts.known_on(known_on) if known_on else facts


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that only reads and keeps nobody from writing: the desk's own transactions take SQLite's write lock."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("begin deferred" if connection.vendor == "sqlite" else "begin isolation level repeatable read read only")
        try:
            yield
        finally:
            cursor.execute("rollback")


def _hash(folder: Path) -> str:
    return hash_of({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()})


def _keep(draft: Path, folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(draft)
    else:
        draft.rename(folder)
    return folder
