"""The invented county, whole: the same bytes for the same size, seed and day.

`make` returns the rows column by column as text cells, `write` puts them in a facts folder that the ordinary loader
reads. Order matters: trees, then what changed in them, then people, posts, what they did, what the place got for it.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Literal

from gangju.demo.book import Rows
from gangju.demo.figures import publish
from gangju.demo.gatherings import meet
from gangju.demo.grounds import furnish
from gangju.demo.history import lay_history, send_back, write_trees
from gangju.demo.lists import list_all
from gangju.demo.money import fund
from gangju.demo.people import populate, write_people
from gangju.demo.posts import appoint
from gangju.demo.shape import SHAPES, TODAY, Size
from gangju.demo.stage import choose_branch, play_2026
from gangju.demo.tree import build_trees
from gangju.demo.world import World

SEED = 20260630


def invent(size: Size = "county", today: date = TODAY, seed: int = SEED) -> World:
    """The county with its people as objects; `make` for its rows."""
    world = World(SHAPES[size], seed, today)
    build_trees(world)
    lay_history(world)
    choose_branch(world)
    populate(world)
    send_back(world)
    write_trees(world)
    write_people(world)
    appoint(world)
    meet(world)
    play_2026(world)
    furnish(world)
    fund(world)
    publish(world)
    list_all(world)
    return world


def make(size: Size = "county", today: date = TODAY, seed: int = SEED) -> Rows:
    """Relation → column → text cells, all columns of a relation equally long; an empty cell is an empty string."""
    return invent(size, today, seed).book.rows


def write(folder: Path, size: Size = "county", format: Literal["csv", "parquet"] = "parquet") -> None:  # noqa: A002
    """Writes the facts folder; what stood there under the same names is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    for relation, ledger in make(size).items():
        with (folder / f"{relation}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(ledger)
            writer.writerows(zip(*ledger.values(), strict=True))
