"""People with accounts in the small county, and who appoints them."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import User

from gangju.desk.access.actions import open_account
from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.accounts.models import AccountHolder
from gangju.desk.ledgers.models import Person, Post
from tests.desk import world


def person(code: str) -> Person:
    return Person.objects.get(code=code)


def account_of(code: str) -> User:
    """An account that belongs to the person; opened on first asking."""
    if known := User.objects.filter(holder__person__code=code).first():
        return known
    user = open_account(world.SYSTEM, f"user-{code}", code)
    AccountHolder.objects.create(user=user, person=person(code))
    return user


def roles(code: str, day: date = world.TODAY) -> list[tuple[Role, str]]:
    """What the person's account opens on the day."""
    return [(grant.role, grant.org_code) for grant in Scope(account_of(code), day).held]


def secretary(branch: str) -> Post:
    return Post.objects.get(code=f"{branch}-post")


@pytest.fixture
def commissioner(county: None) -> Scope:
    """Of the town t1, two levels above the branches b1 and b2."""
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


@pytest.fixture
def officer(county: None) -> Scope:
    return world.scope(Role.COUNTY_OFFICER, "yl")


@pytest.fixture
def branch_secretary(county: None) -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, "b1")
