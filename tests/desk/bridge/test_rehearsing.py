"""40 to 56 hours on the demo county: the page's list is the command's, on the very facts that the results on show came from."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from gangju.cli import main
from gangju.desk import clock
from gangju.desk.access.actions import grant_role, open_account
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.bridge import rehearsing
from gangju.desk.bridge.rehearsing import Setting
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.bridge.snapshot import folder_of
from gangju.desk.ledgers.models import Organization
from tests.desk import world
from tests.desk.bridge.conftest import PACK

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def officer(root: Organization) -> Scope:
    user = open_account(world.SYSTEM, "officer", "干部")
    grant_role(world.SYSTEM, user, root, Role.COUNTY_OFFICER, world.FIRST)
    return Scope(user, clock.today())


def test_forty_to_fifty_six_is_the_same_list_on_page_and_command(demo: Organization, capsys: pytest.CaptureFixture[str]) -> None:
    shown = evaluate_now()
    found = rehearsing.rehearse(officer(demo), demo, [Setting("secretary_hours", Fraction(56))])
    assert found is not None
    asked = [
        "--pack",
        str(PACK),
        "--facts",
        str(folder_of(shown.facts_hash)),
        "--as-of",
        str(shown.as_of),
        "--known-on",
        str(shown.known_on),
    ]
    assert main(["compare", *asked, "--set", "secretary_hours=56", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert list(found.groups) == said["groups"]
    assert said["groups"]
    assert sum(found.nameless.values()) + len(found.subjects) == len(said["subjects"])
    assert [(each.org_id, each.before, each.after) for each in found.costs] == [
        (cost["org_id"], cost["before"], cost["after"]) for cost in said["costs"]
    ]
    assert len(found.never) + found.never_nameless == len(said["never"])
    assert [vars(each) for each in found.asks] == said["asks"]
