"""Adopting a pack: kept as it was, bound to a subtree from its day on."""

from __future__ import annotations

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

import gangju.demo
from gangju.desk.access.roles import Role
from gangju.desk.bridge.adopted import adopted_on, packs_of
from gangju.desk.journal.models import Entry
from gangju.desk.plans.actions import adopt, end_adoption
from gangju.desk.plans.models import Adoption
from gangju.desk.plans.queries import plans_seen
from gangju.engine.problem import BadInput
from tests.desk import world

pytestmark = pytest.mark.django_db
PACK = Path(gangju.demo.__file__).parent / "pack"


def test_an_adopted_pack_is_kept_under_its_hash(county: None, tmp_path: Path) -> None:
    source = shutil.copytree(PACK, tmp_path / "mine")
    adopt(world.SYSTEM, source, world.org("yl"), world.FIRST)
    shutil.rmtree(source)
    (bound,) = adopted_on(world.TODAY)
    (pack,) = packs_of([bound])
    assert (pack.id, pack.hash) == (bound.pack, bound.pack_hash)


def test_parameters_of_the_place_are_kept_exactly(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST, params={"member_hours": Fraction(80, 3)})
    (bound,) = adopted_on(world.TODAY)
    assert bound.params == {"member_hours": Fraction(80, 3)}


def test_an_adoption_binds_from_its_day_on(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), date(2026, 7, 1))
    assert adopted_on(world.TODAY) == []
    assert len(adopted_on(date(2026, 7, 1))) == 1


def test_the_same_pack_is_not_adopted_twice_from_one_day(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    with pytest.raises(ValidationError):
        adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)


def test_a_pack_with_mistakes_is_not_adopted(county: None, tmp_path: Path) -> None:
    broken = shutil.copytree(PACK, tmp_path / "broken")
    (broken / "standards.yaml").write_text("- id: x\n", encoding="utf-8")
    with pytest.raises(BadInput):
        adopt(world.SYSTEM, broken, world.org("yl"), world.FIRST)
    assert not Adoption.objects.exists()


def test_an_adoption_is_ended_with_an_entry(county: None) -> None:
    adoption = adopt(world.SYSTEM, PACK, world.org("yl"), world.FIRST)
    assert end_adoption(world.SYSTEM, adoption, date(2026, 12, 31)).until == date(2026, 12, 31)
    assert Entry.objects.filter(deed__startswith="plan.").count() == 2


def test_a_viewer_sees_the_plans_that_bind_him_and_those_below(county: None) -> None:
    adopt(world.SYSTEM, PACK, world.org("t1"), world.FIRST)
    assert plans_seen(world.scope(Role.BRANCH_SECRETARY, "b1")).count() == 1
    assert plans_seen(world.scope(Role.COUNTY_OFFICER, "yl")).count() == 1
    assert plans_seen(world.scope(Role.BRANCH_SECRETARY, "b3")).count() == 0
    assert plans_seen(world.scope(Role.SYSTEM_ADMIN, "yl")).count() == 0
