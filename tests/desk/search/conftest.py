"""What tests of the search share."""

from __future__ import annotations

import pytest

from gangju.desk.search import indexing


@pytest.fixture
def indexed(county: None) -> None:
    """The small invented county of `world`, all of it in the index."""
    indexing.refresh_all()


@pytest.fixture(params=["narrow", "wide"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test by both ways: looking through what little the viewer sees, and following the index of words."""
    if request.param == "wide":
        monkeypatch.setattr("gangju.desk.search.queries.NARROW", -1)
