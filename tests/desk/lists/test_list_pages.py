"""The list pages as a browser reads them, on the small county whose names are planted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import Activity, Membership, Person, RosterEntry, Venue
from gangju.desk.lists.registers import registers, row_subject
from tests.desk import world

pytestmark = pytest.mark.django_db
NO_TITLES = {"名册", "联系", "数据", "事项"}


@pytest.fixture(scope="module", autouse=True)
def installation(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("GANGJU_TODAY", world.TODAY.isoformat())
        patch.setattr(settings, "GANGJU_DATA", tmp_path_factory.mktemp("lists"))
        world.settle()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _own_installation() -> None:
    """Here `installation` sets the data folder and the day, for all tests at once."""


def client(role: Role, code: str) -> Client:
    made = Client()
    made.force_login(world.viewer(role, code))
    return made


def text(who: Client, address: str, **query: str) -> str:
    answer = who.get(address, query)
    assert answer.status_code == 200, address
    return answer.content.decode()


OFFICER = (Role.COUNTY_OFFICER, "yl")
TOWN = (Role.TOWN_COMMISSIONER, "g1")
SECRETARY = (Role.BRANCH_SECRETARY, "b1")


@pytest.mark.parametrize("viewer", [OFFICER, SECRETARY], ids=["county", "branch"])
def test_every_list_opens_with_and_without_search(viewer: tuple[Role, str]) -> None:
    who = client(*viewer)
    for key in registers():
        assert who.get(f"/lists/{key}/").status_code == 200, key
        assert who.get(f"/lists/{key}/", {"q": "暗记", "day": "all"}).status_code == 200, key
