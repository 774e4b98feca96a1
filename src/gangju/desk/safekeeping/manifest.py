"""The first page of a backup: what is inside and how each part must hash."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

FORMAT = "gangju-backup/1"
MEMBER = "manifest.json"


class BadBackup(Exception):
    """Backup or restore cannot go on; the message says what, where and how to mend it."""


@dataclass(frozen=True)
class TablePart:
    rows: int
    sha256: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class FilePart:
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`migrations` name the shape of the tables; `left_out` the tables that are not inside."""

    made_at: str
    gangju: str
    database: str
    migrations: tuple[str, ...]
    tables: Mapping[str, TablePart]
    files: Mapping[str, FilePart]
    left_out: tuple[str, ...]
    with_keys: bool
    format: str = FORMAT

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.tables.values())

    def as_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def from_text(text: bytes) -> Manifest:
    """Raises BadBackup."""
    try:
        said: dict[str, Any] = json.loads(text)
        if said["format"] != FORMAT:
            raise BadBackup(f"备份的格式是“{said['format']}”,这一版只认得“{FORMAT}”;请用做备份的那一版恢复")
        parts = {
            "migrations": tuple(said["migrations"]),
            "left_out": tuple(said["left_out"]),
            "tables": {name: TablePart(part["rows"], part["sha256"], tuple(part["columns"])) for name, part in said["tables"].items()},
            "files": {name: FilePart(**part) for name, part in said["files"].items()},
        }
        return Manifest(**said | parts)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBackup(f"备份里的清单 {MEMBER} 读不出来,文件已损坏;请换一份备份") from error


def applied_migrations(using: str) -> tuple[str, ...]:
    applied: Iterable[tuple[str, str]] = MigrationRecorder(connections[using]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def pieces(source: IO[bytes], size: int = 1 << 20) -> Iterable[bytes]:
    return iter(lambda: source.read(size), b"")
