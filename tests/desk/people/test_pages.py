"""The pages of people as a browser reads them: the file, the lists, the check sheets, and who does not get them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.identity.actions import Entered, enter
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Activity, CheckAnswer, Membership, Person, RosterEntry
from gangju.desk.people.actions import Newcomer, add_member, put_on
from gangju.desk.people.actions.members import Basics
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.people.conftest import DIFFICULT, EXEMPT, FLOATING, PACK, person, sign_in

NAME = world.secret("b1-p2")
FILE = "/people/b1-p2/"


@pytest.fixture
def at_branch(county: None) -> Client:
    return sign_in(Role.BRANCH_SECRETARY, "b1")


@pytest.fixture
def at_general(county: None) -> Client:
    return sign_in(Role.TOWN_COMMISSIONER, "g1")


def body(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_whole_person_stands_on_one_page(at_branch: Client, secretary: Scope) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    evaluate_now()
    put_on(secretary, person("b1-p1"), FLOATING)
    enter(secretary, person("b1-p1"), Entered(number="11010519491231002X", phone="13800138000", reason="登记"))
    said = body(at_branch, "/people/b1-p1/")
    for wanted in (
        world.secret("b1-p1"),
        "46 岁",
        "正式党员",
        world.secret("b1-a"),
        "7.5 学时",
        "农村党员学时",
        "流出党员",
        "省外",
        "党组织书记",
    ):
        assert wanted in said
    assert "110***********002X" in said
    assert "19491231" not in said
    assert "13800138000" not in said


def test_another_birthday_in_the_number_is_told_and_changes_nothing(at_branch: Client, secretary: Scope) -> None:
    assert "与证件号码里的不一致" not in body(at_branch, FILE)
    enter(secretary, person("b1-p2"), Entered(number="11010519491231002X", reason="登记"))
    assert "与证件号码里的不一致" in body(at_branch, FILE)
    assert person("b1-p2").born_on == date(1980, 5, 6)


def test_above_the_direct_superior_there_is_no_file(officer: Scope, at_branch: Client) -> None:
    for role, place in ((Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.INSPECTOR, "t1"), (Role.BRANCH_SECRETARY, "b2")):
        answer = sign_in(role, place).get(FILE)
        assert (answer.status_code, answer.content) == (404, at_branch.get("/people/nobody/").content)


def test_a_reason_opens_one_file_once_and_without_lists_and_verdicts(officer: Scope, secretary: Scope) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    put_on(secretary, person("b1-p2"), DIFFICULT)
    client = sign_in(Role.COUNTY_OFFICER, "yl")
    assert NAME not in body(client, "/branches/b1/file/")
    said = client.post("/branches/b1/file/", {"name": NAME, "reason": "核对发展党员材料"}).content.decode()
    assert NAME in said
    assert "46 岁" in said
    assert "困难" not in said
    assert "农村党员学时" not in said
    entry = Entry.objects.get(deed="person.reveal")
    assert (entry.subject, entry.reason) == ("person:b1-p2", "核对发展党员材料")
    assert NAME not in body(client, "/branches/b1/file/")


def test_a_reason_without_words_or_a_wrong_name_opens_nothing(officer: Scope) -> None:
    client = sign_in(Role.COUNTY_OFFICER, "yl")
    assert "不少于四个字" in client.post("/branches/b1/file/", {"name": NAME, "reason": "看"}).content.decode()
    assert Entry.objects.filter(deed="person.reveal").count() == 0
    assert "没有叫" in client.post("/branches/b1/file/", {"name": "无此人", "reason": "核对发展党员材料"}).content.decode()
    assert sign_in(Role.INSPECTOR, "yl").get("/branches/b1/file/").status_code == 404


def test_a_correction_shows_before_and_after_and_can_be_taken_back(at_branch: Client) -> None:
    values = {"name": NAME, "gender": "2", "born_on": "1981.5.6", "education": "", "reason": "本人核对"}
    answer = at_branch.post(f"{FILE}correct/", values)
    said = at_branch.get(answer["Location"]).content.decode()
    assert "出生日期：1980.5.6 → 1981.5.6" in said
    number = Entry.objects.get(deed="member.correct").pk
    at_branch.post(f"/people/deeds/{number}/undo/")
    assert person("b1-p2").born_on == date(1980, 5, 6)


def test_a_transfer_is_shown_before_it_is_done(at_general: Client, above: Scope) -> None:
    put_on(above, person("b1-p2"), EXEMPT)
    typed = {"to": world.secret("b2"), "day": "20260615", "step": "preview"}
    said = at_general.post(f"{FILE}transfer/", typed).content.decode()
    assert "2026年6月15日起从" in said
    assert "随人转到新支部" in said
    assert Membership.objects.filter(person__code="b1-p2").count() == 1
    previewed = said.split('name="previewed" value="')[1].split('"')[0]
    other = at_general.post(f"{FILE}transfer/", typed | {"day": "20260616", "step": "confirm", "previewed": previewed})
    assert other.status_code == 200  # a day changed since is previewed anew
    answer = at_general.post(f"{FILE}transfer/", typed | {"step": "confirm", "previewed": previewed})
    assert answer["Location"].startswith(FILE)
    assert person("b1-p2").org.code == "b2"


def test_a_branch_out_of_reach_cannot_be_chosen(at_general: Client) -> None:
    said = at_general.post(f"{FILE}transfer/", {"to": world.secret("b3"), "day": "20260615", "step": "preview"}).content.decode()
    assert "没有名称含" in said


def test_leaving_is_previewed_too(at_general: Client) -> None:
    typed = {"exit": "died", "day": "20260615", "reason": "家属告知", "step": "preview"}
    said = at_general.post("/people/b1-p1/leave/", typed).content.decode()
    assert "现任职务（党组织书记）同时结束" in said
    previewed = said.split('name="previewed" value="')[1].split('"')[0]
    at_general.post("/people/b1-p1/leave/", typed | {"step": "confirm", "previewed": previewed})
    assert "不是在册党员" in body(at_general, "/people/b1-p1/")


def test_a_member_is_added_with_his_number_and_not_twice(at_general: Client) -> None:
    typed = {
        "name": "新来的人", "gender": "1", "born_on": "19990405", "education": "bachelor", "number": "11010519491231002X",
        "entry": "admission", "kind": "probationary", "since": "2026.6.1", "admitted_on": "2026.6.1",
    }  # fmt: skip
    at_general.post("/branches/b1/members/add/", typed)
    assert Person.objects.get(name="新来的人").identity.number_hash
    again = at_general.post("/branches/b2/members/add/", typed | {"name": "另一个名字"}).content.decode()
    assert "已经登记在另一名人员名下" in again
    assert not Person.objects.filter(name="另一个名字").exists()
    alike = at_general.post("/branches/b2/members/add/", typed | {"number": ""}).content.decode()
    assert "同名同生日" in alike
    assert 'name="confirmed"' in alike


def test_a_branch_reads_its_lists_by_name_and_the_county_in_numbers(at_branch: Client, secretary: Scope, officer: Scope) -> None:
    put_on(secretary, person("b1-p2"), replace(FLOATING, contact=person("b1-p1")))
    assert NAME in body(at_branch, "/branches/b1/lists/floating/")
    county = body(sign_in(Role.COUNTY_OFFICER, "yl"), "/branches/yl/lists/floating/")
    assert NAME not in county
    assert world.secret("t1") in county
    assert "其中 1 人的姓名" in county
    assert world.secret("b1-p1") in body(at_branch, "/branches/b1/lists/floating/")


def test_why_somebody_is_in_difficulty_stays_in_the_branch(at_branch: Client, at_general: Client, secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), DIFFICULT)
    assert DIFFICULT.reason in body(at_branch, "/branches/b1/lists/difficult/")
    general = body(at_general, "/branches/g1/lists/difficult/")
    assert NAME in general
    assert DIFFICULT.reason not in general + body(at_general, FILE)


def test_a_difficulty_leaves_the_file_on_the_day_until_which_it_may_be_kept(at_branch: Client, secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), DIFFICULT)
    RosterEntry.objects.filter(roster="difficult").update(until=world.TODAY)
    assert DIFFICULT.reason not in body(at_branch, FILE) + body(at_branch, "/branches/b1/lists/difficult/")


def test_a_contact_is_an_activity_about_him_and_told_on_the_list(at_branch: Client, secretary: Scope) -> None:
    put_on(secretary, person("b1-p2"), FLOATING)
    assert "还没有记过联系" in body(at_branch, "/branches/b1/lists/floating/")
    at_branch.post(f"{FILE}contact/", {"day": "20260628", "topic": "电话了解近况"})
    assert Activity.objects.get(kind="member_contact").participations.get().role == "contacted"
    assert "2026.6.28 联系过" in body(at_branch, "/branches/b1/lists/floating/")


def test_putting_on_prolonging_and_taking_off_by_the_pages(at_branch: Client) -> None:
    typed = {"category": "abroad", "since": "2025.9.1", "until": "2026.12.1", "reason": "在国外务工", "contact": "b1-p1"}
    at_branch.post(f"{FILE}on/floating_out/", typed)
    row = RosterEntry.objects.get(roster="floating_out")
    at_branch.post(f"/people/entries/{row.pk}/prolong/", {"until": "2027.6.1"})
    at_branch.post(f"/people/entries/{row.pk}/end/", {"day": "2026.6.30"})
    row.refresh_from_db()
    assert row.until == date(2026, 6, 30)
    assert "三个月内退出或到期" in body(at_branch, "/branches/b1/lists/floating/")
    assert at_branch.get(f"{FILE}on/exempt/").status_code == 404


def test_what_is_typed_wrong_is_said_and_kept(at_branch: Client) -> None:
    said = at_branch.post(f"{FILE}on/difficult/", {"category": "ill", "since": "2026.6.1", "until": "", "reason": "住院"}).content.decode()
    assert "请填写这一格" in said
    assert "住院" in said
    assert not RosterEntry.objects.filter(roster="difficult").exists()


def test_sheets_are_printed_for_all_or_for_those_chosen(at_branch: Client) -> None:
    everybody = body(at_branch, "/branches/b1/check-sheets/print/")
    assert everybody.count('class="check-sheet check-sheet-1"') == 2
    one = body(at_branch, "/branches/b1/check-sheets/print/", person="b1-p2", per="2")
    assert one.count('class="check-sheet check-sheet-2"') == 1
    assert world.secret("b1-p1") not in one
    assert "本人签名" in one


def test_sheets_that_came_back_are_registered_with_what_was_corrected(at_branch: Client) -> None:
    at_branch.post("/branches/b1/check-sheets/", {"person": ["b1-p1"], "day": "2026.6.29"})
    items = dict.fromkeys(("basic", "schooling", "identity", "standing", "offices", "lists", "attendance"), "yes")
    at_branch.post(f"{FILE}checked/", items | {"schooling": "no", "day": "2026.6.29"})
    register = body(at_branch, "/branches/b1/check-sheets/")
    assert "2 人交回过" in register
    assert "▲ 有更正：学历" in register
    assert "更正基本信息" in body(at_branch, FILE)
    assert CheckAnswer.objects.filter(checklist="member_check").count() == 14


def test_sheets_are_for_who_may_read_names(county: None) -> None:
    for role, place in ((Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.INSPECTOR, "t1")):
        client = sign_in(role, place)
        assert client.get("/branches/b1/check-sheets/").status_code == 404
        assert client.get("/branches/b1/check-sheets/print/").status_code == 404


@pytest.mark.parametrize(
    ("admitted", "approved", "said"),
    [
        (date(2026, 6, 1), None, "上级审批"),
        (date(2026, 1, 15), None, "支部大会通过已过三个月"),
        (date(2025, 5, 1), date(2025, 6, 1), "应在三个月内讨论转正"),
        (date(2025, 2, 1), date(2025, 3, 1), "超过三个月没有登记转正"),
        (date(2025, 9, 1), date(2026, 1, 10), "审批超过了三个月"),
    ],
)
def test_time_limits_of_admission_are_said_with_their_mark(
    at_branch: Client, above: Scope, admitted: date, approved: date | None, said: str
) -> None:
    basics = Basics("新来的人", "1", date(1999, 4, 5), "bachelor")
    add_member(above, world.org("b1"), Newcomer(basics, "probationary", "admission", admitted, admitted, approved))
    file = body(at_branch, f"/people/{Person.objects.get(name='新来的人').code}/")
    assert said in file
    assert "待核实依据" in file


@pytest.mark.parametrize(
    "address", [FILE, "/branches/b1/lists/floating/", "/branches/b1/check-sheets/", "/branches/b1/check-sheets/print/"]
)
def test_a_page_asks_no_more_often_for_more_people(
    at_branch: Client, above: Scope, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        entry = add_member(
            above, world.org("b1"), Newcomer(Basics(f"人{number}", "", None, ""), "full", "transfer", world.FIRST, None, None)
        )
        put_on(above, person(entry.subject.removeprefix("person:")), replace(FLOATING, since=date(2026, 2, 1)))
    evaluate_now()
    at_branch.get(address)
    with django_assert_max_num_queries(34):
        at_branch.get(address)
