"""The pages of offices, elections and entries from above, as the people who use them see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Activity, Post
from tests.desk import world
from tests.desk.ledgers.posts.conftest import account_of, person, roles, secretary

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
TODAY = world.TODAY


def signed_in(role: Role, place: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, place))
    return client


def said(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


@pytest.fixture
def commissioner() -> Client:
    return signed_in(Role.TOWN_COMMISSIONER, "t1")


def test_the_bench_shows_who_holds_what_and_what_is_vacant(commissioner: Client) -> None:
    page = said(commissioner.get("/organizations/b1/posts/"))
    assert "党组织书记" in page
    assert "没有账号" in page
    assert world.secret("b1-p1") not in page
    assert "副书记空缺" not in page
    town = said(commissioner.get("/organizations/t1/posts/"))
    assert "党组织书记空缺" in town
    assert "组织委员空缺" in town


def test_the_branch_itself_reads_the_names(branch: Client) -> None:
    assert world.secret("b1-p1") in said(branch.get("/organizations/b1/posts/"))


@pytest.fixture
def branch() -> Client:
    return signed_in(Role.BRANCH_SECRETARY, "b1")


def test_a_commissioner_two_levels_up_appoints_by_full_name_against_a_reason(commissioner: Client) -> None:
    commissioner.post("/posts/b1-post/end/", {"until": "2026.6.30", "exit": "term_ended"})
    typed = {"person": world.secret("b1-p2"), "role": "secretary", "since": "2026.6.30"}
    refused = said(commissioner.post("/organizations/b1/posts/appoint/", typed))
    assert "理由" in refused
    commissioner.post("/organizations/b1/posts/appoint/", typed | {"reason": "任命支部书记"})
    assert Post.objects.get(person__code="b1-p2", role="secretary").since == TODAY
    assert Entry.objects.filter(deed="person.reveal", reason="任命支部书记").exists()
    note = said(commissioner.get("/organizations/b1/posts/"))
    assert "还没有账号" in note


def test_a_branch_keeps_its_committee_and_not_its_secretary(branch: Client) -> None:
    typed = {"person": world.secret("b1-p2"), "role": "committee_member", "since": "2026.6.1"}
    assert branch.post("/organizations/b1/posts/appoint/", typed).status_code == 302
    refused = said(branch.post("/organizations/b1/posts/appoint/", typed | {"role": "secretary"}))
    assert "要由上级党组织办理" in refused
    assert "要由上级党组织办理" in said(branch.get("/posts/b1-post/end/"))
    assert branch.post("/posts/b1-post/end/", {"until": "2026.6.30", "exit": "retired"}).status_code == 404
    assert secretary("b1").until is None


def test_a_second_secretary_is_refused_with_the_way_out(branch: Client, commissioner: Client) -> None:
    typed = {"person": world.secret("b1-p2"), "role": "secretary", "since": "2026.6.30", "reason": "任命支部书记"}
    page = said(commissioner.post("/organizations/b1/posts/appoint/", typed))
    assert "另有人担任" in page
    assert "职务交接" in page


def test_a_name_that_is_not_there_and_one_of_another_town_look_the_same(commissioner: Client) -> None:
    typed = {"role": "committee_member", "since": "2026.6.30", "reason": "任命支部委员"}
    for name in ("查无此人", world.secret("b3-p1")):
        page = said(commissioner.post("/organizations/b1/posts/appoint/", typed | {"person": name}))
        assert f"没有“{name}”" in page


def test_an_election_is_recorded_extended_and_taken_back(commissioner: Client) -> None:
    page = said(commissioner.get("/organizations/b1/election/"))
    assert "没有换届记录" in page
    commissioner.post("/organizations/b1/election/", {"day": "2021.8.31", "mode": "members_meeting", "number": "镇委〔2021〕9号"})
    page = said(commissioner.get("/organizations/b1/election/"))
    assert "3 个月内届满" in page
    assert "镇委〔2021〕9号" in page
    commissioner.post("/organizations/b1/extension/", {"until": "2027.8.31", "number": "镇委〔2026〕3号"})
    assert "延期到 2027.8.31" in said(commissioner.get("/organizations/b1/election/"))
    refused = said(commissioner.post("/organizations/b1/extension/", {"until": "2027.9.1", "number": "镇委〔2026〕4号"}))
    assert "一般不超过一年" in refused
    code = next(entry.subject.removeprefix("case:") for entry in Entry.objects.filter(deed="election.extend"))
    commissioner.post(f"/elections/{code}/withdraw/", {"reason": "登记错了"})
    assert "任期到 2026.8.31" in said(commissioner.get("/organizations/b1/election/"))


def test_a_branch_records_its_election_and_does_not_extend_it(branch: Client) -> None:
    assert branch.post("/organizations/b1/election/", {"day": "2021.8.31", "mode": "members_meeting"}).status_code == 302
    assert "批准延期" not in said(branch.get("/organizations/b1/election/"))
    assert branch.post("/organizations/b1/extension/", {"until": "2027.8.31", "number": "一号"}).status_code == 404


def test_the_list_counts_sorts_and_filters(commissioner: Client) -> None:
    for code, day in (("b1", "2021.8.31"), ("b2", "2020.1.6"), ("g1", "2024.5.1")):
        commissioner.post(f"/organizations/{code}/election/", {"day": day, "mode": "members_meeting"})
    page = said(commissioner.get("/elections/"))
    b1, b2, g1, t1 = (page.index(f">{world.secret(code)}</a>") for code in ("b1", "b2", "g1", "t1"))
    assert b2 < b1 < t1 < g1
    assert world.secret("b1") not in said(commissioner.get("/elections/?state=overdue"))
    assert world.secret("b3") not in page


def test_a_commissioner_finds_the_branch_without_account_records_for_it_and_the_branch_sees_it(
    commissioner: Client, branch: Client
) -> None:
    page = said(commissioner.get("/proxies/"))
    assert world.secret("b2") in page
    assert world.secret("b1") not in page
    assert world.secret("b1") in said(commissioner.get("/proxies/?which=all"))
    commissioner.post("/branches/b1/record/", {"kind": "training", "day": "2026.6.20", "topic": "代记的一次", "once": "x1"})
    row = Activity.objects.get(topic="代记的一次")
    home = said(branch.get("/branches/b1/"))
    assert "代录" in home
    assert f"/activities/{row.code}/correct/" in home
    assert "代录" in said(branch.get("/branches/b1/activities/"))
    detail = said(branch.get(f"/activities/{row.code}/"))
    assert world.secret("t1") in detail
    assert Role.TOWN_COMMISSIONER.label in detail
    assert branch.get(f"/activities/{row.code}/correct/").status_code == 200


def test_what_was_entered_before_the_branchs_own_last_entry_is_not_told_again(commissioner: Client, branch: Client) -> None:
    commissioner.post("/branches/b1/record/", {"kind": "training", "day": "2026.6.20", "topic": "代记的一次", "once": "x1"})
    assert "上级代录的" in said(branch.get("/branches/b1/"))
    branch.post("/branches/b1/record/", {"kind": "training", "day": "2026.6.21", "topic": "自己记的", "once": "x2"})
    assert "上级代录的" not in said(branch.get("/branches/b1/"))


def test_a_branch_with_its_own_account_leaves_the_list(commissioner: Client) -> None:
    account_of("b2-p1")
    end = TODAY + timedelta(days=1)
    assert roles("b2-p1") == []
    commissioner.post("/posts/b2-post/change/", {"role": "secretary", "since": "2026.6.30", "full_time": "yes"})
    assert roles("b2-p1", end) == [(Role.BRANCH_SECRETARY, "b2")]
    assert world.secret("b2") not in said(commissioner.get("/proxies/"))
    assert person("b2-p1").posts.count() == 2
