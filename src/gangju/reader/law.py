"""Today's rules as data (`law.yaml`): what they are called, since when they hold and how well they are known.

A rule that was read in its own text is marked A; whatever is known less well says 待核实依据 wherever it is cited. What the
rules forbid, the bounds they set and the words by which a burden is known stand in the same file, so that a new rule is a new
entry and no new code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

READ = "A"
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Rule:
    """`mark` is A (its text was read), B, C or K; None where it is our own custom and no rule of law."""

    code: str
    title: str
    number: str | None
    since: str
    mark: str | None

    @property
    def certain(self) -> bool:
        return self.mark in {READ, None}

    def cited(self, clause: str | None) -> str:
        """《…》(文号,自某日起)某条, and 待核实依据 where its text was not read."""
        if self.mark is None:
            return f"{self.title}:{clause}" if clause else self.title
        dated = f"{self.number},{self.since}起" if self.number else f"{self.since}起"
        return f"《{self.title}》({dated}){clause or ''}{'' if self.certain else '〔待核实依据〕'}"


@dataclass(frozen=True, slots=True)
class Means:
    """A means that is forbidden or advised against, and the words it is known by."""

    code: str
    words: re.Pattern[str]
    beside: re.Pattern[str] | None
    unless: re.Pattern[str]
    units: frozenset[str]
    counted: re.Pattern[str]
    rule: Rule
    clause: str | None
    fault: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure that a rule sets: a plan may ask for more than a floor and for less than a ceiling."""

    code: str
    name: str
    unit: str
    near: re.Pattern[str]
    also: re.Pattern[str] | None
    unless: re.Pattern[str]
    at_least: Fraction | None
    at_most: Fraction | None
    rule: Rule
    clause: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """So many times in each window."""

    code: str
    name: str
    words: re.Pattern[str]
    times: Fraction
    window: str
    rule: Rule
    clause: str | None


@dataclass(frozen=True, slots=True)
class Negation:
    """Words that turn what follows (or precedes) them into a prohibition."""

    before: re.Pattern[str]
    carries: re.Pattern[str]
    after: re.Pattern[str]
    heading: re.Pattern[str]
    lead: re.Pattern[str]
    resumes: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long a document may be, in characters."""

    comprehensive: int
    special: int
    special_title: re.Pattern[str]
    rule: Rule
    clause: str | None


@dataclass(frozen=True, slots=True)
class Law:
    """All of `law.yaml`."""

    rules: Mapping[str, Rule]
    means: Sequence[Means]
    negation: Negation
    rhythms: Sequence[Rhythm]
    bounds: Sequence[Bound]
    lengths: Lengths
    repeated: tuple[Rule, str | None]
    asks: Mapping[str, re.Pattern[str]]


@cache
def law() -> Law:
    raw = yaml.safe_load(files("gangju.reader").joinpath("law.yaml").read_text(encoding="utf-8"))
    rules = {
        code: Rule(code, entry["title"], entry.get("number"), str(entry["since"]), entry["mark"]) for code, entry in raw["rules"].items()
    }
    return Law(
        rules=rules,
        means=tuple(_means(entry, rules) for entry in raw["means"]),
        negation=Negation(**{key: re.compile(words) for key, words in raw["negation"].items()}),
        rhythms=tuple(_rhythm(entry, rules) for entry in raw["rhythms"]),
        bounds=tuple(_bound(entry, rules) for entry in raw["bounds"]),
        lengths=_lengths(raw["lengths"], rules),
        repeated=(rules[raw["repeated"]["rule"]], raw["repeated"]["clause"]),
        asks={key: re.compile(words) for key, words in raw["asks"].items()},
    )


def _means(entry: Mapping[str, Any], rules: Mapping[str, Rule]) -> Means:
    count: Mapping[str, Any] = entry.get("count", {})
    return Means(
        code=entry["code"],
        words=_pattern(entry, "words"),
        beside=re.compile(entry["with"]) if "with" in entry else None,
        unless=_pattern(entry, "unless"),
        units=frozenset(count.get("units", ())),
        counted=_pattern(count, "of"),
        rule=rules[entry["rule"]],
        clause=entry["clause"],
        fault=entry["fault"],
        remedy=entry["remedy"],
    )


def _rhythm(entry: Mapping[str, Any], rules: Mapping[str, Rule]) -> Rhythm:
    words = _pattern(entry, "words")
    return Rhythm(entry["code"], entry["name"], words, Fraction(entry["times"]), entry["window"], rules[entry["rule"]], entry["clause"])


def _bound(entry: Mapping[str, Any], rules: Mapping[str, Rule]) -> Bound:
    floor, ceiling = (Fraction(entry[key]) if key in entry else None for key in ("at_least", "at_most"))
    return Bound(
        code=entry["code"],
        name=entry["name"],
        unit=entry["unit"],
        near=_pattern(entry, "near"),
        also=re.compile(entry["also"]) if "also" in entry else None,
        unless=_pattern(entry, "unless"),
        at_least=floor,
        at_most=ceiling,
        rule=rules[entry["rule"]],
        clause=entry["clause"],
        note=entry.get("note", ""),
    )


def _lengths(entry: Mapping[str, Any], rules: Mapping[str, Rule]) -> Lengths:
    special = re.compile(entry["special_title"])
    return Lengths(entry["comprehensive"], entry["special"], special, rules[entry["rule"]], entry["clause"])


def _pattern(entry: Mapping[str, Any], key: str) -> re.Pattern[str]:
    return re.compile(entry[key]) if key in entry else _NOTHING
