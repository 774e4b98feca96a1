"""Closed code lists, as the catalogue has them.

The catalogue is read by the engine, which only `bridge` may import; it hands the lists over by `use_lists` when it is
loaded. Code columns are checked against them on every write; their labels serve pages and messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

Lists = Mapping[str, Mapping[str, str]]

_sources: list[Callable[[], Lists]] = []


def use_lists(source: Callable[[], Lists]) -> None:
    """Name where the lists come from; called once, read on first use."""
    _sources[:] = [source]
    lists.cache_clear()


@cache
def lists() -> Lists:
    return _sources[0]() if _sources else {}


def labels(name: str) -> Mapping[str, str]:
    """All codes of one list with their Chinese labels, in catalogue order. Raises KeyError for a list that nobody declared."""
    return lists()[name]


def label(name: str, code: str) -> str:
    """The label of one code; a code that has left the list is shown as it is."""
    return labels(name).get(code, code) if code else ""
