"""Facts folders out and in: nothing is lost on the way round, nothing is ever half written."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from gangju.demo.county import write
from gangju.desk.access.roles import Role
from gangju.desk.bridge import commands, folders, importing, tables
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.folders import NotWritten, export_facts
from gangju.desk.bridge.importing import import_facts
from gangju.desk.bridge.mapping import SOURCES
from gangju.desk.identity.actions import Entered, enter
from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Activity, Organization, Person, Placement
from gangju.engine.facts import load_facts
from gangju.engine.problem import BadInput
from tests.desk import world
from tests.oracle.worlds import world as drawn_world

pytestmark = pytest.mark.django_db


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def round_trip(tmp_path: Path, fill: Callable[[], object]) -> tuple[Path, Path]:
    """Out, into an empty installation, out again."""
    with transaction.atomic():
        fill()
        export_facts(tmp_path / "first")
        transaction.set_rollback(True)
    assert not Organization.objects.exists()
    import_facts(tmp_path / "first")
    export_facts(tmp_path / "second")
    return tmp_path / "first", tmp_path / "second"


def settled_with_hands() -> None:
    """The small world and what its secretaries entered, with moments to the microsecond."""
    world.settle()
    world.settle_extra()


def demo(folder: Path) -> None:
    write(folder, "small")
    import_facts(folder)


def test_the_world_comes_round_equal_byte_by_byte(tmp_path: Path) -> None:
    first, second = round_trip(tmp_path, settled_with_hands)
    assert content(first) == content(second)
    assert {"activity.parquet", "participation.parquet"} <= set(content(first))


def test_the_demo_county_comes_round_equal_byte_by_byte(tmp_path: Path) -> None:
    first, second = round_trip(tmp_path, lambda: demo(tmp_path / "facts"))
    assert content(first) == content(second)
    assert len(content(first)) > 12


def test_the_given_county_with_its_cases_comes_round_as_csv(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gangju.engine.catalogue import SHIPPED, load_catalogue

    tiny = shared / "spec" / "tiny_pack"
    catalogue = load_catalogue(SHIPPED, tiny / "catalogue")
    monkeypatch.setattr(folders, "installed", lambda: catalogue)
    with transaction.atomic():
        import_facts(tiny / "facts", catalogue=catalogue)
        first = export_facts(tmp_path / "first", form="csv")
        transaction.set_rollback(True)
    import_facts(tmp_path / "first", catalogue=catalogue)
    second = export_facts(tmp_path / "second", form="csv")
    assert content(tmp_path / "first") == content(tmp_path / "second")
    assert (first.facts_hash, first.rows) == (second.facts_hash, second.rows)
    assert "case_rectification" in first.rows


@pytest.mark.parametrize("seed", range(6))
def test_random_worlds_come_round_equal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    from gangju.engine.facts import facts_from_rows
    from tests.oracle.against import catalogue

    monkeypatch.setattr(folders, "installed", catalogue)
    monkeypatch.setattr(importing, "installed", catalogue)
    facts = facts_from_rows(drawn_world(seed)["facts"], catalogue())
    first, second = round_trip(tmp_path, lambda: importing.write(facts, world.SYSTEM))
    assert content(first) == content(second)


def test_parquet_and_csv_carry_the_same_rows(county: None, tmp_path: Path) -> None:
    export_facts(tmp_path / "p")
    export_facts(tmp_path / "c", form="csv")
    typed, text = load_facts(tmp_path / "p", installed()), load_facts(tmp_path / "c", installed())
    assert all(typed.tables[name].equals(text.tables[name]) for name in SOURCES)


def test_when_a_row_became_known_comes_along(county: None, tmp_path: Path) -> None:
    Person.objects.filter(code="b1-p2").update(recorded_at="2026-06-29 09:00:07.25")
    export_facts(tmp_path / "out")
    row = load_facts(tmp_path / "out", installed()).tables["person"].to_pylist()
    assert {str(each["recorded_at"]) for each in row if each["person_id"] == "b1-p2"} == {"2026-06-29 09:00:07"}


def test_only_what_was_known_on_the_day(county: None, tmp_path: Path) -> None:
    Activity.objects.filter(code="b3-a").update(recorded_at="2026-06-29 09:00")
    before = export_facts(tmp_path / "now").rows["activity"]
    with pytest.raises(NotWritten, match="不能自成一体"):
        export_facts(tmp_path / "then", known_on=date(2026, 6, 28))
    assert (before, (tmp_path / "then").exists()) == (3, False)


def test_nothing_stays_of_an_export_that_failed(county: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("磁盘已满")

    monkeypatch.setattr(folders, "write_facts", full)
    (tmp_path / "place").mkdir()
    with pytest.raises(OSError, match="磁盘已满"):
        export_facts(tmp_path / "place" / "out")
    assert list((tmp_path / "place").iterdir()) == []
    assert not Entry.objects.filter(deed="facts.export").exists()


def test_an_export_is_journalled_and_for_the_owner_alone(county: None, tmp_path: Path) -> None:
    made = export_facts(tmp_path / "out", org="t1")
    entry = Entry.objects.get(deed="facts.export")
    assert (entry.subject, entry.org_code, entry.user_name) == (made.facts_hash, "t1", "export")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "out").iterdir()} == {0}


def test_no_identity_number_or_phone_is_ever_inside(county: None, tmp_path: Path) -> None:
    branch = world.scope(Role.BRANCH_SECRETARY, "b1")
    enter(branch, Person.objects.select_related("org").get(code="b1-p1"), Entered(number="11010519491231002X", phone="13900001234"))
    text = b"".join(content(export_facts(tmp_path / "out", form="csv").folder).values())
    assert b"11010519491231002X" not in text
    assert b"13900001234" not in text


def test_a_folder_with_something_in_it_is_not_touched(county: None, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("1", encoding="utf-8")
    with pytest.raises(NotWritten, match="已经有内容"):
        export_facts(tmp_path)
    assert content(tmp_path) == {"mine.txt": b"1"}


def test_a_text_that_one_database_could_not_keep_is_named_with_its_line(tmp_path: Path) -> None:
    world.settle()
    Person.objects.filter(code="b1-p2").update(name="甲" * 60)
    export_facts(tmp_path / "out", form="csv")
    file = tmp_path / "out" / "person.csv"
    file.write_text(file.read_text("utf-8").replace("甲" * 60, "甲" * 61), encoding="utf-8")
    with pytest.raises(BadInput, match=r"person.csv 第 3 行“name”:姓名超过 60 个字"):
        importing.read_folder(tmp_path / "out")


# ---------------------------------------------------------------- a subtree
def test_a_subtree_loads_by_itself_and_holds_nobody_else(tmp_path: Path) -> None:
    settled_with_hands()
    export_facts(tmp_path / "t1", org="t1")
    found = load_facts(tmp_path / "t1", installed()).tables
    assert set(found["organization"].column("org_id").to_pylist()) == {"yl", "t1", "g1", "b1", "b2"}
    assert {person[:2] for person in found["person"].column("person_id").to_pylist()} == {"b1", "b2"}
    texts = b"".join(content(export_facts(tmp_path / "csv", org="t1", form="csv").folder).values()).decode()
    strangers = ["t2", "b3", "u-b3", "u-t2", "b3-p1", "b3-p2", "b3-a", "b3-x", "b3-v"]
    assert [code for code in strangers if world.secret(code) in texts] == []


def test_the_subtree_is_that_of_the_day(county: None, tmp_path: Path) -> None:
    Placement.objects.filter(org__code="b2").update(until="2026-02-01")
    Placement.objects.create(org=world.org("b2"), parent=world.org("t2"), since=date(2026, 2, 1))
    now, then = (export_facts(tmp_path / day, org="t1", as_of=date.fromisoformat(day)).folder for day in ("2026-06-30", "2026-01-31"))
    members = [set(load_facts(folder, installed()).tables["membership"].column("org_id").to_pylist()) for folder in (now, then)]
    assert members == [{"b1"}, {"b1", "b2"}]


def test_an_unknown_organisation_is_said(county: None, tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="没有编号为“x9”的党组织"):
        export_facts(tmp_path / "out", org="x9")


# ---------------------------------------------------------------- the command
def test_the_command_exports_and_says_what_and_how_to_keep_it(county: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["export", str(tmp_path / "out"), "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert "已回读核对" in said.out
    assert "没有证件号码" in said.out
    assert "写出 person 6 行" in said.err


def test_a_check_says_what_would_be_written_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "facts", "small")
    assert commands.main(["import", str(tmp_path / "facts"), "--check"]) == 0
    assert "党籍(membership)" in capsys.readouterr().out
    assert not Organization.objects.exists()


def test_a_check_beside_facts_says_that_the_import_would_be_refused(
    county: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export_facts(tmp_path / "out")
    assert commands.main(["import", str(tmp_path / "out"), "--check"]) == 3
    assert commands.main(["import", str(tmp_path / "out")]) == 3
    assert "台账中已有数据,不能再整体导入" in capsys.readouterr().err


def test_the_command_imports_and_its_rows_are_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "facts", "small")
    assert commands.main(["import", str(tmp_path / "facts")]) == 0
    assert tables.read("membership").num_rows > 100
    assert "已导入" in capsys.readouterr().out


def test_a_bad_folder_is_exit_three_with_every_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "organization.csv").write_text("org_id,since,name,kind\nx,2015-01-01,甲,branch\n", encoding="utf-8")
    assert commands.main(["import", str(tmp_path)]) == 3
    assert "organization.csv" in capsys.readouterr().err


def test_as_of_without_an_organisation_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as caught:
        commands.main(["export", str(tmp_path / "out"), "--as-of", "2026-01-01"])
    assert caught.value.code == 2
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden drafts count too
