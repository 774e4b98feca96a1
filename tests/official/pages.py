"""Paper as LibreOffice lays it out, measured in the PDF: which signs stand where, in millimetres from the upper left corner.

LibreOffice reads the switch for hanging punctuation the wrong way round (on as off); for it alone the switch is turned, so that
what is measured is what Word does with the file as it is.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pdfplumber
import pytest

from gangju.official.page import ACROSS, UPRIGHT, Edges
from gangju.reader.normal import normalise

MM: Final = 25.4 / 72
#: Rounding of the file's units, and half the width of a border.
SLACK: Final = 0.35
LONGEST_WAIT: Final = 240
Printer = Callable[[Mapping[str, bytes]], dict[str, list["Page"]]]


@dataclass(frozen=True, slots=True)
class Sign:
    """One printed character and its box."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    upright: bool


@dataclass(frozen=True)
class Page:
    """A printed page. `signs` are without blanks; `rules` are the ends of table borders and lines."""

    number: int
    edges: Edges
    signs: tuple[Sign, ...]
    rules: tuple[tuple[float, float, float, float], ...]

    @cached_property
    def folio(self) -> tuple[Sign, ...]:
        """The page number with its dashes: what stands beyond the type area where page numbers stand."""
        if self.edges.across:
            return tuple(sign for sign in self.signs if not sign.upright)
        return tuple(sign for sign in self.signs if sign.top > self.edges.size[1] - self.edges.bottom)

    @cached_property
    def body(self) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if sign not in self.folio)

    @property
    def lines(self) -> list[list[Sign]]:
        """The signs of the body by line, from above."""
        return lines_of(self.body)

    def outside(self) -> list[object]:
        """What of the body stands beyond the type area."""
        left, top = self.edges.left - SLACK, self.edges.top - SLACK
        right, bottom = self.edges.size[0] - self.edges.right + SLACK, self.edges.size[1] - self.edges.bottom + SLACK
        boxes: list[tuple[object, float, float, float, float]] = [(sign, sign.x0, sign.top, sign.x1, sign.bottom) for sign in self.body]
        boxes += [(rule, *rule) for rule in self.rules]
        return [what for what, x0, y0, x1, y1 in boxes if x0 < left or x1 > right or y0 < top or y1 > bottom]


def lines_of(signs: Sequence[Sign]) -> list[list[Sign]]:
    """Signs whose feet stand at one height, ordered by height and from the left."""
    lines: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: sign.bottom):
        if lines and abs(lines[-1][-1].bottom - sign.bottom) < 1:
            lines[-1].append(sign)
        else:
            lines.append([sign])
    return [sorted(line, key=lambda sign: sign.x0) for line in lines]


def said(signs: Sequence[Sign]) -> str:
    return "".join(sign.text for sign in signs)


def squeezed(text: str) -> str:
    """As the reader writes it, without any blank."""
    return re.sub(r"\s", "", normalise(text))


def printer(folder: Path) -> Printer:
    """Prints files by name. Left out where LibreOffice is not installed."""
    if shutil.which("soffice") is None:
        pytest.skip("没有 LibreOffice,版面未量 · no soffice on PATH")

    def printed(files: Mapping[str, bytes]) -> dict[str, list[Page]]:
        for name, raw in files.items():
            (folder / f"{name}.docx").write_bytes(_turned(raw))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        targets = [str(folder / f"{name}.docx") for name in files]
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *targets]
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_WAIT)
        return {name: list(_pages(folder / f"{name}.pdf")) for name in files}

    return printed


def _turned(raw: bytes) -> bytes:
    turned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(turned, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<w:overflowPunct w:val="0"/>', b'<w:overflowPunct w:val="1"/>'))
    return turned.getvalue()


def _pages(path: Path) -> Iterator[Page]:
    with pdfplumber.open(path) as pdf:
        for place, page in enumerate(pdf.pages, 1):
            signs = tuple(
                Sign(sign["text"], sign["x0"] * MM, sign["x1"] * MM, sign["top"] * MM, sign["bottom"] * MM, bool(sign["upright"]))
                for sign in page.chars
                if sign["text"].strip()
            )
            rules = tuple((rule["x0"] * MM, rule["top"] * MM, rule["x1"] * MM, rule["bottom"] * MM) for rule in (*page.lines, *page.rects))
            yield Page(place, ACROSS if page.width > page.height else UPRIGHT, signs, rules)
