"""Pages are read as a browser reads them: a settled county with the demo's plan adopted and evaluated, one client for each viewer.

It is settled once for a module in a transaction that is never committed; each test (marked `django_db`) undoes its own deeds inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

import gangju.demo
from gangju.desk.access.roles import Role
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.kept import kept

PACK = Path(gangju.demo.__file__).parent / "pack"
Visitor = Callable[[Role, str], Client]


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with kept(tmp_path_factory.mktemp("pages"), django_db_blocker) as patch:
        patch.setattr(settings, "GANGJU_DEMO", False)
        world.settle()
        adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
        evaluate_now()
        yield


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


@pytest.fixture
def visitor() -> Visitor:
    """A signed-in client; the scope behind it holds the role over the organisation."""

    def sign_in(role: Role, code: str) -> Client:
        client = Client()
        client.force_login(world.viewer(role, code))
        return client

    return sign_in
