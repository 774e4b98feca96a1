"""Is a backup whole? Every part is read and hashed before anything is restored from it."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from gangju.desk.safekeeping.files import sha256
from gangju.desk.safekeeping.manifest import MEMBER, BadBackup, Manifest, from_text


def check(source: Path) -> Manifest:
    """The manifest of a whole backup. Raises BadBackup that names every damaged part."""
    with opened(source) as (archive, manifest):
        damaged = list(_damaged(archive, manifest))
    if damaged:
        raise BadBackup(f"备份 {source.name} 已损坏,不能用来恢复;请换一份。损坏之处:{';'.join(damaged)}")
    return manifest


@contextmanager
def opened(source: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Raises BadBackup."""
    try:
        archive = zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise BadBackup(f"没有 {source} 这个文件,请核对路径") from error
    except (OSError, zipfile.BadZipFile) as error:
        raise BadBackup(f"{source.name} 打不开:不是完整的备份文件,可能没有传完;请重新取一份") from error
    with archive:
        try:
            said = archive.read(MEMBER)
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError) as error:
            raise BadBackup(f"{source.name} 里的清单 {MEMBER} 没有或读不出来,不是完整的备份文件;请换一份") from error
        yield archive, from_text(said)


def parts_of(manifest: Manifest) -> dict[str, str]:
    """Each part of the archive with its hash."""
    tables = {f"tables/{name}.jsonl": part.sha256 for name, part in manifest.tables.items()}
    return tables | {f"files/{name}": part.sha256 for name, part in manifest.files.items()}


def _damaged(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[str]:
    wanted = parts_of(manifest)
    for name, digest in wanted.items():
        path = PurePosixPath(name)
        if ".." in path.parts or path.is_absolute():
            yield f"{name} 指向备份以外"
            continue
        try:
            with archive.open(name) as part:
                if sha256(part) != digest:
                    yield f"{name} 与清单不符"
        except KeyError:
            yield f"{name} 不在里面"
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError):
            yield f"{name} 读不出来"
    for name in sorted(set(archive.namelist()) - set(wanted) - {MEMBER}):
        yield f"{name} 不在清单上"
