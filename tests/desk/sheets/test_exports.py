"""What leaves: for a purpose, masked, marked, journalled; and a found copy leads back to who made it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.identity.actions import Entered, enter
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Person, RosterEntry
from gangju.desk.sheets.asking import Asked, Numbers, Purpose
from gangju.desk.sheets.exporting import Exported, export
from gangju.desk.sheets.layout import layouts
from gangju.desk.sheets.models import Export
from gangju.desk.sheets.planning import plan_import
from gangju.desk.sheets.watermark import numbers_in
from gangju.desk.sheets.workbook import open_workbook
from tests.desk import world
from tests.desk.accounts.people import age
from tests.workbooks.words import identity_number

pytestmark = pytest.mark.django_db
NUMBER, PHONE = identity_number(date(1980, 1, 1), 7), "13800001234"
REASON = "年度统计核对"
PLAIN = Asked(Purpose.STATISTICS, REASON)
WITH_NAMES = Asked(Purpose.STATISTICS, REASON, names=True)
WHOLE = Asked(Purpose.TRANSFER, REASON, numbers=Numbers.WHOLE)
PERSONAL = [ledger for ledger, layout in layouts().items() if layout.personal]


@pytest.fixture
def town(county: None) -> Scope:
    """Two steps above the branches: it may export them and sees no name of theirs whole."""
    secretary = world.scope(Role.BRANCH_SECRETARY, "b1")
    enter(secretary, Person.objects.select_related("org").get(code="b1-p1"), Entered(number=NUMBER, phone=PHONE))
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


@pytest.fixture
def secretary(town: Scope) -> Scope:
    return world.scope(Role.BRANCH_SECRETARY, "b1")


def everything(made: Exported) -> str:
    """All parts of the workbook as text: cells, properties, hidden sheets."""
    with zipfile.ZipFile(io.BytesIO(made.data)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def cells(made: Exported, heading: str) -> list[Any]:
    rows = open_workbook(made.name, made.data).sheets[0].cells
    place = rows[2].index(heading)
    return [row[place] for row in rows[3:]]


@pytest.mark.parametrize("ledger", PERSONAL)
@pytest.mark.parametrize("asked", [Asked(), Asked(Purpose.STATISTICS), Asked(None, REASON), Asked(Purpose.STATISTICS, "核对")])
def test_rows_about_persons_leave_only_for_a_purpose_and_a_reason(secretary: Scope, ledger: str, asked: Asked) -> None:
    with pytest.raises(ValidationError):
        export(secretary, ledger, asked=asked)
    assert not Export.objects.exists()
    assert not Entry.objects.filter(deed="sheet.export").exists()


def test_what_is_about_no_person_needs_none(town: Scope) -> None:
    assert export(town, "venue").rows == 2


def test_a_number_is_not_taken_as_a_reason(secretary: Scope) -> None:
    with pytest.raises(ValidationError, match="不要写证件号码"):
        export(secretary, "person", asked=Asked(Purpose.OTHER, f"查 {NUMBER}"))


@pytest.mark.parametrize("ledger", ["person", "post", "activity"])
def test_names_further_down_are_masked_and_ones_own_are_whole(town: Scope, secretary: Scope, ledger: str) -> None:
    name = world.secret("b1-p1")
    assert name not in everything(export(town, ledger, asked=PLAIN))
    assert name in everything(export(town, ledger, asked=WITH_NAMES))
    assert name in everything(export(secretary, ledger, asked=PLAIN))


def test_a_masked_name_and_the_year_of_birth_are_left(town: Scope) -> None:
    Person.objects.filter(code="b1-p1").update(name="王小明", born_on=date(1980, 5, 6))
    made = export(town, "person", asked=PLAIN)
    assert "王*明" in cells(made, "姓名")
    assert "1980-**-**" in cells(made, "出生日期")


@pytest.mark.parametrize("asked", [PLAIN, WITH_NAMES, Asked(Purpose.MENDING, REASON, numbers=Numbers.MASKED), WHOLE])
def test_masked_or_not_what_comes_back_unchanged_changes_nothing(town: Scope, asked: Asked) -> None:
    Person.objects.filter(code="b1-p1").update(name="王小明", born_on=date(1980, 5, 6))
    for scope in (town, world.scope(Role.TOWN_COMMISSIONER, "g1")):
        made = export(scope, "person", asked=asked)
        plan = plan_import(scope, open_workbook(made.name, made.data))
        assert ([each.sentence for each in plan.errors], plan.writes) == ([], 0)


def test_numbers_leave_only_when_asked_for(secretary: Scope) -> None:
    assert NUMBER[:3] + "*" * 11 + NUMBER[-4:] not in everything(export(secretary, "person", asked=PLAIN))
    masked = export(secretary, "person", asked=Asked(Purpose.STATISTICS, REASON, numbers=Numbers.MASKED))
    assert cells(masked, "身份证号")[0] == NUMBER[:3] + "*" * 11 + NUMBER[-4:]
    assert cells(masked, "联系电话")[0] == "*******1234"
    assert NUMBER not in everything(masked)
    whole = export(secretary, "person", asked=WHOLE)
    assert (cells(whole, "身份证号")[0], cells(whole, "联系电话")[0]) == (NUMBER, PHONE)


def test_numbers_of_people_further_down_do_not_leave_for_any_reason(town: Scope) -> None:
    made = everything(export(town, "person", asked=Asked(Purpose.TRANSFER, REASON, names=True, numbers=Numbers.WHOLE)))
    assert NUMBER not in made
    assert PHONE not in made


def test_why_somebody_is_on_a_list_is_for_his_branch(town: Scope, secretary: Scope) -> None:
    person = Person.objects.get(code="b1-p1")
    RosterEntry.objects.create(
        org=person.org, roster="exempt", category="ill", subject_person=person, since=world.FIRST, reason="一种不该传开的病"
    )
    assert "一种不该传开的病" not in everything(export(town, "roster_entry", asked=WITH_NAMES))
    assert "一种不该传开的病" not in everything(export(world.scope(Role.TOWN_COMMISSIONER, "g1"), "roster_entry", asked=PLAIN))
    assert "一种不该传开的病" in everything(export(secretary, "roster_entry", asked=PLAIN))


def test_the_journal_knows_what_left_for_what_and_its_hash(secretary: Scope) -> None:
    made = export(secretary, "person", asked=WHOLE)
    entry = Entry.objects.get(deed="sheet.export")
    told = (entry.after or {})["export"]
    assert (entry.subject, entry.reason, entry.org_code) == (f"export:{made.number}", REASON, "b1")
    assert (told["rows"], told["purpose"], told["beyond"]) == (2, "transfer", "完整证件号码和电话")
    assert told["sha256"] == hashlib.sha256(made.data).hexdigest()
    assert {"姓名", "身份证号", "联系电话"} <= set(told["columns"])
    assert NUMBER not in str(list(Entry.objects.values()))


def test_the_mark_stands_on_the_first_line_the_printed_pages_and_the_file(secretary: Scope) -> None:
    made = export(secretary, "person", asked=PLAIN)
    book = load_workbook(io.BytesIO(made.data))
    line = str(book["党员"]["A1"].value)
    for word in (made.number, secretary.actor.name, "党内统计、数据核对", "用完即删"):
        assert word in line
    with zipfile.ZipFile(io.BytesIO(made.data)) as packed:
        printed = packed.read("xl/worksheets/sheet1.xml").decode().split("<headerFooter>")[1]
    for word in (made.number, secretary.actor.name, "用完即删", "第 &amp;P 页"):
        assert word in printed
    assert made.number in str(book.properties.keywords)
    assert numbers_in(made.data) == [made.number]
    assert made.number in made.name


def test_a_name_with_an_ampersand_is_no_instruction_of_the_header(secretary: Scope) -> None:
    user: Any = secretary.user
    user.last_name = "甲&P乙"
    user.save()
    made = export(Scope(user), "venue")
    assert "甲&&amp;P乙" in everything(made) or "甲&amp;&amp;P乙" in everything(made)


@pytest.fixture
def auditor(secretary: Scope) -> Client:
    return signed_in(Role.AUDITOR, "yl")


def signed_in(role: Role, place: str) -> Client:
    client = Client()
    client.force_login(world.viewer(role, place))
    return client


def asked_about(client: Client, data: bytes) -> str:
    return client.post("/sheets/exports/", {"book": SimpleUploadedFile("found.xlsx", data)}).content.decode()


def result(page: str) -> str:
    """What the page says about the file, without the list of all exports below."""
    return page.split('id="all"', maxsplit=1)[0]


def test_a_found_file_leads_to_who_made_it(auditor: Client, secretary: Scope) -> None:
    made = export(secretary, "person", asked=PLAIN)
    export(secretary, "venue")
    said = result(asked_about(auditor, made.data))
    assert "一字不差" in said
    assert re.findall(r"\d{8}-[0-9a-f]{8}(?=<small)", said) == [made.number]
    assert REASON in said


def test_a_copy_that_was_changed_and_saved_still_leads_there(auditor: Client, secretary: Scope) -> None:
    made = export(secretary, "person", asked=PLAIN)
    book = load_workbook(io.BytesIO(made.data))
    book["党员"]["A1"] = None
    kept = io.BytesIO()
    book.save(kept)
    said = result(asked_about(auditor, kept.getvalue()))
    assert made.number in said
    assert "编号相符" in said
    assert "一字不差" not in said


def test_a_number_read_off_a_print_leads_there(auditor: Client, secretary: Scope) -> None:
    made = export(secretary, "person", asked=PLAIN)
    answer = auditor.post("/sheets/exports/", {"number": f"导出编号 {made.number.upper()}"}).content.decode()
    assert "编号相符" in result(answer)


@pytest.mark.parametrize("data", [b"", b"not ours", b"PK\x03\x04damaged"])
def test_a_strange_file_leads_nowhere_and_is_said_so(auditor: Client, data: bytes) -> None:
    assert "没有找到它的导出记录" in asked_about(auditor, data or b" ")


def test_an_export_outside_the_own_journal_is_not_found(secretary: Scope) -> None:
    made = export(secretary, "person", asked=PLAIN)
    elsewhere = signed_in(Role.BRANCH_SECRETARY, "b2")
    page = asked_about(elsewhere, made.data)
    assert "没有找到它的导出记录" in page
    assert made.number not in page


def test_the_page_asks_again_where_the_purpose_is_missing(secretary: Scope) -> None:
    client = signed_in(Role.BRANCH_SECRETARY, "b1")
    answer = client.post("/sheets/export/person/", {"reason": REASON})
    assert answer.status_code == 422
    assert "请选用途" in answer.content.decode()
    assert REASON in answer.content.decode()
    made = client.post("/sheets/export/person/", {"reason": REASON, "purpose": "statistics", "numbers": "none"})
    assert made["Content-Type"].endswith("sheet")


def test_whole_numbers_leave_only_after_a_fresh_sign_in(secretary: Scope) -> None:
    client = signed_in(Role.BRANCH_SECRETARY, "b1")
    age(client, fresh=601)
    whole = {"reason": REASON, "purpose": "transfer", "numbers": "whole"}
    assert client.post("/sheets/export/person/", whole)["Location"].startswith("/login/again/")
    assert client.post("/sheets/export/person/", {**whole, "numbers": "none"})["Content-Type"].endswith("sheet")


def test_two_exports_of_the_same_rows_have_two_numbers(secretary: Scope) -> None:
    first, second = (export(secretary, "venue") for _ in range(2))
    assert first.number != second.number
    assert Export.objects.count() == 2
