"""Files that are packed folders (.docx, .xlsx, .ofd): opened with bounds, so that a small file cannot fill the memory.

Their parts are XML, parsed without entities, without network and without the extra depth that only attacks need.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from lxml import etree

from gangju.reader.problem import Refused

MARK = b"PK\x03\x04"
#: Bytes of all parts together, of one part that we read, and how much smaller a packed part may be.
MOST, LARGEST_PART, SMALLEST_RATIO = 400_000_000, 40_000_000, 250
#: Below this a part does no harm, however well it is packed.
HARMLESS = 5_000_000
MOST_PARTS = 5_000
ENCRYPTED = 0x1
#: What zipfile raises for a damaged directory: its own error, a name that is no UTF-8, a version that nobody writes.
_UNOPENED = (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError)
#: And for a damaged part: what the four ways of packing raise, and places outside the file.
_UNREAD = (*_UNOPENED, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError)
DAMAGED = "已经损坏或者不完整,打不开:请重新下载,或者用办公软件另存一份再读。"
TOO_LARGE = "解开后过大:请只留正文,另存一份再读。"


def opened(raw: bytes) -> zipfile.ZipFile:
    """The archive, once its bounds hold. Raises Refused for a damaged, locked or bloated one."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(raw))
    except _UNOPENED as error:
        raise Refused(DAMAGED) from error
    parts = packed.infolist()
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise Refused("设有打开密码:请先去掉密码,另存一份再读。")
    bloated = any(part.file_size > HARMLESS and part.file_size > part.compress_size * SMALLEST_RATIO for part in parts)
    if bloated or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST:
        raise Refused(TOO_LARGE)
    return packed


def kind_of(raw: bytes) -> str:
    """The format of a packed folder, told by its parts. Raises Refused for one that is no document."""
    names = {name.lower() for name in opened(raw).namelist()}
    kinds = (("docx", "word/document"), ("xlsx", "xl/workbook"), ("ofd", "ofd.xml"), ("slides", "ppt/presentation"), ("old", "content.xml"))
    found = next((kind for kind, start in kinds if any(name.startswith(start) for name in names)), None)
    if found == "slides":
        raise Refused("是演示文稿:请把文字另存为 .docx 再读。")
    if found is None:
        raise Refused("是压缩包:请先解压,再选里面的文件。")
    return found


def part(packed: zipfile.ZipFile, name: str) -> etree._Element | None:
    """One XML part, or None where the archive has none of that name. Raises Refused where it cannot be read."""
    found = {info.filename.lower(): info for info in packed.infolist()}.get(name.lower())
    return None if found is None else parsed(content(packed, found))


def content(packed: zipfile.ZipFile, found: zipfile.ZipInfo) -> bytes:
    """One part unpacked. Raises Refused where it is too large or damaged."""
    if found.file_size > LARGEST_PART:
        raise Refused(TOO_LARGE)
    try:
        return packed.read(found)
    except _UNREAD as error:
        raise Refused(DAMAGED) from error


def parsed(xml: bytes) -> etree._Element:
    """An XML text as a tree. Raises Refused where it is none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(DAMAGED) from error
