"""Where an uploaded workbook waits between check and import, what was found in it, and how far a long import is.

The file holds identity numbers, so it is readable by the server alone and leaves as soon as nobody needs it: after a
clean import at once, else after a week. Progress stands in a file because a transaction shows nothing until it ends.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from gangju.desk.sheets.workbook import MOST_BYTES

KEPT_SECONDS = 7 * 24 * 3600
FORM_BYTES = 2**20  # what a form carries besides its file


def folder() -> Path:
    found = Path(settings.GANGJU_DATA) / "sheets"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def _file(number: int, ending: str) -> Path:
    return folder() / f"{number}.{ending}"


def keep(number: int, data: bytes) -> None:
    """The workbook as it came. Older ones that nobody came back for leave."""
    for old in folder().iterdir():
        if old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)
    _write(_file(number, "book"), data)


def kept(number: int) -> bytes | None:
    file = _file(number, "book")
    return file.read_bytes() if file.exists() else None


def forget(number: int) -> None:
    for ending in ("book", "preview", "progress"):
        _file(number, ending).unlink(missing_ok=True)


def note(number: int, what: str, told: Any) -> None:
    """`preview` or `progress`, as JSON."""
    _write(_file(number, what), json.dumps(told, ensure_ascii=False).encode())


def noted(number: int, what: str) -> Any:
    """None where nothing was noted."""
    file = _file(number, what)
    return json.loads(file.read_bytes()) if file.exists() else None


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all; for the owner's eyes."""
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(data)
    draft.replace(file)


def refuse_large(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a body that says it is too large is not read at all."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > MOST_BYTES + FORM_BYTES:
            size = f"{int(said) / 2**30:.1f} GB" if int(said) >= 2**30 else f"{int(said) / 2**20:.0f} MB"
            return HttpResponse(render_to_string("sheets/too_large.html", {"size": size, "most": MOST_BYTES // 2**20}), status=413)
        return get_response(request)

    return middleware
