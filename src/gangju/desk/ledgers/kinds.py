"""What the catalogue says about relations and kinds: titles, columns, order, filters, the sentence of an empty page.

As with `codes`, the engine reads the catalogue and only `bridge` may ask the engine; it hands both over by `use_kinds`. The
shapes below name what pages need, no more; the engine's own records fit them as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol


class Column(Protocol):
    """One column of a relation as facts folders have it; `required` is yes, no or one_of."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def required(self) -> str: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def list(self) -> str | None: ...
    @property
    def free(self) -> bool: ...
    @property
    def references(self) -> str | None: ...
    @property
    def by(self) -> str | None: ...
    @property
    def needed(self) -> Mapping[str, tuple[str, ...]]: ...


class Relation(Protocol):
    """`key` tells rows apart; `span` names the first and the last day, half open."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, Column]: ...
    @property
    def key(self) -> tuple[str, ...]: ...
    @property
    def span(self) -> tuple[str, str] | None: ...
    @property
    def companion_of(self) -> str | None: ...


class Kind(Protocol):
    """A kind that is written out whole. `categories` and `tiers` bind a roster alone; `composed` tells how its category is put together."""

    @property
    def label(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def columns(self) -> tuple[str, ...]: ...
    @property
    def form(self) -> tuple[str, ...]: ...
    @property
    def sort(self) -> str: ...
    @property
    def filters(self) -> tuple[str, ...]: ...
    @property
    def empty(self) -> str: ...
    @property
    def sensitivity(self) -> str: ...
    @property
    def print_title(self) -> str: ...
    @property
    def subject(self) -> tuple[str, ...]: ...
    @property
    def categories(self) -> Mapping[str, str] | None: ...
    @property
    def composed(self) -> str | None: ...
    @property
    def tiers(self) -> tuple[str, ...]: ...


class Metric(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def subject(self) -> tuple[str, ...]: ...
    @property
    def unit(self) -> str: ...
    @property
    def whole(self) -> bool: ...


class Item(Protocol):
    """`computed` is an expression; such an item has no answers of its own."""

    @property
    def code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def computed(self) -> str | None: ...
    @property
    def answers(self) -> tuple[str, ...]: ...


class Checklist(Protocol):
    @property
    def label(self) -> str: ...
    @property
    def subject(self) -> tuple[str, ...]: ...
    @property
    def venue_kind(self) -> str | None: ...
    @property
    def items(self) -> tuple[Item, ...]: ...


@dataclass(frozen=True)
class Declared:
    """`kinds` by `<relation>.<code>` (`activity.training`), metrics and checklists by their code."""

    relations: Mapping[str, Relation] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    checklists: Mapping[str, Checklist] = field(default_factory=dict)


_sources: list[Callable[[], Declared]] = []


def use_kinds(source: Callable[[], Declared]) -> None:
    """Name where they come from; called once, read on first use."""
    _sources[:] = [source]
    declared.cache_clear()


@cache
def declared() -> Declared:
    return _sources[0]() if _sources else Declared()
