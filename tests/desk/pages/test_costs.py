"""What a page asks of the database: numbers of queries that do not grow with the rows. A change of one of them is a decision."""

from __future__ import annotations

from typing import Any

import pytest

from gangju.desk.access.roles import Role
from tests.desk.pages.conftest import Visitor

pytestmark = pytest.mark.django_db

OFFICER, SECRETARY = (Role.COUNTY_OFFICER, "yl"), (Role.BRANCH_SECRETARY, "b1")
# Session, user and grants are three of each.
COSTS = [
    (OFFICER, "/standards/yl/", 13),
    (OFFICER, "/standards/g1/", 13),
    (OFFICER, "/standards/yl/yunlan-2026/rural-member-hours/", 11),
    (SECRETARY, "/standards/b1/yunlan-2026/rural-member-hours/", 14),
    (SECRETARY, "/branches/b1/", 23),
    (SECRETARY, "/branches/b1/record/", 10),
    (SECRETARY, "/branches/b1/members/", 7),
    (SECRETARY, "/people/b1-p1/", 27),
    (SECRETARY, "/branches/b1/lists/floating/", 11),
    (OFFICER, "/branches/yl/lists/difficult/", 10),
    (SECRETARY, "/branches/b1/check-sheets/", 7),
    (SECRETARY, "/branches/b1/check-sheets/print/", 13),
    (SECRETARY, "/branches/b1/activities/", 8),
    (SECRETARY, "/activities/b1-a/", 8),
    (OFFICER, "/organizations/", 6),
    (OFFICER, "/elections/", 7),
    (OFFICER, "/proxies/", 9),
    (OFFICER, "/regions/", 6),
    (OFFICER, "/organizations/b1/posts/", 9),
    (OFFICER, "/organizations/b1/election/", 7),
    (SECRETARY, "/organizations/b1/posts/", 9),
    (OFFICER, "/plans/", 5),
    (OFFICER, "/lacking/yl/", 11),
    (OFFICER, "/publications/", 6),
    (OFFICER, "/trends/yl/", 7),
    (OFFICER, "/rehearse/yl/yunlan-2026/?member_hours%40rural=7.5", 15),
    (OFFICER, "/plans/library/", 4),
    (OFFICER, "/contests/", 5),
    (OFFICER, "/journal/", 6),
]


@pytest.mark.parametrize(("who", "address", "queries"), COSTS, ids=[address for _, address, _ in COSTS])
def test_a_page_asks_this_often(
    visitor: Visitor, django_assert_num_queries: Any, who: tuple[Role, str], address: str, queries: int
) -> None:
    client = visitor(*who)
    client.get(address)  # packs, catalogue and results are read once a process
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
