"""Many standards at once: those of the demo county and of all shipped packs, and after these the same again with other figures.

A variation has its own parameters (each a little higher than the last), another rhythm, another age at which an answer is
stale: what a second, a third plan of the same kind of office would ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import count, islice
from typing import Any

from bench import county
from gangju.engine.catalogue import SHIPPED
from gangju.engine.load import load_pack
from gangju.engine.model import Pack, Param, Standard

WINDOWS = ("month", "two_months", "quarter", "half", "year")
PARAM = re.compile(r"param\('(\w+)'")


@cache
def shipped() -> tuple[Pack, ...]:
    """The demo's plan and the packs of the project, taken as in force today."""
    folders = sorted(each.parent for each in SHIPPED.parent.glob("*/plan.yaml"))
    packs = [county.pack(), *(load_pack(folder) for folder in folders)]
    return tuple(replace(pack, plan=replace(pack.plan, in_force_until=None)) for pack in packs)


def many(n: int) -> tuple[Pack, ...]:
    """Packs of `n` standards together."""
    taken: dict[str, list[Standard]] = {pack.id: [] for pack in shipped()}
    params: dict[str, dict[str, Param]] = {pack.id: dict(pack.params) for pack in shipped()}
    for pack, standard, number in islice(_all(), n):
        taken[pack.id].append(standard)
        params[pack.id] |= _params(pack, number)
    return tuple(replace(pack, standards=tuple(taken[pack.id]), params=params[pack.id]) for pack in shipped() if taken[pack.id])


def _all() -> Iterator[tuple[Pack, Standard, int]]:
    for number in count():
        for pack in shipped():
            for standard in pack.standards:
                yield pack, _varied(standard, number) if number else standard, number


def _varied(standard: Standard, number: int) -> Standard:
    keys = {name: _renamed(value, number) for name, value in standard.keys.items()}
    if standard.form == "rhythm" and keys.get("window") in WINDOWS and "dated" not in keys:
        keys |= {"window": WINDOWS[number % len(WINDOWS)], "at_least": 1 + number % 3}
    if "stale_after" in keys:
        keys["stale_after"] = f"{6 + number} months"
    parts = tuple(replace(_varied(part, number), id=f"{standard.id}-{number}") for part in standard.parts)
    return replace(standard, id=f"{standard.id}-{number}", keys=keys, where=_renamed(standard.where, number), parts=parts)


def _renamed(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return PARAM.sub(lambda found: f"param('{found[1]}_{number}'", value)
    if isinstance(value, Mapping):
        return {name: _renamed(each, number) for name, each in value.items()}
    return [_renamed(each, number) for each in value] if isinstance(value, list) else value


def _params(pack: Pack, number: int) -> dict[str, Param]:
    def higher(param: Param) -> Param:
        values = tuple(replace(value, value=value.value + Fraction(number)) for value in param.values)
        return replace(param, id=f"{param.id}_{number}", values=values)

    return {f"{name}_{number}": higher(param) for name, param in pack.params.items()} if number else {}
