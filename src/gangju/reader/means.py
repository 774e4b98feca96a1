"""Means that today's rules forbid: found where a sentence asks for them, not where it forbids them itself.

不得以签到打卡… asks for nothing; 每日签到打卡 does. A prohibition governs what follows it in its part of the sentence, and the
strong ones (严禁, 不得) what follows up to the end, until the sentence turns to a demand (要, 每, 由…).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gangju.reader.law import Means, law
from gangju.reader.model import Quantity
from gangju.reader.statement import Statement


@dataclass(frozen=True, slots=True)
class Use:
    """A means and the places `[first:last]` of the statement's flow where it is asked for."""

    means: Means
    first: int
    last: int


def uses(statement: Statement) -> Iterator[Use]:
    """Each forbidden means that a sentence asks for, once."""
    for means in () if statement.banned else law().means:
        found = next(_uses(statement, means), None)
        if found is not None:
            yield found


def _uses(statement: Statement, means: Means) -> Iterator[Use]:
    for first, last in [*_said(statement, means), *_counted(statement, means)]:
        if not is_forbidden(statement, first, last):
            yield Use(means, first, last)


def _said(statement: Statement, means: Means) -> Iterator[tuple[int, int]]:
    for match in means.words.finditer(statement.flow.text):
        first, last = statement.segment(match.start())
        beside = means.beside is None or means.beside.search(statement.flow.text, first, statement.after(last))
        if beside and not means.unless.search(statement.flow.text[first:last]):
            yield match.span()


def _counted(statement: Statement, means: Means) -> Iterator[tuple[int, int]]:
    """不少于100篇 beside 日记: the noun and its figure together."""
    for quantity in (item for clause in statement.clauses for item in clause.quantities if item.unit in means.units):
        begin, end = _span(statement, quantity)
        first, last = statement.segment(begin)
        noun = means.counted.search(statement.flow.text, first, last)
        if noun:
            yield min(noun.start(), begin), max(noun.end(), end)


def is_forbidden(statement: Statement, first: int, last: int) -> bool:
    """Does the sentence itself forbid what stands at this place?"""
    text, words = statement.flow.text, law().negation
    begin, end = statement.segment(first)
    if words.before.search(text, begin, first) or words.after.search(text[last:]):
        return True
    while begin > 0:
        if words.resumes.match(text[begin:end].lstrip()):
            return False
        begin, end = statement.segment(begin - 1)
        if words.carries.search(text, begin, end):
            return True
    return False


def _span(statement: Statement, quantity: Quantity) -> tuple[int, int]:
    return statement.place(quantity.start), statement.place(quantity.end - 1) + 1
