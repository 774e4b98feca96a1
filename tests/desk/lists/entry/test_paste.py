"""A range copied from Excel: understood, checked, mended in its cells, written at once, taken back at once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import CheckAnswer, DocumentVersion, FundEntry, Observation, RosterEntry, Score, Task, Tie, Venue
from gangju.desk.lists.entry import pasting
from gangju.desk.lists.registers import registers
from gangju.desk.sheets.models import Import
from tests.desk import world
from tests.desk.lists.entry.conftest import Visitor

pytestmark = pytest.mark.django_db
STAFF = "/lists/observation.staff/"
HEAD = "单位名称\t开始日期\t数值\t数据来源"


def said(answer: Any) -> str:
    return str(answer.content.decode())


def village(branch: str = "b1") -> str:
    return world.secret(f"u-{branch}")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def text_of(page: str) -> str:
    found = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return found[1].replace("&#34;", '"')


def save(who: Client, address: str, text: str) -> str:
    page = said(who.post(f"{address}paste/", {"text": text}))
    sent = {"text": text_of(page), "shown": hidden(page, "shown"), "save": "1"}
    return said(who.post(f"{address}paste/", sent, follow=True))


def test_a_range_with_its_heading_is_written_and_taken_back_as_one(visitor: Visitor) -> None:
    who = visitor()
    page = save(who, STAFF, f"{HEAD}\r\n{village()}\t2024.1.1\t12\t年报\r\n")
    assert "登记 1 条" in page
    row = Observation.objects.get()
    assert (row.org.code, row.metric, row.value, row.source) == ("b1", "staff", 1200, "年报")
    undo = re.search(r'action="(/undo/\d+/)"', page)
    assert undo is not None
    assert "已撤销" in said(who.post(undo[1], {"next": STAFF}, follow=True))
    assert not Observation.objects.exists()


def test_without_a_heading_the_columns_come_in_the_order_of_the_form(visitor: Visitor) -> None:
    save(visitor(), STAFF, f"{village()}\t20240101\t20250101\t12\r\n{village()}\t20250101\t\t13")
    assert list(Observation.objects.order_by("since").values_list("value", flat=True)) == [1200, 1300]


def test_a_wrong_cell_is_marked_and_mended_in_its_place(visitor: Visitor) -> None:
    who, ends = visitor(), "单位名称\t开始日期\t结束日期\t数值"
    page = said(who.post(f"{STAFF}paste/", {"text": f"{ends}\r\n{village()}\t2024.1.1\t2025.1.1\t十二\r\n{village()}\t2025.1.1\t\t13"}))
    assert "“十二”不是数" in page
    assert 'name="c-1-3" value="十二"' in page
    assert "确认登记" not in page
    again = said(who.post(f"{STAFF}paste/", {"text": text_of(page), "c-1-3": "12"}))
    assert not Observation.objects.exists()
    who.post(f"{STAFF}paste/", {"text": text_of(again), "shown": hidden(again, "shown"), "save": "1"})
    assert list(Observation.objects.order_by("since").values_list("value", flat=True)) == [1200, 1300]


def test_nothing_is_written_that_was_not_shown(visitor: Visitor) -> None:
    who = visitor()
    page = said(who.post(f"{STAFF}paste/", {"text": f"{HEAD}\r\n{village()}\t2024.1.1\t12\t"}))
    changed = {"text": text_of(page).replace("12", "99"), "shown": hidden(page, "shown"), "save": "1"}
    assert "确认登记" in said(who.post(f"{STAFF}paste/", changed))
    assert not Observation.objects.exists()


def test_a_row_that_stands_already_is_left_alone_or_corrected(visitor: Visitor) -> None:
    who = visitor()
    save(who, STAFF, f"{HEAD}\r\n{village()}\t2024.1.1\t12\t年报")
    page = save(who, STAFF, f"{HEAD}\r\n{village()}\t2024.1.1\t14\t年报")
    assert "更正 1 条" in page
    assert Observation.objects.get().value == 1400


@pytest.mark.parametrize(
    ("address", "text", "model"),
    [
        ("/lists/venue.village_activity_place/", "村名\t阵地名称\t面积\n{unit}\t新活动室\t120平方米", Venue),
        ("/lists/fund_entry.basic_pay/", "单位\t环节\t年度\t金额\n{unit}\t拨付\t2026年\t1,200.50", FundEntry),
        ("/lists/roster_entry.weak_village/", "对象\t列入日期\n{unit}\t2025.03.01", RosterEntry),
        ("/lists/check_answer.village_twelve/", "场所名称\t检查项\t结论\t核查日期\n{venue}\t国旗党旗\t有\t2026.5.6", CheckAnswer),
        ("/lists/tie.liaison_point/", "联系领导\t帮扶对象\t帮扶对象类型\t结对时间\n{person}\t{unit}\t单位\t2025.3", Tie),
        ("/lists/score.star_rating/", "考核对象\t期间\t等次\t来源\t公布日期\nb1\t2025\t四星\t导入\t2026.1.15", Score),
        ("/lists/task/", "方案\t条款\t责任单位\t责任类别\t状态\n年度要点\t三(二)\tb1\t责任\t在办", Task),
        ("/lists/document.rule/", "文件名称\t负责的党组织\t施行日期\n党费收缴办法\tb1\t2025.3.1", DocumentVersion),
    ],
)
def test_each_ledger_takes_a_pasted_row(visitor: Visitor, address: str, text: str, model: Any) -> None:
    before = model.objects.filter(org__code="b1").count()
    page = save(visitor(), address, text.format(unit=village(), venue=world.secret("b1-v"), person=world.secret("b1-p1")))
    assert "登记 1 条" in page
    assert model.objects.filter(org__code="b1").count() == before + 1
    assert Import.objects.filter(org__code="b1").count() == 1


def test_what_lies_outside_the_scope_is_not_found(visitor: Visitor) -> None:
    page = said(visitor().post(f"{STAFF}paste/", {"text": f"{HEAD}\n{village('b3')}\t2024.1.1\t12\t"}))
    assert "没有找到" in page
    assert "确认登记" not in page


def test_rows_pasted_from_above_are_marked(visitor: Visitor) -> None:
    save(visitor(Role.TOWN_COMMISSIONER, "t1"), STAFF, f"{HEAD}\n{village()}\t2024.1.1\t12\t\nu-t1\t2024.1.1\t30\t")
    marked = {row.org.code: row.entered_by.code if row.entered_by else None for row in Observation.objects.all()}
    assert marked == {"b1": "t1", "t1": None}


def test_rules_of_the_kind_hold_for_pasted_rows_too(visitor: Visitor) -> None:
    page = said(visitor().post(f"{STAFF}paste/", {"text": f"{HEAD}\n{village()}\t2024.1.1\t12.5\t机密★3年"}))
    assert "应是整数" in page or "密级标志" in page
    assert "确认登记" not in page


def test_cells_are_read_as_excel_writes_them() -> None:
    rows = pasting.cells_of('名称\t备注\r\n"第一行\n第二行"\t"含""引号""和\t制表"\r\n\r\n五寸"管\t=1+1')
    # an odd number of quotes: one of them is a text
    assert rows[-1] == ['五寸"管', "=1+1"]
    rows = pasting.cells_of('名称\t备注\r\n"第一行\n第二行"\t"含""引号""和\t制表"')
    assert rows == [["名称", "备注"], ["第一行\n第二行", '含"引号"和\t制表']]


def test_a_formula_stays_a_text(visitor: Visitor) -> None:
    save(visitor(), STAFF, f"{HEAD}\n{village()}\t2024.1.1\t12\t=HYPERLINK(1)")
    assert Observation.objects.get().source == "=HYPERLINK(1)"


@pytest.mark.parametrize(("text", "words"), [("", "还没有粘贴内容"), (" \t \n", "还没有粘贴内容"), ("a\tb\n" * 2_100, "一次最多")])
def test_too_little_and_too_much_is_said(visitor: Visitor, text: str, words: str) -> None:
    answer = visitor().post(f"{STAFF}paste/", {"text": text})
    assert answer.status_code == 422
    assert words in said(answer)


def test_what_comes_out_reads_back_the_same() -> None:
    rows = [["甲\n乙", 'a"b'], ["", "1\t2"], ["=1", " 空"]]
    assert pasting.cells_of(pasting.written(rows)) == [[cell.strip() for cell in row] for row in rows]


def test_lists_that_have_their_own_way_of_entry_take_no_paste(visitor: Visitor) -> None:
    for key in ("person", "membership", "activity.training", "organization.branch", "placement"):
        assert visitor().get(f"/lists/{key}/paste/").status_code == 404
        assert visitor().post(f"/lists/{key}/paste/", {"text": "甲\t乙"}).status_code == 404


def test_a_paste_refused_at_the_last_moment_writes_nothing(visitor: Visitor) -> None:
    scope = world.scope(Role.BRANCH_SECRETARY, "b1")
    seen = pasting.look(scope, registers()["observation.staff"], f"{HEAD}\n{village()}\t2024.1.1\t十二\t")
    with pytest.raises(ValidationError):
        pasting.save(scope, seen)
    assert not Entry.objects.filter(deed="sheet.import").exists()
