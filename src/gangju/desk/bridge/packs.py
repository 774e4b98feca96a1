"""Packs as the installation keeps them: copied under their hash with the catalogue they came with, then never changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from gangju.engine.catalogue import SHIPPED
from gangju.engine.explain import sentence
from gangju.engine.load import load_pack
from gangju.engine.model import Pack
from gangju.engine.problem import BadInput

# A copy that is being made.
DRAFT = "draft-"


@dataclass(frozen=True)
class Kept:
    id: str
    title: str
    hash: str
    folder: Path
    since: date
    until: date | None


def keep(folder: Path) -> Kept:
    """Check the pack and copy it. Raises BadInput with every mistake."""
    pack = load_pack(folder)
    place = home_of(pack.hash)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=DRAFT, dir=place.parent))
        shutil.copytree(folder, draft / "pack")
        beside = folder.parent / "catalogue"
        if beside.is_dir() and beside.resolve() != SHIPPED.resolve():
            shutil.copytree(beside, draft / "catalogue")
        draft.rename(place)
    return Kept(pack.id, pack.plan.title, pack.hash, place / "pack", pack.plan.in_force_from, pack.plan.in_force_until)


def home_of(pack_hash: str) -> Path:
    """The folder that holds a kept pack and its catalogue."""
    return Path(settings.GANGJU_DATA) / "packs" / pack_hash.removeprefix("sha256:")[:32]


# ---------------------------------------------------------------- what may be adopted
@dataclass(frozen=True)
class Offered:
    """A pack that can be read; `version` is its hash as addresses carry it."""

    pack: Pack

    @property
    def version(self) -> str:
        return self.pack.hash.removeprefix("sha256:")[:32]

    def sentences(self) -> dict[str, str]:
        """What each standard asks, in words, by its id."""
        return {standard.id: sentence(self.pack, standard) for standard in self.pack.standards}


@dataclass(frozen=True)
class Unreadable:
    """A folder that should hold a pack, and the first mistake in it."""

    name: str
    mistake: str


def on_offer() -> tuple[list[Offered], list[Unreadable]]:
    """Packs shipped with the program and those the installation keeps, each version once, and what could not be read."""
    found: dict[str, Offered] = {}
    bad: list[Unreadable] = []
    for folder in _folders():
        read = _read(folder, max(file.stat().st_mtime_ns for file in folder.rglob("*.yaml")))
        if isinstance(read, Unreadable):
            bad.append(read)
        else:
            found.setdefault(read.version, read)
    return sorted(found.values(), key=lambda each: (each.pack.id, each.pack.plan.in_force_from, each.version)), bad


def offered(version: str) -> Offered | None:
    return next((each for each in on_offer()[0] if each.version == version), None)


def _folders() -> Iterator[Path]:
    """The installation's own first: what is adopted is the kept copy."""
    kept = Path(settings.GANGJU_DATA) / "packs"
    yield from (plan.parent for plan in sorted(kept.glob("*/pack/plan.yaml")) if not plan.parts[-3].startswith(DRAFT))
    yield from (plan.parent for plan in sorted(SHIPPED.parent.glob("*/plan.yaml")))


@lru_cache(maxsize=256)
def _read(folder: Path, stamp: int) -> Offered | Unreadable:  # noqa: ARG001 - a folder is read anew when a file in it has changed
    try:
        return Offered(load_pack(folder))
    except BadInput as wrong:
        return Unreadable(folder.name if folder.name != "pack" else folder.parent.name, str(wrong.problems[0]))
