"""What the tests of the reader share: short ways to ask it, and what must hold of every document it reads."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from gangju.reader import read_text
from gangju.reader.model import Clause, Deadline, Document, Flag, Frequency, Quantity, Score
from gangju.reader.normal import normalise


def quantities(text: str) -> list[Quantity]:
    return [item for clause in read_text(text).clauses for item in clause.quantities]


def figures(text: str) -> list[tuple[str, object, str]]:
    """Comparator, value and unit of every quantity."""
    return [(item.op, plain(item.value), item.unit) for item in quantities(text)]


def deadlines(text: str) -> list[tuple[str | None, str | None]]:
    found: list[Deadline] = [item for clause in read_text(text).clauses for item in clause.deadlines]
    return [(item.first, item.last) for item in found]


def rhythms(text: str) -> list[tuple[object, str]]:
    found: list[Frequency] = [item for clause in read_text(text).clauses for item in clause.frequencies]
    return [(plain(item.times), item.window) for item in found]


def doubts(text: str) -> list[tuple[str, str]]:
    found: list[Flag] = [item for clause in read_text(text).clauses for item in clause.flags]
    return [(item.why, item.text) for item in found]


def scores(text: str) -> list[Score]:
    return [item for clause in read_text(text).clauses for item in clause.scoring]


def lists(text: str) -> list[tuple[str, ...]]:
    return [clause.checklist for clause in read_text(text).clauses if clause.checklist]


def duty(text: str) -> tuple[list[str], list[str]]:
    found = [clause for clause in read_text(text).clauses if clause.lead or clause.responsible]
    return [unit for clause in found for unit in clause.lead], [unit for clause in found for unit in clause.responsible]


def outline(text: str) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.title) for section in read_text(text).sections]


def clause_with(text: str, words: str) -> Clause:
    return next(clause for clause in read_text(text).clauses if words in clause.text)


def clauses_at(document: Document, quote: str) -> list[Clause]:
    """The clauses that a quotation of the text (blanks and widths aside) touches."""
    first = document.text.find(normalise(quote))
    return [clause for clause in document.clauses if clause.start < first + len(quote) and first < clause.end] if first >= 0 else []


def plain(value: object) -> object:
    """Fractions as printed: whole numbers as int, others as text."""
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return value


def assert_sound(document: Document) -> None:
    """Spans match the text, clauses stand in order without overlap, sections are nested, finds stand inside their clause."""
    for clause in document.clauses:
        finds: tuple[Any, ...] = (*clause.quantities, *clause.deadlines, *clause.frequencies, *clause.scoring, *clause.bands, *clause.flags)
        for find in (clause, *finds):
            assert document.text[find.start : find.end] == find.text
        assert all(clause.start <= find.start < find.end <= clause.end or find in clause.flags for find in finds)
    for clause, following in pairwise(document.clauses):
        assert clause.end <= following.start
    for section, lower in pairwise(document.sections):
        assert section.start < lower.start
        assert lower.end <= section.end or section.end <= lower.start
    assert len({clause.id for clause in document.clauses}) == len(document.clauses)
