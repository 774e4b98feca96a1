"""The pages of entry on the small county, settled once for a module; each test undoes its own deeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from gangju.desk.access.roles import Role
from tests.desk import world

Visitor = Callable[..., Client]


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", world.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("entry"))
        world.settle()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


@pytest.fixture
def visitor() -> Visitor:
    """A signed-in client; the secretary of b1 unless somebody else is named."""

    def sign_in(role: Role = Role.BRANCH_SECRETARY, code: str = "b1") -> Client:
        client = Client()
        client.force_login(world.viewer(role, code))
        return client

    return sign_in
