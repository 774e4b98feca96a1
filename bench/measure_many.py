"""What many standards cost: a thousand compiled, 240 evaluated on the county and put to rest, one subject explained."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench import county
from bench.clock import RUNS, Taken, in_turn, ratio
from bench.many import many
from bench.run import Figure
from gangju.demo.shape import TODAY
from gangju.engine.explain import explain
from gangju.engine.model import Pack
from gangju.engine.run import Batch, evaluate, rooted
from gangju.engine.scan import Scans
from gangju.engine.world import open_world

COMPILED, SECONDS = 1000, 2
EVALUATED = 240
FEW = 3


def measure() -> list[Figure]:
    return [*compiling(), *publishing(), *one_subject()]


def compiling() -> list[Figure]:
    packs = many(COMPILED)
    taken = in_turn({"compile": lambda: compiled(packs)}, FEW)["compile"]
    n = f"{sum(len(pack.standards) for pack in packs):,} standards of {len(packs)} packs"
    return [Figure("standards to SQL", median(taken.cpu), "s CPU", n, FEW, f"goal < {SECONDS} s")]


def compiled(packs: Sequence[Pack]) -> Batch:
    """Every standard read, checked and written as SQL, and nothing run but what says which organisations a plan binds."""
    facts = county.facts("small").known_on(TODAY)
    world = open_world(facts, TODAY, 1)
    bound = [adoption for pack in packs for adoption in rooted(pack, facts)]
    batch = Batch(world, None, Scans(world), bound)
    for pack in packs:
        for adoption in (each for each in bound if each.pack == pack.id):
            batch.add(pack, adoption)
    return batch


def publishing() -> list[Figure]:
    packs, facts = many(EVALUATED), county.facts("county")
    own = [county.pack()]
    found = evaluate(packs, facts, TODAY, threads=1)
    with tempfile.TemporaryDirectory() as place:
        works = {
            "many": lambda: evaluate(packs, facts, TODAY, threads=1),
            "few": lambda: evaluate(own, facts, TODAY, threads=1),
            "publish": lambda: found.write(Path(place)),
        }
        taken = in_turn(works, FEW)
    n = f"{EVALUATED} standards of {len(packs)} packs on the county → {found.subjects.num_rows + found.groups.num_rows:,} rows"
    whole, few, rest = taken["many"], taken["few"], taken["publish"]
    each = f"{median(few.cpu) * 1000 / len(county.pack().standards):.0f} ms where there are {len(county.pack().standards)}"
    return [
        Figure("evaluate many standards", median(whole.cpu), "s CPU", n, FEW, f"wall {median(whole.wall):.2f} s"),
        Figure("… a standard of them", median(whole.cpu) * 1000 / EVALUATED, "ms CPU", n, FEW, each),
        Figure("… and put to rest as Parquet", median(rest.cpu) * 1000, "ms CPU", n, FEW, f"{ratio(rest, whole):.3f} of evaluating"),
    ]


def one_subject() -> list[Figure]:
    """The why of one member and of one branch, and the evaluation of one branch with everything of it."""
    pack, facts = county.pack(), county.facts("county")
    found = evaluate([pack], facts, TODAY, threads=1).subjects.to_pylist()
    member = next(row for row in found if row["standard"] == "rural-member-hours" and row["value"])
    branch = next(row for row in found if row["standard"] == "committee-meeting" and row["verdict"] == "fail")
    taken = in_turn(
        {
            "evaluate": lambda: evaluate([pack], facts, TODAY, threads=1),
            "why of a member": lambda: explain(pack, facts, TODAY, member["standard"], member["subject_id"]),
            "why of a branch": lambda: explain(pack, facts, TODAY, branch["standard"], branch["subject_id"]),
            "one branch": lambda: evaluate([pack], facts, TODAY, threads=1, org=branch["org_id"]),
        },
        RUNS,
    )
    return [_beside(name, taken[name], taken["evaluate"]) for name in list(taken)[1:]]


def _beside(name: str, one: Taken, whole: Taken) -> Figure:
    return Figure(
        f"{name}, out of the county", median(one.cpu) * 1000, "ms CPU", "county demo", RUNS, f"{ratio(one, whole):.2f} of evaluating all"
    )
