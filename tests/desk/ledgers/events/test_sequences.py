"""Whatever events follow each other, the ledgers load without a problem, and undoing all of them gives the first state."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.ledgers.events import Dissolve, Found, Merge, Move, NewOrganization, NewUnit, Part, Rename, Split, carry_out, undo_event
from gangju.desk.ledgers.models import Membership, Organization, Venue
from tests.desk import world
from tests.desk.ledgers.events.conftest import NUMBER, everything, loaded

pytestmark = pytest.mark.django_db
STEPS = 14


class Chance:
    """Events drawn at random, sensible or not; many are refused, and that must leave no trace."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.day = world.TODAY
        self.count = 0

    def org(self) -> Organization:
        return self.random.choice(list(Organization.objects.order_by("pk")))

    def new(self) -> NewOrganization:
        self.count += 1
        kind, level = self.random.choice([("branch", "village"), ("general_branch", "village"), ("committee", "township")])
        unit = NewUnit(f"新村{self.count}", "village", "rural") if self.random.random() < 0.6 else None
        return NewOrganization(f"新组织{self.count}", kind, level, "rural", unit=unit)

    def event(self) -> Any:
        self.day += timedelta(days=self.random.choice([0, 1, 9]))
        draw = self.random.choice([self.found, self.dissolve, self.rename, self.move, self.merge, self.merge, self.split, self.split])
        return draw()

    def found(self) -> Found:
        return Found(self.day, NUMBER, self.org(), self.new(), ("activity.training",))

    def dissolve(self) -> Dissolve:
        return Dissolve(self.day, NUMBER, self.org(), self.random.choice([None, self.org()]), self.random.random() < 0.5)

    def rename(self) -> Rename:
        self.count += 1
        return Rename(self.day, NUMBER, self.org(), f"改名{self.count}", self.random.choice(["", f"改村{self.count}"]))

    def move(self) -> Move:
        return Move(self.day, NUMBER, self.org(), self.org())

    def merge(self) -> Merge:
        orgs = (self.org(), self.org())
        if self.random.random() < 0.5:
            return Merge(self.day, NUMBER, orgs, into=self.org(), keep_units=self.random.random() < 0.3)
        return Merge(self.day, NUMBER, orgs, founded=self.new(), parent=self.org())

    def split(self) -> Split:
        org = self.org()
        people = list(Membership.objects.filter(org=org, until=None).order_by("pk").values_list("person__code", flat=True))
        venues = list(Venue.objects.filter(org=org, closed_on=None).order_by("pk").values_list("code", flat=True))
        half = len(people) // 2
        parts = (Part(self.new(), tuple(people[:half]), tuple(venues)), Part(self.new(), tuple(people[half:])))
        whole = self.random.random() < 0.5
        return Split(self.day, NUMBER, org, parts if whole else parts[:1], dissolve=whole)


@pytest.fixture
def officer(county: None) -> Scope:
    return world.scope(Role.COUNTY_OFFICER, "yl")


@pytest.mark.parametrize("seed", range(5))
def test_any_sequence_of_events_leaves_ledgers_that_load_and_can_be_taken_back(officer: Scope, seed: int) -> None:
    chance, first, done = Chance(seed), everything(), []
    refused = 0
    for _ in range(STEPS):
        before = everything()
        try:
            done.append(carry_out(officer, chance.event()))
        except (ValidationError, Denied):
            refused += 1
            assert everything() == before
    loaded()
    assert done
    assert not Membership.objects.filter(Q(org__versions__until=None) & ~Q(until=None), exit="").exists()
    for each in reversed(done):
        undo_event(officer, each)
    assert everything() == first
