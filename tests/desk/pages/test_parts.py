"""Clauses of several conditions, and figures that judge nobody, on every page: each condition has its own line, share and shortfall."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import transaction
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.pages.conftest import PACK, Visitor

pytestmark = pytest.mark.django_db

VENUE = {
    "id": "venue-both",
    "title": "村有场所有书记",
    "clause": ["三(一)"],
    "form": "threshold",
    "each": "unit",
    "where": "unit.kind = 'village'",
    "force": "must",
    "unit": "项",
    "roll_up": [{"kind": "all"}, {"kind": "share", "op": ">=", "value": "1/2"}],
    "advice": "补齐。",
    "parts": [
        {"title": "有场所", "unit": "m2", "value": "max(venue.area_m2)", "require": "value >= param('village_floor')"},
        {"title": "有党员", "unit": "人", "value": "count(membership.person_id)", "require": "value >= 1"},
    ],
}
SHOWN = {
    "id": "members-shown",
    "title": "党员数",
    "clause": ["三(一)"],
    "form": "threshold",
    "each": "organization",
    "where": "organization.kind = 'branch'",
    "force": "report",
    "unit": "人",
    "value": "count(membership.person_id)",
    "roll_up": [{"kind": "sum", "value": "unset"}],
    "advice": "",
}


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The county of the other page tests under a plan that has such clauses too."""
    folder = tmp_path_factory.mktemp("pack") / "pack"
    shutil.copytree(PACK, folder)
    standards = yaml.safe_load((folder / "standards.yaml").read_text("utf-8"))
    text = yaml.safe_dump([*standards, VENUE, SHOWN], allow_unicode=True, sort_keys=False)
    (folder / "standards.yaml").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", world.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("pages"))
        patch.setattr(settings, "GANGJU_DEMO", False)
        world.settle()
        adopt(world.SYSTEM, Path(folder), world.org("yl"), world.FIRST)
        evaluate_now()
        yield
        transaction.set_rollback(True)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows(body: str, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, as text."""
    table = body.split(f'id="{heading}"')[1].split("</table>", maxsplit=1)[0]
    found = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in found]


def test_the_why_of_one_village_lists_the_conditions_with_their_own_figures(visitor: Visitor) -> None:
    body = shown(visitor(Role.TOWN_COMMISSIONER, "g1"), "/why/yunlan-2026/venue-both/unit/u-b1/?org=b1")
    (venue, members) = rows(body, "parts")
    assert venue[0].startswith("有场所")
    assert members[0].startswith("有党员")
    assert "2 人" in members[2]
    assert "从哪些记录算出来" not in body


def test_the_why_of_one_condition_shows_its_rows_and_leads_back(visitor: Visitor) -> None:
    client = visitor(Role.TOWN_COMMISSIONER, "g1")
    whole = shown(client, "/why/yunlan-2026/venue-both/unit/u-b1/?org=b1")
    href = re.findall(r'href="(/why/yunlan-2026/venue-both/unit/u-b1/\?[^"]*part=[^"]*)"', whole)[0].replace("&amp;", "&")
    body = shown(client, href)
    assert "（有场所）" in body
    assert ">看整条</a>" in body
    assert "从哪些记录算出来" in body


def test_the_why_of_a_group_shows_share_and_shortfall_of_each_condition(visitor: Visitor) -> None:
    client = visitor(Role.TOWN_COMMISSIONER, "t1")
    body = shown(client, "/standards/t1/yunlan-2026/venue-both/")
    (venue, members) = rows(body, "parts")
    assert [venue[0], members[0]] == ["有场所", "有党员"]
    assert members[2] == "2/3 个"
    assert members[3] == "1 个未达标，合计还差 1 人。"
    assert body.count("结果（须全部达标）") == 1
    part = shown(client, "/standards/t1/yunlan-2026/venue-both/?part=有党员")
    assert "（有党员）" in part
    assert "达标" in part
    assert client.get("/standards/t1/yunlan-2026/venue-both/?part=没有的").status_code == 404


def test_the_matrix_judges_the_whole_and_names_what_is_not_met(visitor: Visitor) -> None:
    body = shown(visitor(Role.COUNTY_OFFICER, "yl"), "/standards/yl/")
    cells = re.findall(r'<a class="cell[^>]*href="/standards/t1/yunlan-2026/venue-both/"[^>]*>(.*?)</a>', body, re.DOTALL)
    assert len(cells) == 1
    assert "有党员 2/3，差 1 人" in cells[0]


def test_the_branch_home_has_one_duty_with_its_conditions_below(visitor: Visitor) -> None:
    body = shown(visitor(Role.BRANCH_SECRETARY, "b1"), "/branches/b1/")
    assert body.count(">村有场所有书记</a>") == 1
    listed = body.split('class="duty-parts"')[1].split("</ul>")[0]
    assert re.findall(r">(有场所|有党员)</a>", listed) == ["有场所", "有党员"]


def test_a_figure_that_judges_nobody_is_shown_as_a_figure(visitor: Visitor) -> None:
    body = shown(visitor(Role.BRANCH_SECRETARY, "b1"), "/why/yunlan-2026/members-shown/organization/b1/?org=b1")
    assert "只列数" in body
    assert "2 人" in body
    assert "只列数" in shown(visitor(Role.COUNTY_OFFICER, "yl"), "/standards/yl/")


def test_the_group_of_such_a_figure_lists_everybody_with_his_own(visitor: Visitor) -> None:
    body = shown(visitor(Role.TOWN_COMMISSIONER, "g1"), "/standards/g1/yunlan-2026/members-shown/")
    assert "只列数的党组织" in body
    assert [row[1] for row in rows(body, "subjects")] == ["2 人", "2 人"]
