"""Where an uploaded workbook waits between check and import, what was found in it, and how far a long import is.

The file holds identity numbers, so it lies sealed (`vault`), readable by the server alone, and leaves as soon as nobody needs
it: after a clean import at once, else after a week. It is opened in memory only. Progress stands in a file because a
transaction shows nothing until it ends.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from gangju.desk.sheets.workbook import MOST_BYTES
from gangju.desk.vault.rotation import SealedFiles

KEPT_SECONDS = 7 * 24 * 3600
FORM_BYTES = 2**20  # what a form carries besides its file
KEPT = SealedFiles("待导入的表格", "sheets")


def keep(number: int, data: bytes) -> None:
    """The workbook as it came. Older ones that nobody came back for leave. Raises KeyProblem."""
    tidy()
    KEPT.write(f"{number}.book", data)


def tidy() -> None:
    """Drafts of a writing that was broken off leave too."""
    for old in KEPT.folder.iterdir() if KEPT.folder.exists() else ():
        if old.stat().st_mtime < time.time() - KEPT_SECONDS:
            old.unlink(missing_ok=True)


def kept(number: int) -> bytes | None:
    """Raises KeyProblem."""
    return KEPT.read(f"{number}.book")


def is_kept(number: int) -> bool:
    return (KEPT.folder / f"{number}.book").exists()


def forget(number: int) -> None:
    for ending in ("book", "preview", "progress"):
        (KEPT.folder / f"{number}.{ending}").unlink(missing_ok=True)


def note(number: int, what: str, told: Any) -> None:
    """`preview` or `progress`, as JSON."""
    KEPT.write(f"{number}.{what}", json.dumps(told, ensure_ascii=False).encode())


def noted(number: int, what: str) -> Any:
    """None where nothing was noted."""
    found = KEPT.read(f"{number}.{what}")
    return json.loads(found) if found is not None else None


def refuse_large(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: a body that says it is too large is not read at all."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > MOST_BYTES + FORM_BYTES:
            size = f"{int(said) / 2**30:.1f} GB" if int(said) >= 2**30 else f"{int(said) / 2**20:.0f} MB"
            return HttpResponse(render_to_string("sheets/too_large.html", {"size": size, "most": MOST_BYTES // 2**20}), status=413)
        return get_response(request)

    return middleware
