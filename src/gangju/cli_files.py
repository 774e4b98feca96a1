"""Files that a command writes: refused before the work begins where they cannot be written, and put in place whole or not at all.

What is there is left alone unless somebody says --overwrite; a folder is never overwritten.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class NotWritten(ValueError):
    """Nothing was written; the message is one sentence for the user."""


def refuse(sentence: str) -> NotWritten:
    return NotWritten(sentence)


class Files:
    """The targets of one command. `source` is the file that is read: it is never a target."""

    def __init__(self, source: Path, *, overwrite: bool) -> None:
        self._source, self._overwrite = source, overwrite
        self._files: dict[Path, bytes] = {}
        self._folders: dict[Path, Mapping[str, str]] = {}
        self._expected: set[Path] = set()

    def expect(self, path: Path | None, ending: str) -> None:
        """Raises NotWritten where this file cannot or must not be written."""
        if path is not None:
            with _told(path):
                self._expect(path, ending)

    def _expect(self, path: Path, ending: str) -> None:
        if path.suffix.lower() != ending:
            raise refuse(f"“{path}”要写成 {ending} 文件:请把文件名的结尾改成 {ending}。")
        if path.is_dir():
            raise refuse(f"“{path}”是一个目录:请写出文件名。")
        self._new(path)
        if path.exists() and not self._overwrite:
            raise refuse(f"“{path}”已经有了:请换一个文件名,或者加上 --overwrite 换成新的。")
        _check_place(path)

    def expect_folder(self, path: Path | None) -> None:
        """Raises NotWritten unless the folder is new or empty."""
        if path is not None:
            with _told(path):
                self._expect_folder(path)

    def _expect_folder(self, path: Path) -> None:
        self._new(path)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise refuse(f"“{path}”里已经有内容,没有写入:请给一个新的或空的目录。")
        _check_place(path)

    def _new(self, path: Path) -> None:
        whole = path.resolve()
        if whole == self._source.resolve():
            raise refuse(f"“{path}”就是要读的文件:请换一个文件名。")
        if whole in self._expected:
            raise refuse(f"“{path}”写了两次:请给不同的名字。")
        self._expected.add(whole)

    def add(self, path: Path, raw: bytes) -> None:
        self._files[path] = raw

    def add_folder(self, path: Path, files: Mapping[str, str]) -> None:
        self._folders[path] = files

    def write(self) -> None:
        """All of them. Raises NotWritten."""
        for path, raw in self._files.items():
            with _told(path):
                _put(path, raw)
        for path, files in self._folders.items():
            with _told(path):
                _put_folder(path, files)


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise refuse(f"没有“{path.parent}”这个目录:请先建好,或者换一个地方。")
    if not os.access(path.parent, os.W_OK):
        raise refuse(f"“{path.parent}”不能写入:请换一个有写入权限的目录。")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refuse(f"“{path}”写不进去({error.strerror or error}):请检查磁盘空间和写入权限,或者换一个地方。") from error


def _put(path: Path, raw: bytes) -> None:
    """Written beside and moved into place: nobody ever sees half a file."""
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as beside:
            beside.write(raw)
        Path(name).chmod(0o666 & ~_mask())
        Path(name).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _put_folder(path: Path, files: Mapping[str, str]) -> None:
    beside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        for name, text in files.items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_text(text, "utf-8")
        beside.chmod(0o777 & ~_mask())
        # An empty folder gives way to the full one.
        beside.replace(path)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def _mask() -> int:
    """What this process leaves out of the rights of new files; it can only be asked by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
