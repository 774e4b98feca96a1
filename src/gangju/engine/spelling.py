"""The word that was probably meant, for remedies."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, words: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(word, list(words), n=1, cutoff=0.6)), None)


def choose(word: str, words: Iterable[str], otherwise: str) -> str:
    """The remedy for a word that is none of `words`."""
    near = nearest(word, words)
    return f"请改为“{near}”" if near else otherwise
