"""The words that name codes: labels of the catalogue, titles of the homes of facts, and what the field calls them beside that.

Words are data (`words.yaml`, the catalogue); the longest word at a place wins, so that a compound says what its parts
would not. A word may stand for several codes of one list, and for codes of several lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from gangju.engine.model import Catalogue
from gangju.engine.yaml_marks import read_yaml

FILE: Final = Path(__file__).with_name("words.yaml")
LISTS: Final = (
    "unit.kind",
    "organization.domain",
    "organization.kind",
    "post.role",
    "membership.kind",
    "activity.kind",
    "venue.kind",
    "fund_entry.kind",
    "roster_entry.roster",
    "tie.kind",
    "case.kind",
    "observation",
)
"""The lists whose labels name things in a sentence; others (states, flows) use words that mean something else there."""
LEAST: Final = 2
"""A label of one character (市, 县) is found in too many words to mean anything alone."""
INSIDE: Final = "[“”\n]?"
MARKS: Final = re.compile(r"[“”\n]")
ALSO: Final = re.compile(r"(?P<name>[^()]+)\((?P<also>[^()]+)\)")


@dataclass(frozen=True)
class Mention:
    """A word of the text and the codes it stands for, list by list. `start` and `end` are offsets into the document's text."""

    start: int
    end: int
    text: str
    codes: Mapping[str, tuple[str, ...]]

    def of(self, *lists: str) -> tuple[str, ...]:
        """Its codes in the first of these lists that has any."""
        return next((self.codes[name] for name in lists if name in self.codes), ())

    def names(self, *lists: str) -> bool:
        return any(name in self.codes for name in lists)


@dataclass(frozen=True)
class Vocabulary:
    """`words` maps each word to its codes by list; `said` is `words.yaml` as it stands."""

    catalogue: Catalogue
    words: Mapping[str, Mapping[str, tuple[str, ...]]]
    said: Mapping[str, Any]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Quotation marks and a broken line may stand inside a word (“三同”体验)."""
        longest = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(f"{INSIDE}".join(map(re.escape, word)) for word in longest))

    def mentions(self, text: str, start: int = 0) -> tuple[Mention, ...]:
        """The words of a piece that begins at `start`, from left to right."""
        found = self.pattern.finditer(text)
        return tuple(self._mention(start, match) for match in found)

    def _mention(self, start: int, match: re.Match[str]) -> Mention:
        word = MARKS.sub("", match.group()) if match.group() not in self.words else match.group()
        return Mention(start + match.start(), start + match.end(), word, self.words[word])

    def of_persons(self, roster: str) -> bool:
        """Whether it is persons who stand on a list."""
        kind = self.catalogue.kinds.get(f"roster_entry.{roster}")
        return kind is not None and tuple(kind.subject) == ("person",)

    def label(self, name: str, code: str) -> str:
        """What the catalogue calls a code."""
        if name == "observation":
            metric = self.catalogue.metrics.get(code)
            return metric.label if metric else code
        return self.catalogue.lists.get(name, {}).get(code, code)


def load_vocabulary(catalogue: Catalogue) -> Vocabulary:
    """The words of a catalogue and those of the field."""
    said: Mapping[str, Any] = read_yaml(FILE, FILE.name).data
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, word, codes in (*_labels(catalogue), *_synonyms(catalogue, said["lists"])):
        words.setdefault(word, {})[name] = codes
    return Vocabulary(catalogue, words, said)


def _labels(catalogue: Catalogue) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name in LISTS:
        codes = _codes(catalogue, name)
        for code, label in codes.items():
            for word in _words(label):
                yield name, word, (code,)


def _codes(catalogue: Catalogue, name: str) -> Mapping[str, str]:
    if name == "observation":
        return {code: metric.label for code, metric in catalogue.metrics.items()}
    return catalogue.lists.get(name, {})


def _words(label: str) -> Iterable[str]:
    """宣讲(讲座) is called either; a gloss in brackets that only narrows (镇(乡)) is too short to be found by itself."""
    whole = label.replace("“", "").replace("”", "")
    also = ALSO.fullmatch(whole)
    names = [whole, *(also.groups() if also else ())]
    return dict.fromkeys(name for name in names if len(name) >= LEAST)


def _synonyms(catalogue: Catalogue, lists: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Only codes that this catalogue has; an empty list of codes means any code of the list."""
    for name, words in lists.items():
        known = _codes(catalogue, name)
        for word, codes in words.items():
            kept = tuple(code for code in codes if not known or code in known)
            if kept or not codes:
                yield name, word, kept
