"""Twenty messy workbooks with known truth: what is right is in, what is wrong is named at its cell, mended it comes in."""

from __future__ import annotations

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.sheets.applying import apply_import
from gangju.desk.sheets.marking import marked_copy
from gangju.desk.sheets.plan import ERROR, ImportPlan
from gangju.desk.sheets.planning import plan_import
from tests.desk import world
from tests.desk.sheets.ledger import marked_cells, mended, opened, stands
from tests.workbooks.maker import Made, Place
from tests.workbooks.themes import THEMES, workbook

pytestmark = pytest.mark.django_db
NUMBERS = range(len(THEMES))
NAMES = [theme.name for theme in THEMES]


@pytest.fixture
def commissioner(county: None) -> Scope:
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


def wrong_cells(plan: ImportPlan) -> set[Place]:
    return {(each.sheet, each.row, each.column) for each in plan.findings if each.level == ERROR}  # type: ignore[misc]


def not_as_told(made: Made) -> list[str]:
    """Rows of the truth that do not stand in the ledgers as they are."""
    told = []
    for fact, sheet, row in made.facts:
        now = stands(fact)
        if now != {name: fact.values[name] for name in fact.values}:
            told.append(f"{sheet} {row + 1}: {fact.values} != {now}")
    return told


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_every_wrong_cell_is_named_at_its_place_and_no_other(commissioner: Scope, number: int) -> None:
    made = workbook(number, "t1")
    plan = plan_import(commissioner, opened(made))
    assert wrong_cells(plan) == set(made.wrong), [each.sentence for each in plan.findings]


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_every_right_row_is_in(commissioner: Scope, number: int) -> None:
    made = workbook(number, "t1")
    apply_import(plan_import(commissioner, opened(made)), commissioner.actor, only_right=True)
    for fact in made.right():
        assert stands(fact) == fact.values


@pytest.mark.parametrize("number", NUMBERS, ids=NAMES)
def test_mending_the_marked_cells_makes_the_second_clean_and_a_third_changes_nothing(commissioner: Scope, number: int) -> None:
    made = workbook(number, "t1")
    first = plan_import(commissioner, opened(made))
    returned = marked_copy(opened(made), first)
    assert set(made.wrong) <= marked_cells(returned)
    apply_import(first, commissioner.actor, only_right=True)
    second = plan_import(commissioner, mended(returned, made.wrong))
    assert second.clean, [each.sentence for each in second.errors]
    apply_import(second, commissioner.actor)
    assert not_as_told(made) == []
    third = plan_import(commissioner, mended(returned, made.wrong))
    assert (third.writes, third.count("added"), third.count("changed")) == (0, 0, 0)
