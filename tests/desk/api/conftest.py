"""The small county with its plan evaluated, and tokens of whoever is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import gangju.demo
from gangju.desk import clock
from gangju.desk.access.models import Grant
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.api.models import Token
from gangju.desk.api.tokens import make_token
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.plans.actions import adopt
from tests.desk import world

PACK = Path(gangju.demo.__file__).parent / "pack"
ROOT = "/api/v1"


@dataclass(frozen=True)
class Caller:
    """A program with a token."""

    secret: str

    def send(self, method: str, path: str, said: Any = None, **headers: str) -> Any:
        body = "" if said is None else json.dumps(said)
        own = {"Authorization": f"Bearer {self.secret}"}
        return Client().generic(method.upper(), ROOT + path, body, "application/json", headers=own | headers)

    def get(self, path: str) -> Any:
        return self.send("get", path)

    def post(self, path: str, said: Any, **headers: str) -> Any:
        return self.send("post", path, said, **headers)


Make = Callable[..., Caller]


def caller(role: Role, place: str, *, can_write: bool = True) -> Caller:
    user = world.viewer(role, place)
    grants = [grant.pk for grant in Grant.objects.filter(user=user)]
    until = clock.now().date() + timedelta(days=30)
    name = f"取数{Token.objects.filter(user=user).count()}"
    return Caller(make_token(Scope(user, world.TODAY), name, grants, until, can_write=can_write).secret)


@pytest.fixture
def office(county: None) -> None:
    """The county of the tests with what its secretaries entered, judged by the demo's plan."""
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    evaluate_now()
    world.settle_extra()


@pytest.fixture
def secretary(county: None) -> Caller:
    """Of branch b1, with a token that may write."""
    return caller(Role.BRANCH_SECRETARY, "b1")


@pytest.fixture
def town(county: None) -> Caller:
    return caller(Role.TOWN_COMMISSIONER, "t1")
