"""Accounts and grants: opened, given, ended, each with its entry."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from gangju.desk.access.actions import end_grant, grant_role, open_account, reveal_names
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.models import Entry
from tests.desk import world

pytestmark = pytest.mark.django_db


def test_an_account_with_a_password_can_sign_in() -> None:
    open_account(world.SYSTEM, "zhang", "张同志", "纲举目张-2026-春")
    assert authenticate(username="zhang", password="纲举目张-2026-春") is not None


def test_a_weak_password_is_refused() -> None:
    with pytest.raises(ValidationError):
        open_account(world.SYSTEM, "zhang", "张同志", "12345678")


def test_an_account_without_a_password_cannot_sign_in_by_one() -> None:
    open_account(world.SYSTEM, "zhang", "张同志")
    assert authenticate(username="zhang", password="") is None


def test_the_journal_never_holds_a_password() -> None:
    open_account(world.SYSTEM, "zhang", "张同志", "纲举目张-2026-春")
    assert "password" not in str(Entry.objects.get().after)


def test_a_grant_opens_its_subtree_and_an_ended_one_nothing(county: None) -> None:
    user = world.viewer(Role.TOWN_COMMISSIONER, "t1")
    assert Scope(user).organizations().count() == 4
    end_grant(world.SYSTEM, Grant.objects.get(user=user), world.TODAY)
    assert Scope(user).organizations().count() == 0
    assert [entry.deed for entry in Entry.objects.order_by("pk")][-2:] == ["account.grant", "account.end_grant"]


def test_a_grant_ends_after_it_begins(county: None) -> None:
    user = open_account(world.SYSTEM, "zhang", "张同志")
    with pytest.raises(ValidationError, match="授权的结束日期必须晚于开始日期"):
        grant_role(world.SYSTEM, user, world.org("t1"), Role.INSPECTOR, date(2026, 3, 1), date(2026, 3, 1))


def test_a_deactivated_account_sees_nothing(county: None) -> None:
    user = world.viewer(Role.TOWN_COMMISSIONER, "t1")
    user.is_active = False
    assert not Scope(user).may("organization.read")


def test_names_need_a_reason_and_a_grant_that_knows_names(county: None) -> None:
    with pytest.raises(ValidationError, match="理由"):
        reveal_names(world.scope(Role.COUNTY_OFFICER, "yl"), world.org("b1"), "看看")
    with pytest.raises(Denied):
        reveal_names(world.scope(Role.INSPECTOR, "yl"), world.org("b1"), "核对参会名单")
    assert not Entry.objects.filter(deed="person.reveal").exists()
