"""A branch's verdicts now, from the database: its small closure of facts, judged by the same engine.

After an entry the page shows these in the same response; the ancestors follow with the next run of the whole. What one deed left
behind is what the next one finds, so the last few are kept; they hold for as long as the journal knows of no later deed.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from gangju.desk import clock
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.adopted import adopted_on, kept_pack, packs_of
from gangju.desk.bridge.closure import closure
from gangju.desk.bridge.listen import SILENT
from gangju.desk.bridge.reading import Reading, Wanted, cut
from gangju.desk.journal.state import state
from gangju.desk.ledgers.models import Organization
from gangju.engine import sequence
from gangju.engine.concerned import concerned as by_engine
from gangju.engine.model import Pack
from gangju.engine.results import Results
from gangju.engine.run import evaluate

Key = tuple[str, str]
"""Pack and standard."""

MOST_KEPT = 60
MOST_ROWS = 5_000
_kept: dict[tuple[Hashable, ...], Results] = {}


def branch(scope: Scope, org: Organization, *, standard: str | None = None, only: Collection[Key] | None = None) -> Reading:
    """The verdicts of one organisation and what is below it. Raises Denied for an organisation outside the scope."""
    scope.require("standard.read", org)
    return cut(judge(org, only), scope, Wanted(standard=standard))


def judge(org: Organization, only: Collection[Key] | None = None) -> Results:
    """The same rows that the whole evaluation would give for this subtree, of all standards or at least of `only` these. Callers cut
    them to a scope before they leave."""
    known = state(SILENT)  # asked before the facts are read: what is kept under it may know more than it, never less
    if known is None:
        return _judged(org, only)
    stand = (known, clock.today(), clock.known_on(), org.code, org.path)
    for asked in (None, None if only is None else frozenset(only)):
        if (*stand, asked) in _kept:
            return _kept[(*stand, asked)]
    found = _judged(org, only)
    if found.subjects.num_rows <= MOST_ROWS:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[(*stand, None if only is None else frozenset(only))] = found
    return found


def _judged(org: Organization, only: Collection[Key] | None) -> Results:
    as_of, known_on = clock.today(), clock.known_on()
    adopted = adopted_on(as_of)
    bindings = [each.binding() for each in adopted]
    packs = [pack if only is None else _cut(pack, only) for pack in packs_of(adopted)]
    with closure(org) as facts:  # one thread: of so few rows a second one would only wait
        return evaluate(packs, facts, as_of, known_on=known_on, adoptions=bindings, org=org.code, threads=1)


def _cut(pack: Pack, only: Collection[Key]) -> Pack:
    asked = [standard.id for standard in pack.standards if (pack.id, standard.id) in only]
    wanted = {each for name in asked for each in (name, *sequence.before(pack, name))}
    return replace(pack, standards=tuple(standard for standard in pack.standards if standard.id in wanted))


def concerned(ledgers: Collection[str]) -> frozenset[Key]:
    """The standards in force that an entry in one of the ledgers (`activity.training`) may move."""
    kept = {(each.folder, each.pack_hash) for each in adopted_on(clock.today())}
    return frozenset(key for folder, pack_hash in kept for key in _concerned(folder, pack_hash, frozenset(ledgers)))


@lru_cache(maxsize=256)
def _concerned(folder: Path, pack_hash: str, ledgers: frozenset[str]) -> frozenset[Key]:
    pack = kept_pack(folder, pack_hash)
    return frozenset((pack.id, standard) for standard in by_engine(pack, ledgers))
