"""Plain text in the encodings Chinese offices use: UTF-8 (with or without mark), UTF-16 with mark, GB 18030."""

from __future__ import annotations

import codecs
from pathlib import Path

from gangju.reader.problem import ReaderError

ENCODINGS = ("utf-8-sig", "gb18030")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Longer than any policy text; a larger file is something else.
LARGEST = 5_000_000


def read(path: Path) -> str:
    """The text of the file. Raises ReaderError where no encoding fits or the file is far too large."""
    if path.stat().st_size > LARGEST:
        raise ReaderError(f"“{path.name}”超过 5 兆字节,不像一份制度文本:请只留正文再读。")
    raw = path.read_bytes()
    if raw.startswith(UTF16_MARKS):
        return raw.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReaderError(f"“{path.name}”不是文本文件:请换成 .txt,或者把文字复制出来再读。")
