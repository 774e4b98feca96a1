"""The canary at rest: planted numbers stand in no file that leaves or lies about, on either database."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gangju.desk.access.roles import Role
from gangju.desk.bridge.folders import export_facts
from gangju.desk.bridge.snapshot import publish
from gangju.desk.identity.actions import Entered, enter, reveal
from gangju.desk.identity.models import PersonIdentity
from gangju.desk.identity.queries import masked
from gangju.desk.ledgers.models import Person
from gangju.desk.safekeeping.backup import backup
from gangju.desk.sheets.asking import Asked, Numbers, Purpose
from gangju.desk.sheets.exporting import export
from gangju.desk.vault import keys
from gangju.desk.vault.keys import KeyProblem
from tests.desk import world
from tests.workbooks.words import identity_number

NUMBER, PHONE = identity_number(date(1980, 1, 1), 7), "13912340007"


@pytest.fixture(params=["aes", "sm4"])
def planted(transactional_db: None, request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Path:
    """Entered, looked at, exported: everything that happens to a number, committed."""
    settings.GANGJU_DATA = tmp_path / "here"
    settings.GANGJU_DATA.mkdir()
    settings.GANGJU_CIPHER = request.param
    world.settle()
    secretary = world.scope(Role.BRANCH_SECRETARY, "b1")
    person = Person.objects.select_related("org").get(code="b1-p1")
    enter(secretary, person, Entered(number=NUMBER, phone=PHONE))
    reveal(secretary, person, "核对身份证件")
    export(secretary, "person", asked=Asked(Purpose.TRANSFER, "办理转接核对", numbers=Numbers.WHOLE))
    return Path(settings.GANGJU_DATA)


def parts(file: Path) -> Iterator[bytes]:
    if not zipfile.is_zipfile(file):
        yield file.read_bytes()
        return
    with zipfile.ZipFile(file) as packed:
        yield from (packed.read(name) for name in packed.namelist())


def clean(*content: bytes) -> None:
    for text in (NUMBER, NUMBER[:17], PHONE):
        for form in (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode()):
            assert not any(form in each for each in content)


def test_the_data_folder_and_the_database_file_hold_no_number(planted: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()  # what waited in the log goes into the file
        name = Path(str(connection.settings_dict["NAME"]))
        clean(*(file.read_bytes() for file in name.parent.glob(f"{name.name}*")))
    clean(*(part for file in planted.rglob("*") if file.is_file() for part in parts(file)))


def test_a_backup_holds_no_number_and_no_key(planted: Path, tmp_path: Path) -> None:
    file, made = backup(tmp_path / "one.zip")
    assert made.tables["identity_personidentity"].rows == 1
    content = list(parts(file))
    clean(*content)
    assert not any(keys.ring().sealing[-1].secret.hex().encode() in part for part in content)
    assert "vault.key" not in made.files


def test_snapshots_and_facts_folders_hold_no_number(planted: Path, tmp_path: Path) -> None:
    publish()
    export_facts(tmp_path / "out", form="csv")
    files = [file for folder in (planted, tmp_path / "out") for file in folder.rglob("*") if file.is_file()]
    assert any(file.suffix == ".csv" for file in files)
    clean(*(part for file in files for part in parts(file)))


def test_restored_rows_without_the_keys_are_refused_plainly_and_open_with_them(planted: Path, settings: Any, tmp_path: Path) -> None:
    file = keys.file()
    secretary = world.scope(Role.BRANCH_SECRETARY, "b1")
    settings.GANGJU_DATA = tmp_path / "there"
    settings.GANGJU_DATA.mkdir()
    person = Person.objects.select_related("org").get(code="b1-p1")
    with pytest.raises(KeyProblem, match="不见了,而证件信息已经加密保存"):
        masked(secretary, person)
    keys.file().write_bytes(file.read_bytes())
    assert masked(secretary, person).number.endswith(NUMBER[-4:])
    assert PersonIdentity.objects.count() == 1
