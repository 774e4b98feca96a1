"""…前建成: a day by which something must be done, judged by the day on which the ledger says that it was."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from gangju.drafting.matching.common import codes_of
from gangju.drafting.passage import Passage
from gangju.drafting.sketch import Sketch
from gangju.drafting.who import Who, any_of, places_of, who_of
from gangju.reader.model import Deadline

DONE: Final = re.compile(r"建成|建好|完成建设|投入使用|启用|验收|覆盖|建设到位|达标|建立")


def match(passage: Passage) -> Sketch | None:
    """A place that shall stand by a day."""
    last = due(passage)
    kinds = codes_of([mention for mention in passage.mentions if mention.names("venue.kind")][:1], "venue.kind")
    if last is None or not kinds or not DONE.search(passage.text) or passage.figures:
        return None
    who = _units(passage) or places_of(passage)
    if who is None:
        return None
    label = passage.words.label("venue.kind", kinds[0])
    keys = {"done": f"min(venue.accepted_on) filter (where {any_of('venue.kind', kinds)})", "before": last}
    return Sketch(f"{who.slug}-{kinds[0]}".replace("_", "-"), f"{label}按期建成", "deadline", who, "个", keys)


def _units(passage: Passage) -> Who | None:
    who = who_of(passage)
    return who if who is not None and who.each == "unit" else None


def due(passage: Passage) -> str | None:
    """The first day that is too late, of the only day that the clause names."""
    last = {found.last for found in passage.clause.deadlines if _named(found)}
    return after(last.pop() or "") if len(last) == 1 else None


def _named(found: Deadline) -> bool:
    return found.last is not None and not found.last.startswith("--")


def after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
