"""What stays of past evaluations: the newest few, so that a page which began on an older set can finish, and no disk fills up.

An older day can always be judged again from the ledgers. Published results stand in a folder of their own and keep their snapshots.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from gangju.desk.bridge.models import Publication, ResultSet
from gangju.desk.bridge.snapshot import folder_of

KEPT = 5


def tidy() -> None:
    """Forgets result sets beyond the newest `KEPT` and the snapshots that none of the rest names."""
    data = Path(settings.GANGJU_DATA)
    stay = list(ResultSet.objects.order_by("-pk")[:KEPT])
    ResultSet.objects.exclude(pk__in=[kept.pk for kept in stay]).delete()
    _only(data / "results", {kept.folder for kept in stay})
    published = Publication.objects.values_list("facts_hash", flat=True).distinct()
    _only(data / "snapshots", {folder_of(facts_hash).name for facts_hash in (*(kept.facts_hash for kept in stay), *published)})


def _only(home: Path, names: set[str]) -> None:
    """Folders being written (`draft-`) are left to their writer."""
    for folder in home.iterdir() if home.is_dir() else ():
        if folder.name not in names and not folder.name.startswith("draft-"):
            shutil.rmtree(folder, ignore_errors=True)
