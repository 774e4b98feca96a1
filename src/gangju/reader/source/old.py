"""Formats that offices have left behind (.doc .xls .rtf .wps .odt): turned into today's by LibreOffice, where it is installed.

LibreOffice works on files: it gets a folder of its own under the system's temporary folder, which is gone when it is done,
and a profile of its own, so that it shares nothing with another one running.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from gangju.reader.problem import Refused
from gangju.reader.source import archive, docx, sniff, xlsx
from gangju.reader.source.text import Lines

#: Seconds for one file.
PATIENCE = 75
PROGRAMS = ("soffice", "libreoffice")
BOOKS = ("Workbook".encode("utf-16-le"), b"application/vnd.oasis.opendocument.spreadsheet")
OFFSET_OF_FLAGS, ENCRYPTED = 0x0A, 0x0100
WORD_MAGIC = b"\xec\xa5"


def read(raw: bytes) -> Lines:
    """The lines of the file. Raises Refused where the program is not installed or gives up."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if _is_locked(raw):
        raise Refused("设有打开密码:请先去掉密码,另存一份再读。")
    if program is None:
        raise Refused("是旧版格式,本机没有装能打开它的 LibreOffice:请用 Word 或 WPS 另存为 .docx 再读。")
    book = any(mark in raw for mark in BOOKS) and "WordDocument".encode("utf-16-le") not in raw
    new = _converted(raw, program, "xlsx" if book else "docx")
    if sniff.kind_of(new) != ("xlsx" if book else "docx"):
        raise Refused(archive.DAMAGED)
    return xlsx.read(new) if book else docx.read(new)


def _is_locked(raw: bytes) -> bool:
    """Word writes into the first block of its text stream whether the file is encrypted."""
    place = raw.find(WORD_MAGIC, 512)
    while 0 <= place < len(raw) - 12 and place % 512:
        place = raw.find(WORD_MAGIC, place + 1)
    if place < 0 or raw[:8] != sniff.COMPOUND:
        return False
    flags = int.from_bytes(raw[place + OFFSET_OF_FLAGS : place + OFFSET_OF_FLAGS + 2], "little")
    return bool(flags & ENCRYPTED)


def _converted(raw: bytes, program: str, target: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="gangju-") as name:
        folder = Path(name)
        (folder / "in.bin").write_bytes(raw)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", target, "--outdir", str(folder / "out")]
        _run([program, profile, *options, str(folder / "in.bin")])
        made = next((folder / "out").glob(f"*.{target}"), None) if (folder / "out").is_dir() else None
        if made is None:
            raise Refused(archive.DAMAGED)
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """In a group of its own: the program starts others, and all of them end when the time is up."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True) as process:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise Refused("太大或者太复杂,没有在规定时间内打开:请用 Word 或 WPS 另存为 .docx 再读。") from error
