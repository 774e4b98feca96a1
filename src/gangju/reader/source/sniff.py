"""What a file is, told by its content. The ending of its name is not asked: mailboxes and web sites change it at will."""

from __future__ import annotations

import re

from gangju.reader.problem import Refused
from gangju.reader.source import archive

HEAD = 4096
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ")
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b", re.IGNORECASE)
MAIL = re.compile(rb"\A(?:From:|MIME-Version:|Content-Type: ?multipart)", re.IGNORECASE)
#: The storages inside an old office file, named in UTF-16.
LOCKED, WORD, BOOK, SLIDES = ("EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document")


def kind_of(raw: bytes) -> str:
    """The name of the format: txt docx xlsx pdf html mhtml ofd old. Raises Refused for what is no document."""
    head = raw[:HEAD]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(archive.MARK):
        return archive.kind_of(raw)
    if head.startswith(COMPOUND):
        return _compound(raw)
    if head.lstrip().startswith(b"{\\rtf"):
        return "old"
    _refuse_other(head)
    if head.lstrip().startswith(b"<?xml") and b"<html" not in head.lower():
        return "old"  # Word and Excel of 2003, or a document of LibreOffice, in one XML text.
    if MAIL.match(head.lstrip()):
        return "mhtml"
    return "html" if HTML.search(_without_marks(head)) else "txt"


def _compound(raw: bytes) -> str:
    if _holds(raw, LOCKED):
        raise Refused("设有打开密码:请先去掉密码,另存一份再读。")
    if _holds(raw, SLIDES):
        raise Refused("是演示文稿:请把文字另存为 .docx 再读。")
    if _holds(raw, WORD) or _holds(raw, BOOK):
        return "old"
    raise Refused("不是能读的文档:请另存为 .docx 或 .txt 再读。")


def _holds(raw: bytes, storage: str) -> bool:
    return storage.encode("utf-16-le") in raw


def _refuse_other(head: bytes) -> None:
    webp = head.startswith(b"RIFF") and head[8:12] == b"WEBP"
    if webp or any(head.startswith(mark) and b"\x00" in head for mark in PICTURES):
        raise Refused("是图片:请先做文字识别,另存为 .docx 再读。")
    if head.startswith(PACKED):
        raise Refused("是压缩包:请先解压,再选里面的文件。")
    if head.startswith((b"MZ", b"\x7fELF")):
        raise Refused("是程序,不是文档:请选一份文档。")


def _without_marks(head: bytes) -> bytes:
    """Tags of a page in UTF-16 can be seen once the zero bytes are gone."""
    return head.replace(b"\x00", b"")
