"""Finding: what a viewer may see is found by any piece of its name, in the right order, and nothing else is."""

from __future__ import annotations

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.search import indexing
from gangju.desk.search.finding import Found, find
from tests.desk import world

pytestmark = pytest.mark.django_db
OFFICER, TOWN, SECRETARY = (Role.COUNTY_OFFICER, "yl"), (Role.TOWN_COMMISSIONER, "t1"), (Role.BRANCH_SECRETARY, "b1")


@pytest.fixture(params=["narrow", "wide"], autouse=True)
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, county: None) -> None:
    """Every test by both ways: looking through what little the viewer sees, and following the index of words."""
    if request.param == "wide":
        monkeypatch.setattr("gangju.desk.search.queries.NARROW", -1)
    indexing.refresh_all()


def titles(found: Found) -> list[str]:
    return [str(hit.title).replace("<mark>", "").replace("</mark>", "") for tab in found.tabs for hit in tab.hits]


def test_a_piece_of_a_name_finds_it() -> None:
    assert titles(find(world.scope(*OFFICER), "记b1号")) == [world.secret("b1")]
