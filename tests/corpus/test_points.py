"""The rules of points in the corpus: what each counts and how far it goes, which the common scorer does not look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import pytest

from gangju.reader import read_text
from gangju.reader.model import Score, Value
from tests.corpus.maker import Made, Record, corpus

Rule = tuple[str, object, str | None, object]
DOCUMENTS = [document for document in corpus() if any(record["type"] == "score" for record in document.gold)]


def test_scoring_stands_in_many_documents() -> None:
    assert len(DOCUMENTS) >= 13
    kinds = Counter(rule[0] for document in DOCUMENTS for record in document.gold for rule in _wanted(record))
    assert set(kinds) == {
        *("deduct_each", "deduct_if", "zero_if", "award_each", "award_if"),
        *("proportional", "band", "veto", "bonus_cap", "floor_zero"),
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_rule_is_read_with_what_it_counts_and_its_cap(document: Made) -> None:
    places, found = _places(document.text), list(_scores(document.text))
    for record in document.gold:
        start = places[int(str(record["start"]))]
        end = places[int(str(record["start"])) + len(str(record["quote"]))]
        read = [rule for first, last, score in found if first < end and start < last for rule in _rules(score)]
        missing = [rule for rule in _wanted(record) if rule not in read]
        assert missing == [], (record["quote"], read)


def _wanted(record: Record) -> list[Rule]:
    rules = record["rules"] if record["type"] == "score" else []
    assert isinstance(rules, list)
    return [(rule["kind"], _number(rule["amount"]), rule["per"], _number(rule["cap"])) for rule in rules]


def _rules(score: Score) -> list[Rule]:
    return [(rule.kind, _value(rule.amount), rule.per, _value(rule.cap)) for rule in score.rules]


def _scores(text: str) -> Iterator[tuple[int, int, Score]]:
    document = read_text(text)
    places = _places(document.text)
    for clause in document.clauses:
        for score in clause.scoring:
            yield places[score.start], places[score.end], score


def _places(text: str) -> list[int]:
    """Places counted without white space: reading folds blanks, and nothing else that changes lengths."""
    found = [0]
    for mark in text:
        found.append(found[-1] + (not mark.isspace() and mark != "|"))
    return found


def _number(printed: object) -> object:
    if isinstance(printed, list):
        return [float(str(part)) for part in printed]
    return None if printed is None else float(str(printed))


def _value(value: Value) -> object:
    if isinstance(value, tuple):
        return [float(part) for part in value]
    return float(value) if isinstance(value, Fraction) else None
