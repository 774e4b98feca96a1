"""`gangju restore`: an empty installation becomes what the backup holds, or stays empty.

Files first, rows last and in one transaction: as long as that is not committed the same restore can be begun again.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from gangju.desk.safekeeping.check import check, opened
from gangju.desk.safekeeping.files import kept, put, sha256
from gangju.desk.safekeeping.manifest import BadBackup, Manifest, applied_migrations
from gangju.desk.safekeeping.tables import Table, all_tables, reset_numbers


def restore(source: Path, *, using: str = "default") -> Manifest:
    """Raises BadBackup: a damaged file, an installation that is not empty, tables of another version."""
    folder = Path(settings.GANGJU_DATA)
    manifest = check(source)
    _must_be_empty(folder, manifest, using)
    call_command("migrate", database=using, verbosity=0, skip_checks=True)
    _same_shape(manifest, using)
    with opened(source) as (archive, _):
        _files(archive, manifest, folder)
        with transaction.atomic(using=using):
            _rows(archive, manifest, using)
            _equal(manifest, using)
    return manifest


def _must_be_empty(folder: Path, manifest: Manifest, using: str) -> None:
    """Files of a restore that was broken off may lie there already; a key that the first start has made gives way."""
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
    full = [table.name for table in all_tables() if table.name in there and table.name not in MADE_BY_MIGRATE and table.count(using)]
    strange = [path.as_posix() for path in kept(folder, keys=False) if not _is_ours(folder, path, manifest)]
    if full or strange:
        found = f"数据库表 {full[0]} 里有数据" if full else f"数据目录里有 {strange[0]}"
        raise BadBackup(f"只能恢复到空的安装,这里不是空的:{found}。请用 --into 另指一个新目录,或把 GANGJU_HOME、GANGJU_DB 指到空的安装")


# A migrated database holds these from the start, with numbers of its own.
MADE_BY_MIGRATE = frozenset({"django_content_type", "auth_permission"})


def _is_ours(folder: Path, path: Path, manifest: Manifest) -> bool:
    known = manifest.files.get(path.as_posix().removesuffix(".part"))
    if known is None or path.suffix == ".part":
        return known is not None
    with (folder / path).open("rb") as there:
        return sha256(there) == known.sha256


def _same_shape(manifest: Manifest, using: str) -> None:
    here, there = set(applied_migrations(using)), set(manifest.migrations)
    if here != there:
        differs = "、".join(sorted(here ^ there)[:5])
        raise BadBackup(f"备份由纲举 {manifest.gangju} 做成,表的结构与这一版不同({differs});请先用那一版恢复,再升级")
    columns = {table.name: table.columns for table in all_tables()}
    for name, part in manifest.tables.items():
        if columns.get(name) != part.columns:
            raise BadBackup(f"备份里的表 {name} 与这一版的列不同;请用做备份的那一版恢复")


def _files(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    for name in manifest.files:
        with archive.open(f"files/{name}") as part:
            put(folder, name, part)
    for name, said in manifest.files.items():
        with (folder / name).open("rb") as written:
            if sha256(written) != said.sha256:
                raise BadBackup(f"恢复出来的文件 {name} 与清单不符;请检查磁盘后重试")


def _rows(archive: zipfile.ZipFile, manifest: Manifest, using: str) -> None:
    tables = [table for table in all_tables() if table.name in manifest.tables]
    for table in reversed(tables):
        if table.name in MADE_BY_MIGRATE or table.count(using):
            table.empty(using)
    for table in tables:
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            try:
                table.load(lines, using)
            except (ValueError, TypeError) as error:
                raise BadBackup(f"备份里的表 {table.name} 有一行读不出来:{error}") from error
    reset_numbers(tables, using)


def _equal(manifest: Manifest, using: str) -> None:
    """What has been written is read again and must hash as the manifest says; else nothing is committed."""
    for table in all_tables():
        said = manifest.tables.get(table.name)
        if said is not None and _hashed(table, using) != (said.rows, said.sha256):
            raise BadBackup(f"恢复后的表 {table.name} 与清单不符,没有写入任何数据;请把这份备份和这句话交给维护人员")


def _hashed(table: Table, using: str) -> tuple[int, str]:
    digest, rows = hashlib.sha256(), 0
    for line in table.lines(using):
        digest.update(line)
        rows += 1
    return rows, digest.hexdigest()
