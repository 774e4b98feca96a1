"""`gangju backup`: one file with everything, of one moment, read back before it counts as done."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connections

from gangju.desk import clock
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.safekeeping.check import check
from gangju.desk.safekeeping.files import kept
from gangju.desk.safekeeping.manifest import MEMBER, BadBackup, FilePart, Manifest, TablePart, applied_migrations, pieces
from gangju.desk.safekeeping.snapshot import snapshot
from gangju.desk.safekeeping.tables import LEFT_OUT, Table, all_tables, unknown_tables


def backup(target: Path, *, with_keys: bool = False) -> tuple[Path, Manifest]:
    """Returns the file and what is in it. Raises BadBackup: the file is there already, or the place cannot be written."""
    file = _named(target)
    if file.exists():
        raise BadBackup(f"{file} 已经存在,备份不覆盖旧文件;请换一个名字")
    with deed("safekeeping.backup", Actor.system("gangju backup"), subject=f"backup:{file.name}"[:150]) as log:
        log.changed("backup", after={"file": file.name, "with_keys": with_keys})
    draft = file.with_name(f"{file.name}.part")
    try:
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)  # it holds personal data
        with os.fdopen(handle, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
                manifest = _Writing(archive, Path(settings.GANGJU_DATA), with_keys).run()
            out.flush()
            os.fsync(out.fileno())
        check(draft)
        draft.replace(file)
    except OSError as error:
        raise BadBackup(f"备份写不到 {file}:{error.strerror or error};请检查目录是否存在、磁盘是否已满") from error
    finally:
        draft.unlink(missing_ok=True)
    return file, manifest


def _named(target: Path) -> Path:
    return target / f"gangju-{clock.now():%Y%m%d-%H%M%S}.zip" if target.is_dir() else target


def _same_version(using: str) -> None:
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
    missing = [table.name for table in all_tables() if table.name not in there]
    if missing:
        raise BadBackup(f"数据库里没有表 {missing[0]}:数据库的结构比程序旧。请先升级数据库(python -m django migrate)再备份")


@dataclass
class _Writing:
    archive: zipfile.ZipFile
    folder: Path
    with_keys: bool
    tables: dict[str, TablePart] = field(default_factory=dict)
    files: dict[str, FilePart] = field(default_factory=dict)

    def run(self) -> Manifest:
        # The journal's head first: it must not be ahead of the rows.
        head = self.folder / "journal-head.json"
        if head.exists():
            self._file(head.relative_to(self.folder))
        with snapshot() as using:
            _same_version(using)
            for table in all_tables():
                self._table(table, using)
            manifest = self._manifest(using)
        self.archive.writestr(MEMBER, manifest.as_text())
        return manifest

    def _manifest(self, using: str) -> Manifest:
        for path in kept(self.folder, keys=self.with_keys):
            if path.as_posix() not in self.files:
                self._file(path)
        return Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            gangju=version("gangju"),
            database=connections[using].vendor,
            migrations=applied_migrations(using),
            tables=self.tables,
            files=self.files,
            left_out=tuple(sorted({*LEFT_OUT, *unknown_tables(using)})),
            with_keys=self.with_keys,
        )

    def _table(self, table: Table, using: str) -> None:
        try:
            rows, digest = self._member(f"tables/{table.name}.jsonl", table.lines(using))
        except (ValueError, DatabaseError) as error:
            raise BadBackup(f"数据库表 {table.name} 有读不出来的内容({error}),没有做成备份;请先修复数据库") from error
        self.tables[table.name] = TablePart(rows, digest, table.columns)

    def _file(self, path: Path) -> None:
        """A file that is tidied away meanwhile belonged to something older than the snapshot's pointer, or to nothing."""
        try:
            source = (self.folder / path).open("rb")
        except FileNotFoundError:
            return
        with source:
            _, digest = self._member(f"files/{path.as_posix()}", pieces(source))
            self.files[path.as_posix()] = FilePart(source.tell(), digest)

    def _member(self, name: str, parts: Iterable[bytes]) -> tuple[int, str]:
        digest, count = hashlib.sha256(), 0
        with self.archive.open(name, "w", force_zip64=True) as out:
            for part in parts:
                out.write(part)
                digest.update(part)
                count += 1
        return count, digest.hexdigest()
