"""Entering, correcting and looking: who may, what the journal knows, what a page shows and when it stops."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.identity.actions import Entered, enter, reveal
from gangju.desk.identity.models import PersonIdentity
from gangju.desk.identity.queries import Masked, masked
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Person
from gangju.desk.vault import keys
from gangju.desk.vault.keys import KeyProblem
from tests.desk import world
from tests.desk.accounts.people import age
from tests.workbooks.words import broken, identity_number, rounded

pytestmark = pytest.mark.django_db
NUMBER = identity_number(date(1980, 1, 1), 7)
OTHER = identity_number(date(1981, 2, 3), 8)
PHONE = "13800001234"
LEFT = NUMBER[:3] + "*" * 11 + NUMBER[-4:]
REASON = "办理组织关系转接"
PAGE = "/people/b1-p1/identity/"


@pytest.fixture
def secretary(county: None) -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, "b1")


@pytest.fixture
def person(secretary: Scope) -> Person:
    found = Person.objects.select_related("org").get(code="b1-p1")
    enter(secretary, found, Entered(number=NUMBER, phone=PHONE))
    return found


@pytest.fixture
def desk(person: Person, client: Client) -> Client:
    client.force_login(world.viewer(Role.BRANCH_SECRETARY, "b1"))
    return client


def journal() -> str:
    return str(list(Entry.objects.values()))


def test_what_was_entered_is_shown_masked(person: Person, secretary: Scope) -> None:
    assert masked(secretary, person) == Masked(LEFT, "*******1234", may_reveal=True, may_enter=True)


def test_the_journal_knows_that_it_was_entered_and_never_what(person: Person) -> None:
    entry = Entry.objects.get(deed="identity.enter")
    assert (entry.subject, entry.after) == ("person:b1-p1", {"identity": {"number": LEFT, "phone": "*******1234"}})
    assert NUMBER not in journal()
    assert PHONE not in journal()


def test_a_reason_shows_the_whole_and_is_logged(person: Person, secretary: Scope) -> None:
    found = reveal(secretary, person, REASON)
    assert (found.number, found.phone) == (NUMBER, PHONE)
    entry = Entry.objects.get(deed="identity.reveal")
    assert (entry.reason, entry.subject, entry.org_code) == (REASON, "person:b1-p1", "b1")
    assert NUMBER not in journal()


@pytest.mark.parametrize("reason", ["", "  ", "核对", f"核对 {NUMBER}"])
def test_without_a_reason_or_with_the_number_in_it_nothing_is_shown(person: Person, secretary: Scope, reason: str) -> None:
    with pytest.raises(ValidationError):
        reveal(secretary, person, reason)
    assert not Entry.objects.filter(deed="identity.reveal").exists()
    assert NUMBER not in journal()


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.BRANCH_SECRETARY, "b2"),
        (Role.TOWN_COMMISSIONER, "t1"),
        (Role.COUNTY_OFFICER, "yl"),
        (Role.INSPECTOR, "b1"),
        (Role.AUDITOR, "b1"),
        (Role.SYSTEM_ADMIN, "yl"),
    ],
)
def test_who_may_not_know_the_name_gets_neither_number_nor_phone(person: Person, role: Role, place: str) -> None:
    scope = world.scope(role, place)
    assert masked(scope, person) == Masked()
    with pytest.raises(Denied):
        reveal(scope, person, REASON)
    with pytest.raises(Denied):
        enter(scope, person, Entered(number=OTHER, reason=REASON))
    client = Client()
    client.force_login(scope.user)  # type: ignore[arg-type]
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"look": "1", "reason": REASON}).status_code == 404


def test_the_organisation_directly_above_may_look(person: Person) -> None:
    assert reveal(world.scope(Role.TOWN_COMMISSIONER, "g1"), person, REASON).number == NUMBER


def test_a_correction_needs_a_reason_and_an_addition_none(person: Person, secretary: Scope) -> None:
    with pytest.raises(ValidationError, match="理由"):
        enter(secretary, person, Entered(number=OTHER))
    enter(secretary, person, Entered(number=OTHER, reason="对照身份证更正"))
    assert reveal(secretary, person, REASON).number == OTHER


def test_what_is_dropped_is_gone(person: Person, secretary: Scope) -> None:
    enter(secretary, person, Entered(drop_phone=True, reason="本人要求删去"))
    assert masked(secretary, person).phone == ""
    assert enter(secretary, person, Entered(drop_number=True, reason="本人要求删去")) is None
    assert not PersonIdentity.objects.exists()


def test_the_number_of_another_is_refused_without_telling_whose(person: Person) -> None:
    elsewhere = world.scope(Role.BRANCH_SECRETARY, "b3")
    other = Person.objects.select_related("org").get(code="b3-p1")
    with pytest.raises(ValidationError) as refused:
        enter(elsewhere, other, Entered(number=NUMBER))
    assert "已经登记在另一名人员名下" in str(refused.value)
    assert world.secret("b1-p1") not in str(refused.value)


def test_the_page_shows_the_whole_once(desk: Client) -> None:
    assert NUMBER not in desk.get(PAGE).content.decode()
    answer = desk.post(PAGE, {"look": "1", "reason": REASON})
    assert NUMBER in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert NUMBER not in desk.get(PAGE).content.decode()


def test_whoever_signed_in_long_ago_signs_in_again_before_looking(desk: Client) -> None:
    age(desk, fresh=601)
    answer = desk.post(PAGE, {"look": "1", "reason": REASON})
    assert (answer.status_code, answer["Location"].startswith("/login/again/")) == (302, True)
    assert not Entry.objects.filter(deed="identity.reveal").exists()
    assert desk.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": broken(NUMBER)}, "校验位不对"),
        ({"number": rounded(NUMBER)}, "000"),
        ({"number": NUMBER[:15]}, "15 位"),
        ({"number": "110105198013010017"}, "出生日期不存在"),
        ({"phone": "12345"}, "不像电话号码"),
        ({}, "没有改动"),
        ({"number": OTHER}, "请写明理由"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_is_saved(desk: Client, typed: dict[str, str], said: str) -> None:
    answer = desk.post(PAGE, typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Entry.objects.filter(deed="identity.enter").count() == 1


def test_the_form_takes_a_number_typed_with_spaces_and_a_small_x(desk: Client) -> None:
    number = next(each for serial in range(1, 60) if (each := identity_number(date(1970, 5, 6), serial)).endswith("X"))
    answer = desk.post(PAGE, {"number": f"{number[:6]} {number[6:14]} {number[14:17]}x", "reason": "对照身份证更正"})
    assert "已保存" in answer.content.decode()
    assert PersonIdentity.objects.get().number is not None


def test_a_birthday_that_differs_is_said_and_stays(desk: Client) -> None:
    Person.objects.filter(code="b1-p1").update(born_on=date(1979, 1, 1))
    answer = desk.post(PAGE, {"number": OTHER, "reason": "对照身份证更正"})
    assert "与登记的 1979-01-01 不同" in answer.content.decode()
    assert Person.objects.get(code="b1-p1").born_on == date(1979, 1, 1)


def test_the_table_of_masks_can_be_read_by_everybody_who_has_signed_in(desk: Client) -> None:
    answer = desk.get("/system/masks/").content.decode()
    assert "证件号码" in answer
    assert "凭理由可查看完整" in answer


def test_a_sealed_number_copied_to_another_person_does_not_open(person: Person, secretary: Scope) -> None:
    row = PersonIdentity.objects.get()
    other = Person.objects.get(code="b1-p2")
    PersonIdentity.objects.filter(pk=row.pk).delete()
    PersonIdentity.objects.create(person=other, number=row.number, number_hash=row.number_hash)
    with pytest.raises(KeyProblem, match="不属于这里"):
        masked(secretary, other)


def test_lost_keys_are_said_on_the_page_and_new_ones_are_not_made(desk: Client) -> None:
    keys.file().unlink()
    answer = desk.get(PAGE)
    assert answer.status_code == 503
    assert "gangju keys status" in answer.content.decode()
    assert not keys.file().exists()


def test_the_database_file_holds_no_number(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from identity_personidentity")
        row: Any = cursor.fetchone()
    assert NUMBER.encode() not in b"".join(bytes(each) for each in row if isinstance(each, bytes | memoryview))
