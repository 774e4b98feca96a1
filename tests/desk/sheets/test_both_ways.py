"""Out and in again: unchanged it changes nothing, changed it changes that, and yesterday's version is told apart."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import load_workbook

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.ledgers.models import (
    CheckAnswer,
    FundEntry,
    Observation,
    Organization,
    OrganizationVersion,
    Person,
    RosterEntry,
    Venue,
)
from gangju.desk.sheets.applying import apply_import
from gangju.desk.sheets.asking import Asked, Purpose
from gangju.desk.sheets.exporting import empty_form, export
from gangju.desk.sheets.layout import layouts
from gangju.desk.sheets.planning import plan_import
from gangju.desk.sheets.workbook import open_workbook
from tests.desk import world
from tests.desk.sheets.books import book, retyped

pytestmark = pytest.mark.django_db
REASON = "年度统计核对"
FOR_STATISTICS = Asked(Purpose.STATISTICS, REASON)


@pytest.fixture
def commissioner(county: None) -> Scope:
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


@pytest.fixture
def full(commissioner: Scope) -> Scope:
    """Every ledger has a row below the town."""
    b1, unit = world.org("b1"), world.secret("u-b1")
    apply_import(
        plan_import(
            commissioner,
            book(
                经费=[["经费类别", "环节", "党组织", "年度", "金额"], ["办公经费", "拨付", "b1", 2025, "1,200.50"]],
                数据=[["对象", "对象类型", "指标", "开始日期", "数值"], [unit, "单位", "从业(工作)人员数", "2025-01-01", 12]],
                核查=[
                    ["对象", "检查表", "检查项", "结论", "核查日期"],
                    [world.secret("b1-v"), "村级场所十二项", "国旗党旗", "有", "2026.5.6"],
                ],
                名册=[["名册", "对象", "列入日期"], ["薄弱村", unit, "2025.03"]],
                结对=[
                    ["结对类别", "联系方", "被联系方", "被联系方类型", "结对日期"],
                    ["领导联系点", world.secret("b1-p1"), unit, "单位", "2025.3"],
                ],
                任务=[
                    ["方案", "条款号", "承担党组织", "责任类别", "期限", "状态"],
                    ["年度要点", "三(二)", "b1", "责任", "2026.9.30", "在办"],
                ],
                文件=[
                    ["文件标题", "文件类别", "文号", "负责的党组织", "施行日期"],
                    ["党费收缴办法", "制度", "云组〔2025〕3号", "b1", "2025.3.1"],
                ],
                得分=[
                    ["考核对象", "对象类型", "评分方案", "期间", "得分", "等次", "来源", "公布日期"],
                    ["b1", "党组织", "星级评定", "2025", 88.5, "四星", "导入", "2026.1.15"],
                ],
            ),
        ),
        commissioner.actor,
    )
    assert [model.objects.filter(org=b1).count() for model in (FundEntry, Observation, CheckAnswer)] == [1, 1, 1]
    assert RosterEntry.objects.filter(roster="weak_village").count() == 1
    return commissioner


@pytest.mark.parametrize("ledger", list(layouts()))
def test_what_goes_out_and_comes_in_unchanged_changes_nothing(full: Scope, ledger: str) -> None:
    made = export(full, ledger, asked=FOR_STATISTICS)
    assert made.rows
    plan = plan_import(full, open_workbook(made.name, made.data))
    assert (plan.writes, [each.sentence for each in plan.findings]) == (0, [])
    assert plan.count("unchanged") == made.rows


def test_a_changed_cell_changes_that_field_and_no_other(full: Scope) -> None:
    made = export(full, "venue")
    plan = plan_import(full, retyped(made.data, {("阵地", "F4"): 333.25}))
    assert [(each.title, each.before, each.after) for each in plan.changed] == [("面积", "200.50", "333.25")]
    apply_import(plan, full.actor)
    assert sorted(area or 0 for area in Venue.objects.values_list("area_m2", flat=True)) == [20050, 20050, 33325]


def test_yesterdays_version_is_named_where_it_would_undo_what_was_done_since(full: Scope) -> None:
    yesterday = export(full, "venue").data
    Venue.objects.filter(code="b1-v").update(area_m2=99900)
    plan = plan_import(full, open_workbook("旧.xlsx", yesterday))
    assert [(each.cell, each.title) for each in plan.findings] == [("F4", "面积")]
    assert "导出之后台账已改动" in plan.findings[0].message
    assert plan.writes == 0


def test_an_export_is_cut_to_the_scope(full: Scope) -> None:
    made = export(world.scope(Role.BRANCH_SECRETARY, "b1"), "person", asked=FOR_STATISTICS)
    names = {row[1] for row in open_workbook("x.xlsx", made.data).sheets[0].cells[3:]}
    assert names == {world.secret(person) for person in world.persons_of("b1")}
    everything = b"".join(zipfile.ZipFile(io.BytesIO(made.data)).read(name) for name in zipfile.ZipFile(io.BytesIO(made.data)).namelist())
    assert world.secret("b2-p1").encode() not in everything
    assert b"b2-p1" not in everything


@pytest.mark.parametrize("name", ["=1+1", "+86", "-2", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_a_formula_in_a_name_stays_a_text(full: Scope, name: str) -> None:
    OrganizationVersion.objects.filter(organization__code="b1").update(name=name)
    data = export(full, "organization").data
    sheet = load_workbook(io.BytesIO(data))["党组织"]
    cell = next(row[1] for row in sheet.iter_rows() if row[1].value == name)
    assert (cell.data_type, cell.number_format, cell.quotePrefix) == ("s", "@", True)
    assert plan_import(full, open_workbook("x.xlsx", data)).writes == 0


def test_an_export_explains_its_columns_and_offers_the_codes(full: Scope) -> None:
    sheet = load_workbook(io.BytesIO(export(full, "organization").data))["党组织"]
    assert sheet.freeze_panes == "C4"
    assert sheet["A3"].value == "党组织编号"
    assert "必填" in str(sheet["B2"].value)
    assert sheet["B3"].comment is not None
    assert any("党支部" in str(rule.formula1) for rule in sheet.data_validations.dataValidation)


def test_a_long_list_is_offered_too(full: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gangju.desk.sheets.exporting.LONGEST_LIST", 100)
    made = load_workbook(io.BytesIO(empty_form("roster_entry").data))
    assert any("_lists" in str(rule.formula1) for rule in made["名单"].data_validations.dataValidation)
    assert made["_lists"].sheet_state == "hidden"


def test_identity_numbers_are_text_in_the_form_and_never_leave(full: Scope) -> None:
    form = load_workbook(io.BytesIO(empty_form("person").data))["党员"]
    place = next(cell.column_letter for cell in form[3] if cell.value == "身份证号")
    assert form.column_dimensions[place].width
    titles = [cell.value for cell in load_workbook(io.BytesIO(export(full, "person", asked=FOR_STATISTICS).data))["党员"][3]]
    assert "身份证号" not in titles


def test_people_with_one_name_keep_apart(full: Scope) -> None:
    Person.objects.filter(code="b1-p2").update(name=world.secret("b1-p1"))
    plan = plan_import(full, open_workbook("x.xlsx", export(full, "post", asked=FOR_STATISTICS).data))
    assert (plan.writes, plan.clean) == (0, True)


def test_an_export_below_one_organisation(full: Scope) -> None:
    made = export(full, "venue", Organization.objects.get(code="b2"))
    assert made.rows == 1
