"""Files become lines here: one module a format, told apart by content, each with `read(raw) -> Lines`.

Plain text is decoded on the spot. All other formats are parsed in a child process with little time and memory: a damaged
or hostile file may end the child, never the server. Nothing is written anywhere.
"""

from __future__ import annotations

from gangju.reader.problem import Refused
from gangju.reader.source import bounded, sniff, txt
from gangju.reader.source.text import Lines

__all__ = ["LARGEST_FILE", "Lines", "lines_of", "too_large"]

#: Bytes of a file; a larger one is refused before anything looks into it.
LARGEST_FILE = 50_000_000
#: Bytes of a plain text: longer than any policy.
LARGEST_TEXT = 5_000_000


def lines_of(raw: bytes) -> str | Lines:
    """What the file says: its lines, or plain text as it stands. Raises Refused with the rest of a sentence."""
    if len(raw) > LARGEST_FILE:
        raise Refused(too_large())
    kind = sniff.kind_of(raw)
    if kind != "txt":
        return bounded.lines_of(kind, raw)
    if len(raw) > LARGEST_TEXT:
        raise Refused(f"超过 {LARGEST_TEXT // 1_000_000} 兆字节,不像一份制度文本:请只留正文再读。")
    return txt.read(raw)


def too_large() -> str:
    return f"超过 {LARGEST_FILE // 1_000_000} 兆字节:请去掉图片,只留正文,另存一份再读。"
