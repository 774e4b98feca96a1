"""Which packs bind whom: the plans above tell the bridge, which may not look up to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from gangju.desk.access.scope import way_to
from gangju.desk.ledgers.models import Organization
from gangju.engine.load import load_pack
from gangju.engine.model import Adoption, Pack


@dataclass(frozen=True)
class Adopted:
    """One adoption, and where its pack is kept. `params` are exact, in human units."""

    folder: Path
    pack: str
    pack_hash: str
    org: str
    since: date
    until: date | None
    params: Mapping[str, Fraction]

    def binding(self) -> Adoption:
        """In the engine's words."""
        return Adoption(pack=self.pack, hash=self.pack_hash, org=self.org, since=self.since, until=self.until, params=self.params)


Source = Callable[[date], Sequence[Adopted]]
_sources: list[Source] = []


def use_adoptions(source: Source) -> None:
    """Name the question that answers which adoptions hold on a day."""
    _sources[:] = [source]


def adopted_on(day: date) -> Sequence[Adopted]:
    return _sources[0](day) if _sources else ()


def nearest(pack_id: str, org: Organization, day: date) -> Adopted | None:
    """Of the adoptions of the pack that hold on the day, the one that binds the organisation: by itself or the nearest above it."""
    holding = [each for each in adopted_on(day) if each.pack == pack_id and (each.until is None or day < each.until)]
    adopters = Organization.objects.filter(code__in={each.org for each in holding}, path__in=way_to(org.path))
    paths = dict(adopters.values_list("code", "path"))
    mine = sorted((each for each in holding if each.org in paths), key=lambda each: (len(paths[each.org]), each.since))
    return mine[-1] if mine else None


def packs_of(adopted: Sequence[Adopted]) -> tuple[Pack, ...]:
    """Each pack once, in the order of its id. Raises BadInput where a kept pack cannot be read."""
    folders = {(each.pack, each.pack_hash): each.folder for each in adopted}
    return tuple(kept_pack(folders[key], key[1]) for key in sorted(folders))


@lru_cache(maxsize=32)
def kept_pack(folder: Path, pack_hash: str) -> Pack:
    """A kept pack never changes under its hash, so it is read once a process. Raises BadInput, ValueError for another hash."""
    pack = load_pack(folder)
    if pack.hash != pack_hash:
        raise ValueError(f"方案包 {folder} 的内容与采用时不同,请恢复原文件")
    return pack
