"""职务交接: one deed passes the office, its grant, its tasks and an account; the same day takes it back whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.accounts.handover import DEED, UNDONE, HandingOver, hand_over, undo_hand_over
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.journal.deeds import Actor, deed
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Membership, Person, Post, Task
from gangju.desk.ledgers.posts.actions import grants_of
from tests.desk import world

pytestmark = pytest.mark.django_db
TODAY = world.TODAY


def person(code: str) -> Person:
    return Person.objects.get(code=code)


def held(user: User, day: date = TODAY) -> list[tuple[Role, str]]:
    return [(grant.role, grant.org_code) for grant in Scope(user, day).held]


@pytest.fixture
def officer(county: None) -> Scope:
    """Above the town t1, so above its branches too."""
    return world.scope(Role.COUNTY_OFFICER, "yl")


@pytest.fixture
def outgoing(county: None) -> User:
    """The secretary of b1 with his account."""
    user = open_account(world.SYSTEM, "outgoing", "移交人")
    AccountHolder.objects.create(user=user, person=person("b1-p1"))
    grants_of(world.SYSTEM, person("b1-p1"))
    assert held(user) == [(Role.BRANCH_SECRETARY, "b1")]
    return user


def handing(day: date = TODAY, **other: Any) -> HandingOver:
    said: dict[str, Any] = {"post": Post.objects.get(code="b1-post"), "successor": person("b1-p2"), "day": day, "way": "term_ended"}
    return HandingOver(**(said | other))


def rows() -> list[list[dict[str, Any]]]:
    models: tuple[Any, ...] = (Post, Task, Grant)
    return [list(model.objects.order_by("pk").values()) for model in models]


def task(code: str, who: str, state: str = "open") -> Task:
    done = TODAY if state == "done" else None
    return Task.objects.create(
        code=code, org=world.org("b1"), person=person(who), plan="p", clause="一", duty="responsible", state=state, done_on=done
    )


def mistakes(scope: Scope, said: HandingOver) -> dict[str, list[str]]:
    before = rows()
    with pytest.raises(ValidationError) as wrong:
        hand_over(scope, said)
    assert rows() == before
    return wrong.value.message_dict


def test_office_grant_account_and_tasks_pass_in_one_deed(officer: Scope, outgoing: User) -> None:
    task("k1", "b1-p1")
    task("k2", "b1-p1", state="done")
    done = hand_over(officer, handing(username="successor", number="云组干〔2026〕5号"))
    successor = User.objects.get(username="successor")
    assert held(outgoing) == []
    assert held(successor) == [(Role.BRANCH_SECRETARY, "b1")]
    assert successor.check_password(done.password)
    assert AccountHolder.objects.get(user=successor).person == person("b1-p2")
    assert AccountHolder.objects.get(user=successor).temporary_until is not None
    assert [task.person.code for task in Task.objects.order_by("code") if task.person] == ["b1-p2", "b1-p1"]
    old, new = Post.objects.filter(org__code="b1", role="secretary").order_by("since")
    assert (old.until, old.exit, new.since, new.until) == (TODAY, "term_ended", TODAY, None)
    assert done.entry.reason == "云组干〔2026〕5号"
    assert done.password not in str(Entry.objects.values())


def test_an_account_of_the_successor_is_used_and_gets_no_new_password(officer: Scope, outgoing: User) -> None:
    known = open_account(world.SYSTEM, "known", "接交人")
    AccountHolder.objects.create(user=known, person=person("b1-p2"))
    done = hand_over(officer, handing(username="other"))
    assert (done.username, done.password) == ("known", "")
    assert held(known) == [(Role.BRANCH_SECRETARY, "b1")]
    assert not User.objects.filter(username="other").exists()


def test_without_an_account_the_office_passes_and_says_so(officer: Scope, outgoing: User) -> None:
    done = hand_over(officer, handing())
    assert (done.username, done.password) == ("", "")
    assert "还没有账号" in done.notes[0]
    assert held(outgoing) == []


def test_on_a_day_to_come_nothing_changes_today(officer: Scope, outgoing: User) -> None:
    hand_over(officer, handing(TODAY + timedelta(days=1), username="successor"))
    successor = User.objects.get(username="successor")
    assert (held(outgoing), held(successor)) == ([(Role.BRANCH_SECRETARY, "b1")], [])
    tomorrow = TODAY + timedelta(days=1)
    assert (held(outgoing, tomorrow), held(successor, tomorrow)) == ([], [(Role.BRANCH_SECRETARY, "b1")])


def test_another_office_of_the_same_person_goes_along_where_ticked(officer: Scope, outgoing: User) -> None:
    unit = world.org("b1").versions.get().unit
    director = Post.objects.create(code="d1", person=person("b1-p1"), org=world.org("b1"), unit=unit, role="director", since=world.FIRST)
    hand_over(officer, handing(also=(director,)))
    assert set(Post.objects.filter(person__code="b1-p2", until=None).values_list("role", flat=True)) == {"secretary", "director"}


def test_it_is_taken_back_whole_the_same_day(officer: Scope, outgoing: User) -> None:
    task("k1", "b1-p1")
    before = rows()
    done = hand_over(officer, handing(username="successor"))
    undo_hand_over(officer, done.entry)
    assert rows() == before
    assert held(outgoing) == [(Role.BRANCH_SECRETARY, "b1")]
    assert not User.objects.filter(username="successor").exists()
    assert Entry.objects.filter(deed=UNDONE).count() == 1
    with pytest.raises(ValidationError, match="已经撤销过"):
        undo_hand_over(officer, done.entry)


def test_an_account_that_has_been_used_meanwhile_is_closed_instead(officer: Scope, outgoing: User) -> None:
    done = hand_over(officer, handing(username="successor"))
    user = User.objects.get(username="successor")
    with deed("account.change_password", Actor(user, "branch_secretary", "接交人")):
        pass
    undo_hand_over(officer, done.entry)
    user.refresh_from_db()
    assert (user.is_active, held(user)) == (False, [])


def test_an_account_in_the_persons_name_that_belongs_to_nobody_is_linked(officer: Scope, outgoing: User) -> None:
    known = open_account(world.SYSTEM, "known", world.secret("b1-p2"))
    AccountHolder.objects.create(user=known, org=world.org("b1"))
    done = hand_over(officer, handing(username="known"))
    assert (done.username, done.password) == ("known", "")
    assert held(known) == [(Role.BRANCH_SECRETARY, "b1")]
    undo_hand_over(officer, done.entry)
    assert held(known) == []
    assert AccountHolder.objects.get(user=known).person is None


@pytest.mark.parametrize("why", ["another name", "another town", "administrator"])
def test_an_account_of_somebody_else_is_not_linked(officer: Scope, outgoing: User, why: str) -> None:
    known = open_account(world.SYSTEM, "known", "别人" if why == "another name" else world.secret("b1-p2"))
    AccountHolder.objects.create(user=known, org=world.org("t2" if why == "another town" else "b1"))
    if why == "administrator":
        grant_role(world.SYSTEM, known, world.org("b1"), Role.AUDITOR, world.FIRST)
    town = world.scope(Role.TOWN_COMMISSIONER, "t1")
    assert "已有人用" in str(mistakes(town, handing(username="known"))["username"])


def test_the_next_day_it_is_not(officer: Scope, outgoing: User, monkeypatch: pytest.MonkeyPatch) -> None:
    done = hand_over(officer, handing())
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    with pytest.raises(ValidationError, match="当天"):
        undo_hand_over(officer, done.entry)


def test_it_is_not_taken_back_over_later_changes(officer: Scope, outgoing: User) -> None:
    done = hand_over(officer, handing())
    Post.objects.filter(person__code="b1-p2", role="secretary").update(rank="section_head")
    with pytest.raises(ValidationError, match="又有人改动"):
        undo_hand_over(officer, done.entry)


def test_successor_and_outgoing_are_two(officer: Scope) -> None:
    assert "同一个人" in str(mistakes(officer, handing(successor=person("b1-p1")))["successor"])


@pytest.mark.parametrize(("kind", "word"), [("suspended", "停止党籍"), ("probationary", "预备党员")])
def test_the_successor_is_a_full_member(officer: Scope, kind: str, word: str) -> None:
    Membership.objects.filter(person__code="b1-p2").update(kind=kind)
    assert word in str(mistakes(officer, handing())["successor"])


def test_who_is_no_member_on_the_day_is_refused(officer: Scope) -> None:
    Membership.objects.filter(person__code="b1-p2").update(until=TODAY, exit="transfer")
    assert "没有在册的党籍" in str(mistakes(officer, handing())["successor"])


def test_there_is_no_second_secretary(officer: Scope) -> None:
    Post.objects.create(
        code="s2", person=person("b2-p1"), org=world.org("b1"), role="secretary", since=world.FIRST, until=TODAY + timedelta(days=9)
    )
    assert "另有人担任" in str(mistakes(officer, handing())["successor"])


def test_the_day_lies_after_the_outgoing_began(officer: Scope) -> None:
    assert "day" in mistakes(officer, handing(date(2021, 3, 1)))


def test_a_name_of_an_account_that_is_taken_stops_everything(officer: Scope, outgoing: User) -> None:
    assert "username" in mistakes(officer, handing(username="outgoing"))


def test_only_the_organisation_above_hands_over(county: None) -> None:
    with pytest.raises(Denied):
        hand_over(world.scope(Role.BRANCH_SECRETARY, "b1"), handing())
    with pytest.raises(Denied):
        hand_over(world.scope(Role.TOWN_COMMISSIONER, "b1"), handing())
    hand_over(world.scope(Role.TOWN_COMMISSIONER, "g1"), handing())


# ---------------------------------------------------------------- the page
@pytest.fixture
def client(county: None) -> Client:
    found = Client()
    found.force_login(world.viewer(Role.TOWN_COMMISSIONER, "g1"))
    return found


def test_the_page_shows_what_passes_then_the_paper_with_the_password_once(client: Client, outgoing: User) -> None:
    page = client.get("/posts/b1-post/hand-over/").content.decode()
    assert "交接的内容" in page
    assert "没有换届记录" in page
    typed = {"successor": world.secret("b1-p2"), "day": "2026.6.30", "way": "term_ended", "username": "successor"}
    paper = client.post("/posts/b1-post/hand-over/", typed)
    text = paper.content.decode()
    assert "一次性口令" in text
    assert "监交人" in text
    requests = Entry.objects.filter(deed__in=(DEED, "account.open", "account.grant"), role=Role.TOWN_COMMISSIONER.value)
    assert len(set(requests.values_list("request_id", flat=True))) == 1
    assert {entry.deed for entry in requests} == {DEED, "account.open", "account.grant"}
    number = Entry.objects.get(deed=DEED).pk
    later = client.get(f"/hand-overs/{number}/").content.decode()
    assert "一次性口令" not in later
    assert "监交人" in later
    assert client.post(f"/hand-overs/{number}/undo/").status_code == 302
    assert "已在当天撤销" in client.get(f"/hand-overs/{number}/").content.decode()


def test_two_levels_up_names_stand_on_the_paper_against_a_reason_and_only_then(county: None) -> None:
    found = Client()
    found.force_login(world.viewer(Role.TOWN_COMMISSIONER, "t1"))
    typed = {"successor": world.secret("b1-p2"), "day": "2026.6.30", "way": "term_ended"}
    refused = found.post("/posts/b1-post/hand-over/", typed).content.decode()
    assert "理由" in refused
    assert Post.objects.filter(person__code="b1-p2").count() == 0
    paper = found.post("/posts/b1-post/hand-over/", typed | {"reason": "支部书记交接"}).content.decode()
    assert world.secret("b1-p1") in paper
    later = found.get(f"/hand-overs/{Entry.objects.get(deed=DEED).pk}/").content.decode()
    assert world.secret("b1-p1") not in later
    assert world.secret("b1-p2") not in later


def test_who_holds_the_office_already_gets_an_account_with_its_grant(client: Client) -> None:
    assert "/posts/b1-post/account/" in client.get("/organizations/b1/posts/").content.decode()
    page = client.post("/posts/b1-post/account/", {"username": "holder"}).content.decode()
    user = User.objects.get(username="holder")
    assert "一次性口令" in page
    assert held(user) == [(Role.BRANCH_SECRETARY, "b1")]
    assert Grant.objects.get(user=user).post == Post.objects.get(code="b1-post")
    assert "/posts/b1-post/account/" not in client.get("/organizations/b1/posts/").content.decode()
    again = client.post("/posts/b1-post/account/", {"username": "holder2"}).content.decode()
    assert "一次性口令" not in again
    assert not User.objects.filter(username="holder2").exists()


def test_an_office_that_opens_nothing_gets_no_account_here_and_a_branch_opens_none(client: Client) -> None:
    Post.objects.create(code="c1", person=person("b1-p2"), org=world.org("b1"), role="committee_member", since=world.FIRST)
    assert client.post("/posts/c1/account/", {"username": "holder"}).status_code == 404
    own = Client()
    own.force_login(world.viewer(Role.BRANCH_SECRETARY, "b1"))
    assert own.post("/posts/b1-post/account/", {"username": "holder"}).status_code == 404
    assert not User.objects.filter(username="holder").exists()


def test_sent_twice_it_happens_once(client: Client) -> None:
    typed = {"successor": world.secret("b1-p2"), "day": "2026.6.30", "way": "term_ended"}
    assert client.post("/posts/b1-post/hand-over/", typed).status_code == 200
    assert client.post("/posts/b1-post/hand-over/", typed).status_code == 404
    assert Post.objects.filter(person__code="b1-p2").count() == 1


def test_a_mistake_is_said_at_its_field_and_nothing_is_written(client: Client) -> None:
    before = rows()
    page = client.post("/posts/b1-post/hand-over/", {"successor": world.secret("b1-p1"), "day": "2026.6.30", "way": "term_ended"})
    assert "不能是同一个人" in page.content.decode()
    assert rows() == before


def test_a_person_of_another_town_is_not_found(client: Client) -> None:
    page = client.post("/posts/b1-post/hand-over/", {"successor": world.secret("b3-p1"), "day": "2026.6.30", "way": "term_ended"})
    assert f"没有“{world.secret('b3-p1')}”" in page.content.decode()
