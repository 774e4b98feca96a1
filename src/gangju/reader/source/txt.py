"""Plain text in the encodings Chinese offices use: UTF-8, UTF-16 (each with mark or without), GB 18030; Big5 is recognised."""

from __future__ import annotations

import codecs

from gangju.reader.problem import Refused, commonness, is_text

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Tried where there is no mark and the bytes are no UTF-8. The likeliest comes first: it wins where all are alike.
GUESSES = ("gb18030", "utf-16-le", "utf-16-be", "big5hkscs")
#: So much of the text is enough to tell its encoding.
SAMPLE = 20_000


def read(raw: bytes) -> str:
    """The text of the file. Raises Refused where no encoding fits."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(raw)
    # Chinese characters in UTF-16 may happen to be UTF-8 too; zero bytes betray it.
    return _guessed(raw) if "\x00" in text else text


def _guessed(raw: bytes) -> str:
    readings = [(encoding, text) for encoding in GUESSES if (text := _decoded(raw, encoding)) is not None]
    if not readings:
        raise Refused("不是文本文件:请换成 .txt 或 .docx,或者把文字复制出来再读。")
    encoding, text = max(readings, key=lambda reading: commonness(reading[1][:SAMPLE]))
    if encoding == "big5hkscs":
        raise Refused("是繁体中文的 Big5 编码:请转换成简体中文,另存为 UTF-8 再读。")
    return text


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return None
    return text if is_text(text[:SAMPLE]) else None
