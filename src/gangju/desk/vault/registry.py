"""Who keeps something sealed. Rooms say so when they are loaded; keys are changed, missed and dropped by this list."""

from __future__ import annotations

from typing import Protocol


class Holding(Protocol):
    """One place with sealed values."""

    @property
    def name(self) -> str:
        """No other has it."""

    @property
    def title(self) -> str:
        """How people call it."""

    def holds_any(self) -> bool:
        """Is anything sealed here? False too where the place does not exist yet."""

    def numbers(self) -> set[bytes]:
        """Numbers of the keys by which values here are sealed or hashed."""

    def reseal(self) -> int:
        """Bring every value under the current keys; how many were not. Inside the caller's transaction."""


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """A room that is loaded twice (tests) stands here once."""
    _holdings[holding.name] = holding


def holdings() -> tuple[Holding, ...]:
    return tuple(_holdings.values())
