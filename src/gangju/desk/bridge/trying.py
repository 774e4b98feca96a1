"""试算: what draft standards would say of the facts on show. Counts only; nothing is kept and nobody is bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gangju.desk.bridge.drafting import Data, Naming, Unfit, loaded
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.run import current
from gangju.desk.bridge.snapshot import kept_facts
from gangju.desk.ledgers.models import Organization
from gangju.engine.explain import sentence
from gangju.engine.model import Adoption, Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate

DRAFT = "draft"
#: A standard that only shows its figure gives no verdict.
SHOWN = "shown"
MOST_KEPT = 8
_kept: dict[tuple[object, ...], Judged] = {}


@dataclass(frozen=True)
class Tally:
    """One standard: `counts` are subjects by verdict, `shown` where a subject has none because the group is judged; `whole` is the verdict
    of the organisation with all below it."""

    id: str
    title: str
    said: str
    counts: Mapping[str, int]
    whole: str | None

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
    judging = [item for item in items if item["kind"] != "score"]  # a sheet gives points, no verdicts
    with loaded(text, plan, judging, naming) as pack:
        said = {standard.id: (standard.title, sentence(pack, standard)) for standard in pack.standards}
        try:
            known = _judged(shown, org, pack, naming.since)
        except BadInput as wrong:
            raise Unfit([("", f"{problem.message}。{problem.remedy}") for problem in wrong.problems]) from wrong
    tallies = [
        Tally(
            name, title, words, {verdict: n for (standard, verdict), n in known.counts.items() if standard == name}, known.whole.get(name)
        )
        for name, (title, words) in said.items()
    ]
    return Tried(shown.as_of, shown.known_on, tallies)


@dataclass(frozen=True)
class Judged:
    counts: Counter[tuple[str, str]]
    whole: Mapping[str, str]


def _judged(shown: ResultSet, org: Organization, pack: Pack, since: date) -> Judged:
    """Kept for the last few drafts: a page that is opened again does not compute again."""
    key = (shown.facts_hash, shown.as_of, shown.known_on, org.code, pack.hash)
    if key not in _kept:
        bound = [Adoption(pack.id, pack.hash, org.code, since)]
        facts = kept_facts(shown.facts_hash)
        found = evaluate([pack], facts, shown.as_of, known_on=shown.known_on, adoptions=bound, org=org.code)
        rows = found.subjects.select(["standard", "part", "verdict"]).to_pylist()
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        groups = found.groups.select(["standard", "part", "org_id", "verdict"]).to_pylist()
        _kept[key] = Judged(
            Counter((row["standard"], row["verdict"] or SHOWN) for row in rows if not row["part"]),
            {row["standard"]: row["verdict"] for row in groups if row["org_id"] == org.code and not row["part"] and row["verdict"]},
        )
    return _kept[key]
