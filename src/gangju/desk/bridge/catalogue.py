"""The catalogue of this installation: what is shipped, then the county's own additions in the data folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gangju.desk.ledgers.kinds import Declared
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.model import Catalogue
from gangju.engine.relations import RELATIONS


def local_folders() -> tuple[Path, ...]:
    """Catalogue folders of kept packs (`<data>/packs/<hash>/catalogue`), in a fixed order."""
    data = Path(settings.GANGJU_DATA)
    own = [data / "catalogue"] if (data / "catalogue").is_dir() else []
    return (*own, *sorted(data.glob("packs/*/catalogue")), *sorted(data.glob("packs/*/pack/catalogue")))


def installed() -> Catalogue:
    """Raises BadInput."""
    return _load((SHIPPED, *local_folders()))


def workday_after(day: date, number: int) -> date:
    """The last of so many working days that begin on the day after this one."""
    for _ in range(number):
        day = installed().calendar.next_workday(day + timedelta(days=1))
    return day


def code_lists() -> Mapping[str, Mapping[str, str]]:
    return installed().lists


def declared() -> Declared:
    """Relations and kinds for the rooms below, which do not know the engine."""
    found = installed()
    return Declared(RELATIONS, found.kinds, found.metrics, found.checklists)


@lru_cache(maxsize=8)
def _load(folders: tuple[Path, ...]) -> Catalogue:
    return load_catalogue(*folders)
