"""What an import refuses, row by row, and what it leaves as it was: one transaction, stable keys, undo."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Denied, Scope
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import (
    Activity,
    FundEntry,
    Membership,
    Organization,
    OrganizationVersion,
    Participation,
    Person,
    Post,
    Venue,
)
from gangju.desk.sheets.applying import Stale, apply_import
from gangju.desk.sheets.models import State
from gangju.desk.sheets.plan import HasFindings, ImportPlan
from gangju.desk.sheets.planning import plan_import
from gangju.desk.sheets.undoing import CannotUndo, undo_import
from tests.desk import world
from tests.desk.sheets.books import Rows, book
from tests.workbooks import truth
from tests.workbooks.words import identity_number, rounded

pytestmark = pytest.mark.django_db
PERSON = ["姓名", "性别", "所在党支部", "党员类别", "入党日期"]
ORGS = ["党组织编号", "党组织名称", "组织类别", "上级党组织", "层级", "所属领域", "成立日期"]
ONE = ["新党员", "男", "b1", "正式党员", "2020.07"]


@pytest.fixture
def commissioner(county: None) -> Scope:
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


def planned(scope: Scope, **sheets: Rows) -> ImportPlan:
    return plan_import(scope, book(**sheets))


def said(plan: ImportPlan) -> list[tuple[str, str]]:
    return [(each.cell, each.message) for each in plan.errors]


def tables() -> dict[str, int]:
    models = (Organization, OrganizationVersion, Person, Membership, Post, Venue, Activity, Participation, FundEntry, Entry)
    return {model.__name__: model.objects.count() for model in models}


def test_a_dry_run_writes_nothing(commissioner: Scope) -> None:
    before = tables()
    plan = planned(commissioner, 党员=[PERSON, ONE])
    assert (plan.count("added"), tables()) == (1, before)


def test_the_message_about_a_rounded_identity_number_says_row_column_and_remedy(commissioner: Scope) -> None:
    number = rounded(identity_number(date(1980, 1, 1), 7))
    plan = planned(commissioner, 党员=[[*PERSON, "身份证号"], [*ONE, number]])
    assert [each.sentence for each in plan.errors] == [
        "第 2 行“身份证号”不是文本:Excel 已把后三位变成 000。请在原表中把该列设为文本后重新填写。"
    ]


def test_one_identity_number_in_two_branches_is_named(commissioner: Scope) -> None:
    number = identity_number(date(1980, 1, 1), 7)
    other = ["另写的名", "男", "b2", "正式党员", "2020.07"]
    plan = planned(commissioner, 党员=[[*PERSON, "身份证号"], [*ONE, number], [*other, number]])
    assert said(plan) == [("F3", "与第 2 行是同一个号码,却在两个支部")]


def test_a_member_who_stands_in_another_branch_is_not_moved(commissioner: Scope) -> None:
    plan = planned(commissioner, 党员=[["人员编号", *PERSON], ["b1-p1", world.secret("b1-p1"), "", "b2", "", ""]])
    assert [(each.cell, each.title) for each in plan.errors] == [("D2", "所在党支部")]
    assert "组织关系转接" in plan.errors[0].remedy


def test_one_name_and_birthday_in_two_branches_is_asked_about(commissioner: Scope) -> None:
    row = [world.secret("b1-p1"), "", "b2", "正式党员", "2020.07", "1980-05-06"]
    plan = planned(commissioner, 党员=[[*PERSON, "出生日期"], row])
    assert [(each.cell, each.level) for each in plan.findings] == [("A2", "warning")]
    assert "同名、出生日期也相同" in plan.findings[0].message


@pytest.mark.parametrize("place", ["b3", world.secret("b3"), "没有这个支部"])
def test_outside_the_scope_is_answered_like_nowhere(commissioner: Scope, place: str) -> None:
    plan = planned(commissioner, 党员=[PERSON, ["新党员", "男", place, "正式党员", "2020.07"]])
    assert said(plan) == [("C2", f"在您负责的范围里没有找到党组织“{place}”")]


def test_who_may_not_import_is_refused(county: None) -> None:
    with pytest.raises(Denied):
        planned(world.scope(Role.INSPECTOR, "t1"), 党员=[PERSON, ONE])


def test_nothing_is_written_while_a_cell_is_wrong(commissioner: Scope) -> None:
    plan = planned(commissioner, 党员=[PERSON, ONE, ["另一人", "男", "b1", "正式党员", "不详"]])
    before = tables()
    with pytest.raises(HasFindings, match="1 处"):
        apply_import(plan, commissioner.actor)
    assert tables() == before


def test_one_deed_stands_for_the_whole_import(commissioner: Scope) -> None:
    record = apply_import(planned(commissioner, 党员=[PERSON, ONE]), commissioner.actor)
    entry = Entry.objects.get(deed="sheet.import")
    assert entry.after
    assert (entry.subject, entry.org_code, entry.after["import"]["counts"]["added"]) == (f"import:{record.pk}", "t1", 1)
    assert entry.request_id


def test_a_plan_that_the_ledger_has_left_behind_writes_nothing(commissioner: Scope) -> None:
    plan = planned(commissioner, 阵地=[["阵地编号", "面积"], ["b1-v", 300], ["b2-v", 301]])
    Venue.objects.filter(code="b2-v").update(area_m2=1)
    with pytest.raises(Stale):
        apply_import(plan, commissioner.actor)
    assert Venue.objects.get(code="b1-v").area_m2 == 20050


def test_an_import_is_undone_as_a_whole(commissioner: Scope) -> None:
    before = tables()
    sheets: dict[str, Rows] = {
        "党组织": [ORGS, ["", "新设党支部", "党支部", "g1", "村", "农村", "2020.01"]],
        "党员": [PERSON, ["新党员", "男", "新设党支部", "正式党员", "2020.07"]],
        "职务": [["任职人", "任职党组织", "职务", "任职日期"], ["新党员", "新设党支部", "书记", "2021.3"]],
        "阵地": [["阵地编号", "面积"], ["b1-v", 300]],
    }
    record = apply_import(plan_import(commissioner, book(**sheets)), commissioner.actor)
    assert Venue.objects.get(code="b1-v").area_m2 == 30000
    assert undo_import(record.pk, commissioner.actor).state == State.UNDONE
    assert tables() == before | {"Entry": before["Entry"] + 2}
    assert Venue.objects.get(code="b1-v").area_m2 == 20050


def test_undoing_is_refused_where_later_deeds_changed_a_row(commissioner: Scope) -> None:
    record = apply_import(planned(commissioner, 党员=[PERSON, ONE]), commissioner.actor)
    Person.objects.filter(name="新党员").update(gender="2")
    with pytest.raises(CannotUndo, match="1 行人员"):
        undo_import(record.pk, commissioner.actor)
    assert Person.objects.filter(name="新党员").exists()


def test_undoing_is_refused_where_later_rows_lean_on_it(commissioner: Scope) -> None:
    record = apply_import(planned(commissioner, 党员=[PERSON, ONE]), commissioner.actor)
    activity = Activity.objects.get(code="b1-a")
    Participation.objects.create(activity=activity, person=Person.objects.get(name="新党员"), org=activity.org)
    with pytest.raises(CannotUndo, match="参加记录"):
        undo_import(record.pk, commissioner.actor)


def test_an_import_is_undone_once(commissioner: Scope) -> None:
    record = apply_import(planned(commissioner, 党员=[PERSON, ONE]), commissioner.actor)
    undo_import(record.pk, commissioner.actor)
    with pytest.raises(CannotUndo, match="已撤销"):
        undo_import(record.pk, commissioner.actor)


def test_rows_that_speak_of_a_wrong_row_wait_for_it(commissioner: Scope) -> None:
    org = ["", "新设党支部", "党支部", "g1", "村", "农村", "那一年"]
    plan = planned(commissioner, 党组织=[ORGS, org], 党员=[PERSON, ["新党员", "男", "新设党支部", "正式党员", "2020.07"]])
    assert [(each.sheet, each.cell, each.level) for each in plan.findings] == [("党组织", "G2", "error"), ("党员", "第 2 行", "waiting")]


def test_a_sheet_that_nobody_understands_is_named_and_the_others_come_in(commissioner: Scope) -> None:
    plan = planned(commissioner, 党员=[PERSON, ONE], 杂记=[["甲", "乙"], [1, 2]])
    assert (plan.clean, plan.count("added")) == (True, 1)
    assert "杂记" in plan.findings[0].sentence


def test_a_workbook_without_one_heading_that_can_be_read_is_an_error(commissioner: Scope) -> None:
    assert not planned(commissioner, 杂记=[["甲", "乙"], [1, 2]]).clean


def test_a_heading_that_is_missing_is_said_once(commissioner: Scope) -> None:
    plan = planned(commissioner, 党员=[["姓名", "性别", "所在党支部"], ["甲某", "男", "b1"], ["乙某", "女", "b1"]])
    assert len(plan.errors) == 1
    assert "没有“党员类别”一列,2 行新增的不能导入" in plan.errors[0].message


def test_an_activity_brings_those_who_were_there(commissioner: Scope) -> None:
    one, two = (world.secret(person) for person in world.persons_of("b1"))
    head = ["党支部", "活动类别", "活动时间", "学时", "主题", "到会人员", "缺席人员"]
    rows: Rows = [head, ["b1", "党课", "2026.5.20", 2, "学细则", one, two]]
    apply_import(planned(commissioner, 三会一课=rows), commissioner.actor)
    there = Participation.objects.filter(activity__topic="学细则").values_list("person__code", "attended", "hours")
    assert set(there) == {("b1-p1", True, 200), ("b1-p2", False, None)}
    assert planned(commissioner, 三会一课=rows).writes == 0


def test_amounts_in_ten_thousands_are_read_as_headed(commissioner: Scope) -> None:
    head = ["党组织", "经费类别", "环节", "年度", "金额(万元)"]
    apply_import(planned(commissioner, 经费=[head, ["b1", "办公经费", "拨付", 2025, 1.25]]), commissioner.actor)
    assert FundEntry.objects.get().amount == 1_250_000


def test_two_periods_of_one_figure_may_not_overlap(commissioner: Scope) -> None:
    head = ["对象", "对象类型", "指标", "开始日期", "结束日期", "数值"]
    rows: list[list[Any]] = [[world.secret("u-b1"), "单位", "从业(工作)人员数", "2024-01-01", "2025-01-01", 12]]
    rows.append([world.secret("u-b1"), "单位", "从业(工作)人员数", "2024-06-01", "", 13])
    plan = planned(commissioner, 数据=[head, *rows])
    assert said(plan) == [("D3", "的时段与第 2 行重叠")]


@pytest.mark.parametrize("roster", ["依批准免计", "在册台账"])
def test_what_needs_a_grant_is_not_brought_in_by_a_sheet(commissioner: Scope, roster: str) -> None:
    plan = planned(commissioner, 名册=[["名册", "对象", "列入日期", "类别"], [roster, world.secret("b1"), "2025.03", "activity.training"]])
    assert plan.errors[0].cell == "A2"


def test_a_new_town_of_forty_branches_is_set_up_from_one_workbook(county: None) -> None:
    officer, draw = world.scope(Role.COUNTY_OFFICER, "yl"), random.Random(40)
    orgs = truth.branches(draw, "新镇党委", 40, "新")
    town = ["xz", "新镇党委", "党委", "yl", "乡镇", "", "2001.01"]
    rows = [["", org.id, "支部", "新镇党委", "村", "农村", org.values["since"]] for org in orgs]
    people = [[each.id, "男", each.values["org"], "正式党员", each.values["admitted_on"]] for each in truth.members(draw, orgs, 400)]
    posts = [["任职人", "所在党支部", "职务", "任职时间"], *([row[0], row[2], "支部书记", "2024.1"] for row in people[::10])]
    apply_import(planned(officer, 党组织=[ORGS, *rows, town], 党员=[PERSON, *people], 班子=posts), officer.actor)
    path = Organization.objects.get(code="xz").path
    assert Organization.objects.filter(path__startswith=path).count() == 41
    assert Membership.objects.filter(org__path__startswith=path).count() == 400
    assert Post.objects.filter(org__path__startswith=path, role="secretary").count() == 40
