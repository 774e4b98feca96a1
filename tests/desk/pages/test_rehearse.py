"""预演: sliders over a plan's values; the list equals the command's; nothing is written; names stay where they belong."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client

from gangju.cli import main
from gangju.desk.access.roles import Role
from gangju.desk.bridge import rehearsing
from gangju.desk.bridge.folders import export_facts
from gangju.desk.bridge.rehearsing import Setting
from gangju.desk.journal.models import Entry
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.pages.conftest import PACK, Visitor

pytestmark = pytest.mark.django_db
AT = "/rehearse/{}/yunlan-2026/"


@pytest.fixture
def officer(visitor: Visitor) -> Client:
    return visitor(Role.COUNTY_OFFICER, "yl")


def body(client: Client, code: str = "yl", **values: str) -> str:
    return client.get(AT.format(code), {key.replace("__", "@"): value for key, value in values.items()}).content.decode()


def test_without_a_change_the_page_shows_what_holds_and_what_to_do(officer: Client) -> None:
    shown = body(officer)
    assert "拖动或改写其中一个" in shown
    assert 'name="member_hours@rural" value="24"' in shown
    assert 'max="72" step="1"' in shown
    assert 'name="big_share" value="0.3"' in shown
    assert "现在 30%，" in shown
    assert "现在 24 学时，" in shown


def test_a_share_may_be_written_in_per_cent(officer: Client) -> None:
    assert "谁的结果变了" in body(officer, big_share="35%")
    assert "写得不对" in body(officer, big_share="三成")


def test_a_lower_floor_lets_who_was_pending_pass(officer: Client) -> None:
    shown = body(officer, member_hours__rural="7.5")
    assert "谁的结果变了" in shown
    assert "进行中" in shown
    assert "达标" in shown
    assert "3 人党员" in shown
    assert "3 人在更下级的支部" in shown
    assert world.secret("b1-p1") not in shown


def test_the_direct_superior_reads_who_it_is(visitor: Visitor) -> None:
    shown = body(visitor(Role.TOWN_COMMISSIONER, "g1"), "g1", member_hours__rural="7.5")
    assert world.secret("b1-p1") in shown
    assert world.secret("b3-p1") not in shown


def test_the_list_on_the_page_is_that_of_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts = export_facts(tmp_path / "facts").folder
    scope = world.scope(Role.TOWN_COMMISSIONER, "g1")
    found = rehearsing.rehearse(scope, world.org("g1"), [Setting("member_hours", Fraction("7.5"), "rural")])
    assert found is not None
    asked = ["compare", "--pack", str(PACK), "--facts", str(facts), "--as-of", "2026-06-30", "--known-on", str(found.known_on)]
    assert main([*asked, "--org", "g1", "--set", "member_hours@rural=7.5", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert list(found.subjects) == said["subjects"]
    assert list(found.groups) == said["groups"]
    assert len(said["subjects"]) == 2
    assert [(cost.org_id, cost.after) for cost in found.costs] == [(cost["org_id"], cost["after"]) for cost in said["costs"]]


def test_a_number_that_cannot_be_read_is_named_and_nothing_is_computed(officer: Client) -> None:
    shown = body(officer, secretary_hours="-3")
    assert "“村书记年度学时”写得不对" in shown
    assert "谁的结果变了" not in shown


def test_a_rehearsal_writes_nothing(officer: Client) -> None:
    before = Entry.objects.count()
    body(officer, secretary_hours="56")
    assert Entry.objects.count() == before


def test_what_a_place_has_set_for_itself_is_one_value(officer: Client) -> None:
    adopt(world.SYSTEM, PACK, world.org("t2"), world.FIRST, params={"member_hours": Fraction(30)})
    shown = body(officer, "t2")
    assert 'name="member_hours" value="30"' in shown
    assert "本地规定" in shown
    assert "member_hours@rural" not in shown
    assert "member_hours@rural" in body(officer, "t1")


def test_who_reads_only_his_branch_does_not_rehearse(visitor: Visitor) -> None:
    assert visitor(Role.BRANCH_SECRETARY, "b1").get(AT.format("b1")).status_code == 404
    assert visitor(Role.TOWN_COMMISSIONER, "t1").get(AT.format("t2")).status_code == 404
    assert visitor(Role.COUNTY_OFFICER, "yl").get("/rehearse/yl/nope/").status_code == 404


def test_the_plan_leads_to_its_rehearsal(officer: Client, visitor: Visitor) -> None:
    from gangju.desk.plans.models import Adoption

    address = f"/plans/{Adoption.objects.get().pk}/"
    assert 'href="/rehearse/yl/yunlan-2026/"' in officer.get(address).content.decode()
    assert "/rehearse/" not in visitor(Role.BRANCH_SECRETARY, "b1").get(address).content.decode()
