"""A session ends on the server; what was being filled in is kept for the same person at the same address."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.accounts import limits
from gangju.desk.accounts.models import KeptForm
from gangju.desk.accounts.sessions import TOUCH_SECONDS
from gangju.desk.ledgers.models import Activity
from tests.desk.accounts.people import PASSWORD, age, enter, is_in, signed_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]

ENTRY = "/branches/b1/record/"
FILLED = {"kind": "training", "day": "2026-06-20", "topic": "学习新修订的条例", "hours": "2"}
IDLE = 20 * 60 + TOUCH_SECONDS + 1


@pytest.fixture
def secretary() -> User:
    return somebody("shuji", Role.BRANCH_SECRETARY, "b1")


def send(client: Client, **more: Any) -> Any:
    return client.post(ENTRY, FILLED, headers={"referer": f"http://testserver{ENTRY}"}, **more)


def given_back(body: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(unescape(re.findall(r'data-kept="([^"]*)"', body)[0]))
    return found


def test_nineteen_minutes_are_not_idle_and_twenty_two_are(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=19 * 60)
    assert is_in(client)
    age(client, seen=IDLE)
    assert client.get("/me/")["Location"] == "/login/?next=/me/"
    assert "很久没有操作" in client.get("/login/").content.decode()


def test_each_request_begins_the_minutes_anew(secretary: User) -> None:
    client = signed_in(secretary)
    for _ in range(4):
        age(client, seen=15 * 60)
        assert is_in(client)


def test_twelve_hours_are_the_most_however_busy(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, began=limits.SESSION_SECONDS + 1, seen=1)
    assert not is_in(client)


def test_the_old_cookie_is_worth_nothing_afterwards(secretary: User) -> None:
    client = signed_in(secretary)
    key = client.cookies["sessionid"].value
    age(client, seen=IDLE)
    client.get("/me/")
    client.cookies["sessionid"] = key
    assert not is_in(client)


def test_signing_in_changes_the_session_key(secretary: User) -> None:
    client = Client()
    client.get("/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    enter("shuji", client=client)
    assert client.session.session_key != before


def test_a_form_sent_too_late_is_given_back_after_signing_in(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    assert send(client)["Location"].startswith("/login/?next=")
    assert not Activity.objects.filter(topic=FILLED["topic"]).exists()
    _, answer = enter("shuji", client=client)
    assert answer["Location"] == ENTRY
    body = client.get(ENTRY).content.decode()
    assert given_back(body)["topic"] == [FILLED["topic"]]
    assert not Activity.objects.filter(topic=FILLED["topic"]).exists()


def test_it_is_given_back_once(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    send(client)
    enter("shuji", client=client)
    client.get(ENTRY)
    assert "data-kept" not in client.get(ENTRY).content.decode()
    assert not KeptForm.objects.exists()


def test_it_lies_sealed(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    send(client)
    assert FILLED["topic"].encode() not in bytes(KeptForm.objects.get().sealed)


def test_another_person_at_the_same_machine_never_sees_it(secretary: User) -> None:
    somebody("biede", Role.BRANCH_SECRETARY, "b1")
    client = signed_in(secretary)
    age(client, seen=IDLE)
    location = send(client)["Location"]
    _, answer = enter("biede", client=client, next=ENTRY)
    assert answer["Location"] == ENTRY
    assert "data-kept" not in client.get(ENTRY).content.decode()
    assert client.get("/login/kept/").status_code == 404
    assert FILLED["topic"] not in location


def test_the_same_person_at_another_address_does_not_see_it(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    send(client)
    elsewhere = Client(REMOTE_ADDR="10.2.2.2")
    elsewhere.post("/login/", {"username": "shuji", "password": PASSWORD})
    assert "data-kept" not in elsewhere.get(ENTRY).content.decode()


def test_after_half_an_hour_it_is_gone(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    send(client)
    KeptForm.objects.update(until=clock.now() - timedelta(seconds=1))
    assert enter("shuji", client=client)[1]["Location"] == "/home/"


def test_files_are_not_kept_and_this_is_said(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    sent = FILLED | {"file": SimpleUploadedFile("签到表.xlsx", b"x")}
    client.post(ENTRY, sent, headers={"referer": f"http://testserver{ENTRY}"})
    enter("shuji", client=client)
    assert "附件没有保留，请重新选择：签到表.xlsx" in client.get(ENTRY).content.decode()


def test_a_fragment_is_told_to_load_the_door_as_a_whole(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    answer = client.post(ENTRY, FILLED, headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{ENTRY}"})
    assert answer["HX-Redirect"] == "/login/?next=%2Fbranches%2Fb1%2Frecord%2F"
    assert KeptForm.objects.get().page == ENTRY


def test_what_another_site_sends_is_not_kept(secretary: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretary)
    age(client, seen=IDLE)
    send(client)
    assert not KeptForm.objects.exists()


def test_passwords_are_never_kept(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    client.post("/me/password/", {"current": PASSWORD, "chosen": "x", "repeated": "x"})
    assert not KeptForm.objects.exists()


def test_where_the_page_is_gone_the_words_are_still_there(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    client.post(ENTRY, FILLED, headers={"referer": "http://testserver/activities/gone/"})
    enter("shuji", client=client)
    assert client.get("/activities/gone/")["Location"] == "/login/kept/"
    assert FILLED["topic"] in client.get("/login/kept/").content.decode()
    client.post("/login/kept/drop/")
    assert client.get("/login/kept/").status_code == 404


def test_going_on_working_is_one_request_of_the_person(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=19 * 60)
    assert client.get("/login/stay/").status_code == 204
    assert client.session["seen"] > client.session["began"] - 1


def test_signing_out_everywhere_leaves_this_one(secretary: User) -> None:
    here, there = enter("shuji")[0], enter("shuji")[0]
    assert here.post("/me/everywhere/", {"password": PASSWORD}).status_code == 200
    assert is_in(here)
    assert not is_in(there)


def test_a_new_password_ends_the_other_sessions(secretary: User) -> None:
    here, there = enter("shuji")[0], enter("shuji")[0]
    here.post("/me/password/", {"current": PASSWORD, "chosen": "秋水-Chang-2027", "repeated": "秋水-Chang-2027"})
    assert is_in(here)
    assert not is_in(there)
    assert is_in(enter("shuji", "秋水-Chang-2027")[0])


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("Ab3-短", "不能少于 10 个字"),
        ("password-is-mine", "至少三种"),
        ("1234567890123", "至少三种"),
        ("Password1234", "太常见"),
        ("Shuji-2026-9", "太像"),
    ],
)
def test_a_weak_new_password_is_refused_in_chinese(secretary: User, chosen: str, said: str) -> None:
    answer = signed_in(secretary).post("/me/password/", {"current": PASSWORD, "chosen": chosen, "repeated": chosen})
    assert answer.status_code == 422
    mistakes = answer.content.decode().split('id="id_chosen_error">')[1].split("</p>")[0]
    assert said in mistakes
    assert not any(char.isascii() and char.isalpha() for char in mistakes)


def test_nobody_notes_when_an_account_was_last_signed_in(secretary: User) -> None:
    enter("shuji")
    secretary.refresh_from_db()
    assert secretary.last_login is None


def test_signing_out_of_a_session_that_is_over_leads_to_the_door_and_no_further(secretary: User) -> None:
    client = signed_in(secretary)
    age(client, seen=IDLE)
    assert client.post("/logout/")["Location"] == "/login/"
