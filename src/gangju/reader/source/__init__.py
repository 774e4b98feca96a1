"""Files become text here: one module a format, each with `read(path) -> str`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from gangju.reader.problem import ReaderError
from gangju.reader.source import txt

FORMATS: Mapping[str, Callable[[Path], str]] = {".txt": txt.read}


def text_of(path: Path) -> str:
    """The text of a file. Raises ReaderError for a missing file or a format that is not read yet."""
    if not path.is_file():
        raise ReaderError(f"找不到文件“{path}”:请检查路径和文件名。")
    reader = FORMATS.get(path.suffix.lower())
    if reader is None:
        known = "、".join(FORMATS)
        raise ReaderError(f"“{path.name}”的格式还不能读:目前能读 {known},请另存为其中一种再读。")
    return reader(path)
