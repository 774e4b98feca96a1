"""The reader on the corpus written here: documents in our own words of every genre, marked up before the reader saw them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gangju.reader import read_text
from tests.corpus.maker import Made, corpus, make, unmarked
from tests.corpus.score import Scores, scores
from tests.reader.tools import assert_sound, clauses_at

RECALL, PRECISION, DOUBTS = 0.95, 0.97, 0.9
FEWEST = 40
#: A type with fewer records than this is judged in the whole only: one miss would be a tenth of it.
ENOUGH = 10


@pytest.fixture(scope="module")
def documents() -> list[Made]:
    return corpus()


@pytest.fixture(scope="module")
def scored(shared: Path, documents: list[Made]) -> Scores:
    return scores(shared / "spec" / "score_reader.py", documents)


def test_there_are_enough_documents_of_enough_genres(documents: list[Made]) -> None:
    assert len(documents) >= FEWEST
    genres = ("实施方案", "工作要点", "认定标准", "制度", "通知", "述职报告", "责任清单", "意见")
    assert [genre for genre in genres if not any(genre in document.genre for document in documents)] == []


def test_the_whole_corpus_is_found_and_little_is_invented(scored: Scores) -> None:
    assert scored.overall.recall >= RECALL, scored.log
    assert scored.overall.precision >= PRECISION, scored.log


def test_every_type_is_found(scored: Scores) -> None:
    weak = {name: line for name, line in scored.types.items() if line.gold >= ENOUGH and line.recall < RECALL and name != "doubt"}
    assert weak == {}, scored.log


def test_no_type_is_invented(scored: Scores) -> None:
    weak = {name: line for name, line in scored.types.items() if line.right >= ENOUGH and line.precision < PRECISION}
    assert weak == {}, scored.log


def test_doubts_are_flagged_and_never_valued(scored: Scores) -> None:
    assert scored.types["doubt"].recall >= DOUBTS, scored.log
    assert scored.valued == 0, scored.log


def test_no_figure_is_read_where_a_phrase_only_looks_like_one(scored: Scores) -> None:
    assert scored.side["trap"].recall == 1, scored.log


def test_domains_and_subjects_are_carried_down(documents: list[Made]) -> None:
    for document in documents:
        read = read_text(document.text)
        assert_sound(read)
        for said in document.said:
            found = clauses_at(read, str(said["quote"]))
            assert set(map(str, _listed(said["domains"]))) <= {domain for clause in found for domain in clause.domains}, said
            assert said["subject"] is None or said["subject"] in {clause.subject for clause in found}, said


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("甲{q >= 3 次::乙", "never closed"),
        ("甲乙}丙", "never began"),
    ],
)
def test_a_mark_that_does_not_fit_is_named(source: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        unmarked(source)


def test_a_mark_that_says_too_little_is_named(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("甲{q >=::3次}", "utf-8")
    with pytest.raises(ValueError, match="too little"):
        make(path)


def test_marks_stand_inside_marks_and_leave_the_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("%% 体裁:通知\n{s 一、::一、目标}\n要求{f 2 year::每年{q >= 2 次::不少于2次}}。", "utf-8")
    made = make(path)
    assert made.text == "一、目标\n要求每年不少于2次。"
    assert [(row["type"], row["quote"], row["start"]) for row in made.gold] == [
        ("section", "一、目标", 0),
        ("frequency", "每年不少于2次", 7),
        ("quantity", "不少于2次", 9),
    ]
