"""The pages about workbooks: bring in, look, confirm, take back, take out; who may and who may not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django_tasks_db.models import DBTaskResult
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook as Blank

from gangju.desk.access.roles import Role
from gangju.desk.ledgers.models import Person
from gangju.desk.sheets import tasks, uploads
from gangju.desk.sheets.models import Import, State
from gangju.desk.sheets.workbook import open_workbook
from tests.desk import world

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "性别", "所在党支部", "党员类别", "入党日期"]
RIGHT = [HEAD, ["新党员甲", "男", "b1", "正式党员", "2020.07"]]
WRONG = [*RIGHT, ["新党员乙", "男", "b1", "正式党员", "不详"]]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive() -> bytes:
    """A sound zip that is no workbook."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("a.txt", "x")
    return kept.getvalue()


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet("党员")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return kept.getvalue()


def locked() -> bytes:
    """A workbook that Excel would ask a password for, really encrypted."""
    kept = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook(RIGHT))).encrypt("secret", kept)
    return kept.getvalue()


def sent(rows: Sequence[Sequence[Any]], name: str = "名册.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook(rows))


def signed_in(role: Role, place: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, place))
    return client


@pytest.fixture
def commissioner(county: None) -> Client:
    return signed_in(Role.TOWN_COMMISSIONER, "t1")


def test_a_workbook_is_looked_at_before_anything_is_written(commissioner: Client) -> None:
    answer = commissioner.post("/sheets/", {"book": sent(RIGHT)}, follow=True)
    page = answer.content.decode()
    assert "确认导入" in page
    assert not Person.objects.filter(name="新党员甲").exists()


def test_what_is_confirmed_is_in_and_can_be_taken_back(commissioner: Client) -> None:
    commissioner.post("/sheets/", {"book": sent(RIGHT)})
    record = Import.objects.get()
    commissioner.post(f"/sheets/imports/{record.pk}/")
    assert Person.objects.filter(name="新党员甲").exists()
    assert uploads.kept(record.pk) is None
    commissioner.post(f"/sheets/imports/{record.pk}/undo/")
    assert not Person.objects.filter(name="新党员甲").exists()
    assert Import.objects.get().state == State.UNDONE


def test_rows_with_mistakes_stay_out_only_when_said_so(commissioner: Client) -> None:
    commissioner.post("/sheets/", {"book": sent(WRONG)})
    record = Import.objects.get()
    refused = commissioner.post(f"/sheets/imports/{record.pk}/").content.decode()
    assert "还有 1 处要改" in refused
    assert "认不出是哪一天" in refused
    commissioner.post(f"/sheets/imports/{record.pk}/", {"only_right": "on"})
    assert Person.objects.filter(name="新党员甲").exists()
    assert not Person.objects.filter(name="新党员乙").exists()


def test_the_marked_workbook_comes_back(commissioner: Client) -> None:
    commissioner.post("/sheets/", {"book": sent(WRONG)})
    answer = commissioner.get(f"/sheets/imports/{Import.objects.get().pk}/marked/")
    sheet = open_workbook("x.xlsx", answer.content).sheets[0]
    assert sheet.cells[0][-1] == "校验结果"
    assert "认不出是哪一天" in sheet.cells[2][-1]


def test_a_preview_that_the_ledgers_have_left_behind_is_not_written(commissioner: Client) -> None:
    commissioner.post("/sheets/", {"book": sent(RIGHT)})
    commissioner.post("/sheets/", {"book": sent(RIGHT)})
    first, second = Import.objects.order_by("pk")
    commissioner.post(f"/sheets/imports/{first.pk}/")
    answer = commissioner.post(f"/sheets/imports/{second.pk}/").content.decode()
    assert "核对之后台账有了变化" in answer
    assert Person.objects.filter(name="新党员甲").count() == 1


def test_a_dropped_workbook_leaves_no_file(commissioner: Client) -> None:
    commissioner.post("/sheets/", {"book": sent(RIGHT)})
    record = Import.objects.get()
    commissioner.post(f"/sheets/imports/{record.pk}/", {"drop": "1"})
    assert uploads.kept(record.pk) is None


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("名册.xlsx", b"not a workbook", "内容却不是 Excel 工作簿"),
        ("名册.txt", b"x", "只接收 Excel 工作簿"),
        ("名册.xlsx", b"PK\x03\x04 broken", "损坏"),
        ("名册.xls", OLE + bytes(4096), "损坏"),
        ("名册.xlsx", locked(), "打开密码"),
        ("名册.xlsx", archive(), "不是 Excel 工作簿"),
    ],
)
def test_what_is_no_workbook_is_refused_with_a_reason(commissioner: Client, name: str, data: bytes, sentence: str) -> None:
    answer = commissioner.post("/sheets/", {"book": SimpleUploadedFile(name, data)})
    assert sentence in answer.content.decode()
    assert not Import.objects.exists()


