"""Numbers in an imported workbook: kept sealed, people recognised by them, nothing told of people elsewhere, taken back whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.identity.actions import Entered, enter
from gangju.desk.identity.models import PersonIdentity
from gangju.desk.identity.queries import masked
from gangju.desk.ledgers.models import Person
from gangju.desk.sheets.applying import apply_import
from gangju.desk.sheets.asking import Asked, Purpose
from gangju.desk.sheets.exporting import export
from gangju.desk.sheets.identity import keeper
from gangju.desk.sheets.models import Import
from gangju.desk.sheets.plan import ImportPlan
from gangju.desk.sheets.planning import plan_import
from gangju.desk.sheets.undoing import CannotUndo, undo_import
from gangju.desk.sheets.workbook import open_workbook
from tests.desk import world
from tests.desk.sheets.books import Rows, book
from tests.workbooks.words import identity_number

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "性别", "所在党支部", "党员类别", "入党日期", "身份证号"]
NUMBER = identity_number(date(1980, 1, 1), 7)
OTHER = identity_number(date(1981, 2, 3), 8)
THIRD = identity_number(date(1982, 3, 4), 9)


@pytest.fixture(params=["aes", "sm4"])
def commissioner(county: None, request: pytest.FixtureRequest, settings: Any) -> Scope:
    settings.GANGJU_CIPHER = request.param
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


def row(name: str = "新党员", org: str = "b1", number: str = NUMBER) -> list[Any]:
    return [name, "男", org, "正式党员", "2020.07", number]


def planned(scope: Scope, *rows: list[Any]) -> ImportPlan:
    return plan_import(scope, book(党员=[HEAD, *rows]))


def imported(scope: Scope, *rows: list[Any]) -> Import:
    return apply_import(planned(scope, *rows), scope.actor)


def said(plan: ImportPlan) -> list[str]:
    return [each.message for each in plan.errors]


def whole_database() -> bytes:
    """Every value of every table as the database holds it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")
            found += [bytes(value) if isinstance(value, memoryview) else str(value).encode() for row in cursor.fetchall() for value in row]
    return b"\n".join(found)


def test_a_number_is_kept_sealed_and_stands_nowhere_in_the_database(commissioner: Scope) -> None:
    imported(commissioner, row())
    person = Person.objects.get(name="新党员")
    kept = whole_database()
    assert NUMBER.encode() not in kept
    assert NUMBER[:17].encode() not in kept
    assert masked(world.scope(Role.BRANCH_SECRETARY, "b1"), person).number == NUMBER[:3] + "*" * 11 + NUMBER[-4:]


def test_a_person_is_recognised_by_the_number_though_the_name_was_mistyped(commissioner: Scope) -> None:
    imported(commissioner, row())
    again = planned(commissioner, row("新当员"))
    assert [(each.title, each.after) for each in again.changed] == [("姓名", "新当员")]
    apply_import(again, commissioner.actor)
    assert Person.objects.filter(name="新当员").count() == PersonIdentity.objects.count() == 1


def test_a_third_import_changes_nothing(commissioner: Scope) -> None:
    imported(commissioner, row())
    plan = planned(commissioner, row())
    assert (plan.writes, plan.count("unchanged"), said(plan)) == (0, 1, [])


def test_a_number_that_was_missing_is_added_and_shown_masked_before(commissioner: Scope) -> None:
    imported(commissioner, row(number=""))
    plan = planned(commissioner, row())
    assert [(each.title, each.after) for each in plan.changed] == [("身份证号", NUMBER[:3] + "*" * 11 + NUMBER[-4:])]
    assert plan.count("changed") == 1
    apply_import(plan, commissioner.actor)
    assert planned(commissioner, row()).count("unchanged") == 1


def test_two_plans_with_other_numbers_are_not_the_same_plan(commissioner: Scope) -> None:
    assert planned(commissioner, row()).fingerprint == planned(commissioner, row()).fingerprint
    assert planned(commissioner, row()).fingerprint != planned(commissioner, row(number=OTHER)).fingerprint


