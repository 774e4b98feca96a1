"""The list pages as a browser reads them, on the small county whose names are planted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.journal.deeds import deed
from gangju.desk.ledgers.models import Membership, Observation, Person, Post, RosterEntry, Unit, Venue
from gangju.desk.lists.registers import registers, row_subject
from tests.desk import world

pytestmark = pytest.mark.django_db
NO_TITLES = {"名册", "联系", "数据", "事项"}


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", world.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("lists"))
        world.settle()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


def client(role: Role, code: str) -> Client:
    made = Client()
    made.force_login(world.viewer(role, code))
    return made


def text(who: Client, address: str, **query: str) -> str:
    answer = who.get(address, query)
    assert answer.status_code == 200, address
    return answer.content.decode()


OFFICER = (Role.COUNTY_OFFICER, "yl")
TOWN = (Role.TOWN_COMMISSIONER, "g1")
SECRETARY = (Role.BRANCH_SECRETARY, "b1")


@pytest.mark.parametrize("viewer", [OFFICER, SECRETARY], ids=["county", "branch"])
def test_every_list_opens(viewer: tuple[Role, str]) -> None:
    who = client(*viewer)
    refused = [key for key in registers() if who.get(f"/lists/{key}/").status_code != 200]
    assert refused == []


def test_no_list_is_titled_by_a_word_of_the_ledgers() -> None:
    titles = {word for register in registers().values() for word in (register.title, register.print_title, register.group)}
    assert titles & NO_TITLES == set()
    assert "<title>后备人选" in text(client(*OFFICER), "/lists/roster_entry.reserve/")


def test_whole_relations_with_kinds_stand_under_the_system_heading_alone() -> None:
    whole = {register.key for register in registers().values() if register.group == "系统"}
    assert {"roster_entry", "tie", "observation", "check_answer", "activity", "case"} <= whole
    assert not [key for key in whole if "." in key]


def test_a_kind_is_listed_as_its_file_says() -> None:
    training = registers()["activity.training"]
    assert [column.name for column in training.fields] == ["started_at", "form", "hours", "topic", "present", "absent", "org_id"]
    page = text(client(*SECRETARY), "/lists/activity.training/")
    assert world.secret("b1-a") in page
    assert '<td class="num" data-label="到会">1</td>' in page
    assert "党员培训记录" in page


def test_a_kind_without_rows_says_what_to_do_next() -> None:
    page = text(client(*SECRETARY), "/lists/activity.party_class/")
    assert "还没有记过党课" in page
    assert "选一个支部来记" in page


def test_a_list_ends_at_the_edge_of_the_grant() -> None:
    page = text(client(*TOWN), "/lists/venue/")
    assert world.secret("b1-v") in page
    assert world.secret("b3-v") not in page


def test_names_stand_only_where_the_scope_opens_them() -> None:
    near, far = text(client(*TOWN), "/lists/membership/"), text(client(*OFFICER), "/lists/membership/")
    assert world.secret("b1-p1") in near
    assert "（姓名不显示）" not in near
    assert world.secret("b1-p1") not in far
    assert "其中 6 行的人员不在您可以看到姓名的范围内" in far


def test_nobody_is_found_by_a_name_that_is_not_open() -> None:
    asked = {"q": world.secret("b1-p1")}
    assert "没有符合这些条件的记录" in text(client(*OFFICER), "/lists/membership/", **asked)
    assert "共 1 条" in text(client(*TOWN), "/lists/membership/", **asked)


def test_birthdays_of_the_nameless_do_not_stand_in_a_list() -> None:
    assert "1980.5.6" in text(client(*SECRETARY), "/lists/person/")
    assert "1980.5.6" not in text(client(*OFFICER), "/lists/person/")


def test_a_list_is_cut_below_an_organisation_by_its_name() -> None:
    page = text(client(*OFFICER), "/lists/venue/", within=world.secret("t1"))
    assert world.secret("b1-v") in page
    assert world.secret("b3-v") not in page


def test_an_organisation_that_is_not_the_viewers_is_not_there() -> None:
    page = text(client(*TOWN), "/lists/venue/", within="b3")
    assert "没有名称或编号是“b3”的组织" in page
    assert world.secret("b3-v") not in page


def test_a_name_that_many_have_asks_which_is_meant() -> None:
    assert "不止一个，请选一个" in text(client(*OFFICER), "/lists/venue/", within="暗记b")


def test_only_what_is_in_force_on_the_day_is_listed_unless_all_days_are_asked() -> None:
    Membership.objects.filter(person__code="b1-p2").update(until="2026-03-01")
    who = client(*SECRETARY)
    assert "共 1 条" in text(who, "/lists/membership/")
    assert "共 2 条" in text(who, "/lists/membership/", day="2026.2.28")
    assert "共 2 条" in text(who, "/lists/membership/", day="all")


def test_a_day_that_does_not_exist_is_said_and_left_out() -> None:
    assert "没有 2026 年 2 月 30 日这一天" in text(client(*SECRETARY), "/lists/membership/", day="2026-02-30")


def test_a_filter_takes_codes_of_its_list() -> None:
    who = client(*OFFICER)
    assert "共 3 条" in text(who, "/lists/post/", role="secretary")
    assert "没有符合这些条件的记录" in text(who, "/lists/post/", role="director")


def test_rows_stand_in_the_order_of_the_chosen_column_and_back() -> None:
    for number, branch in enumerate(("b1", "b2"), start=1):
        Venue.objects.filter(code=f"{branch}-v").update(area_m2=number * 10_000)
    up, down = (text(client(*TOWN), "/lists/venue/", sort=sort) for sort in ("area_m2", "-area_m2"))
    first, second = world.secret("b1-v"), world.secret("b2-v")
    assert up.index(first) < up.index(second)
    assert down.index(second) < down.index(first)
    assert 'aria-sort="ascending"' in up


def test_nothing_is_put_in_the_order_of_names_of_persons() -> None:
    page = text(client(*OFFICER), "/lists/membership/", sort="person_id")
    assert "sort=person_id" not in page.split("<thead>")[1].split("</thead>")[0]


def test_a_page_holds_fifty_rows_and_leads_to_the_next() -> None:
    branch = world.org("b1")
    Person.objects.bulk_create(Person(code=f"many-{number}", org=branch, name="多") for number in range(120))
    first, last = (text(client(*SECRETARY), "/lists/person/", page=page) for page in ("1", "3"))
    assert first.count("<tr data-row=") == 50
    assert "第 1 / 3 页，共 122 条" in first
    assert last.count("<tr data-row=") == 22
    assert text(client(*SECRETARY), "/lists/person/", whole="1").count("<tr data-row=") == 122


def test_who_entered_for_another_is_marked() -> None:
    Post.objects.filter(code="b1-post").update(entered_by=world.org("g1"))
    assert f"由{world.secret('g1')}代为录入" not in text(client(*SECRETARY), "/lists/post/")
    assert "由上级党组织代为录入" in text(client(*SECRETARY), "/lists/post/")


def test_the_page_of_a_row_shows_all_its_columns_and_what_was_done_to_it() -> None:
    entry = RosterEntry.objects.get(subject_org__code="b1")
    scope = world.scope(*SECRETARY)
    with deed("keeping.stop", scope.actor, org=world.org("b1"), subject=row_subject("roster_entry", entry.pk)) as log:
        log.changed("row", before={"until": None}, after={"until": "2026-06-01"})
    page = text(client(*SECRETARY), f"/lists/roster_entry.keeps/{entry.pk}/")
    assert "培训" in page
    assert "停用台账" in page
    assert "退出日期：空 → 2026-06-01" in page


def test_the_page_of_a_row_hides_what_the_list_hides() -> None:
    person = Person.objects.get(code="b1-p1")
    assert world.secret("b1-p1") in text(client(*SECRETARY), f"/lists/person/{person.pk}/")
    far = text(client(*OFFICER), f"/lists/person/{person.pk}/")
    assert world.secret("b1-p1") not in far
    assert "1980.5.6" not in far


def test_a_row_of_another_kind_is_not_on_the_list() -> None:
    venue = Venue.objects.get(code="b1-v")
    assert client(*SECRETARY).get(f"/lists/venue.member_room/{venue.pk}/").status_code == 404
    assert client(*SECRETARY).get(f"/lists/venue.village_activity_place/{venue.pk}/").status_code == 200


def test_who_may_only_read_organisations_is_shown_no_events() -> None:
    assert client(Role.AUDITOR, "t1").get("/lists/activity.training/").status_code == 404


def test_the_index_counts_what_the_viewer_may_see_and_folds_away_the_empty() -> None:
    who = client(*TOWN)
    assert "一览表" in text(who, "/lists/")
    group = next(number for number in range(15) if "<h2>阵地</h2>" in text(who, f"/lists/groups/{number}/"))
    page = text(who, f"/lists/groups/{group}/")
    assert re.search(r"村级组织活动场所</a> <b>2</b>", page)
    assert "<summary>还没有登记的" in page


def test_the_index_is_searched_by_title() -> None:
    assert "/lists/roster_entry.weak_village/" in text(client(*OFFICER), "/lists/", q="薄弱村")
    assert "没有名称里有" in text(client(*OFFICER), "/lists/", q="不存在的表")


def test_organisations_are_chosen_by_kind_and_put_in_order() -> None:
    who = client(*OFFICER)
    page = text(who, "/organizations/", kind="general_branch")
    assert world.secret("g1") in page
    assert world.secret("b1") not in page
    assert "没有符合这些条件的党组织" in text(who, "/organizations/", kind="leading_group")
    by_name = text(who, "/organizations/", sort="name")
    assert by_name.index(world.secret("b3")) < by_name.index(world.secret("t1"))


def test_figures_of_past_years_are_shown_without_asking() -> None:
    branch, unit = world.org("b1"), Unit.objects.get(code="u-b1")
    Observation.objects.create(
        org=branch, subject_unit=unit, metric="collective_income", since="2025-01-01", until="2026-01-01", value=123_45
    )
    who = client(*SECRETARY)
    assert '<td class="num" data-label="数值">123.45 元</td>' in text(who, "/lists/observation/")
    assert "共 1 条" in text(who, "/lists/observation.collective_income/")
    assert "放宽一项条件" not in text(who, "/lists/observation.collective_income/", day="2026-06-30")
