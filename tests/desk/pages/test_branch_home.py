"""支部主页: open problems first, what is missing and who can enter it, people and recent activities."""

from __future__ import annotations

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import RosterEntry
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(visitor: Visitor) -> Client:
    return visitor(Role.BRANCH_SECRETARY, "b1")


def test_everything_of_a_branch_stands_on_one_page(secretary: Client) -> None:
    body = secretary.get("/branches/b1/").content.decode()
    assert "农村党员学时" in body
    assert "<b>2</b>名正式党员" in body
    assert world.secret("b1-p1") in body  # the secretary's post
    assert world.secret("b1-a") in body  # the topic of the recorded class
    assert 'href="/branches/b1/record/"' in body


def test_open_duties_stand_before_settled_ones(secretary: Client) -> None:
    body = secretary.get("/branches/b1/").content.decode()
    assert body.index("要办的事") < body.index("农村党员学时") < body.index("党员和班子")


def test_what_is_missing_is_named_with_who_can_enter_it(secretary: Client) -> None:
    body = secretary.get("/branches/b1/").content.decode()
    assert "支部党员大会台账" in body
    assert "上级组织委员建账，此后党支部书记（没有账号的由乡镇组织委员代录）来记" in body


def test_above_the_direct_superior_posts_are_nameless(visitor: Visitor) -> None:
    body = visitor(Role.COUNTY_OFFICER, "yl").get("/branches/b1/").content.decode()
    assert "（姓名不显示）" in body
    assert world.secret("b1-p1") not in body
    assert "record/" not in body


def test_another_branch_is_absent(secretary: Client) -> None:
    assert secretary.get("/branches/b2/").status_code == 404
    assert secretary.get("/branches/b2/").content == secretary.get("/branches/nothing/").content


def test_a_committee_has_a_table_instead_of_a_home(visitor: Visitor) -> None:
    assert visitor(Role.TOWN_COMMISSIONER, "t1").get("/branches/t1/")["Location"] == "/standards/t1/"


def test_members_are_named_for_the_branch_and_counted_for_the_county(visitor: Visitor, secretary: Client) -> None:
    assert world.secret("b1-p2") in secretary.get("/branches/b1/members/").content.decode()
    county = visitor(Role.COUNTY_OFFICER, "yl").get("/branches/b1/members/").content.decode()
    assert world.secret("b1-p2") not in county
    assert "<b>2</b>名正式党员" in county


def test_names_above_the_direct_superior_need_a_reason_and_are_shown_once(visitor: Visitor) -> None:
    officer = visitor(Role.COUNTY_OFFICER, "yl")
    assert "理由" in officer.post("/branches/b1/members/", {"reason": "看"}).content.decode()
    assert world.secret("b1-p2") not in officer.post("/branches/b1/members/", {"reason": "看"}).content.decode()
    assert world.secret("b1-p2") in officer.post("/branches/b1/members/", {"reason": "核对发展党员材料"}).content.decode()
    assert world.secret("b1-p2") not in officer.get("/branches/b1/members/").content.decode()


def test_activities_are_listed_newest_first_with_how_many_came(secretary: Client) -> None:
    body = secretary.get("/branches/b1/activities/").content.decode()
    assert 'data-label="到会 / 应到">1/2' in body
    assert "这里还没有活动记录" in secretary.get("/branches/b1/activities/", {"kind": "lecture"}).content.decode()


def test_organisations_are_found_by_name_inside_the_scope_only(visitor: Visitor) -> None:
    town = visitor(Role.TOWN_COMMISSIONER, "t1")
    assert world.secret("b1") in town.get("/organizations/", {"q": "b1号"}).content.decode()
    nothing = town.get("/organizations/", {"q": "b3号"}).content.decode()
    assert "没有名称含“b3号”的党组织" in nothing


def test_a_superior_has_a_ledger_kept_from_today_and_never_backwards(visitor: Visitor) -> None:
    superior = visitor(Role.TOWN_COMMISSIONER, "g1")
    body = superior.get("/branches/b1/").content.decode()
    assert 'value="activity.members_meeting"' in body
    assert superior.post("/branches/b1/keep/", {"ledger": "activity.members_meeting"})["Location"] == "/branches/b1/"
    kept = RosterEntry.objects.get(roster="keeps", category="activity.members_meeting")
    assert (kept.org.code, kept.since) == ("b1", world.TODAY)
    superior.post("/branches/b1/keep/", {"ledger": "activity.members_meeting"})
    superior.post("/branches/b1/keep/", {"ledger": "nonsense"})
    assert RosterEntry.objects.filter(roster="keeps", org__code="b1").count() == 2


def test_a_branch_does_not_open_ledgers_by_itself(secretary: Client) -> None:
    assert "/keep/" not in secretary.get("/branches/b1/").content.decode()
    assert secretary.post("/branches/b1/keep/", {"ledger": "activity.members_meeting"}).status_code == 404
