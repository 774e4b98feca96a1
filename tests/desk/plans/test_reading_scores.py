"""审读 of a scoring text: what was accepted is a score sheet of the pack, and the card says what becomes of each line."""

from __future__ import annotations

from datetime import date

import pytest

from gangju.desk.bridge import trying
from gangju.desk.bridge.adopted import kept_pack
from gangju.desk.bridge.drafting import Naming, Unfit
from gangju.desk.bridge.packs import home_of
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.plans.reading import actions, passing
from gangju.desk.plans.reading.models import Reading
from gangju.desk.plans.reading.queries import Card
from tests.desk import world
from tests.desk.plans.test_reading import officer, review, second, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
NAMING = Naming("yunlan-scores", "云澜县党支部评分办法", date(2026, 1, 1), date(2027, 1, 1))
SCORES = """云澜县党建工作考核细则
本细则满分100分。
一、活动正常(60分)
1.党课(20分)。党支部每季度上党课一次,每缺一次扣4分。
2.主题活动(40分)。每开展一次得5分,最高40分。
二、党员先进(40分)
获校级以上荣誉的每人次加3分,累计不超过15分。
中共云澜县委组织部
2026年1月5日
"""


@pytest.fixture
def paper() -> Reading:
    return actions.begin(officer(), world.org("yl"), SCORES, "细则.txt")


def cards(reading: Reading, kind: str = "score") -> dict[str, Card]:
    found = review(reading)
    return {str(line.data["body"]["title"]): found.card(line) for line in found.lines if line.kind == kind}


def decide(reading: Reading, kind: str, *chosen: Card) -> None:
    actions.decide(officer(), reading, kind, {card.line.id: card.mark for card in chosen})


def whose(reading: Reading) -> None:
    """The officer says who is scored."""
    sheet = cards(reading)["云澜县党建工作考核细则"]
    body = {**sheet.line.data["body"], "each": "organization", "where": "organization.kind in ('branch','joint_branch')"}
    actions.correct(officer(), reading, sheet.line.id, sheet.mark, {"body": body, "params": []})


def accept_all(reading: Reading) -> None:
    found = review(reading)
    actions.decide(
        officer(), reading, "accept", {line.id: found.card(line).mark for line in found.lines if not line.lacking and not line.is_doubt}
    )


def test_every_line_says_who_gives_its_points(paper: Reading) -> None:
    found = cards(paper)
    assert "由评分人打分(每开展一次得5分,最高40分)" in found["主题活动"].line.data["said"]
    assert "没有写明给谁打分" in found["云澜县党建工作考核细则"].line.lacking[0]


def test_accepted_lines_are_a_sheet_of_the_kept_pack(paper: Reading) -> None:
    whose(paper)
    accept_all(paper)
    passing.submit(officer(), paper, NAMING)
    done = passing.approve(second(), paper, sent(paper))
    (sheet,) = kept_pack(home_of(done.pack_hash) / "pack", done.pack_hash).schemes
    assert (int(sheet.points), sheet.each) == (100, "organization")
    assert [(item.title.partition("(")[0], int(item.points)) for item in sheet.items][:2] == [("党课", 20), ("主题活动", 40)]


def test_lines_without_their_sheet_are_not_sent(paper: Reading) -> None:
    accept_all(paper)
    decide(paper, "reject", cards(paper)["云澜县党建工作考核细则"])
    with pytest.raises(Unfit, match="没有接受它们的评分表"):
        passing.submit(officer(), paper, NAMING)


def test_lines_are_clear_once_their_sheet_says_who_is_scored(paper: Reading) -> None:
    assert "score" not in {line.kind for line in review(paper).clear}
    whose(paper)
    assert "score" in {line.kind for line in review(paper).clear}


def test_a_correction_says_what_becomes_of_the_line(paper: Reading) -> None:
    line = cards(paper)["主题活动"]
    body = {**line.line.data["body"], "kind": "deduct_each", "standard": "party-class", "roll_up": "own", "amount": 5}
    actions.correct(officer(), paper, line.line.id, line.mark, {"body": body, "params": []})
    assert "按标准“party-class”计算" in cards(paper)["主题活动"].line.data["said"]


def test_the_trial_judges_standards_and_is_not_stopped_by_a_sheet_that_lacks_something(paper: Reading) -> None:
    evaluate_now()
    found = review(paper)
    chosen = [line.data for line in found.lines if not line.lacking and not line.is_doubt]
    assert any(item["kind"] == "score" for item in chosen)
    done = trying.tried(paper.org, found.text, found.edition.plan, chosen)
    assert done is not None
    assert [tally.id for tally in done.tallies] == ["party-class"]
