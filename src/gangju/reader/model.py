"""What the reader found, as data.

A document is its normalised text, its outline and its clauses. Every find carries the place it
stands at, so that a person can check it beside the text: `text` is always the slice
`[start:end]` of the document's text. Numbers are kept as fractions (a third stays a third); only
the printed form rounds. The printed form is stable: other programs read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from fractions import Fraction

Value = Fraction | tuple[Fraction, ...] | None

#: Shares such as 1/3 have no finite decimal; four places are enough to read and to compare.
PRINTED_PLACES = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of the text: `text == document.text[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity(Found):
    """One figure that is asked for. `op` is one of `>= <= > < = ~ between`."""

    op: str
    value: Value
    unit: str
    per: str | None = None
    denominator: str | None = None
    force: str = "must"


@dataclass(frozen=True, slots=True)
class Deadline(Found):
    """A day or a span. `--06-30` is a day whose year the text does not give.

    Where the year is not printed at the place (今年, 6月底前) `counted_from` says what it was counted from: the day of issue, or the
    year that title, number or opening name.
    """

    first: str | None = field(metadata={"json": "from"})
    last: str | None = field(metadata={"json": "to"})
    counted_from: str | None = None


@dataclass(frozen=True, slots=True)
class Frequency(Found):
    """So many times in each window; every two years is half a time in a year."""

    times: Fraction
    window: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a scoring item: deduct, award, cap, floor, veto."""

    kind: str
    amount: Value
    per: str | None
    cap: Value


@dataclass(frozen=True, slots=True)
class Score(Found):
    """A scoring item with its points and rules."""

    points: Value
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Band(Found):
    """A grade and the points it reaches from and to."""

    label: str
    first: Value = field(metadata={"json": "from"})
    last: Value = field(metadata={"json": "to"})


@dataclass(frozen=True, slots=True)
class Quota:
    """At most this share may get this grade."""

    text: str
    label: str
    share: Value


@dataclass(frozen=True, slots=True)
class Flag(Found):
    """A doubt: `why` is its code, `note` says it in words. It never carries a value."""

    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """One heading and all that stands under it, from `start` to `end`."""

    number: str
    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest span that asks somebody for something. `section` is the index of its section."""

    id: str
    start: int
    end: int
    text: str
    section: int | None
    domains: tuple[str, ...]
    subject: str | None
    quantities: tuple[Quantity, ...]
    deadlines: tuple[Deadline, ...]
    frequencies: tuple[Frequency, ...]
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    checklist: tuple[str, ...]
    scoring: tuple[Score, ...]
    bands: tuple[Band, ...]
    quotas: tuple[Quota, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One text, read."""

    text: str
    title: str
    issuer: str | None
    number: str | None
    issued_on: str | None
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]

    def as_json(self) -> dict[str, object]:
        """The stable printed form: whole numbers as int, others as decimals, spans as offsets."""
        return {item.name: printed(getattr(self, item.name)) for item in fields(self)}


def printed(thing: object) -> object:
    """A value, a find or a list of them as plain JSON."""
    if isinstance(thing, Fraction):
        return _number(thing)
    if isinstance(thing, tuple):
        return [printed(item) for item in thing]
    if thing is None or isinstance(thing, str | int):
        return thing
    return _record(thing)


def _record(thing: object) -> dict[str, object]:
    names = fields(thing)  # type: ignore[arg-type]
    return {item.metadata.get("json", item.name): printed(getattr(thing, item.name)) for item in names}


def _number(value: Fraction) -> int | float:
    # Printing only: no verdict is ever computed from this form.
    return value.numerator if value.denominator == 1 else round(float(value), PRINTED_PLACES)
