"""The invented county, whole: the same bytes for the same size, seed and day.

`make` returns the rows column by column as text cells, `write` puts them in a facts folder that the ordinary loader
reads. Order matters: trees, then what changed in them, then people, posts, what they did, what the place got for it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gangju.demo.book import Rows, each_row
from gangju.demo.elections import elect
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
from gangju.engine.catalogue import SHIPPED, load_catalogue
from gangju.engine.facts import facts_from_rows
from gangju.engine.facts_write import Format, write_facts

SEED = 20260630


def settled(size: Size = "county", today: date = TODAY, seed: int = SEED) -> World:
    """The county with its trees, people and posts, before anything happens in it."""
    world = World(SHAPES[size], seed, today)
    build_trees(world)
    lay_history(world)
    choose_branch(world)
    populate(world)
    send_back(world)
    write_trees(world)
    write_people(world)
    appoint(world)
    return world


def invent(size: Size = "county", today: date = TODAY, seed: int = SEED) -> World:
    """The whole county as objects with its book; `make` for the rows alone."""
    world = settled(size, today, seed)
    meet(world)
    play_2026(world)
    furnish(world)
    fund(world)
    publish(world)
    list_all(world)
    elect(world)
    return world


def make(size: Size = "county", today: date = TODAY, seed: int = SEED) -> Rows:
    """Relation → column → text cells, all columns of a relation equally long; an empty cell is an empty string."""
    return invent(size, today, seed).book.rows


def write(folder: Path, size: Size = "county", format: Format = "csv", today: date = TODAY, seed: int = SEED) -> None:  # noqa: A002 - the word of the contract
    """Writes the facts folder. Parquet carries types, so the rows pass the checks of the loader first; CSV is the bare text."""
    rows = {relation: list(each_row(ledger)) for relation, ledger in make(size, today, seed).items()}
    if format == "csv":
        write_facts(rows, folder, "csv")
    else:
        write_facts(facts_from_rows(rows, load_catalogue(SHIPPED)).tables, folder, "parquet")
