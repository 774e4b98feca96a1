"""The words of the invented county: what places, people and firms are called.

One line of thought: the characters are real, the combinations are not. They live in `words.yaml`, so that
a name can be changed without touching code; this file only draws from them with the generator it is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from random import Random
from typing import Any

import yaml


@cache
def words() -> Mapping[str, Any]:
    text = files("gangju.demo").joinpath("words.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def county_name() -> str:
    return f"{words()['county']}县"


@cache
def _surnames() -> tuple[list[str], list[int]]:
    weights: Mapping[str, int] = words()["surnames"]
    return list(weights), list(weights.values())


def _era(born: int) -> str:
    return "older" if born < 1965 else "middle" if born < 1990 else "younger"


def person_name(rng: Random, woman: bool, born: int) -> str:
    """A surname by its frequency and one or two characters fashionable in the year of birth."""
    names, weights = _surnames()
    letters: str = words()["women" if woman else "men"][_era(born)]
    given = "".join(rng.sample(letters, 1 if rng.random() < 0.18 else 2))
    return rng.choices(names, weights)[0] + given


def village_names(rng: Random, count: int) -> list[str]:
    """Distinct two-character names; those borne by well-known counties or towns are left out."""
    avoid = set(words()["avoid"])
    pairs = (a + b for a, b in product(words()["village_first"], words()["village_second"]))
    return rng.sample([name for name in pairs if name not in avoid], count)


def firm_names(rng: Random, count: int) -> list[str]:
    """Each begins with the county's name, so that no firm of the real world can find itself here."""
    bare = [a + b for a, b in product(words()["firm_first"], words()["firm_second"])]
    trades: list[str] = words()["trades"]
    return [f"{words()['county']}{name}{rng.choice(trades)}有限公司" for name in rng.sample(bare, count)]


def take(key: str, count: int) -> list[str]:
    """The first `count` of a list; asking for more than there are is a mistake of this package."""
    known: list[str] = words()[key]
    if count > len(known):
        raise ValueError(f"words.yaml has only {len(known)} of {key}, {count} asked")
    return known[:count]


def numbered(key: str, count: int, letters: str = "") -> list[str]:
    """As many as asked: the list is used again with a village-like name before each."""
    known: list[str] = words()[key]
    fronts = [""] + [a + b for a, b in product(letters or words()["village_first"], "成业")]
    return [front + known[i % len(known)] for i in range(count) for front in [fronts[i // len(known)]]]


def topic(rng: Random, kind: str) -> str:
    topics: list[str] = words()["topics"][kind]
    return rng.choice(topics)
