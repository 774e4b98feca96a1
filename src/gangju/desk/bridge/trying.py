"""试算: what draft standards would say of the facts on show. Counts only; nothing is kept and nobody is bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.bridge.drafting import Data, Naming, loaded
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.run import current
from gangju.desk.bridge.snapshot import kept_facts
from gangju.desk.ledgers.models import Organization
from gangju.engine.explain import sentence
from gangju.engine.model import Adoption, Pack
from gangju.engine.run import evaluate

DRAFT = "draft"
#: A standard that only shows its figure gives no verdict.
SHOWN = "shown"
MOST_KEPT = 8
_kept: dict[tuple[object, ...], Counter[tuple[str, str]]] = {}


@dataclass(frozen=True)
class Tally:
    """One standard: `counts` are subjects by verdict, `shown` where there is none."""

    id: str
    title: str
    said: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Tried:
    as_of: date
    known_on: date
    tallies: Sequence[Tally]


def tried(org: Organization, text: str, plan: Data, items: Sequence[Data]) -> Tried | None:
    """For the organisation and what lies below it, as if the plan held from the first day of this year. None before the first run.

    Raises Unfit where the items make no pack.
    """
    shown = current()
    if shown is None:
        return None
    naming = Naming(DRAFT, "试算", shown.as_of.replace(month=1, day=1), None, "试算")
    with loaded(text, plan, items, naming) as pack:
        said = {standard.id: (standard.title, sentence(pack, standard)) for standard in pack.standards}
        known = _counts(shown, org, pack, naming.since)
    tallies = [
        Tally(name, title, words, {verdict: n for (standard, verdict), n in known.items() if standard == name})
        for name, (title, words) in said.items()
    ]
    return Tried(shown.as_of, shown.known_on, tallies)


def _counts(shown: ResultSet, org: Organization, pack: Pack, since: date) -> Counter[tuple[str, str]]:
    """Kept for the last few drafts: a page that is opened again does not compute again."""
    key = (shown.facts_hash, shown.as_of, shown.known_on, org.code, pack.hash)
    if key not in _kept:
        bound = [Adoption(pack.id, pack.hash, org.code, since)]
        facts = kept_facts(shown.facts_hash)
        found = evaluate([pack], facts, shown.as_of, known_on=shown.known_on, adoptions=bound, org=org.code)
        rows = found.subjects.select(["standard", "part", "verdict"]).to_pylist()
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = Counter((row["standard"], row["verdict"] or SHOWN) for row in rows if not row["part"])
    return _kept[key]