def test_an_import_never_overwrites_a_number(commissioner: Scope) -> None:
    imported(commissioner, row())
    plan = planned(commissioner, row(number=OTHER))
    assert said(plan) == ["与台账中这个人已登记的号码不同"]
    assert plan.writes == 0


def test_a_member_in_two_branches_is_named(commissioner: Scope) -> None:
    imported(commissioner, row())
    assert ["一个人不能同时在两个支部" in each.remedy for each in planned(commissioner, row(org="b2")).errors] == [True]


def test_two_people_with_one_name_keep_their_own_numbers(commissioner: Scope) -> None:
    rows: Rows = [["人员编号", *HEAD], ["x-1", *row()], ["x-2", *row(number=OTHER)]]
    plan = plan_import(commissioner, book(党员=rows))
    apply_import(plan, commissioner.actor)
    assert keeper().find([NUMBER, OTHER]) == {each: Person.objects.get(code=code).pk for each, code in ((NUMBER, "x-1"), (OTHER, "x-2"))}  # type: ignore[union-attr]
    swapped: Rows = [["人员编号", *HEAD], ["x-1", *row(number=OTHER)], ["x-2", *row(number=NUMBER)]]
    assert said(plan_import(commissioner, book(党员=swapped))) == ["这个号码已经登记在另一人名下"] * 2


def test_a_number_known_outside_the_scope_is_refused_without_telling_whose(commissioner: Scope) -> None:
    elsewhere = world.scope(Role.TOWN_COMMISSIONER, "t2")
    imported(elsewhere, row("别镇的人", "b3"))
    for again in (planned(commissioner, row()), planned(world.scope(Role.TOWN_COMMISSIONER, "g1"), row())):
        assert said(again) == ["这个号码已经登记在另一人名下"]
        assert "别镇的人" not in str(again.findings)
        assert "b3" not in str(again.findings)
        assert again.writes == 0


def test_undo_takes_the_numbers_back(commissioner: Scope) -> None:
    imported(commissioner, row("老党员", number=""))
    record = imported(commissioner, row("老党员"), row("新党员", number=OTHER))
    assert PersonIdentity.objects.count() == 2
    undo_import(record.pk, commissioner.actor)
    assert (PersonIdentity.objects.count(), Person.objects.filter(name="老党员").count()) == (0, 1)
    assert planned(commissioner, row("第三人", number=NUMBER)).clean


def test_undo_is_refused_where_a_number_was_corrected_since(commissioner: Scope) -> None:
    record = imported(commissioner, row())
    person = Person.objects.get(name="新党员")
    enter(world.scope(Role.BRANCH_SECRETARY, "b1"), person, Entered(number=THIRD, reason="对照身份证更正"))
    with pytest.raises(CannotUndo, match="证件号码或电话被改动"):
        undo_import(record.pk, commissioner.actor)
    assert PersonIdentity.objects.filter(person=person).exists()


def test_undo_of_a_number_leaves_the_phone_of_another(commissioner: Scope) -> None:
    imported(commissioner, row(number=""))
    person = Person.objects.get(name="新党员")
    enter(world.scope(Role.BRANCH_SECRETARY, "b1"), person, Entered(phone="13800001234"))
    record = imported(commissioner, row())
    undo_import(record.pk, commissioner.actor)
    left = masked(world.scope(Role.BRANCH_SECRETARY, "b1"), person)
    assert (left.number, left.phone) == ("", "*******1234")


def test_numbers_never_leave_in_an_export(commissioner: Scope) -> None:
    imported(commissioner, row())
    made = export(commissioner, "person", asked=Asked(Purpose.STATISTICS, "年度统计核对"))
    assert NUMBER not in str([sheet.cells for sheet in open_workbook(made.name, made.data).sheets])
