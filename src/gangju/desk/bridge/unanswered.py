"""Whom a plan would leave unjudged because one of its parameters has no value for him: asked before it is adopted."""

from __future__ import annotations

from gangju.desk.bridge.adopted import Adopted, kept_pack
from gangju.desk.bridge.run import current
from gangju.desk.bridge.snapshot import NotKept, kept_facts
from gangju.engine.run import gaps


def without_value(adopted: Adopted) -> list[str]:
    """Each parameter with the first place that has no value, as a sentence, on the facts of the results on show.

    Before the first run there are no facts to ask. Raises BadInput.
    """
    shown = current()
    if shown is None:
        return []
    try:
        facts = kept_facts(shown.facts_hash)
    except NotKept:
        return []
    pack = kept_pack(adopted.folder, adopted.pack_hash)
    found = gaps(pack, facts, max(shown.as_of, adopted.since), adopted.binding())
    return [f"{problem.message}。{problem.remedy}" for problem in found]
