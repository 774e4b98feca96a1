"""The nouns of a score sheet: what an officer decided, as plain data. Points are exact; nothing here reads a file or a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

AWARDS: Final = ("award_each", "award_if")
"""Kinds that only add: who is not meant by one gets nothing, where other items are given in full."""


@dataclass(frozen=True)
class Item:
    """One line of the sheet. It reads one `standard`, `measure`, `value` or `metric`, or what a reviewer enters.

    `points` is the most it can give. `only`: the classes it is for; empty means all.
    """

    id: str
    title: str
    clause: tuple[str, ...]
    kind: str
    points: Fraction
    section: str
    standard: str | None = None
    part: str | None = None
    roll_up: str | None = None
    measure: str | None = None
    value: str | None = None
    metric: str | None = None
    unit: str = ""
    require: str | None = None
    target: str | None = None
    bands: tuple[tuple[Fraction, Fraction], ...] = ()
    amount: Fraction = Fraction(0)
    per: Fraction = Fraction(1)
    cap: Fraction | None = None
    floor: Fraction = Fraction(0)
    only: tuple[str, ...] = ()
    without: str = "full"
    line: int = 0
    marks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    points: Fraction


@dataclass(frozen=True)
class Band:
    """A grade and the points from which it is given: a number, or a parameter's name."""

    grade: str
    title: str
    first: Fraction | str


@dataclass(frozen=True)
class Quota:
    """At most so great a share of those scored below one organisation of a level may keep a grade; ties at the edge lose it."""

    grade: str
    at_most: Fraction
    at: str


@dataclass(frozen=True)
class Bar:
    """Where any of those below has the grade `any_is`, the grade is not given and the next one is."""

    grade: str
    any_is: str


@dataclass(frozen=True)
class MeanOf:
    """The score is the mean of other scores: of the persons tied to the unit, or of all that stand below the organisation.

    `worth`: what each grade counts where not the points are averaged. `owed`: who should have had some, and has none, gets nothing.
    """

    scheme: str
    through: str | None
    weight: str
    worth: Mapping[str, Fraction]
    owed: str | None


@dataclass(frozen=True)
class Consequence:
    """What a score may lead to. It is proposed; people decide."""

    id: str
    title: str
    clause: tuple[str, ...]
    effect: str
    grades: tuple[str, ...]
    below: Fraction | None
    proposes: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Class:
    id: str
    title: str
    where: str


@dataclass(frozen=True)
class Scheme:
    """A score sheet. `code`: the scheme in the ledger of scores that it fills, if any. `marks`: the line of each key, dotted."""

    id: str
    title: str
    clause: tuple[str, ...]
    each: str
    period: str | None
    points: Fraction
    classes: tuple[Class, ...]
    exempt: tuple[str, ...] = ()
    code: str | None = None
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    bonus: tuple[Item, ...] = ()
    bonus_cap: Fraction = Fraction(0)
    vetoes: tuple[Item, ...] = ()
    mean_of: MeanOf | None = None
    bands: tuple[Band, ...] = ()
    quotas: tuple[Quota, ...] = ()
    bars: tuple[Bar, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    file: str = "scoring.yaml"
    line: int = 0
    marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[Item, ...]:
        """Every item that reads something."""
        return (*self.items, *self.bonus, *self.vetoes)
