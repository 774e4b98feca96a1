"""The results on show, read by scope. Reading is from the kept files of the last whole run."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.reading import CountRow, GroupRow, Reading, SubjectRow, Wanted, cut
from gangju.desk.bridge.run import current, folder_of
from gangju.engine.results import Results

__all__ = ["CountRow", "GroupRow", "Reading", "SubjectRow", "current", "read"]


def read(
    scope: Scope,
    *,
    pack: str | None = None,
    standard: str | None = None,
    orgs: Collection[str] | None = None,
    verdicts: Collection[str] | None = None,
    subject: str | None = None,
    groups: bool = True,
    subjects: bool = True,
    most: int = 2_000,
    of: ResultSet | None = None,
) -> Reading | None:
    """What the viewer may see of the results on show (or of an older set); None before the first run.

    `orgs` are public codes; those outside the scope are left out without a word.
    """
    shown = of or current()
    if shown is None:
        return None
    wanted = Wanted(pack, standard, orgs, verdicts, subject, groups, subjects, most)
    return cut(_kept(folder_of(shown)), scope, wanted)


def kept_on_show() -> Results | None:
    """The whole set on show, for other questions of the bridge: they cut it to a scope before anything leaves."""
    shown = current()
    return None if shown is None else _kept(folder_of(shown))


def organization_of(pack: str, standard: str, subject: str) -> str | None:
    """Where the results on show judge a subject. The caller checks the scope with what this answers."""
    shown = current()
    if shown is None:
        return None
    rows = _kept(folder_of(shown)).subjects
    mine = pc.and_(pc.equal(rows["pack"], pack), pc.and_(pc.equal(rows["standard"], standard), pc.equal(rows["subject_id"], subject)))
    found = rows.filter(mine)
    return str(found["org_id"][0].as_py()) if found.num_rows else None


@lru_cache(maxsize=3)
def _kept(folder: Path) -> Results:
    """A kept set never changes; the pointer moves to a new folder."""
    return Results.read(folder)
