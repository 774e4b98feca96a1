"""审读: what is decided is what the steps say, nothing is lost, nobody approves his own, and what is approved is a pack."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404

from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.bridge.adopted import kept_pack
from gangju.desk.bridge.drafting import Naming, NotRead, Unfit
from gangju.desk.bridge.packs import home_of
from gangju.desk.journal.models import Entry
from gangju.desk.plans.reading import actions, passing, queries
from gangju.desk.plans.reading.actions import Meanwhile
from gangju.desk.plans.reading.models import Reading, State, Step, Wording
from gangju.desk.plans.reading.queries import Card, Review
from tests.desk import world
from tests.desk.plans.papers import PAPER, REVISED, SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
NAMING = Naming("yunlan-draft", "云澜县工作要点", date(2026, 1, 1), date(2027, 1, 1))


def officer() -> Scope:
    return world.scope(Role.COUNTY_OFFICER, "yl")


def second() -> Scope:
    """Another officer of the same office."""
    known = User.objects.filter(username="second").first()
    user = known or open_account(world.SYSTEM, "second", "第二个人")
    if known is None:
        grant_role(world.SYSTEM, user, world.org("yl"), Role.COUNTY_OFFICER, world.FIRST)
    return Scope(user, world.TODAY)


@pytest.fixture
def paper() -> Reading:
    return actions.begin(officer(), world.org("yl"), PAPER, "要点.txt")


def review(reading: Reading) -> Review:
    return queries.review(officer(), reading.pk)


def card(reading: Reading, words: str, kind: str = "standard") -> Card:
    """The one item of a kind that has these words, else whose sentence has them."""
    found = review(reading)
    cards = [found.card(line) for line in found.lines if line.kind == kind]
    own = [each for each in cards if words in each.line.data["text"]]
    (only,) = own or [each for each in cards if words in "".join(each.around)]
    return only


def decide(reading: Reading, kind: str, words: str, scope: Scope | None = None, of: str = "standard") -> Step:
    found = card(reading, words, of)
    return actions.decide(scope or officer(), reading, kind, {found.line.id: found.mark})


def settle_all(reading: Reading) -> None:
    """Accept what is clear, leave the rest out."""
    found = review(reading)
    actions.decide(officer(), reading, "accept", {line.id: found.card(line).mark for line in found.clear})
    found = review(reading)
    actions.decide(officer(), reading, "reject", {line.id: found.card(line).mark for line in found.open})


def sent(reading: Reading) -> int:
    return passing.sent(review(reading).steps)


def states(reading: Reading) -> dict[str, int]:
    return dict(review(reading).states)


# ---------------------------------------------------------------- reading
def test_a_paper_is_read_for_an_organisation_with_its_doubts_first(paper: Reading) -> None:
    found = review(paper)
    assert (paper.state, paper.title) == (State.OPEN, "云澜县基层党组织建设工作要点")
    assert found.lines[0].is_doubt
    assert all(found.text[line.start : line.end] == line.data["text"] for line in found.lines)
    assert Entry.objects.filter(deed="reading.begin", org_code="yl").count() == 1


@pytest.mark.parametrize("text", [SECRET, "", "An English text about nothing in particular."])
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(text: str) -> None:
    with pytest.raises(NotRead):
        actions.begin(officer(), world.org("yl"), text)
    assert not Reading.objects.exists()
    assert not Wording.objects.exists()


def test_a_long_text_is_read_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    reading = actions.begin(officer(), world.org("yl"), PAPER)
    assert reading.state == State.WAITING
    with pytest.raises(Http404):
        review(reading)
    actions.read_on(reading)
    assert review(reading).progress == (0, 8)
    assert Entry.objects.get(deed="reading.read").after == {"state": "open"}


def test_a_draft_is_read_by_who_drafts_for_the_organisation_and_by_nobody_else(paper: Reading) -> None:
    for role, place in ((Role.TOWN_COMMISSIONER, "t1"), (Role.INSPECTOR, "yl"), (Role.BRANCH_SECRETARY, "b1")):
        with pytest.raises(Http404):
            queries.reading(world.scope(role, place), paper.pk)
    with pytest.raises(Denied):
        actions.begin(world.scope(Role.TOWN_COMMISSIONER, "t2"), world.org("t1"), PAPER)


# ---------------------------------------------------------------- deciding
def test_accepting_and_rejecting_count_and_are_journalled(paper: Reading) -> None:
    decide(paper, "accept", "24学时")
    decide(paper, "reject", "每季度")
    paper.refresh_from_db()
    assert (paper.decided, paper.total) == (2, 8)
    assert states(paper) == {"accepted": 1, "rejected": 1, "open": 6}
    assert set(Entry.objects.filter(deed__startswith="reading.").values_list("deed", flat=True)) == {
        "reading.begin",
        "reading.accept",
        "reading.reject",
    }


def test_what_lacks_something_and_what_is_doubtful_is_not_accepted(paper: Reading) -> None:
    with pytest.raises(ValidationError, match="还不能算"):
        decide(paper, "accept", "每年向上级报告2次")
    with pytest.raises(ValidationError, match="存疑"):
        decide(paper, "accept", "1%2%", of="doubt")


def test_undo_reaches_every_own_step_back(paper: Reading) -> None:
    before = states(paper)
    decide(paper, "accept", "24学时")
    decide(paper, "accept", "每季度")
    decide(paper, "reject", "24学时")
    for _ in range(3):
        actions.undo(officer(), paper)
    assert states(paper) == before
    with pytest.raises(ValidationError, match="没有可以撤销的"):
        actions.undo(officer(), paper)
    assert Entry.objects.filter(deed="reading.undo").count() == 3


def test_what_another_has_built_on_is_not_taken_back(paper: Reading) -> None:
    decide(paper, "accept", "24学时")
    decide(paper, "reject", "24学时", second())
    with pytest.raises(ValidationError, match="第二个人在您之后"):
        actions.undo(officer(), paper)
    actions.undo(second(), paper)
    actions.undo(officer(), paper)
    assert states(paper) == {"open": 8}


def test_a_decision_about_words_that_changed_meanwhile_is_not_taken(paper: Reading) -> None:
    shown = card(paper, "24学时")
    params = [{**shown.line.data["params"][0], "values": [{"value": 30}]}]
    actions.correct(second(), paper, shown.line.id, shown.mark, {"params": params})
    with pytest.raises(Meanwhile):
        actions.decide(officer(), paper, "accept", {shown.line.id: shown.mark})
    assert states(paper) == {"open": 8}


def test_what_another_has_decided_meanwhile_is_not_decided_over_his_head(paper: Reading) -> None:
    shown = card(paper, "24学时")
    seen = {shown.line.id: shown.mark}
    actions.decide(second(), paper, "accept", seen)
    with pytest.raises(Meanwhile):
        actions.decide(officer(), paper, "reject", seen)
    assert card(paper, "24学时").line.state == "accepted"
    decide(paper, "reject", "24学时")  # having seen it
    assert card(paper, "24学时").line.state == "rejected"


def test_a_quick_hand_may_change_its_own_mind(paper: Reading) -> None:
    shown = card(paper, "24学时")
    for kind in ("accept", "reject"):
        actions.decide(officer(), paper, kind, {shown.line.id: shown.mark})
    assert card(paper, "24学时").line.state == "rejected"


def test_a_second_officers_steps_are_noticed(paper: Reading) -> None:
    decide(paper, "accept", "24学时", second())
    found = queries.others(review(paper), officer().actor.user.pk, paper.opened_at)  # type: ignore[union-attr]
    assert found.said == ["第二个人接受第 1 条"]
    assert found.items == {card(paper, "24学时").line.id}


# ---------------------------------------------------------------- correcting, merging, cutting
def test_a_correction_stands_in_the_item_and_beside_it_what_was_drafted(paper: Reading) -> None:
    shown = card(paper, "24学时")
    params = [{**shown.line.data["params"][0], "values": [{"value": 30}]}]
    actions.correct(officer(), paper, shown.line.id, shown.mark, {"params": params})
    now = card(paper, "24学时")
    assert (now.figures, now.line.corrected, now.line.state) == (["农村党员学时 30 学时"], True, "open")
    assert now.line.drafted is not None
    assert queries.figures(now.line.drafted) == ["农村党员学时 24 学时"]


def test_a_correction_that_does_not_load_is_refused_with_the_reason(paper: Reading) -> None:
    shown = card(paper, "24学时")
    body = {**shown.line.data["body"], "where": "membership.nothing = 1"}
    with pytest.raises(ValidationError, match="nothing"):
        actions.correct(officer(), paper, shown.line.id, shown.mark, {"body": body})
    assert not Step.objects.exists()


def test_two_tasks_become_one_and_one_again(paper: Reading) -> None:
    first, following = (card(paper, words, "task") for words in ("民政局", "报告2次"))
    marks = {each.line.id: each.mark for each in (first, following)}
    actions.merge(officer(), paper, list(marks), marks)
    (task,) = [line for line in review(paper).lines if line.kind == "task"]
    assert task.data["body"]["responsible"] == ["县民政局", "县财政局", "各乡镇党委"]
    assert task.data["text"] == review(paper).text[first.line.start : following.line.end]
    actions.undo(officer(), paper)
    assert len([line for line in review(paper).lines if line.kind == "task"]) == 2


def test_an_item_is_cut_at_the_cursor(paper: Reading) -> None:
    shown = card(paper, "民政局", "task")
    at = shown.line.data["text"].index("、县财政局")
    actions.split(officer(), paper, shown.line.id, shown.mark, at)
    halves = [line.data for line in review(paper).lines if line.id.startswith(shown.line.id)]
    assert [half["text"] for half in halves] == [shown.line.data["text"][:at], shown.line.data["text"][at:]]
    assert [half["body"]["responsible"] for half in halves] == [["县民政局"], ["县财政局"]]


def test_kinds_are_not_mixed(paper: Reading) -> None:
    first, other = card(paper, "24学时"), card(paper, "民政局", "task")
    marks = {each.line.id: each.mark for each in (first, other)}
    with pytest.raises(ValidationError, match="同一类"):
        actions.merge(officer(), paper, list(marks), marks)


# ---------------------------------------------------------------- doubts
def test_a_settled_doubt_gives_its_standard_with_the_name_of_who_said_so(paper: Reading) -> None:
    shown = card(paper, "1%2%", "doubt")
    actions.resolve(officer(), paper, shown.line.id, shown.mark, "32")
    settled = card(paper, "1%2%", "standard")
    assert settled.figures == ["党支部书记学时 32 学时"]
    assert settled.line.data["resolved_by"] == officer().actor.name
    assert card(paper, "1%2%", "doubt").line.state == "accepted"
    actions.undo(officer(), paper)
    assert card(paper, "1%2%", "doubt").line.state == "open"


def test_a_doubt_settled_anew_says_the_new_words_alone(paper: Reading) -> None:
    for words in ("32", "40"):
        shown = card(paper, "1%2%", "doubt")
        actions.resolve(officer(), paper, shown.line.id, shown.mark, words)
    assert card(paper, "1%2%", "standard").figures == ["党支部书记学时 40 学时"]
    actions.undo(officer(), paper)
    assert card(paper, "1%2%", "standard").figures == ["党支部书记学时 32 学时"]


def test_a_settled_doubt_is_not_set_aside_while_figures_rest_on_it(paper: Reading) -> None:
    shown = card(paper, "1%2%", "doubt")
    actions.resolve(officer(), paper, shown.line.id, shown.mark, "32")
    with pytest.raises(ValidationError, match="已写明为“32”"):
        decide(paper, "reject", "1%2%", of="doubt")
    actions.undo(officer(), paper)
    decide(paper, "reject", "1%2%", of="doubt")
    assert card(paper, "1%2%", "doubt").line.state == "rejected"


def test_what_a_doubt_should_have_said_is_a_few_words(paper: Reading) -> None:
    shown = card(paper, "1%2%", "doubt")
    with pytest.raises(ValidationError, match="换成修订稿"):
        actions.resolve(officer(), paper, shown.line.id, shown.mark, "三" * 201)


# ---------------------------------------------------------------- a revised text
def test_a_revised_text_keeps_decisions_where_the_words_survive(paper: Reading) -> None:
    shown = card(paper, "1%2%", "doubt")
    actions.resolve(officer(), paper, shown.line.id, shown.mark, "32")
    decide(paper, "accept", "24学时")
    decide(paper, "accept", "200平方米")
    actions.revise(officer(), paper, REVISED)
    assert card(paper, "24学时").line.state == "accepted"
    assert card(paper, "260平方米").line.state == "open"
    assert card(paper, "1%2%", "doubt").line.state == "accepted"
    actions.undo(officer(), paper)
    assert card(paper, "200平方米").line.state == "accepted"


def test_the_same_text_is_no_revision(paper: Reading) -> None:
    with pytest.raises(ValidationError, match="一字不差"):
        actions.revise(officer(), paper, PAPER)
    assert Wording.objects.count() == 1


# ---------------------------------------------------------------- the second pair of eyes
def test_nothing_undecided_is_sent(paper: Reading) -> None:
    with pytest.raises(ValidationError, match="还有 8 条没有定"):
        passing.submit(officer(), paper, NAMING)


def test_who_decided_does_not_approve(paper: Reading) -> None:
    settle_all(paper)
    passing.submit(officer(), paper, NAMING)
    with pytest.raises(ValidationError, match="另一个人"):
        passing.approve(officer(), paper, sent(paper))
    with pytest.raises(Denied):
        passing.approve(world.scope(Role.TOWN_COMMISSIONER, "t1"), paper, sent(paper))


def test_sent_back_it_is_open_again_with_the_reason(paper: Reading) -> None:
    settle_all(paper)
    passing.submit(officer(), paper, NAMING)
    with pytest.raises(ValidationError, match="不能再改"):
        actions.undo(officer(), paper)
    passing.send_back(second(), paper, sent(paper), "第 1 条的学时不对")
    decide(paper, "reject", "24学时")
    assert "第 1 条的学时不对" in queries.told(review(paper).steps[-2], {})


def test_what_was_sent_anew_meanwhile_is_neither_approved_nor_sent_back_unseen(paper: Reading) -> None:
    settle_all(paper)
    passing.submit(officer(), paper, NAMING)
    seen = sent(paper)
    passing.send_back(second(), paper, seen, "第 1 条的学时不对")
    decide(paper, "reject", "24学时")
    passing.submit(officer(), paper, NAMING)
    with pytest.raises(Meanwhile):
        passing.approve(second(), paper, seen)
    with pytest.raises(Meanwhile):
        passing.send_back(second(), paper, seen, "还是不对")
    assert passing.approve(second(), paper, sent(paper)).state == State.APPROVED


def test_what_is_approved_is_kept_as_a_pack_that_can_be_adopted(paper: Reading) -> None:
    settle_all(paper)
    passing.submit(officer(), paper, NAMING)
    done = passing.approve(second(), paper, sent(paper))
    found = kept_pack(home_of(done.pack_hash) / "pack", done.pack_hash)
    assert (found.id, found.plan.issuer) == ("yunlan-draft", "中共云澜县委组织部")
    assert len(found.standards) == 4
    assert Entry.objects.filter(deed="reading.approve").count() == 1


def test_two_standards_that_cannot_stand_together_are_named(paper: Reading) -> None:
    shown = card(paper, "每季度")
    other = card(paper, "每月至少")
    actions.correct(officer(), paper, shown.line.id, shown.mark, {"body": {**shown.line.data["body"], "id": other.line.data["body"]["id"]}})
    settle_all(paper)
    with pytest.raises(Unfit) as wrong:
        passing.submit(officer(), paper, NAMING)
    assert wrong.value.problems
    assert Reading.objects.get().state == State.OPEN


def test_a_dropped_draft_leaves_the_list_and_comes_back_as_it_was(paper: Reading) -> None:
    decide(paper, "accept", "24学时")
    passing.drop(officer(), paper)
    assert not queries.readings(officer()).exists()
    passing.restore(officer(), queries.dropped_reading(officer(), paper.pk))
    assert card(paper, "24学时").line.state == "accepted"
    actions.undo(officer(), paper)
    assert states(paper) == {"open": 8}
    assert [deed for deed in ("reading.drop", "reading.restore") if Entry.objects.filter(deed=deed).count() != 1] == []


def test_only_who_drafts_for_the_organisation_restores(paper: Reading) -> None:
    passing.drop(officer(), paper)
    with pytest.raises(Http404):
        queries.dropped_reading(world.scope(Role.TOWN_COMMISSIONER, "t1"), paper.pk)
    with pytest.raises(Denied):
        passing.restore(world.scope(Role.TOWN_COMMISSIONER, "t1"), Reading.objects.get())
