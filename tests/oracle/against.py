"""The engine and the oracle on the same world. This is the only file of the oracle's room that knows the engine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.explain import explain
from gangju.engine.facts import Facts, facts_from_rows
from gangju.engine.load import load_pack
from gangju.engine.model import Adoption, Catalogue, Pack
from gangju.engine.problem import BadInput
from gangju.engine.run import evaluate
from tests.oracle.shrink import smallest
from tests.oracle.texts import write, write_catalogue, write_pack
from tests.oracle.worlds import World, expected, world, write_facts

Row = dict[str, Any]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The shipped codes and the few kinds of the random worlds; read once."""
    with tempfile.TemporaryDirectory() as folder:
        return load_catalogue(SHIPPED, write_catalogue(world(0), Path(folder)))


class Asked(NamedTuple):
    """A drawn world in the engine's hands: texts written, read and checked, rows read, days and adoption as asked."""

    pack: Pack
    facts: Facts
    as_of: date
    days: dict[str, Any]
    adoptions: list[Adoption] | None


def handed(drawn: World) -> Asked:
    with tempfile.TemporaryDirectory() as folder:
        pack = load_pack(write_pack(drawn, Path(folder)), catalogue())
    asked = drawn["asked"]
    known_on = date.fromisoformat(asked["known_on"]) if asked["known_on"] else None
    facts = facts_from_rows(drawn["facts"], catalogue())
    return Asked(pack, facts, date.fromisoformat(asked["as_of"]), {"known_on": known_on, "period": asked["period"]}, adopted(drawn, pack))


def adopted(drawn: World, pack: Pack) -> list[Adoption] | None:
    row = drawn["adoption"]
    if row is None:
        return None
    until = date.fromisoformat(row["until"]) if row["until"] else None
    params = {name: Fraction(value) for name, value in row["params"].items()}
    return [Adoption(pack.id, pack.hash, row["org"], date.fromisoformat(row["since"]), until, params)]


def engine(drawn: World, *, threads: int | None = None, org: str | None = None) -> dict[str, list[Row]]:
    """What the engine says of a drawn world, through the promised interface."""
    pack, facts, as_of, days, adoptions = handed(drawn)
    results = evaluate([pack], facts, as_of, adoptions=adoptions, threads=threads, org=org, **days).as_json()
    return {"subjects": results["subjects"], "groups": results["groups"]}


def beside_another(drawn: World) -> dict[str, list[Row]]:
    """The same, evaluated in one run with a second pack of the same rules under another name; only the first one's rows."""
    first, other = handed(drawn), handed({**drawn, "pack": "other-world"})
    both = None if first.adoptions is None else [*first.adoptions, *(other.adoptions or [])]
    results = evaluate([other.pack, first.pack], first.facts, first.as_of, adoptions=both, **first.days).as_json()
    return {part: [row for row in results[part] if row["pack"] == drawn["pack"]] for part in ("subjects", "groups")}


def whys(drawn: World, chosen: list[Row]) -> list[Row]:
    """What the engine explains of these subject rows, one by one."""
    pack, facts, as_of, days, adoptions = handed(drawn)
    more = {"adoptions": adoptions, **days}
    asked = [(row["standard"], row["subject_id"], {"org_id": row["org_id"], "part": row["part"]}) for row in chosen]
    return [explain(pack, facts, as_of, standard, subject, **which, **more).as_json() for standard, subject, which in asked]


def differences(drawn: World) -> list[str]:
    """Every row on which the two disagree, the oracle's first."""
    said, ours = engine(drawn), expected(drawn)
    found: list[str] = []
    for part in ("subjects", "groups"):
        found += [f"oracle  {row}" for row in ours[part] if row not in said[part]]
        found += [f"engine  {row}" for row in said[part] if row not in ours[part]]
        if not found and ours[part] != said[part]:
            found.append(f"{part}: the same rows in another order")
    return found


def differs(drawn: World) -> bool:
    """Whether they disagree; a world that the loader refuses proves nothing."""
    try:
        return bool(differences(drawn))
    except BadInput:
        return False


def report(drawn: World, folder: Path) -> str:
    """The smallest world on which they still disagree, left as a pack and a facts folder, and the rows in question."""
    least = smallest(drawn, differs)
    write_pack(least, folder / "pack")
    write_facts(least, folder / "facts")
    write_catalogue(least, folder / "catalogue")
    write(folder / "asked.yaml", least["asked"])
    tables = [f"{path.name}\n{path.read_text('utf-8')}" for path in sorted((folder / "facts").iterdir())]
    laws = (folder / "pack" / "standards.yaml").read_text("utf-8")
    return "\n".join([f"seed {drawn['seed']}, asked {least['asked']}, left in {folder}", *differences(least), laws, *tables])


def shuffled(drawn: World, seed: int) -> World:
    """The same world with the rows of every relation in another order."""
    order = Random(seed)
    facts = {relation: order.sample(rows, len(rows)) for relation, rows in drawn["facts"].items()}
    return {**drawn, "facts": facts}


def first_disagreement(seeds: range, judged: Callable[[World], bool] = differs) -> int | None:
    """The first seed whose world tells engine and oracle apart."""
    return next((seed for seed in seeds if judged(world(seed))), None)
