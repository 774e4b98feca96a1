"""Who guesses is stopped, and learns nothing about which accounts there are."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.roles import Role
from gangju.desk.accounts import limits
from gangju.desk.accounts.models import SignInLock, WrongTry
from gangju.desk.journal.models import Entry
from tests.desk.accounts.people import PASSWORD, enter, is_in, signed_in, somebody, with_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


def guess(name: str, times: int, **more: str) -> str:
    client, body = Client(), ""
    for number in range(times):
        answer = client.post("/login/", {"username": name, "password": f"错误-{number}-Aa"}, **more)  # type: ignore[arg-type]
        body = answer.content.decode()
    return body


def same(body: str, name: str) -> str:
    """Without what differs in every answer: the token, the name typed, the minute."""
    token = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    return re.sub(r"\d\d:\d\d", "", token.replace(name, "*"))


def test_the_fifth_wrong_password_locks_and_says_until_when_and_whom_to_ask() -> None:
    somebody("zhang")
    assert "账号或口令不对" in guess("zhang", 4)
    said = guess("zhang", 1)
    assert f"{clock.now() + limits.LOCKED:%H:}" in said
    assert "安全管理员" in said
    client, _ = enter("zhang")
    assert not is_in(client)


def test_four_wrong_ones_and_a_right_one_are_forgotten() -> None:
    somebody("zhang")
    guess("zhang", 4)
    assert is_in(enter("zhang")[0])
    assert "账号或口令不对" in guess("zhang", 4)


def test_a_name_that_nobody_has_is_answered_in_the_same_words() -> None:
    somebody("zhang")
    known, unknown = guess("zhang", 1), guess("wu-ci-ren", 1)
    assert same(known, "zhang") == same(unknown, "wu-ci-ren")
    assert same(guess("zhang", 4), "zhang") == same(guess("wu-ci-ren", 4), "wu-ci-ren")


def test_another_address_is_not_locked() -> None:
    somebody("zhang")
    guess("zhang", 5, REMOTE_ADDR="10.1.1.1")
    assert is_in(enter("zhang")[0])


def test_one_address_that_tries_many_names_is_locked_as_a_whole() -> None:
    for number in range(limits.MOST_WRONG_FROM_ADDRESS):
        guess(f"name-{number}", 1)
    somebody("zhang")
    client, answer = enter("zhang")
    assert "暂停登录" in answer.content.decode()
    assert not is_in(client)


def test_the_lock_ends_by_itself_and_tries_meanwhile_do_not_lengthen_it() -> None:
    somebody("zhang")
    guess("zhang", 9)
    until = SignInLock.objects.get().until
    assert until <= clock.now() + limits.LOCKED
    SignInLock.objects.update(until=clock.now() - timedelta(seconds=1))
    assert is_in(enter("zhang")[0])


def test_wrong_tries_of_long_ago_do_not_count_and_do_not_stay() -> None:
    somebody("zhang")
    guess("zhang", 4)
    WrongTry.objects.update(at=clock.now() - limits.WINDOW - timedelta(seconds=1))
    assert "账号或口令不对" in guess("zhang", 1)
    assert WrongTry.objects.count() == 1


def test_a_lock_stands_in_the_journal_without_what_was_typed() -> None:
    somebody("zhang")
    guess("zhang", 5)
    guess("my-password-in-the-wrong-box", 5)
    known, unknown = Entry.objects.filter(deed="account.lock").order_by("pk")
    assert (known.subject, known.org_code) == ("user:zhang", "yl")
    assert (unknown.subject, unknown.org_code) == ("", "")
    assert "wrong-box" not in str(list(Entry.objects.values())) + str(list(WrongTry.objects.values()))


def test_the_security_administrator_unlocks() -> None:
    somebody("zhang", place="t1")
    guess("zhang", 5)
    admin = signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t1"))
    assert "登录已暂停到" in admin.get("/system/grants/of/zhang/").content.decode()
    admin.post("/system/grants/of/zhang/unlock/")
    assert is_in(enter("zhang")[0])
    assert Entry.objects.filter(deed="account.unlock", subject="user:zhang").exists()


def test_a_security_administrator_elsewhere_cannot_unlock() -> None:
    somebody("zhang", place="t1")
    guess("zhang", 5)
    assert signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t2")).post("/system/grants/of/zhang/unlock/").status_code == 404
    assert not is_in(enter("zhang")[0])


def test_wrong_codes_count_like_wrong_passwords_and_the_password_does_not_reset_them() -> None:
    with_phone(somebody("zhang"))
    client = Client()
    for _ in range(5):
        client, _answer = enter("zhang", client=client)
        client.post("/login/code/", {"code": "000000"})
    assert "暂停登录" in enter("zhang")[1].content.decode()


def test_guessing_the_password_from_inside_is_stopped_too() -> None:
    client = signed_in(somebody("zhang"))
    for _ in range(5):
        answer = client.post("/me/everywhere/", {"password": "错误-Aa-1"})
    assert "暂停登录" in answer.content.decode()
    assert "暂停登录" in client.post("/me/everywhere/", {"password": PASSWORD}).content.decode()
