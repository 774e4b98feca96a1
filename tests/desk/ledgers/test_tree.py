"""The tree of the business day as paths: who lies below whom, on any day, and what happens to those no longer placed."""

from __future__ import annotations

from datetime import date

import pytest

from gangju.desk.ledgers import tree
from gangju.desk.ledgers.models import Organization, Placement, below
from tests.desk import world

pytestmark = pytest.mark.django_db


def codes_below(code: str) -> set[str]:
    return set(Organization.objects.filter(below(world.org(code).path)).values_list("code", flat=True))


def test_a_subtree_is_a_range_of_paths(county: None) -> None:
    assert codes_below("t1") == {"t1", "g1", "b1", "b2"}
    assert codes_below("b3") == {"b3"}


def test_a_branch_that_moved_lies_below_its_new_place_from_that_day_on(county: None) -> None:
    day = date(2026, 7, 1)
    Placement.objects.filter(org__code="b1").update(until=day)
    Placement.objects.create(org=world.org("b1"), parent=world.org("t2"), since=day)
    tree.rebuild(date(2026, 6, 30))
    assert "b1" in codes_below("t1")
    tree.rebuild(day)
    assert "b1" not in codes_below("t1")
    assert codes_below("t2") == {"t2", "b1", "b3"}


def test_a_dissolved_branch_keeps_its_last_place(county: None) -> None:
    Placement.objects.filter(org__code="b1").update(until=date(2026, 1, 1))
    tree.rebuild(world.TODAY)
    assert "b1" in codes_below("g1")


def test_whoever_hangs_in_a_ring_has_no_place(county: None) -> None:
    Placement.objects.filter(org__code="t1").update(parent=world.org("b1"))
    tree.rebuild(world.TODAY)
    assert world.org("b1").path == ""
    assert codes_below("yl") == {"yl", "t2", "b3"}


def test_building_again_changes_nothing(county: None) -> None:
    assert tree.rebuild(world.TODAY) == 0


def test_too_many_siblings_are_refused() -> None:
    parents: dict[int, int | None] = dict.fromkeys(range(tree.WIDEST + 1))
    with pytest.raises(ValueError, match="同级过多"):
        tree.paths_of(parents, {number: str(number) for number in parents})


def test_the_names_of_a_day_are_those_of_its_version(county: None) -> None:
    branch = world.org("b1")
    day = date(2026, 3, 1)
    branch.versions.update(until=day)
    branch.versions.create(since=day, name="新名", kind="branch", level="village", domain="rural")
    assert Organization.objects.on(date(2026, 2, 28)).get(code="b1").name == world.secret("b1")
    assert Organization.objects.on(day).get(code="b1").name == "新名"
