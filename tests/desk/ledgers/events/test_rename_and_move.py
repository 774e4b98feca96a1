"""更名 and 调整隶属: rows close and open on the day; what speaks against it is said in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.actions import Happening, record_activity
from gangju.desk.ledgers.events import Move, Rename, carry_out, preview, undo_event
from gangju.desk.ledgers.models import Organization, Placement
from tests.desk import world
from tests.desk.ledgers.events.conftest import DAY, NUMBER, everything, loaded

pytestmark = pytest.mark.django_db


def rename(code: str = "b1", name: str = "新名支部", day: date = DAY, **more: str) -> Rename:
    return Rename(day, more.pop("number", NUMBER), world.org(code), name, **more)


def move(code: str, parent: str, day: date = DAY) -> Move:
    return Move(day, NUMBER, world.org(code), world.org(parent))


def refused(scope: Scope, event: Rename | Move, field: str) -> str:
    """The sentence at the field; nothing is written, and the preview says the same."""
    before = everything()
    with pytest.raises(ValidationError) as wrong:
        carry_out(scope, event)
    assert everything() == before
    said = wrong.value.message_dict[field]
    assert list(preview(scope, event).refusals[field]) == said
    return "".join(said)


def test_a_branch_has_its_new_name_from_the_day_on(officer: Scope) -> None:
    carry_out(officer, rename(unit_name="新名村"))
    names = {day: Organization.objects.on(day).get(code="b1").name for day in (date(2026, 6, 30), DAY)}
    assert names == {date(2026, 6, 30): world.secret("b1"), DAY: "新名支部"}
    assert [row.name for row in world.org("b1").versions.order_by("since")[1].unit.versions.order_by("since")] == [  # type: ignore[union-attr]
        world.secret("u-b1"),
        "新名村",
    ]
    loaded()


def test_a_rename_is_in_the_journal_with_its_document(officer: Scope) -> None:
    carry_out(officer, rename())
    entry = Entry.objects.latest("pk")
    assert (entry.deed, entry.org_code) == ("organization.rename", "b1")
    assert (entry.after or {})["event"]["number"] == NUMBER


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"name": " "}, "name", "请填写新的名称"),
        ({"name": "某支部(机密)"}, "name", "密级标志"),
        ({"name": world.secret("b1")}, "name", "不必更名"),
        ({"name": "长" * 121}, "name", "120"),
        ({"number": " "}, "number", "文号"),
        ({"day": date(2028, 1, 1)}, "day", "最多提前一年"),
        ({"day": date(2015, 1, 1)}, "day", "不能早于"),
        ({"day": date(2014, 1, 1)}, "org", "尚未成立"),
    ],
)
def test_a_rename_that_cannot_be_is_refused(officer: Scope, change: dict[str, str], field: str, sentence: str) -> None:
    assert sentence in refused(officer, rename(**change), field)  # type: ignore[arg-type]


def test_a_second_change_on_the_same_day_or_before_it_is_refused(officer: Scope) -> None:
    carry_out(officer, rename())
    assert "不能早于" in refused(officer, rename(name="又一个名"), "day")


def test_nobody_renames_the_own_organisation(county: None) -> None:
    with pytest.raises(Denied):
        carry_out(world.scope(Role.TOWN_COMMISSIONER, "t1"), rename("t1"))
    with pytest.raises(Denied):
        carry_out(world.scope(Role.BRANCH_SECRETARY, "b1"), rename("b1"))
    with pytest.raises(Denied):
        carry_out(world.scope(Role.COUNTY_OFFICER, "yl"), rename("yl"))


def test_the_commissioner_renames_below_the_own_town_only(commissioner: Scope) -> None:
    carry_out(commissioner, rename("b1"))
    with pytest.raises(Denied):
        carry_out(commissioner, rename("b3"))


@pytest.mark.row("002-69")
def test_a_general_branch_moves_with_all_that_hangs_below_it(officer: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    carry_out(officer, move("g1", "t2", world.TODAY))
    assert world.org("b2").path.startswith(world.org("t2").path)
    assert list(Placement.objects.filter(org__code="g1").order_by("since").values_list("parent__code", "until")) == [
        ("t1", world.TODAY),
        ("t2", None),
    ]
    loaded()


def test_a_move_of_tomorrow_leaves_the_tree_of_today(officer: Scope) -> None:
    carry_out(officer, move("g1", "t2"))
    assert world.org("g1").path.startswith(world.org("t1").path)


@pytest.mark.parametrize(
    ("code", "parent", "sentence"),
    [
        ("g1", "t1", "现在就隶属于"),
        ("g1", "b3", "下面只能设党小组"),
        ("t1", "g1", "不能隶属于自己或自己的下级"),
        ("t1", "t1", "不能隶属于自己或自己的下级"),
        ("t2", "g1", "低于"),
    ],
)
def test_a_move_that_cannot_be_is_refused(officer: Scope, code: str, parent: str, sentence: str) -> None:
    assert sentence in refused(officer, move(code, parent), "parent")


def test_a_commissioner_moves_nothing_into_another_town(commissioner: Scope) -> None:
    with pytest.raises(Denied):
        carry_out(commissioner, move("b1", "t2"))


def test_a_ring_with_a_move_that_is_planned_already_is_refused(officer: Scope) -> None:
    carry_out(officer, move("t1", "t2", date(2026, 9, 1)))
    assert "不能隶属于自己" in refused(officer, move("t2", "t1"), "parent")


@pytest.mark.parametrize("event", ["rename", "move"])
def test_what_is_undone_is_exactly_as_before(officer: Scope, event: str) -> None:
    before = everything()
    done = carry_out(officer, rename(unit_name="新名村") if event == "rename" else move("g1", "t2", world.TODAY))
    assert everything() != before
    undo_event(officer, done)
    assert everything() == before
    with pytest.raises(ValidationError, match="已经撤销过"):
        undo_event(officer, done)


def test_an_event_of_yesterday_is_not_undone(officer: Scope) -> None:
    done = carry_out(officer, rename())
    type(done).objects.filter(pk=done.pk).update(recorded_at=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="当天"):
        undo_event(officer, done)


def test_an_event_on_which_another_stands_is_not_undone(officer: Scope) -> None:
    first = carry_out(officer, rename())
    carry_out(officer, rename(name="再名支部", day=date(2026, 8, 1)))
    with pytest.raises(ValidationError, match="后来的改动"):
        undo_event(officer, first)


def test_an_activity_does_not_stand_in_the_way_of_a_rename(officer: Scope) -> None:
    secretary = world.scope(Role.BRANCH_SECRETARY, "b1")
    record_activity(secretary, world.org("b1"), Happening("training", world.TODAY, world.persons_of("b1")))
    event = rename(day=date(2026, 6, 1))
    carry_out(officer, event)
    assert event.name in loaded().tables["organization"].column("name").to_pylist()


def test_a_preview_says_what_moves_and_writes_nothing(officer: Scope) -> None:
    before = everything()
    seen = preview(officer, move("g1", "t2"))
    assert seen.possible
    assert seen.moved == (("隶属关系", 1, 1),)
    assert seen.opens[0].named == (f"{world.secret('g1')}(隶属 {world.secret('t2')})",)
    assert everything() == before
