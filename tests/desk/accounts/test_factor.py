"""The second factor: set up, asked for, taken once, lost and reset; obligatory where the setting says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.accounts import actions, factor, queries
from gangju.desk.accounts.duties import needs_factor
from gangju.desk.accounts.models import SecondFactor
from gangju.desk.journal.models import Entry
from tests.desk import world
from tests.desk.accounts.people import age, code, enter, is_in, scope, secret_on, signed_in, somebody, with_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]


def test_set_up_by_typing_one_code_gives_recovery_codes_once() -> None:
    client = signed_in(somebody("zhang"))
    secret = secret_on(client.get("/me/factor/").content.decode())
    body = client.post("/me/factor/", {"code": code(secret)}).content.decode()
    assert body.count("<li><code>") == 10
    assert factor.enrolled(somebody_named("zhang"))
    assert client.get("/me/factor/").status_code == 302


def somebody_named(name: str) -> Any:
    return SecondFactor.objects.select_related("user").get(user__username=name).user


def test_a_wrong_code_sets_nothing_up() -> None:
    client = signed_in(somebody("zhang"))
    client.get("/me/factor/")
    assert client.post("/me/factor/", {"code": "000000"}).status_code == 422
    assert not SecondFactor.objects.filter(confirmed_at__isnull=False).exists()


def test_a_reload_shows_the_same_secret() -> None:
    client = signed_in(somebody("zhang"))
    assert secret_on(client.get("/me/factor/").content.decode()) == secret_on(client.get("/me/factor/").content.decode())


def test_the_password_alone_does_not_let_in() -> None:
    secret = with_phone(somebody("zhang"))
    client, answer = enter("zhang")
    assert answer["Location"] == "/login/code/"
    assert not is_in(client)
    client.post("/login/code/", {"code": "000000"})
    assert not is_in(client)
    assert client.post("/login/code/", {"code": code(secret)})["Location"] == "/home/"
    assert is_in(client)


def test_the_code_page_without_a_password_leads_back_to_the_door() -> None:
    assert Client().get("/login/code/")["Location"] == "/login/"


def test_a_half_sign_in_is_forgotten_after_five_minutes() -> None:
    secret = with_phone(somebody("zhang"))
    client, _ = enter("zhang")
    session = client.session
    session["half"] = session["half"] | {"at": 0}
    session.save()
    assert client.post("/login/code/", {"code": code(secret)})["Location"] == "/login/"
    assert not is_in(client)


def test_a_code_is_taken_once() -> None:
    user = somebody("zhang")
    shown = code(with_phone(user))
    assert factor.passes(user, shown)
    assert not factor.passes(user, shown)


def test_an_older_code_is_refused_after_a_newer_one() -> None:
    user = somebody("zhang")
    secret = with_phone(user)
    assert factor.passes(user, code(secret, later=30))
    assert not factor.passes(user, code(secret))


@pytest.mark.parametrize("late", [-90, 90])
def test_a_phone_whose_clock_is_far_off_is_refused(late: int) -> None:
    user = somebody("zhang")
    assert not factor.passes(user, code(with_phone(user), later=late))


def test_full_width_digits_and_blanks_are_read() -> None:
    user = somebody("zhang")
    shown = code(with_phone(user))
    assert factor.passes(user, "".join(chr(ord(digit) + 0xFEE0) for digit in shown[:3]) + " " + shown[3:])


def test_a_recovery_code_lets_in_once_and_is_told() -> None:
    user = somebody("zhang")
    with_phone(user)
    one, *_ = factor.renew_codes(user)
    for expected in (True, False):
        client, _ = enter("zhang")
        client.post("/login/code/", {"code": one.lower()})
        assert is_in(client) is expected
    assert factor.codes_left(user) == 9
    assert Entry.objects.filter(deed="account.recovery_used", subject="user:zhang").count() == 1


def test_new_recovery_codes_void_the_old_ones() -> None:
    user = somebody("zhang")
    with_phone(user)
    old, *_ = factor.renew_codes(user)
    signed_in(user).post("/me/factor/codes/")
    assert not factor.passes(user, old)


def test_secret_and_codes_lie_sealed() -> None:
    user = somebody("zhang")
    secret = with_phone(user)
    one, *_ = factor.renew_codes(user)
    row = SecondFactor.objects.get()
    stored = bytes(row.secret) + bytes(row.codes)
    assert secret.replace(" ", "").encode() not in stored
    assert one.replace("-", "").encode() not in stored


def test_a_secret_moved_to_another_account_does_not_open() -> None:
    mine, other = somebody("zhang"), somebody("li")
    shown = code(with_phone(mine))
    with_phone(other)
    SecondFactor.objects.filter(user=other).update(secret=SecondFactor.objects.get(user=mine).secret)
    client, _ = enter("li")
    assert "密钥读不出来" in client.post("/login/code/", {"code": shown}).content.decode()


@pytest.mark.parametrize(
    ("rule", "role", "place", "needed"),
    [
        ("admins", Role.SYSTEM_ADMIN, "t1", True),
        ("admins", Role.COUNTY_OFFICER, "yl", True),
        ("admins", Role.BRANCH_SECRETARY, "b1", False),
        ("all", Role.BRANCH_SECRETARY, "b1", True),
        ("none", Role.SYSTEM_ADMIN, "yl", False),
    ],
)
def test_who_must_have_one_is_a_setting(settings: Any, rule: str, role: Role, place: str, needed: bool) -> None:
    settings.GANGJU_SECOND_FACTOR = rule
    assert needs_factor(somebody("zhang", role, place)) is needed


def test_an_administrator_does_nothing_before_it_is_set_up() -> None:
    somebody("xitong", Role.SYSTEM_ADMIN)
    client, _ = enter("xitong")
    assert client.get("/system/accounts/")["Location"] == "/me/factor/"
    assert client.get("/system/accounts/", headers={"HX-Request": "true"})["HX-Redirect"] == "/me/factor/"
    secret = secret_on(client.get("/me/factor/").content.decode())
    client.post("/me/factor/", {"code": code(secret)})
    assert client.get("/system/accounts/").status_code == 200


def test_the_demo_s_one_click_asks_for_none(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GANGJU_DEMO = True
    user = world.viewer(Role.AUDITOR, "yl")
    user.username = "demo-auditor"
    user.save()
    client = Client()
    client.post("/demo/demo-auditor/")
    assert client.get("/system/journal/").status_code == 200


def test_a_lost_phone_is_reset_by_the_security_administrator_with_a_reason() -> None:
    user = somebody("zhang", place="t1")
    with_phone(user)
    admin = somebody("anquan", Role.SECURITY_ADMIN, "t1")
    client = signed_in(admin)
    assert client.post("/system/grants/of/zhang/factor/", {"reason": ""}).status_code == 422
    client.post("/system/grants/of/zhang/factor/", {"reason": "手机遗失，已当面核实"})
    assert not factor.enrolled(user)
    assert is_in(enter("zhang")[0])


def test_dangerous_deeds_ask_for_password_and_code_anew_after_ten_minutes() -> None:
    admin = somebody("anquan", Role.SECURITY_ADMIN)
    secret, client = with_phone(admin), signed_in(admin)
    somebody("zhang")
    age(client, fresh=601)
    answer = client.post(
        "/system/grants/of/zhang/give/", {"role": "inspector"}, headers={"referer": "http://testserver/system/grants/of/zhang/"}
    )
    assert answer["Location"] == "/login/again/?next=%2Fsystem%2Fgrants%2Fof%2Fzhang%2F"
    again = client.post(answer["Location"], {"password": "春风-Hua-2026", "code": code(secret)})
    assert again["Location"] == "/system/grants/of/zhang/"
    assert "退出前填的内容已放回" in client.get("/system/grants/of/zhang/").content.decode()


def test_the_own_second_factor_is_not_reset_by_oneself() -> None:
    admin = somebody("anquan", Role.SECURITY_ADMIN)
    with pytest.raises(ValidationError, match="不能办理自己的账号"):
        actions.require_other(scope(admin), queries.GRANT, admin)
