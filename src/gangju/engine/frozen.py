"""A published result: what it was computed from, named so exactly that anybody who holds pack and facts can compute it again.

The hash of a frozen result covers packs, adoptions with their local values, the snapshot of facts, the days, the period, the
organisation and every row of the result in its stable form. A replay computes anew and says equal, or which rows differ; facts or packs
of another hash are refused, since equality with them would say nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from gangju import __version__
from gangju.engine.compare import Comparison, Side, differing
from gangju.engine.facts import Facts
from gangju.engine.model import Adoption, Pack
from gangju.engine.problem import BadInput, Problem
from gangju.engine.results import Results


@dataclass(frozen=True)
class Frozen:
    """`engine` tells which version of the program computed it; it is not part of the hash, since another version must say the same."""

    as_of: date
    known_on: date
    period: str | None
    org: str | None
    packs: tuple[tuple[str, str], ...]
    adoptions: tuple[Adoption, ...]
    facts_hash: str
    results_hash: str
    engine: str = __version__

    @property
    def hash(self) -> str:
        said = {key: value for key, value in self.as_json().items() if key != "engine"}
        return _sha(json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")))

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "known_on": self.known_on.isoformat(),
            "period": self.period,
            "org": self.org,
            "packs": [{"id": name, "hash": digest} for name, digest in self.packs],
            "adoptions": [_adoption_json(each) for each in self.adoptions],
            "facts_hash": self.facts_hash,
            "results_hash": self.results_hash,
            "engine": self.engine,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Frozen:
        """Raises KeyError and ValueError for something else."""
        return cls(
            as_of=date.fromisoformat(said["as_of"]),
            known_on=date.fromisoformat(said["known_on"]),
            period=said["period"],
            org=said["org"],
            packs=tuple((pack["id"], pack["hash"]) for pack in said["packs"]),
            adoptions=tuple(_adoption(each) for each in said["adoptions"]),
            facts_hash=said["facts_hash"],
            results_hash=said["results_hash"],
            engine=said["engine"],
        )


@dataclass(frozen=True)
class Replayed:
    """`differing` is none where the recomputed result is equal in every row."""

    results: Results
    differing: Comparison | None

    @property
    def equal(self) -> bool:
        return self.differing is None


def freeze(side: Side, threads: int | None = None) -> tuple[Frozen, Results]:
    """Judges the side and names what it was judged from. Raises BadInput where a standard cannot be said."""
    results = side.judge(side.packs, threads)
    packs = tuple((pack.id, pack.hash) for pack in side.packs)
    frozen = Frozen(side.as_of, results.known_on, side.period, side.org, packs, tuple(side.bound()), side.facts.hash, results_hash(results))
    return frozen, results


def replay(frozen: Frozen, packs: Sequence[Pack], facts: Facts, kept: Results | None = None, threads: int | None = None) -> Replayed:
    """Computes anew. With `kept`, the rows that were published, a difference is named row by row.

    Raises BadInput for facts or packs that are not those of the publication.
    """
    problems = [*_other_facts(frozen, facts), *_other_packs(frozen, packs)]
    if problems:
        raise BadInput(problems)
    side = Side(packs, facts, frozen.as_of, frozen.known_on, frozen.period, frozen.adoptions, frozen.org)
    again = side.judge(packs, threads)
    if results_hash(again) == frozen.results_hash:
        return Replayed(again, None)
    return Replayed(again, differing(kept if kept is not None else _nothing(again), again, (side, side)))


def results_hash(results: Results) -> str:
    """Over every row in its stable form, so that neither the order of columns nor the way of keeping them matters."""
    digest = hashlib.sha256()
    for rows in (results.subject_rows(), results.group_rows()):
        for row in rows:
            digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
            digest.update(b"\n")
        digest.update(b"\n")
    return f"sha256:{digest.hexdigest()}"


def _nothing(like: Results) -> Results:
    return Results(like.as_of, like.known_on, like.packs, like.facts_hash, like.subjects.slice(0, 0), like.groups.slice(0, 0))


def _other_facts(frozen: Frozen, facts: Facts) -> list[Problem]:
    if facts.hash == frozen.facts_hash:
        return []
    message = f"这是另一份事实:公布时用的是 {frozen.facts_hash},现在给的是 {facts.hash}"
    return [Problem("" if facts.folder is None else facts.folder.name, 0, "facts_hash", message, "请给公布时的那份事实快照")]


def _other_packs(frozen: Frozen, packs: Sequence[Pack]) -> list[Problem]:
    given = {(pack.id, pack.hash) for pack in packs}
    return [
        Problem("", 0, name, f"没有公布时的那一版方案包 {name}({digest})", "请给公布时采用的那一版")
        for name, digest in frozen.packs
        if (name, digest) not in given
    ]


def _adoption_json(each: Adoption) -> dict[str, Any]:
    return {
        "pack": each.pack,
        "hash": each.hash,
        "org": each.org,
        "since": each.since.isoformat(),
        "until": None if each.until is None else each.until.isoformat(),
        "params": {name: str(value) for name, value in sorted(each.params.items())},
        **({"rooted": True} if each.rooted else {}),
    }


def _adoption(said: Mapping[str, Any]) -> Adoption:
    until = None if said["until"] is None else date.fromisoformat(said["until"])
    params = {name: Fraction(value) for name, value in said["params"].items()}
    return Adoption(said["pack"], said["hash"], said["org"], date.fromisoformat(said["since"]), until, params, bool(said.get("rooted")))


def _sha(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
