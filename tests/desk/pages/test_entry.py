"""纪实: one form; the branch's verdicts move in the same response, the levels above in a follow-up."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.ledgers.models import Activity
from tests.desk import world
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db

CLASS: Mapping[str, str] = {"kind": "training", "day": "20260628", "hours": "20", "topic": "学习党章", "once": "一"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def secretary(visitor: Visitor) -> Client:
    return visitor(Role.BRANCH_SECRETARY, "b1")


def newest() -> Activity:
    return Activity.objects.get(topic=CLASS["topic"])


@pytest.mark.row("003-34")
def test_a_class_moves_the_branch_in_the_same_response(secretary: Client) -> None:
    answer = secretary.post("/branches/b1/record/", CLASS)
    body = re.sub(r"\s+", " ", answer.content.decode())
    assert answer.status_code == 200
    assert "已记下" in body
    row = body[body.index("农村党员学时") :]
    assert "0–2/2 人" in row
    assert "1–2/2 人" in row  # 7.5 and 20 hours are enough for the one who came both times


def test_everyone_is_present_unless_ticked(secretary: Client) -> None:
    secretary.post("/branches/b1/record/", {**CLASS, "absent": ["b1-p2"]})
    assert dict(newest().participations.values_list("person__code", "attended")) == {"b1-p1": True, "b1-p2": False}


def test_the_home_is_not_behind_what_was_entered(secretary: Client) -> None:
    assert "0–2/2 人" in secretary.get("/branches/b1/").content.decode()
    secretary.post("/branches/b1/record/", CLASS)
    assert "1–2/2 人" in secretary.get("/branches/b1/").content.decode()


@pytest.mark.parametrize("typed", ["20260628", "2026.6.28", "2026-06-28", "2026年6月28日", "２０２６.６.２８"])
def test_a_day_may_be_typed_in_many_ways(secretary: Client, typed: str) -> None:
    secretary.post("/branches/b1/record/", {**CLASS, "day": typed})
    assert newest().started_at.date().isoformat() == "2026-06-28"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2026.6.3x"}, "认不出是哪一天"),
        ({"day": "20260231"}, "没有 2026 年 2 月 31 日这一天"),
        ({"day": "20260701"}, "还没到"),
        ({"hours": "很多"}, "学时要填数"),
        ({"hours": "2.555"}, "学时最多两位小数"),
        ({"kind": ""}, "请选一种活动"),
        ({"absent": ["b1-p1", "b1-p2"]}, "不能全都缺席"),
        ({"absent": ["b2-p1"]}, "不在这一天的党员名册上"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_what_was_typed_stays(secretary: Client, wrong: dict[str, object], said: str) -> None:
    body = secretary.post("/branches/b1/record/", {**CLASS, **wrong}).content.decode()
    assert said in body
    assert 'value="学习党章"' in body
    assert not Activity.objects.filter(topic=CLASS["topic"]).exists()


def test_sent_twice_it_is_recorded_once(secretary: Client) -> None:
    secretary.post("/branches/b1/record/", CLASS)
    again = secretary.post("/branches/b1/record/", CLASS)
    assert again["Location"] == f"/activities/{newest().code}/"
    assert Activity.objects.filter(topic=CLASS["topic"]).count() == 1


def test_only_the_committee_is_called_to_its_meeting(secretary: Client) -> None:
    everybody = secretary.get("/branches/b1/record/", {"kind": "training", "day": "20260628"}, headers=HTMX).content.decode()
    committee = secretary.get("/branches/b1/record/", {"kind": "committee_meeting", "day": "20260628"}, headers=HTMX).content.decode()
    assert world.secret("b1-p2") in everybody
    assert world.secret("b1-p1") in committee
    assert world.secret("b1-p2") not in committee
    assert "<html" not in committee


def test_the_form_says_which_duties_a_kind_counts_towards(secretary: Client) -> None:
    body = secretary.get("/branches/b1/record/").content.decode()
    assert "记入：党员大会每季度一次" in body
    assert "农村党员学时" in body


def test_the_last_entry_can_be_taken_as_a_pattern(secretary: Client) -> None:
    body = secretary.get("/branches/b1/record/", {"like": "b1-a"}).content.decode()
    assert 'value="7.5"' in body
    assert 'value="2026-06-30"' in body


def test_an_entry_is_corrected_withdrawn_and_restored(secretary: Client) -> None:
    secretary.post("/branches/b1/record/", CLASS)
    code = newest().code
    assert "更正活动" in secretary.get(f"/activities/{code}/correct/").content.decode()
    corrected = secretary.post(f"/activities/{code}/correct/", {**CLASS, "hours": "10"}).content.decode()
    assert "已更正" in corrected
    assert "请写明撤回的理由" in secretary.post(f"/activities/{code}/withdraw/", {"reason": ""}).content.decode()
    withdrawn = secretary.post(f"/activities/{code}/withdraw/", {"reason": "记重了"}).content.decode()
    assert "已撤回" in withdrawn
    assert not Activity.objects.filter(code=code).exists()
    restore = re.search(r'action="(/activities/restore/\d+/)"', withdrawn)
    assert restore
    assert "已恢复" in secretary.post(restore[1]).content.decode()
    assert Activity.objects.filter(code=code).exists()


def test_nobody_else_may_record_for_the_branch(visitor: Visitor) -> None:
    for role, code in ((Role.COUNTY_OFFICER, "yl"), (Role.INSPECTOR, "yl"), (Role.BRANCH_SECRETARY, "b2"), (Role.TOWN_COMMISSIONER, "t2")):
        assert visitor(role, code).post("/branches/b1/record/", CLASS).status_code == 404
    assert not Activity.objects.filter(topic=CLASS["topic"]).exists()


def test_a_committee_has_no_entry_form_of_a_branch(visitor: Visitor) -> None:
    assert visitor(Role.TOWN_COMMISSIONER, "t1").get("/branches/t1/record/").status_code == 404


def test_a_commissioner_records_for_a_branch_below(visitor: Visitor) -> None:
    assert "已记下" in visitor(Role.TOWN_COMMISSIONER, "g1").post("/branches/b1/record/", CLASS).content.decode()


def test_two_levels_up_one_may_record_but_learns_no_names(visitor: Visitor) -> None:
    town = visitor(Role.TOWN_COMMISSIONER, "t1")
    form = town.get("/branches/b1/record/").content.decode()
    assert world.secret("b1-p1") not in form
    assert "全员到会" in form
    assert "已记下" in town.post("/branches/b1/record/", CLASS).content.decode()


def test_the_levels_above_follow_when_the_next_run_is_done(visitor: Visitor) -> None:
    town = visitor(Role.TOWN_COMMISSIONER, "t1")
    body = town.post("/branches/b1/record/", CLASS).content.decode()
    asked = re.search(r'hx-get="([^"]+/above/[^"]+)"', body)
    assert asked
    address = asked[1].replace("&amp;", "&")
    assert "达标 / 应达标" not in town.get(address, headers=HTMX).content.decode()
    evaluate_now()
    after = town.get(address, headers=HTMX).content.decode()
    assert world.secret("t1") in after
    assert "1–4/4 人" in after
    assert "hx-get" not in after  # nothing is asked again
