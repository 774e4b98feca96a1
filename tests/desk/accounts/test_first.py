"""`gangju admin`: the three administrators of a new installation, each with a password that is printed once."""

from __future__ import annotations

import re

import pytest

from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.accounts import commands, factor, first
from gangju.desk.accounts.commands import Refused
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Organization
from tests.desk import world
from tests.desk.accounts.people import enter, somebody, with_phone

pytestmark = pytest.mark.django_db


def test_three_accounts_are_opened_with_different_passwords_printed_once(county: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["admin", "open"]) == 0
    printed = re.findall(r"账号 (\w+)  一次性口令 (\S+)", capsys.readouterr().out)
    assert {name for name, _ in printed} == {"xitong", "anquan", "shenji"}
    assert len({password for _, password in printed}) == 3
    assert all(enter(name, password)[1].status_code == 302 for name, password in printed)
    assert all(password not in str(list(Entry.objects.values())) for _, password in printed)


def test_asked_again_it_opens_only_who_is_missing(county: None) -> None:
    first.open_three(world.org("yl"))
    assert first.open_three(world.org("yl")) == []
    Grant.objects.filter(role=Role.AUDITOR.value).delete()
    assert [opened.username for opened in first.open_three(world.org("yl"))] == ["shenji2"]


def test_without_an_organisation_it_says_what_to_do_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["admin", "open"]) == 3
    assert "--found" in capsys.readouterr().err


def test_the_first_organisation_can_be_founded_with_them() -> None:
    assert commands.main(["admin", "open", "--found", "青龙县委员会"]) == 0
    root = Organization.objects.on(world.TODAY).get()
    assert (root.name, root.level, len(root.path)) == ("青龙县委员会", "county", 3)
    assert Grant.objects.filter(org=root.pk).count() == 3
    with pytest.raises(Refused, match="已经有党组织"):
        first.founded("另一个", "county")


def test_a_level_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="层级"):
        first.founded("青龙县委员会", "planet")


def test_the_server_resets_an_administrator_s_password_and_phone(county: None, capsys: pytest.CaptureFixture[str]) -> None:
    user = somebody("xitong", Role.SYSTEM_ADMIN)
    with_phone(user)
    assert commands.main(["admin", "reset", "xitong", "--factor"]) == 0
    found = re.search(r"一次性口令 (\S+)", capsys.readouterr().out)
    assert found is not None
    assert not factor.enrolled(user)
    assert enter("xitong", found[1])[1]["Location"] == "/home/"


def test_a_name_that_nobody_has_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["admin", "reset", "nobody"]) == 3
    assert "没有账号 nobody" in capsys.readouterr().err
