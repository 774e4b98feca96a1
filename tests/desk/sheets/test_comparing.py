"""对账: where a roster from elsewhere and the ledger disagree, as a table and as a workbook; nothing is written."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.sheets.comparing import DIFFERENT, EXTRA, MISSING, as_workbook, compare_roster
from gangju.desk.sheets.workbook import Unreadable, open_workbook
from tests.desk import world
from tests.desk.sheets.books import book

pytestmark = pytest.mark.django_db
HEAD = ["党组织名称", "组织类别", "层级"]


@pytest.fixture
def commissioner(county: None) -> Scope:
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


def test_missing_extra_and_different_are_told_apart(commissioner: Scope) -> None:
    rows = [HEAD, [world.secret("t1"), "党委", "乡镇"], [world.secret("b1"), "联合党支部", "村"], ["别处的党支部", "党支部", "村"]]
    found = compare_roster(commissioner, book(名册=rows))
    assert found.same == 1
    assert {(line.label, line.where) for line in found.lines if line.kind == EXTRA} == {("别处的党支部", "名册 第 4 行")}
    assert {line.label for line in found.lines if line.kind == MISSING} == {world.secret("g1"), world.secret("b2")}
    assert [(line.field, line.ledger, line.roster) for line in found.lines if line.kind == DIFFERENT] == [
        ("组织类别", "党支部", "联合党支部")
    ]


def test_names_of_missing_people_show_only_where_they_are_open(county: None) -> None:
    rows = [["姓名", "性别", "所在党支部", "党员类别"], ["陌生人", "男", world.secret("b1"), "正式党员"]]
    told = str(compare_roster(world.scope(Role.TOWN_COMMISSIONER, "t1"), book(党员=rows)).lines)
    assert world.secret("b1-p1") not in told
    told = str(compare_roster(world.scope(Role.TOWN_COMMISSIONER, "g1"), book(党员=rows)).lines)
    assert world.secret("b1-p1") in told


def test_what_lies_outside_the_scope_is_simply_not_in_the_ledger(commissioner: Scope) -> None:
    found = compare_roster(commissioner, book(名册=[HEAD, [world.secret("b3"), "党支部", "村"]]))
    assert [line.kind for line in found.lines if line.label == world.secret("b3")] == [EXTRA]


def test_the_table_can_be_taken_along(commissioner: Scope) -> None:
    data = as_workbook(compare_roster(commissioner, book(名册=[HEAD, ["=1+1", "党支部", "村"]])))
    rows = open_workbook("x.xlsx", data).sheets[0].cells
    assert rows[0][:3] == ["结果", "台账", "名称"]
    assert "=1+1" in {row[2] for row in rows}


def test_what_is_no_roster_is_said(commissioner: Scope) -> None:
    with pytest.raises(Unreadable, match="没有认出"):
        compare_roster(commissioner, book(杂记=[["甲", "乙"], [1, 2]]))


def test_who_may_not_import_may_not_compare(county: None) -> None:
    with pytest.raises(Denied):
        compare_roster(world.scope(Role.INSPECTOR, "t1"), book(名册=[HEAD]))


def test_a_longer_roster_asks_no_more_questions(commissioner: Scope) -> None:
    counts = []
    for length in (1, 40):
        rows = [HEAD, *([f"第{number}党支部", "党支部", "村"] for number in range(length))]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            compare_roster(commissioner, book(名册=rows))
        counts.append(len(asked))
    assert counts[0] == counts[1]
