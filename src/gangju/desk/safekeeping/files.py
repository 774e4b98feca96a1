"""Which files of the data folder belong to an installation, and which are its keys."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from gangju.desk.safekeeping.manifest import pieces

# The database goes row by row; assets and caches are made anew.
NOT_KEPT = ("static", "gangju.sqlite3", "gangju.sqlite3-wal", "gangju.sqlite3-shm", "gangju.sqlite3-journal")
KEY_FOLDER = "keys"


def kept(folder: Path, *, keys: bool) -> Iterator[Path]:
    """Paths relative to the folder, sorted; keys only if asked for. Links are not followed."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = (Path(place) / name).relative_to(folder)
            if path.parts[0] not in NOT_KEPT and (keys or not is_key(path)) and (folder / path).is_file():
                yield path


def is_key(path: Path) -> bool:
    """A key is a file `*.key`, a draft of one, or anything in a folder `keys`."""
    return path.suffix == ".key" or path.stem == "secret" or KEY_FOLDER in path.parts[:-1]


def sha256(source: IO[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces(source):
        digest.update(piece)
    return digest.hexdigest()


def put(folder: Path, path: str, source: IO[bytes]) -> None:
    """Write one file whole, or not at all."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        for piece in pieces(source):
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)