def test_a_small_file_that_unpacks_to_gigabytes_is_refused(commissioner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gangju.desk.sheets.workbook.MOST_UNPACKED", 100)
    assert "展开后超过" in commissioner.post("/sheets/", {"book": sent(RIGHT)}).content.decode()


def test_merged_cells_without_number_are_refused(commissioner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gangju.desk.sheets.workbook.MOST_MERGED", 100)
    made, kept = Blank(), io.BytesIO()
    made["Sheet"].merge_cells("A1:A100")
    made.create_sheet("暗表").merge_cells("A1:B51")
    made["暗表"].sheet_state = "hidden"
    made.save(kept)
    answer = commissioner.post("/sheets/", {"book": SimpleUploadedFile("名册.xlsx", kept.getvalue())}).content.decode()
    assert "“暗表”里合并成一格的单元格共有 102 个" in answer
    assert not Import.objects.exists()


def test_a_merged_cell_that_reaches_below_the_rows_speaks_for_those_there_are(commissioner: Client) -> None:
    made, kept, wider = Blank(), io.BytesIO(), io.BytesIO()
    rows: list[list[str | None]] = [[*RIGHT[0]], [*RIGHT[1]], ["新党员丙", "女", None, "正式党员", "2021.07"]]
    for row in rows:
        made["Sheet"].append(row)
    made["Sheet"].merge_cells("C2:C3")
    made.save(kept)
    with zipfile.ZipFile(kept) as before, zipfile.ZipFile(wider, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"C2:C3", b"C2:C40"))
    commissioner.post("/sheets/", {"book": SimpleUploadedFile("名册.xlsx", wider.getvalue())})
    commissioner.post(f"/sheets/imports/{Import.objects.get().pk}/")
    branches = {person.name: person.org.code for person in Person.objects.filter(name__startswith="新党员")}
    assert branches == {"新党员甲": "b1", "新党员丙": "b1"}


def test_two_gigabytes_are_refused_before_they_are_read() -> None:
    request = RequestFactory().post("/sheets/")
    request.META["CONTENT_LENGTH"] = str(2 * 2**30)
    answer = uploads.refuse_large(lambda _: pytest.fail("the body was read"))(request)
    assert answer.status_code == 413
    assert "2.0 GB" in getattr(answer, "content", b"").decode()


def test_another_town_sees_neither_the_import_nor_its_file(commissioner: Client) -> None:
    commissioner.post("/sheets/", {"book": sent(WRONG)})
    record = Import.objects.get()
    other = signed_in(Role.TOWN_COMMISSIONER, "t2")
    for way in ("", "marked/", "undo/"):
        assert other.get(f"/sheets/imports/{record.pk}/{way}").status_code == 404
    assert "名册.xlsx" not in other.get("/sheets/").content.decode()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.SYSTEM_ADMIN])
def test_who_may_not_import_has_no_such_page(county: None, role: Role) -> None:
    client = signed_in(role, "yl")
    assert client.post("/sheets/", {"book": sent(RIGHT)}).status_code == 404
    assert client.get("/sheets/export/person/").status_code == 404


def test_a_ledger_is_exported_from_its_page(commissioner: Client) -> None:
    answer = commissioner.post("/sheets/export/organization/")
    names = {row[1] for row in open_workbook("x.xlsx", answer.content).sheets[0].cells[3:]}
    assert names == {world.secret(code) for code in ("t1", "g1", "b1", "b2")}


def test_names_further_down_need_a_reason(commissioner: Client) -> None:
    refused = commissioner.post("/sheets/export/person/")
    assert "写明导出的理由" in refused.content.decode()
    asked = {"purpose": "statistics", "reason": "年度统计核对", "names": "on"}
    answer = commissioner.post("/sheets/export/person/", asked)
    assert world.secret("b1-p1") in {row[1] for row in open_workbook("x.xlsx", answer.content).sheets[0].cells}


@pytest.mark.parametrize("kind", ["organization", "person", "fund_entry", "roster_entry"])
def test_an_empty_form_can_be_had_for_each_ledger(commissioner: Client, kind: str) -> None:
    sheet = open_workbook("x.xlsx", commissioner.get(f"/sheets/form/{kind}/").content).sheets[0]
    assert len(sheet.cells) == 3


def test_a_roster_from_elsewhere_is_compared(commissioner: Client) -> None:
    rows = [["姓名", "性别", "所在党支部"], [world.secret("b1-p1"), "男", world.secret("b1")], ["陌生人", "女", world.secret("b1")]]
    page = commissioner.post("/sheets/compare/", {"book": sent(rows)}).content.decode()
    assert "陌生人" in page
    assert "台账没有" in page
    assert "表中缺少" in page
    assert "性别" in page


def test_a_large_workbook_waits_for_the_worker_and_an_interrupted_one_is_told(
    commissioner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gangju.desk.sheets.working.AT_ONCE", 10)
    commissioner.post("/sheets/", {"book": sent(RIGHT)})
    record = Import.objects.get()
    assert "排队等待" in commissioner.get(f"/sheets/imports/{record.pk}/").content.decode()
    DBTaskResult.objects.all().delete()
    assert "处理中断" in commissioner.get(f"/sheets/imports/{record.pk}/").content.decode()


def test_the_worker_checks_and_writes_what_was_confirmed(commissioner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gangju.desk.sheets.working.AT_ONCE", 10)
    commissioner.post("/sheets/", {"book": sent(RIGHT)})
    record = Import.objects.get()
    tasks.check_later.func(record.pk)
    commissioner.post(f"/sheets/imports/{record.pk}/")
    assert not Person.objects.filter(name="新党员甲").exists()
    tasks.write_later.func(record.pk)
    assert Person.objects.filter(name="新党员甲").exists()
    assert Import.objects.get().state == State.DONE
