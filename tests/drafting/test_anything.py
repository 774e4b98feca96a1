"""No text makes the draft fail: every genre of the corpus, and its sentences thrown together."""

from __future__ import annotations

import random
import re

import pytest

from gangju.drafting import draft
from gangju.engine.catalogue import load_catalogue
from gangju.engine.model import Catalogue
from gangju.reader import read_text
from tests.corpus.maker import corpus

MIXED = 12
SENTENCES = 25


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_sentences_of_many_plans_thrown_together_are_drafted(catalogue: Catalogue) -> None:
    drawn = random.Random(20261122)
    sentences = [piece for made in corpus() for piece in re.split(r"(?<=[。;,\n])", made.text) if piece.strip()]
    for _ in range(MIXED):
        text = "清溪县2026年要点\n一、任务\n" + "".join(drawn.sample(sentences, SENTENCES))
        document = read_text(text)
        for item in draft(document, catalogue).items:
            assert item.text == document.text[item.start : item.end]


@pytest.mark.long
def test_every_document_of_the_corpus_is_drafted(catalogue: Catalogue) -> None:
    for made in corpus():
        found = draft(read_text(made.text), catalogue)
        assert len({item.id for item in found.items}) == len(found.items), made.name


def test_two_things_due_on_one_day_are_one_task(catalogue: Catalogue) -> None:
    text = "一、经费\n2026年6月30日前排出预算。2026年6月30日前拨付到位。(牵头单位:县财政局;责任单位:各镇党委)"
    (task,) = [item for item in draft(read_text(text), catalogue).items if item.kind == "task"]
    assert task.body["due"] == "2026-06-30"
