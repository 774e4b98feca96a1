"""What a list of the API costs in queries, whoever asks and however many rows come: checked in, so that a new one is seen."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangju.desk.access.roles import Role
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.api.conftest import PACK, Caller, caller

pytestmark = pytest.mark.django_db
# The token, the grants it is bound to, those of them in force: three before anything is asked.
DOOR = 3
COSTS = {
    "/me": DOOR,
    "/codes": DOOR,
    "/organizations": DOOR + 3,
    "/organizations/b1/members": DOOR + 2,
    "/activities/b1-a": DOOR + 3,
    "/plans": DOOR + 1,
    "/standards": DOOR + 2,
    "/results": DOOR + 3,
    "/rows/membership": DOOR + 2,
    "/rows/venue": DOOR + 2,
    "/rows/roster_entry": DOOR + 2,
    "/rows/participation": DOOR + 2,
    "/rows/activity?org=b1": DOOR + 3,
    "/rows/fund_entry": DOOR + 2,
}


@pytest.fixture
def judged(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    evaluate_now()


def cost(who: Caller, path: str) -> int:
    who.get(path)  # what is read once a process (packs, kept results) is read now
    with CaptureQueriesContext(connection) as asked:
        assert who.get(path).status_code == 200
    return len(asked)


def test_lists_cost_what_is_checked_in(judged: None) -> None:
    for role, place in ((Role.BRANCH_SECRETARY, "b1"), (Role.COUNTY_OFFICER, "yl")):
        who = caller(role, place)
        assert {path: cost(who, path) for path in COSTS} == COSTS
