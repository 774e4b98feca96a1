"""The demo county that every benchmark measures on: written once per state of the demo's sources, loaded once per process."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

import gangju.demo.county
from gangju.demo.shape import Size
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import load_pack
from gangju.engine.model import Pack

DEMO = Path(gangju.demo.county.__file__).parent
PACK = DEMO / "pack"


def state(*places: Path) -> str:
    """A name for what the sources in these folders say now."""
    sources = sorted(file for place in places for file in place.rglob("*") if file.suffix in (".py", ".yaml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]


@cache
def folder(size: Size) -> Path:
    """The facts folder as Parquet, kept between runs beside other temporary files."""
    found = Path(tempfile.gettempdir()) / f"gangju-bench-{state(DEMO)}" / size
    if not found.exists():
        found.parent.mkdir(exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=found.parent))
        gangju.demo.county.write(half, size, "parquet")
        try:
            half.rename(found)
        except OSError:  # another process was first
            shutil.rmtree(half)
    return found


@cache
def pack() -> Pack:
    """The county's own plan: fifteen standards."""
    return load_pack(PACK)


def load(size: Size) -> Facts:
    return load_facts(folder(size), load_catalogue(SHIPPED))


@cache
def facts(size: Size) -> Facts:
    return load(size)
