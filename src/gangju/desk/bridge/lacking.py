"""What is lacking below an organisation, from the results on show, cut to the viewer before it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from gangju.desk.access.scope import Scope
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.reading import IMPERSONAL, codes_named, codes_seen
from gangju.desk.bridge.results import kept_on_show
from gangju.desk.ledgers.models import Organization, below
from gangju.engine.lacking import EVERYWHERE, Lacking, Left, Near, lacking, left

__all__ = ["EVERYWHERE", "Lacking", "Lacks", "Left", "Near", "lacks"]


@dataclass(frozen=True)
class Lacks:
    """`left` names only who may be named; the rest of those near is `nameless` by the place of its `Left`."""

    as_of: date
    known_on: date
    facts: Sequence[Lacking]
    left: Sequence[Left]
    nameless: Sequence[int]


def lacks(scope: Scope, org: Organization) -> Lacks | None:
    """None before the first run. Raises Denied for an organisation outside the scope."""
    scope.require("standard.read", org)
    shown = kept_on_show()
    if shown is None:
        return None
    codes = codes_seen(scope, Organization.objects.filter(below(org.path)).values_list("code", flat=True))
    subjects = shown.subjects.filter(pc.is_in(shown.subjects["org_id"], pa.array(sorted(codes), pa.string())))
    mine, named = replace(shown, subjects=subjects), codes_named(scope, codes)
    ways = left(mine, org.code, codes)
    open_ = [replace(way, near=tuple(near for near in way.near if near.subject_kind in IMPERSONAL or near.org_id in named)) for way in ways]
    hidden = [len(way.near) - len(shown_way.near) for way, shown_way in zip(ways, open_, strict=True)]
    return Lacks(shown.as_of, shown.known_on, lacking(mine, installed()), open_, hidden)
