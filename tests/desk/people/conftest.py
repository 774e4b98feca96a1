"""The small county, and those who work in it: the branch, its general branch above, and people further away."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

import gangju.demo
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import Person
from gangju.desk.people.actions import Standing
from tests.desk import world

PACK = Path(gangju.demo.__file__).parent / "pack"
FLOATING = Standing("floating_out", date(2025, 9, 1), None, "out_of_province", "在外省务工,住厂区宿舍")
DIFFICULT = Standing("difficult", date(2026, 6, 1), date(2027, 3, 1), "ill", "长期住院,医药费负担重", "2027年春节走访慰问")
EXEMPT = Standing("exempt", date(2026, 3, 1), date(2027, 3, 1), "infirm", "行动不便,村总支研究同意")


@pytest.fixture
def secretary(county: None) -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, "b1")


@pytest.fixture
def above(county: None) -> Scope:
    """Directly above b1 and b2."""
    return world.scope(Role.TOWN_COMMISSIONER, "g1")


@pytest.fixture
def officer(county: None) -> Scope:
    return world.scope(Role.COUNTY_OFFICER, "yl")


def person(code: str) -> Person:
    return Person.objects.select_related("org").get(code=code)


def sign_in(role: Role, code: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, code))
    return client
