"""异议: raised at the number, seen there until answered, answered by the level above and never by oneself."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

import gangju.demo
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Case
from gangju.desk.plans.actions import adopt
from gangju.desk.plans.contests.actions import Figure, answer_contest, file_contest, withdraw_contest
from gangju.desk.plans.contests.queries import open_keys
from gangju.desk.plans.models import Contest
from tests.desk import world

pytestmark = pytest.mark.django_db
PACK = Path(gangju.demo.__file__).parent / "pack"
FIGURE = Figure("yunlan-2026", "members-meeting", "", "2026", "organization", "b1", "fail")
GROUND = "三月的党员大会开过,记录登在了别的支部"


@pytest.fixture
def judged(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    evaluate_now()


@pytest.fixture
def open_one(county: None) -> Contest:
    return file_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), FIGURE, "missing", "", GROUND)


def signed_in(role: Role, place: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, place))
    return client


def test_a_contest_is_a_case_of_appeal_with_its_entry(open_one: Contest) -> None:
    case = Case.objects.get()
    assert (case.kind, case.state, case.org.code) == ("appeal", "filed", "b1")
    assert Entry.objects.filter(deed="contest.file", org_code="b1").count() == 1


def test_one_figure_has_one_open_contest(open_one: Contest) -> None:
    with pytest.raises(ValidationError, match="已有一条异议"):
        file_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), FIGURE, "rule", "", GROUND)
    assert Case.objects.count() == 1


def test_the_direct_superior_answers_about_records(open_one: Contest) -> None:
    done = answer_contest(world.scope(Role.TOWN_COMMISSIONER, "g1"), open_one, "corrected", "查实,已更正登记")
    assert (done.case.state, done.case.closed_on) == ("corrected", world.TODAY)


def test_nobody_answers_his_own(open_one: Contest) -> None:
    with pytest.raises(ValidationError, match="不能答复自己的异议"):
        answer_contest(world.scope(Role.TOWN_COMMISSIONER, "b1"), open_one, "corrected", "对")
    with pytest.raises(Denied):
        answer_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), open_one, "corrected", "对")


def test_a_rule_is_answered_for_where_the_plan_was_adopted(judged: None) -> None:
    raised = file_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), FIGURE, "rule", "", GROUND)
    with pytest.raises(ValidationError, match="采用方案的党组织"):
        answer_contest(world.scope(Role.TOWN_COMMISSIONER, "t1"), raised, "upheld", "按条款办")
    assert answer_contest(world.scope(Role.COUNTY_OFFICER, "yl"), raised, "upheld", "按条款办").case.state == "upheld"


def test_a_rule_is_answered_for_by_the_nearest_who_adopted_the_plan(judged: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("t1"), world.FIRST)
    raised = file_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), FIGURE, "rule", "", GROUND)
    assert answer_contest(world.scope(Role.TOWN_COMMISSIONER, "t1"), raised, "upheld", "按条款办").case.state == "upheld"


def test_an_answer_is_due_within_ten_working_days(open_one: Contest) -> None:
    assert (world.TODAY, open_one.case.due_on) == (date(2026, 6, 30), date(2026, 7, 14))


def test_an_answer_needs_words(open_one: Contest) -> None:
    with pytest.raises(ValidationError, match="请写明理由"):
        answer_contest(world.scope(Role.TOWN_COMMISSIONER, "t1"), open_one, "upheld", "  ")


def test_what_is_closed_stays_closed(open_one: Contest) -> None:
    withdraw_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), open_one)
    with pytest.raises(ValidationError, match="已经办结"):
        answer_contest(world.scope(Role.TOWN_COMMISSIONER, "t1"), open_one, "upheld", "按条款办")


def test_another_branch_neither_raises_nor_sees_it(open_one: Contest) -> None:
    other = world.scope(Role.BRANCH_SECRETARY, "b3")
    with pytest.raises(Denied):
        file_contest(other, world.org("b1"), FIGURE, "rule", "", GROUND)
    assert open_keys(other, ["b1"]) == frozenset()
    assert signed_in(Role.BRANCH_SECRETARY, "b3").get(reverse("plans:contested", args=[open_one.pk])).status_code == 404


def why_of(branch: str) -> str:
    return reverse("plans:why", args=[FIGURE.pack, FIGURE.standard, "organization", branch]) + f"?org={branch}&period=2026"


def test_the_figure_says_so_until_it_is_answered(judged: None) -> None:
    secretary = signed_in(Role.BRANCH_SECRETARY, "b1")
    form = why_of("b1").replace("/why/", "/contest/", 1)
    assert form in secretary.get(why_of("b1")).content.decode().replace("&amp;", "&")
    answer = secretary.post(form, {"about": "missing", "row": "", "ground": GROUND})
    contest = Contest.objects.get()
    assert answer.headers["Location"] == reverse("plans:contested", args=[contest.pk])
    assert "有异议" in secretary.get(why_of("b1")).content.decode()
    answer_contest(world.scope(Role.TOWN_COMMISSIONER, "t1"), contest, "upheld", "三月没有开会的记录")
    said = secretary.get(why_of("b1")).content.decode()
    assert "<b>有异议</b>" not in said
    assert "三月没有开会的记录" in said


def test_the_superior_finds_it_in_the_list_and_answers_there(judged: None) -> None:
    contest = file_contest(world.scope(Role.BRANCH_SECRETARY, "b1"), world.org("b1"), FIGURE, "missing", "", GROUND)
    town: Any = signed_in(Role.TOWN_COMMISSIONER, "t1")
    there = reverse("plans:contested", args=[contest.pk])
    assert there in town.get(reverse("plans:contests")).content.decode()
    town.post(there, {"outcome": "upheld", "answer": "已核对"})
    assert there not in town.get(reverse("plans:contests")).content.decode()
    assert there in town.get(reverse("plans:contests") + "?state=closed").content.decode()


def test_a_row_is_named_when_a_row_is_disputed(judged: None) -> None:
    form = why_of("b1").replace("/why/", "/contest/", 1)
    said = signed_in(Role.BRANCH_SECRETARY, "b1").post(form, {"about": "row", "row": "", "ground": GROUND}).content.decode()
    assert "请选是哪一行记录" in said
    assert not Contest.objects.exists()
