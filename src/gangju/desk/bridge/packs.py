"""Packs as the installation keeps them: copied under their hash with the catalogue they came with, then never changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from gangju.engine.catalogue import SHIPPED
from gangju.engine.load import load_pack


@dataclass(frozen=True)
class Kept:
    id: str
    title: str
    hash: str
    folder: Path


def keep(folder: Path) -> Kept:
    """Check the pack and copy it. Raises BadInput with every mistake."""
    pack = load_pack(folder)
    place = home_of(pack.hash)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix="draft-", dir=place.parent))
        shutil.copytree(folder, draft / "pack")
        beside = folder.parent / "catalogue"
        if beside.is_dir() and beside.resolve() != SHIPPED.resolve():
            shutil.copytree(beside, draft / "catalogue")
        draft.rename(place)
    return Kept(pack.id, pack.plan.title, pack.hash, place / "pack")


def home_of(pack_hash: str) -> Path:
    """The folder that holds a kept pack and its catalogue."""
    return Path(settings.GANGJU_DATA) / "packs" / pack_hash.removeprefix("sha256:")[:32]
