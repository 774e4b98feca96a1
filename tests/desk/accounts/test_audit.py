"""The auditor of the root: every deed, also those of no organisation, and the seal."""

from __future__ import annotations

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.accounts import actions
from gangju.desk.journal import guards
from gangju.desk.journal.models import Entry
from gangju.desk.journal.seal import seal
from tests.desk import world
from tests.desk.accounts.people import signed_in, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county")]
PAGE = "/system/journal/"


def test_entries_without_an_organisation_are_on_this_page_and_on_no_other() -> None:
    actions.open_account(world.SYSTEM, None, "nowhere", "无归属")
    client = signed_in(somebody("shenji", Role.AUDITOR))
    assert "账号 nowhere" in client.get(PAGE, {"where": "none"}).content.decode()
    assert "nowhere" not in client.get("/journal/").content.decode()


@pytest.mark.parametrize(("role", "place"), [(Role.AUDITOR, "t1"), (Role.COUNTY_OFFICER, "yl"), (Role.SYSTEM_ADMIN, "yl")])
def test_nobody_else_has_it(role: Role, place: str) -> None:
    client = signed_in(somebody("zhang", role, place))
    assert client.get(PAGE).status_code == 404
    assert client.post("/system/journal/verify/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "zhang"}, True),
        ({"who": "nobody"}, False),
        ({"deed": "开通"}, True),
        ({"deed": "备份"}, False),
        ({"until": "2020-01-01"}, False),
    ],
)
def test_it_is_filtered(query: dict[str, str], found: bool) -> None:
    somebody("zhang", place="t1")
    body = signed_in(somebody("shenji", Role.AUDITOR)).get(PAGE, query).content.decode()
    assert ("账号 zhang" in body) is found


def test_the_chain_is_verified_from_the_page() -> None:
    client = signed_in(somebody("shenji", Role.AUDITOR))
    seal()
    assert "日志完整" in client.post("/system/journal/verify/").content.decode()
    guards.lift("journal_entry")
    Entry.objects.order_by("pk")[:1].get()
    Entry.objects.filter(pk=Entry.objects.order_by("pk").values("pk")[:1].get()["pk"]).update(user_name="别人")
    body = client.post("/system/journal/verify/").content.decode()
    guards.install()
    assert "发现 1 处问题" in body
    assert "被改动" in body


def test_deeds_about_accounts_are_below_their_organisation() -> None:
    somebody("zhang", place="t1")
    body = signed_in(somebody("shenji", Role.AUDITOR, "t1")).get("/journal/").content.decode()
    assert "改口令" in body
