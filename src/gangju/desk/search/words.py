"""Chinese text as the index keeps it, and what was typed as the index is asked.

A text is folded (full-width to half-width, small letters) and stripped of blanks and punctuation, then cut into overlapping
pairs of characters and a last single one: 党支部 is `党支 支部 部`. Any piece of two or more characters is then a phrase of
neighbouring pairs and is found exactly; one character is the beginning of a pair. Pairs are far rarer than characters, so
no dictionary is needed and none can be wrong about a village's name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

# Stands between the parts of a row; no word reaches across it.
BREAK = "\n"
MOST_WORDS = 8
LONGEST = 60
_BETWEEN = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
_DROPPED = ("Z", "P", "S", "Cc", "Cf")


@lru_cache(maxsize=20_000)
def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char).casefold()
    return "".join(each for each in plain if not unicodedata.category(each).startswith(_DROPPED))


def folded(text: str) -> str:
    """What is compared: letters, digits and characters (rare and private ones too), nothing else."""
    return "".join(map(_folded, text))


def joined(parts: Iterable[str]) -> str:
    """The folded parts of a row, as the index keeps them."""
    return BREAK.join(filter(None, map(folded, parts)))


def pairs(plain: str) -> list[str]:
    """The tokens of a folded row, in order."""
    return [part[place : place + 2] for part in plain.split(BREAK) for place in range(len(part))]


@dataclass(frozen=True)
class Asked:
    """What was typed: `words` must all occur, `whole` is all of it without blanks, `typed` may be somebody's code."""

    typed: str
    words: tuple[str, ...]

    @property
    def whole(self) -> str:
        return "".join(self.words)

    def __bool__(self) -> bool:
        return bool(self.words)

    def for_sqlite(self) -> str:
        """As FTS5 is asked. Words are letters and digits only, so nothing needs escaping."""
        return " AND ".join(f'"{word}" *' if len(word) == 1 else f'"{" ".join(_phrase(word))}"' for word in self.words)

    def for_postgres(self) -> str:
        """As `tsquery` is written."""
        return " & ".join(f"'{word}':*" if len(word) == 1 else f"({_followed(word)})" for word in self.words)


def read(typed: str) -> Asked:
    """At most eight words of the first sixty characters; what is longer is no longer a search."""
    typed = "".join(char if char.isprintable() else " " for char in typed).strip()[:LONGEST]
    words = dict.fromkeys(filter(None, map(folded, _BETWEEN.split(typed))))
    return Asked(typed, tuple(words)[:MOST_WORDS])


def vector(plain: str) -> str:
    """The tokens with their places, as `tsvector` is written: PostgreSQL's own parser would cut numbers in its own way."""
    places: dict[str, list[str]] = {}
    for place, pair in enumerate(pairs(plain), start=1):
        places.setdefault(pair, []).append(str(place))
    return " ".join(f"'{pair}':{','.join(where)}" for pair, where in places.items())


def _phrase(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(len(word) - 1)]


def _followed(word: str) -> str:
    return " <-> ".join(f"'{pair}'" for pair in _phrase(word))


def marked(text: str, words: Sequence[str]) -> Markup:
    """The text as safe HTML with every occurrence of a word in `<mark>`."""
    plain, places = _with_places(text)
    hit = set[int]()
    for word in words:
        start = plain.find(word)
        while start >= 0:
            hit.update(range(places[start], places[start + len(word) - 1] + 1))
            start = plain.find(word, start + 1)
    return Markup().join(_pieces(text, hit))


def _with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and where each of its characters stood."""
    plain: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        kept = _folded(char)
        plain.append(kept)
        places.extend([place] * len(kept))
    return "".join(plain), places


def _pieces(text: str, hit: set[int]) -> Iterable[Markup]:
    start = 0
    while start < len(text):
        inside, end = start in hit, start
        while end < len(text) and (end in hit) == inside:
            end += 1
        piece = escape(text[start:end])
        yield Markup("<mark>{}</mark>").format(piece) if inside else piece
        start = end
