"""Every address that the resolver knows, with every kind of value in its holes: what a curious person would try."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from gangju.desk.access.pages import rule_of

MOST = 12


@dataclass(frozen=True)
class Address:
    name: str
    view: Callable[..., Any]
    template: str
    holes: tuple[str, ...]

    def at(self, values: Mapping[str, str]) -> str:
        return "/" + self.template % {hole: values[hole] for hole in self.holes}


def every_address() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", ""))


def all_addresses() -> list[Address]:
    """What people open in a browser. Addresses of the API open to tokens alone and are walked in `tests/desk/api`."""
    return [address for address in every_address() if rule_of(address.view) != "token"]


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        text = before + _template(pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, text, pattern.namespace or pattern.app_name or namespace)
        else:
            holes = tuple(pattern.pattern.converters)
            yield Address(f"{namespace}:{pattern.name}", pattern.callback, text, holes)


def _template(pattern: URLPattern | URLResolver) -> str:
    """`branches/<str:code>/` as `branches/%(code)s/`."""
    text = str(pattern.pattern)
    for hole, converter in pattern.pattern.converters.items():
        for kind in ("str", "int", "slug", "uuid", "path"):
            text = text.replace(f"<{kind}:{hole}>", f"%({hole})s")
        assert f"%({hole})s" in text, f"{pattern}: no values known for {converter}"
    return text


def fillings(address: Address, pools: Mapping[str, Sequence[str]], likely: Sequence[Mapping[str, str]], seed: int) -> list[dict[str, str]]:
    """Values for the holes: everything for one hole, else the likely ones and a sample of the rest. An unknown hole fails."""
    every = [dict(zip(address.holes, values, strict=True)) for values in itertools.product(*(pools[hole] for hole in address.holes))]
    real = [dict(each) for each in likely if set(address.holes) == set(each)]
    if len(address.holes) < 2:
        return every
    chance = random.Random(seed)
    return chance.sample(real, min(MOST // 2, len(real))) + chance.sample(every, min(MOST - MOST // 2, len(every)))
