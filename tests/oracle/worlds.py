"""`world(seed)`: one small random world that satisfies the checks of the facts loader. The same seed gives the same world."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from tests.oracle.maker import Maker, Row
from tests.oracle.oracle import judge
from tests.oracle.worlds_keys import rules_with_keys
from tests.oracle.worlds_looking_back import rules_looking_back
from tests.oracle.worlds_registers import elsewhere, more_rules
from tests.oracle.worlds_rows import attendance, events, figures, freedoms, money, people, places, rosters, ties
from tests.oracle.worlds_rules import CHECKLISTS, Rules, draw_rules
from tests.oracle.worlds_tree import Tree, grow

PACK = "oracle-world"
World = dict[str, Any]


def world(seed: int) -> World:
    maker = Maker(seed)
    tree = grow(maker)
    people(maker, tree)
    events(maker, tree)
    attendance(maker)
    places(maker, tree)
    figures(maker, tree)
    money(maker, tree)
    ties(maker, tree)
    rosters(maker, tree)
    elsewhere(maker, tree)
    rules = draw_rules(maker)
    more_rules(rules)
    rules_looking_back(rules)
    rules_with_keys(rules)
    freedoms(maker, PACK, rules.standards)
    asked = {"as_of": maker.as_of.isoformat(), "known_on": maker.known_on and maker.known_on.isoformat(), "period": maker.period}
    laws: Row = {"standards": rules.standards, "params": rules.params, "param_units": {**rules.units, "entry_grace": "天"}}
    laws |= {"in_force": in_force(maker), "adoption": adoption(maker, tree, rules)}
    return {"pack": PACK, "seed": seed, "asked": asked, "facts": maker.facts, "entry_grace": maker.grace, "checklists": CHECKLISTS, **laws}


def in_force(maker: Maker) -> tuple[str, str | None]:
    """Of the plan: nearly always for good."""
    since = maker.near() if maker.chance(0.1) else date(2000, 1, 1)
    until = maker.maybe_end(since, 0.1)
    return since.isoformat(), until.isoformat() if until else None


def adoption(maker: Maker, tree: Tree, rules: Rules) -> Row | None:
    """Mostly that of the command line; now and then one organisation's, from a day on, with some figures of its own."""
    if maker.chance(0.75):
        return None
    since = maker.near() if maker.chance(0.2) else date(2000, 1, 1)
    until = maker.maybe_end(since, 0.15)
    own = {name: maker.random.choice(values)["value"] for name, values in rules.params.items() if maker.chance(0.3)}
    org = maker.random.choice(list(tree.organizations)[:3])
    return {"org": org, "since": since.isoformat(), "until": until and until.isoformat(), "params": own}


def expected(drawn: World) -> dict[str, list[Row]]:
    """What the oracle says of a drawn world on the day it is asked about."""
    asked = drawn["asked"]
    known_on = date.fromisoformat(asked["known_on"]) if asked["known_on"] else None
    return judge(drawn, date.fromisoformat(asked["as_of"]), known_on, asked["period"])


def write_facts(drawn: World, folder: Path) -> Path:
    """The world as a facts folder; a relation without rows has no file."""
    folder.mkdir(parents=True, exist_ok=True)
    for relation, rows in drawn["facts"].items():
        if rows:
            with (folder / f"{relation}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return folder
