"""The smallest world that still shows a disagreement: rules, things with all their rows, rows and cells go, halves first, then singly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

World = dict[str, Any]
Fails = Callable[[World], bool]
Item = TypeVar("Item")

THINGS = ["org_id", "unit_id", "person_id", "activity_id", "venue_id"]
NEEDED = {"since", "name", "kind", "level", "domain"}


def smallest(world: World, fails: Fails) -> World:
    """`fails` must hold for the world; it holds for what comes back, and leaving out any one row more would end it."""
    size = -1
    while size != weight(world):
        size = weight(world)
        for step in (fewer_standards, fewer_roll_ups, fewer_things, fewer_rows, fewer_cells):
            world = step(world, fails)
    return world


def weight(world: World) -> int:
    rows = [row for rows in world["facts"].values() for row in rows]
    return len(rows) + sum(value is not None for row in rows for value in row.values()) + len(str(world["standards"]))


def thinned(items: list[Item], still: Callable[[list[Item]], bool]) -> list[Item]:
    """As few of the items as will do: first half of them at once, then a quarter … then one."""
    size = len(items)
    while size > 0:
        start = 0
        while start < len(items):
            fewer = items[:start] + items[start + size :]
            if still(fewer):
                items = fewer
            else:
                start += size
        size //= 2
    return items


def fewer_standards(world: World, fails: Fails) -> World:
    return {**world, "standards": thinned(world["standards"], lambda some: bool(some) and fails({**world, "standards": some}))}


def fewer_roll_ups(world: World, fails: Fails) -> World:
    for index in range(len(world["standards"])):
        world = fewer_of(world, index, fails)
    return world


def fewer_of(world: World, index: int, fails: Fails) -> World:
    """One standard with as few roll-ups as will do."""
    standards = world["standards"]

    def having(roll_up: list[Any]) -> World:
        return {**world, "standards": [*standards[:index], {**standards[index], "roll_up": roll_up}, *standards[index + 1 :]]}

    # the one roll-up of a trend of groups is the trend itself
    least = 1 if standards[index].get("noun", "value") != "value" else 0
    return having(thinned(standards[index]["roll_up"], lambda some: len(some) >= least and fails(having(some))))


def fewer_things(world: World, fails: Fails) -> World:
    """Without organisations, units, persons, events or places, and without every row that names them."""
    names = sorted({row[column] for rows in world["facts"].values() for row in rows for column in THINGS if row.get(column)})

    def with_only(kept: list[str]) -> World:
        gone = set(names) - set(kept)
        facts = {relation: [row for row in rows if gone.isdisjoint(row.values())] for relation, rows in world["facts"].items()}
        return {**world, "facts": facts}

    return with_only(thinned(names, lambda kept: fails(with_only(kept))))


def fewer_rows(world: World, fails: Fails) -> World:
    for relation in world["facts"]:
        world = with_rows(world, relation, thinned_rows(world, relation, fails))
    return world


def thinned_rows(world: World, relation: str, fails: Fails) -> list[Any]:
    return thinned(world["facts"][relation], lambda rows: fails(with_rows(world, relation, rows)))


def with_rows(world: World, relation: str, rows: list[Any]) -> World:
    return {**world, "facts": {**world["facts"], relation: rows}}


def fewer_cells(world: World, fails: Fails) -> World:
    """Ends opened, stamps and references forgotten, wherever the disagreement does not need them."""
    for relation in world["facts"]:
        for index in range(len(world["facts"][relation])):
            for column in [name for name, value in world["facts"][relation][index].items() if value is not None and name not in NEEDED]:
                smaller = with_rows(world, relation, emptied(world["facts"][relation], index, column))
                world = smaller if fails(smaller) else world
    return world


def emptied(rows: list[Any], index: int, column: str) -> list[Any]:
    return [*rows[:index], {**rows[index], column: None}, *rows[index + 1 :]]
