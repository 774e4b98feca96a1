"""The three administrators: each his own part, none two of them, nobody for himself, and every deed in the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from gangju.desk import clock
from gangju.desk.access.actions import end_grant, grant_role
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import ADMINISTRATORS, MAY, Role
from gangju.desk.accounts import actions, factor, queries
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.journal.deeds import Actor
from gangju.desk.journal.models import Entry
from tests.desk import world
from tests.desk.accounts.people import PASSWORD, enter, is_in, scope, secret_on, signed_in, somebody, with_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
LEDGER_PAGES = ("/organizations/", "/standards/", "/branches/b1/", "/branches/b1/members/", "/sheets/", "/plans/")


@pytest.mark.parametrize("second", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_an_administrator_holds_no_second_role(second: Role) -> None:
    user = somebody("zhang", Role.SYSTEM_ADMIN)
    with pytest.raises(ValidationError, match="三员由三个人分担"):
        grant_role(world.SYSTEM, user, world.org("t1"), second, world.TODAY)


def test_who_holds_another_role_becomes_no_administrator() -> None:
    user = somebody("zhang", Role.TOWN_COMMISSIONER, "t1")
    with pytest.raises(ValidationError, match="乡镇"):
        grant_role(world.SYSTEM, user, world.org("yl"), Role.AUDITOR, world.TODAY)


def test_one_role_after_the_other_is_possible_and_the_end_cannot_be_moved_into_the_next() -> None:
    user = somebody("zhang")
    first = grant_role(world.SYSTEM, user, world.org("yl"), Role.AUDITOR, world.FIRST, world.TODAY)
    grant_role(world.SYSTEM, user, world.org("yl"), Role.SYSTEM_ADMIN, world.TODAY)
    with pytest.raises(ValidationError, match="三员由三个人分担"):
        end_grant(world.SYSTEM, first, world.TODAY + timedelta(days=1))


def test_two_business_roles_go_together() -> None:
    user = somebody("zhang", Role.BRANCH_SECRETARY, "b1")
    grant_role(world.SYSTEM, user, world.org("t1"), Role.INSPECTOR, world.TODAY)
    assert Grant.objects.filter(user=user).count() == 2


def test_nobody_grants_himself() -> None:
    user = somebody("anquan", Role.SECURITY_ADMIN)
    with pytest.raises(ValidationError, match="不能给自己授权"):
        grant_role(Actor(user, "security_admin", "安全"), user, world.org("t1"), Role.SECURITY_ADMIN, world.TODAY)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_an_administrator_sees_no_ledger(role: Role) -> None:
    client = signed_in(somebody("zhang", role))
    for address in LEDGER_PAGES:
        assert client.get(address).status_code == 404, address


def test_permissions_of_the_three_do_not_overlap() -> None:
    for one in ADMINISTRATORS:
        for other in ADMINISTRATORS - {one}:
            assert not MAY[one] & MAY[other]


def test_an_account_is_opened_with_a_one_time_password_that_must_be_changed() -> None:
    admin = signed_in(somebody("xitong", Role.SYSTEM_ADMIN, "t1"))
    body = admin.post("/system/accounts/open/", {"username": "zhang", "name": "张同志", "org": "b1 " + world.secret("b1")}).content.decode()
    once = secret_on(body)
    client, answer = enter("zhang", once)
    assert answer["Location"] == "/home/"
    assert client.get("/home/")["Location"] == "/me/password/"
    chosen = {"current": once, "chosen": PASSWORD, "repeated": PASSWORD}
    client.post("/me/password/", chosen)
    assert client.get("/home/").status_code == 200
    assert not is_in(enter("zhang", once)[0])
    opened = Entry.objects.get(deed="account.open", subject="user:zhang")
    assert (opened.org_code, opened.role) == ("b1", "system_admin")
    assert once not in str(list(Entry.objects.values()))


def test_an_account_is_not_opened_outside_the_own_subtree() -> None:
    admin = signed_in(somebody("xitong", Role.SYSTEM_ADMIN, "t1"))
    answer = admin.post("/system/accounts/open/", {"username": "zhang", "name": "张同志", "org": "t2"})
    assert "您的管理范围里没有这个党组织" in answer.content.decode()
    assert not User.objects.filter(username="zhang").exists()


def test_a_name_already_taken_is_said_in_chinese() -> None:
    somebody("zhang")
    admin = signed_in(somebody("xitong", Role.SYSTEM_ADMIN))
    body = admin.post("/system/accounts/open/", {"username": "zhang", "name": "张", "org": "yl"}).content.decode()
    assert "已存在一位使用该名字的用户" in body or "已被使用" in body


def test_a_one_time_password_outlives_three_days_not() -> None:
    user, once = actions.open_account(world.SYSTEM, world.org("t1"), "zhang", "张同志")
    AccountHolder.objects.filter(user=user).update(temporary_until=clock.now() - timedelta(minutes=1))
    client, answer = enter("zhang", once)
    assert "一次性口令已过期" in answer.content.decode()
    assert not is_in(client)


def test_a_reset_ends_every_session() -> None:
    somebody("zhang", place="t1")
    client, _ = enter("zhang")
    admin = signed_in(somebody("xitong", Role.SYSTEM_ADMIN, "t1"))
    once = secret_on(admin.post("/system/accounts/of/zhang/reset/").content.decode())
    assert not is_in(client)
    assert not is_in(enter("zhang")[0])
    assert enter("zhang", once)[1].status_code == 302


def test_a_closed_account_is_out_at_once_and_back_when_opened_again() -> None:
    somebody("zhang", place="t1")
    client, _ = enter("zhang")
    admin = signed_in(somebody("xitong", Role.SYSTEM_ADMIN, "t1"))
    assert admin.post("/system/accounts/of/zhang/close/", {"reason": ""}).status_code == 422
    admin.post("/system/accounts/of/zhang/close/", {"reason": "调离"})
    assert not is_in(client)
    assert not is_in(enter("zhang")[0])
    admin.post("/system/accounts/of/zhang/close/", {"reason": "借调回来"})
    assert is_in(enter("zhang")[0])


@pytest.mark.parametrize("deed", ["reset", "close"])
def test_passwords_of_the_three_are_not_reset_from_a_page(deed: str) -> None:
    somebody("shenji", Role.AUDITOR)
    admin = signed_in(somebody("xitong", Role.SYSTEM_ADMIN))
    assert "gangju admin" in admin.post(f"/system/accounts/of/shenji/{deed}/", {"reason": "试试"}).content.decode()
    assert enter("shenji")[1].status_code == 302


def test_each_administrator_lists_only_accounts_of_the_own_subtree() -> None:
    somebody("zhang", Role.BRANCH_SECRETARY, "b1")
    somebody("li", Role.BRANCH_SECRETARY, "b3")
    outsider = somebody("wang", place="t2")
    grant_role(world.SYSTEM, outsider, world.org("b2"), Role.INSPECTOR, world.TODAY)
    admin = scope(somebody("xitong", Role.SYSTEM_ADMIN, "t1"))
    names = {user.username for user in queries.users(admin, queries.MANAGE)}
    assert names == {"zhang", "wang", "xitong"}


def test_accounts_that_belong_nowhere_are_for_who_administers_everything() -> None:
    actions.open_account(world.SYSTEM, None, "nowhere", "无归属")
    whole, part = somebody("xitong", Role.SYSTEM_ADMIN), somebody("xitong2", Role.SYSTEM_ADMIN, "t1")
    assert queries.user(scope(whole), queries.MANAGE, "nowhere")
    assert not queries.user(scope(part), queries.MANAGE, "nowhere")


@pytest.mark.parametrize("search", ["zhang", "zhang同志", world.secret("b1")])
def test_an_account_is_found_by_name_and_by_organisation(search: str) -> None:
    somebody("zhang", Role.BRANCH_SECRETARY, "b1")
    somebody("li", Role.BRANCH_SECRETARY, "b3")
    body = signed_in(somebody("anquan", Role.SECURITY_ADMIN)).get("/system/grants/", {"q": search}).content.decode()
    assert ("of/zhang/" in body, "of/li/" in body) == (True, False)


def give(client: Client, **more: str) -> str:
    said = {"org": "b1", "role": "branch_secretary", "since": "2026-06-30", "until": ""}
    return client.post("/system/grants/of/zhang/give/", said | more).content.decode()


def test_the_security_administrator_gives_and_ends() -> None:
    user = somebody("zhang", place="b1")
    client = signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t1"))
    give(client)
    assert signed_in(user).get("/branches/b1/").status_code == 200
    grant = Grant.objects.get(user=user)
    client.post(f"/system/grants/{grant.pk}/end/", {"until": "2026-06-30"})
    assert signed_in(user).get("/branches/b1/").status_code == 404


def test_a_grant_that_begins_today_is_taken_back_whole_and_stays_in_the_journal() -> None:
    user = somebody("zhang", place="b1")
    client = signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t1"))
    give(client)
    client.post(f"/system/grants/{Grant.objects.get(user=user).pk}/end/", {"until": "2026-06-30"})
    assert not Grant.objects.filter(user=user).exists()
    kept = Entry.objects.get(deed="account.take_back_grant").before
    assert kept is not None
    assert kept["grant"]["role"] == "branch_secretary"


def test_the_past_of_a_grant_is_not_rewritten() -> None:
    user = somebody("zhang", Role.BRANCH_SECRETARY, "b1")
    client = signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t1"))
    answer = client.post(f"/system/grants/{Grant.objects.get(user=user).pk}/end/", {"until": "2026-06-01"})
    assert "不能早于今天" in answer.content.decode()


def test_the_security_administrator_gives_nothing_outside_the_own_subtree() -> None:
    user = somebody("zhang", place="b1")
    client = signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t1"))
    assert "您的管理范围里没有这个党组织" in give(client, org="b3")
    assert (
        "三员由三个人分担" in give(signed_in(somebody("anquan2", Role.SECURITY_ADMIN)), role="auditor")
        or Grant.objects.filter(user=user).exists()
    )


def test_the_own_grant_is_neither_given_nor_ended() -> None:
    admin = somebody("anquan", Role.SECURITY_ADMIN, "t1")
    client = signed_in(admin)
    said = {"org": "b1", "role": "security_admin", "since": "2026-06-30"}
    assert "不能给自己授权" in client.post("/system/grants/of/anquan/give/", said).content.decode()
    assert client.post(f"/system/grants/{Grant.objects.get(user=admin).pk}/end/", {"until": "2026-06-30"}).status_code == 404


def test_lists_cost_the_same_for_many_accounts(django_assert_max_num_queries: object) -> None:
    for number in range(12):
        somebody(f"zhang{number}", Role.BRANCH_SECRETARY, "b1")
    client = signed_in(somebody("xitong", Role.SYSTEM_ADMIN))
    client.get("/system/accounts/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        client.get("/system/accounts/")


def test_how_the_machine_does_is_for_who_administers_everything() -> None:
    body = signed_in(somebody("xitong", Role.SYSTEM_ADMIN)).get("/system/machine/").content.decode()
    assert "还没有备份过" in body
    assert signed_in(somebody("xitong2", Role.SYSTEM_ADMIN, "t1")).get("/system/machine/").status_code == 404


def test_the_rules_in_force_are_read_from_the_settings(settings: object) -> None:
    setattr(settings, "GANGJU_IDLE_MINUTES", 15)  # noqa: B010
    body = signed_in(somebody("anquan", Role.SECURITY_ADMIN)).get("/system/policies/").content.decode()
    assert "15 分钟，提前 2 分钟提示" in body
    assert "三员和管全域的职责必须设" in body


@pytest.mark.parametrize("deed", ["reset", "close"])
def test_an_account_that_reaches_further_is_left_to_the_administrator_above(deed: str) -> None:
    user = somebody("zhang", Role.COUNTY_OFFICER, "yl")
    grant_role(world.SYSTEM, user, world.org("t1"), Role.INSPECTOR, world.FIRST)
    client = signed_in(somebody("xitong", Role.SYSTEM_ADMIN, "t1"))
    assert "请由上级的管理员办理" in client.post(f"/system/accounts/of/zhang/{deed}/", {"reason": "试试"}).content.decode()
    assert user.check_password(PASSWORD)


def test_nobody_s_second_factor_is_reset_from_beside() -> None:
    user = somebody("zhang", Role.COUNTY_OFFICER, "yl")
    grant_role(world.SYSTEM, user, world.org("t1"), Role.INSPECTOR, world.FIRST)
    with_phone(user)
    signed_in(somebody("anquan", Role.SECURITY_ADMIN, "t1")).post("/system/grants/of/zhang/factor/", {"reason": "手机遗失"})
    assert factor.enrolled(user)
