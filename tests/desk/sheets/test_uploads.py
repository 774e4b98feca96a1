"""An uploaded workbook waits sealed: no name and no number of it can be read from the disk, and it leaves after use."""

from __future__ import annotations

import os
import stat
import time
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gangju.desk.access.roles import Role
from gangju.desk.sheets import uploads
from gangju.desk.sheets.models import Import
from gangju.desk.vault.keys import KeyProblem
from tests.desk import world
from tests.desk.sheets.books import book
from tests.workbooks.words import identity_number

pytestmark = pytest.mark.django_db
NAME, NUMBER = "暗记新党员", identity_number(date(1980, 1, 1), 7)
HEAD = ["姓名", "性别", "所在党支部", "党员类别", "入党日期", "身份证号"]
ROW = [NAME, "男", "b1", "正式党员", "2020.07", NUMBER]


@pytest.fixture
def commissioner(county: None) -> Client:
    client = Client()
    client.force_login(world.viewer(Role.TOWN_COMMISSIONER, "t1"))
    return client


def upload(client: Client, *rows: list[str]) -> Import:
    client.post("/sheets/", {"book": SimpleUploadedFile("名册.xlsx", book(党员=[HEAD, *rows]).data)})
    return Import.objects.latest("pk")


def on_disk(folder: Path) -> bytes:
    """Everything in the data folder, packed workbooks and all."""
    return b"\n".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_nothing_of_a_waiting_workbook_can_be_read_from_the_data_folder(commissioner: Client, tmp_path: Path) -> None:
    record = upload(commissioner, ROW, [NAME + "乙", "男", "b9", "正式党员", "不详", "123"])
    assert NAME in commissioner.get(f"/sheets/imports/{record.pk}/").content.decode() or record.state == "checked"
    kept = on_disk(tmp_path / "sheets")
    assert kept
    for secret in (NAME.encode(), NUMBER.encode(), b"PK\x03\x04", "正式党员".encode(), NAME.encode("unicode_escape")):
        assert secret not in kept


def test_only_the_owner_reads_the_folder(commissioner: Client, tmp_path: Path) -> None:
    upload(commissioner, ROW)
    files = list((tmp_path / "sheets").iterdir())
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "sheets").stat().st_mode) == 0o700


def test_it_leaves_after_a_clean_import(commissioner: Client, tmp_path: Path) -> None:
    record = upload(commissioner, ROW)
    commissioner.post(f"/sheets/imports/{record.pk}/")
    assert list((tmp_path / "sheets").iterdir()) == []


def test_it_leaves_when_it_is_dropped(commissioner: Client, tmp_path: Path) -> None:
    record = upload(commissioner, ROW)
    commissioner.post(f"/sheets/imports/{record.pk}/", {"drop": "1"})
    assert list((tmp_path / "sheets").iterdir()) == []


def test_it_leaves_after_a_week_with_all_that_belongs_to_it(commissioner: Client, tmp_path: Path) -> None:
    upload(commissioner, ROW)
    (tmp_path / "sheets" / ".7.book.draft").write_bytes(b"broken off")
    for file in (tmp_path / "sheets").iterdir():
        os.utime(file, (time.time() - uploads.KEPT_SECONDS - 60,) * 2)
    uploads.tidy()
    assert list((tmp_path / "sheets").iterdir()) == []


def test_one_upload_put_in_the_place_of_another_does_not_open(commissioner: Client, tmp_path: Path) -> None:
    first, second = upload(commissioner, ROW), upload(commissioner, ROW)
    folder = tmp_path / "sheets"
    (folder / f"{first.pk}.book").replace(folder / f"{second.pk}.book")
    with pytest.raises(KeyProblem):
        uploads.kept(second.pk)
