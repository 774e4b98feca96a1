"""The form of one row, the cell that opens in its place, the bar that takes it back."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import add_row, correct_row
from gangju.desk.ledgers.models import Observation, Person, RosterEntry, Unit, Venue
from gangju.desk.lists.entry import forms
from gangju.desk.lists.registers import registers
from tests.desk import world
from tests.desk.lists.entry.conftest import Visitor

pytestmark = pytest.mark.django_db
STAFF, VENUE = "/lists/observation.staff/", "/lists/venue.village_activity_place/"
HTMX = {"HX-Request": "true"}


def said(answer: Any) -> str:
    return str(answer.content.decode())


def staff(value: int = 1200) -> int:
    subject = ("unit", Unit.objects.get(code="u-b1").pk)
    values = {"metric": "staff", "since": date(2026, 1, 1), "value": value, "subject": subject}
    return int(add_row(world.scope(Role.BRANCH_SECRETARY, "b1"), "observation", values).row.pk)


def typed(**others: str) -> dict[str, str]:
    return {"subject": world.secret("u-b1"), "since": "20260101", "value": "12", **others}


def undo_button(page: str) -> str:
    found = re.search(r'action="(/undo/\d+/)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("key", sorted(key for key, each in registers().items() if forms.addable(each)))
def test_every_list_that_is_entered_by_hand_has_its_form(visitor: Visitor, key: str) -> None:
    page = visitor().get(f"/lists/{key}/new/")
    assert page.status_code == 200
    assert "保存" in said(page)


def test_a_row_is_entered_and_taken_back_by_one_button(visitor: Visitor) -> None:
    who = visitor()
    page = said(who.post(f"{STAFF}new/", typed(), follow=True))
    row = Observation.objects.get()
    assert (row.org.code, row.value, row.metric) == ("b1", 1200, "staff")
    assert "已登记一条" in page
    assert "已撤销" in said(who.post(undo_button(page), {"next": STAFF}, follow=True))
    assert not Observation.objects.exists()


@pytest.mark.parametrize("day", ["20180327", "2018.3.27", "2018年3月27日", "2018-03-27", "２０１８/3/27"])
def test_a_day_is_taken_in_every_spelling(visitor: Visitor, day: str) -> None:
    visitor().post(f"{STAFF}new/", typed(since=day))
    assert Observation.objects.get().since == date(2018, 3, 27)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(visitor: Visitor) -> None:
    answer = visitor().post(f"{STAFF}new/", typed(subject="没有这个村", value="十二", source="年报"))
    page = said(answer)
    assert answer.status_code == 422
    assert "没有找到“没有这个村”" in page
    assert "“十二”不是数" in page
    assert 'value="年报"' in page
    assert not Observation.objects.exists()


def test_what_lies_outside_the_scope_is_as_absent(visitor: Visitor) -> None:
    outside = said(visitor().post(f"{STAFF}new/", typed(subject="u-b3")))
    absent = said(visitor().post(f"{STAFF}new/", typed(subject="u-none")))
    assert "没有找到“u-b3”" in outside
    assert "没有找到“u-none”" in absent


def test_the_picker_finds_by_a_piece_of_the_name_and_only_in_the_scope(visitor: Visitor) -> None:
    answer = said(visitor().get(f"{STAFF}pick/subject/", {"subject": "暗记"}))
    assert f"{world.secret('u-b1')}（u-b1）" in answer
    assert "u-b2" not in answer
    assert said(visitor().get(f"{STAFF}pick/subject/", {"subject": ""})).strip() == ""


def test_a_chosen_name_with_its_code_reads_back_as_the_same_thing(visitor: Visitor) -> None:
    visitor().post(f"{STAFF}new/", typed(subject=f"{world.secret('u-b1')}（u-b1）"))
    assert Observation.objects.get().subject_unit == Unit.objects.get(code="u-b1")


def test_persons_are_picked_only_where_they_may_be_named(visitor: Visitor) -> None:
    wanted = {"from": world.secret("b1-p1")}
    assert "b1-p1" in said(visitor().get("/lists/tie.liaison_point/pick/from/", wanted))
    assert "b1-p1" not in said(visitor(Role.COUNTY_OFFICER, "yl").get("/lists/tie.liaison_point/pick/from/", wanted))


def test_the_newest_row_is_taken_as_a_pattern_without_its_days(visitor: Visitor) -> None:
    who = visitor()
    who.post(f"{STAFF}new/", typed(source="年报"))
    page = said(who.get(f"{STAFF}new/", {"like": "last"}))
    assert 'value="年报"' in page
    assert "2026.1.1" not in page


def test_a_correction_changes_and_is_taken_back(visitor: Visitor) -> None:
    who, row = visitor(), staff()
    page = said(who.get(f"{STAFF}{row}/correct/"))
    assert 'value="12"' in page
    page = said(who.post(f"{STAFF}{row}/correct/", {"since": "2026.1.1", "value": "13", "source": "年报"}, follow=True))
    assert "已更正" in page
    assert Observation.objects.get().value == 1300
    who.post(undo_button(page), {"next": STAFF})
    assert (Observation.objects.get().value, Observation.objects.get().source) == (1200, "")


def test_both_values_are_offered_where_somebody_else_was_quicker(visitor: Visitor) -> None:
    who, row = visitor(), staff()
    seen = {"_seen": json.dumps({"since": "2026-01-01", "value": 1200, "source": ""})}
    correct_row(world.scope(Role.TOWN_COMMISSIONER, "t1"), "observation", row, {"value": 1300})
    page = said(who.post(f"{STAFF}{row}/correct/", {"since": "2026.1.1", "value": "14", **seen}))
    assert "改成了“13”" in page
    assert world.scope(Role.TOWN_COMMISSIONER, "t1").actor.name in page
    assert Observation.objects.get().value == 1300
    taken = said(who.post(f"{STAFF}{row}/correct/", {"since": "2026.1.1", "value": "14", "_take": "value", **seen}))
    assert 'value="13"' in taken
    again = {"_seen": json.dumps({"value": 1300, "since": "2026-01-01"})}
    who.post(f"{STAFF}{row}/correct/", {"since": "2026.1.1", "value": "14", **again})
    assert Observation.objects.get().value == 1400


def test_an_end_and_a_withdrawal_ask_for_day_and_reason(visitor: Visitor) -> None:
    who, row = visitor(), staff()
    assert "认不出是哪一天" in said(who.post(f"{STAFF}{row}/end/", {"until": "下个月"}))
    assert "已写明结束日期" in said(who.post(f"{STAFF}{row}/end/", {"until": "20260601"}, follow=True))
    assert "请写明撤回的理由" in said(who.post(f"{STAFF}{row}/withdraw/", {"reason": ""}))
    page = said(who.post(f"{STAFF}{row}/withdraw/", {"reason": "重复登记"}, follow=True))
    assert not Observation.objects.exists()
    who.post(undo_button(page))
    assert Observation.objects.get().until == date(2026, 6, 1)


# ---------------------------------------------------------------- cells
def test_a_cell_opens_and_comes_back_changed_with_its_bar(visitor: Visitor) -> None:
    who, venue = visitor(), Venue.objects.get(code="b1-v")
    address = f"{VENUE}{venue.pk}/cell/area_m2/"
    assert 'value="200.5"' in said(who.get(address, headers=HTMX))
    answer = said(who.post(address, {"area_m2": "260", "_seen": '{"area_m2": 20050}'}, headers=HTMX))
    assert answer.strip().startswith("260")
    assert 'hx-swap-oob="true"' in answer
    who.post(undo_button(answer))
    assert Venue.objects.get(code="b1-v").area_m2 == 20050


def test_a_wrong_value_stays_in_its_cell_with_its_mistake(visitor: Visitor) -> None:
    venue = Venue.objects.get(code="b1-v")
    answer = said(visitor().post(f"{VENUE}{venue.pk}/cell/area_m2/", {"area_m2": "很大"}, headers=HTMX))
    assert "“很大”不是数" in answer
    assert 'value="很大"' in answer
    assert Venue.objects.get(code="b1-v").area_m2 == 20050


def test_a_cell_that_says_the_same_is_no_deed(visitor: Visitor) -> None:
    venue, before = Venue.objects.get(code="b1-v"), Entry.objects.count()
    who = visitor()
    before = Entry.objects.count()
    answer = said(who.post(f"{VENUE}{venue.pk}/cell/area_m2/", {"area_m2": "200.5 平方米"}, headers=HTMX))
    assert answer.strip() == "200.5"
    assert Entry.objects.count() == before


def test_cells_that_tell_a_row_apart_do_not_open(visitor: Visitor) -> None:
    row = staff()
    for column in ("subject", "org_id", "metric", "nonsense"):
        assert visitor().get(f"{STAFF}{row}/cell/{column}/", headers=HTMX).status_code == 404


# ---------------------------------------------------------------- who may
@pytest.mark.parametrize("page", ["correct", "end", "withdraw", "cell/value"])
def test_rows_of_others_are_as_absent(visitor: Visitor, page: str) -> None:
    row = staff()
    for role, code in ((Role.BRANCH_SECRETARY, "b2"), (Role.INSPECTOR, "t1")):
        who: Client = visitor(role, code)
        assert who.get(f"{STAFF}{row}/{page}/", headers=HTMX).status_code == 404
        assert who.post(f"{STAFF}{row}/{page}/", {"value": "1", "until": "20260601", "reason": "越权"}, headers=HTMX).status_code == 404
    assert Observation.objects.get().value == 1200


def test_who_may_not_write_sees_no_buttons(visitor: Visitor) -> None:
    assert "登记一条" in said(visitor().get(STAFF))
    assert "登记一条" not in said(visitor(Role.INSPECTOR, "t1").get(STAFF))


def test_deeds_of_others_are_not_undone_and_look_absent(visitor: Visitor) -> None:
    staff()
    entry = Entry.objects.filter(deed="row.add").latest("pk")
    assert visitor(Role.BRANCH_SECRETARY, "b2").post(f"/undo/{entry.pk}/").status_code == 404
    assert visitor().post("/undo/1000000/").status_code == 404
    assert Observation.objects.exists()


def test_what_is_said_of_a_person_who_may_not_be_named_stays_out_of_the_form_and_in_the_ledger(visitor: Visitor) -> None:
    person = Person.objects.get(code="b1-p1")
    said_of = {
        "roster": "reserve",
        "category": "township_secretary",
        "subject": ("person", person.pk),
        "since": date(2026, 2, 1),
        "reason": "暗记缘由",
    }
    row = add_row(world.scope(Role.BRANCH_SECRETARY, "b1"), "roster_entry", said_of).row
    address = f"/lists/roster_entry.reserve/{row.pk}/correct/"
    assert "暗记缘由" in said(visitor().get(address))
    page = said(visitor(Role.COUNTY_OFFICER, "yl").get(address))
    assert "暗记缘由" not in page
    assert world.secret("b1-p1") not in page
    visitor(Role.COUNTY_OFFICER, "yl").post(
        address, {"category": "village_principal", "since": "20260201", "reason": "改写", "subject": "改人"}
    )
    kept = RosterEntry.objects.get(pk=row.pk)
    assert (kept.category, kept.reason, kept.subject_person_id) == ("village_principal", "暗记缘由", person.pk)


def test_persons_and_offices_are_not_written_as_plain_rows(visitor: Visitor) -> None:
    person = Person.objects.get(code="b1-p1")
    assert visitor().get(f"/lists/person/{person.pk}/correct/").status_code == 404
    for key in ("person", "membership", "post.secretary", "tie.successor", "roster_entry.keeps", "roster_entry.difficult"):
        assert visitor().get(f"/lists/{key}/new/").status_code == 404, key


def test_the_way_back_leads_nowhere_else(visitor: Visitor) -> None:
    staff()
    entry = Entry.objects.filter(deed="row.add").latest("pk")
    assert visitor().post(f"/undo/{entry.pk}/", {"next": "https://example.org/"})["Location"] == "/lists/"
