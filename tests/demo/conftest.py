"""The invented county in both sizes, made once a run."""

from __future__ import annotations

import pytest

from gangju.demo.county import invent
from gangju.demo.shape import Size
from gangju.demo.world import World


@pytest.fixture(scope="session")
def small() -> World:
    return invent("small")


@pytest.fixture(scope="session")
def county() -> World:
    return invent("county")


@pytest.fixture(params=["small", pytest.param("county", marks=pytest.mark.long)])
def world(request: pytest.FixtureRequest) -> World:
    """Whatever holds for one size holds for the other."""
    size: Size = request.param
    found: World = request.getfixturevalue(size)
    return found
