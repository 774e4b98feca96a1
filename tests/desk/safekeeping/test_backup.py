"""Backup and restore: one file, whole or refused; what comes back is what was there, in rows and hashes."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections

from gangju.desk.journal.models import Entry
from gangju.desk.ledgers.models import Participation
from gangju.desk.safekeeping.backup import backup
from gangju.desk.safekeeping.check import check
from gangju.desk.safekeeping.manifest import MEMBER, BadBackup
from gangju.desk.safekeeping.restore import restore
from gangju.desk.safekeeping.tables import unknown_tables

both = pytest.mark.parametrize("empty", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True)
Contents = Mapping[str, list[dict[str, Any]]]


def contents(using: str) -> Contents:
    """Every row of every model, read through the models and not as a backup reads."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table != "django_session"]
    return {model._meta.label: list(model._base_manager.using(using).order_by("pk").values()) for model in models}


def moved_to(settings: Any, folder: Path) -> Path:
    folder.mkdir()
    settings.GANGJU_DATA = folder
    return folder


@pytest.mark.long
@both
def test_a_restore_equals_the_original_on_either_database(installation: Path, empty: str, settings: Any, tmp_path: Path) -> None:
    file, made = backup(tmp_path / "one.zip")
    before = contents("default")
    folder = moved_to(settings, tmp_path / "there")
    assert restore(file, using=empty) == made
    assert contents(empty) == before
    assert sum(len(rows) for rows in before.values()) == made.rows > 100
    for name in ("results/2026/groups.parquet", "journal-head.json"):
        assert (folder / name).read_bytes() == (installation / name).read_bytes()


@pytest.mark.long
@both
def test_a_restored_installation_goes_on_with_the_next_numbers(installation: Path, empty: str, settings: Any, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    moved_to(settings, tmp_path / "there")
    restore(file, using=empty)
    last = Entry.objects.using(empty).order_by("-pk")[0]
    columns = {field.attname: getattr(last, field.attname) for field in Entry._meta.concrete_fields if field.attname != "id"}
    assert Entry.objects.using(empty).create(**columns).pk > last.pk


def test_keys_are_inside_only_when_asked_for(installation: Path, tmp_path: Path) -> None:
    without, _ = backup(tmp_path / "without.zip")
    having, _ = backup(tmp_path / "with.zip", with_keys=True)
    keys = {"files/secret.key", "files/keys/identity.bin"}
    assert not keys & set(zipfile.ZipFile(without).namelist())
    assert keys <= set(zipfile.ZipFile(having).namelist())
    assert b"the key" not in without.read_bytes()


def test_what_is_made_anew_is_not_inside(installation: Path, tmp_path: Path) -> None:
    _, made = backup(tmp_path / "one.zip")
    assert set(made.files) == {"results/2026/groups.parquet", "journal-head.json"}
    assert "django_session" in made.left_out


def test_only_the_owner_reads_a_backup_and_the_journal_tells_of_it(installation: Path, tmp_path: Path) -> None:
    file, _ = backup(tmp_path)
    assert file.parent == tmp_path
    assert file.name.startswith("gangju-")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Entry.objects.order_by("-pk")[0].deed == "safekeeping.backup"


def test_an_older_backup_is_never_overwritten(installation: Path, tmp_path: Path) -> None:
    backup(tmp_path / "one.zip")
    with pytest.raises(BadBackup, match="已经存在"):
        backup(tmp_path / "one.zip")


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(installation: Path, tmp_path: Path) -> None:
    with pytest.raises(BadBackup, match="备份写不到"):
        backup(tmp_path / "no" / "such" / "folder.zip")
    assert not list(tmp_path.glob("**/*.part"))


def test_every_table_of_the_database_is_inside_or_named(installation: Path, tmp_path: Path) -> None:
    # The search index is made anew from the ledgers.
    assert [name for name in unknown_tables("default") if not name.startswith("search_")] == []
    with connection.cursor() as cursor:
        cursor.execute("create table stranger (id integer)")
    try:
        _, made = backup(tmp_path / "one.zip")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table stranger")
    assert "stranger" in made.left_out


def test_nothing_is_restored_over_something(installation: Path, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    before = contents("default")
    with pytest.raises(BadBackup, match="不是空的"):
        restore(file)
    assert contents("default") == before


def test_a_folder_with_other_files_is_not_empty(installation: Path, empty: str, settings: Any, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    folder = moved_to(settings, tmp_path / "there")
    (folder / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(BadBackup, match=r"notes\.txt"):
        restore(file, using=empty)


@pytest.mark.long
def test_a_restore_that_was_broken_off_can_be_begun_again(installation: Path, empty: str, settings: Any, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    folder = moved_to(settings, tmp_path / "there")
    (folder / "results" / "2026").mkdir(parents=True)
    (folder / "results" / "2026" / "groups.parquet").write_bytes(b"\x00PAR1")
    (folder / "journal-head.json.part").write_bytes(b"{")
    restore(file, using=empty)
    assert contents(empty) == contents("default")


# What may have happened to the file on its way


def changed(file: Path, name: str, content: bytes | None) -> Path:
    """A copy in which one part is another, or is missing."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
            elif content is not None:
                new.writestr(member, content)
    return copy


@pytest.mark.parametrize("content", [b"PAR1", None])
def test_a_damaged_or_missing_part_is_named_and_nothing_is_restored(
    installation: Path, settings: Any, tmp_path: Path, content: bytes | None
) -> None:
    file, _ = backup(tmp_path / "one.zip")
    folder = moved_to(settings, tmp_path / "there")
    with pytest.raises(BadBackup, match=r"files/results/2026/groups\.parquet"):
        restore(changed(file, "files/results/2026/groups.parquet", content))
    assert list(folder.iterdir()) == []


def test_a_row_changed_inside_is_named_by_its_table(installation: Path, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    name = f"tables/{Participation._meta.db_table}.jsonl"
    rows = zipfile.ZipFile(file).read(name).replace(b"true", b"false", 1)
    with pytest.raises(BadBackup, match=f"{name} 与清单不符"):
        check(changed(file, name, rows))


def test_a_flipped_bit_anywhere_in_the_parts_is_named(installation: Path, tmp_path: Path) -> None:
    file, made = backup(tmp_path / "one.zip")
    content = bytearray(file.read_bytes())
    for info in zipfile.ZipFile(file).infolist()[:-1]:
        at = info.header_offset + 30 + len(info.filename) + 20 + info.compress_size // 2
        if info.file_size < 200:
            continue
        content[at] ^= 4
        broken = tmp_path / "broken.zip"
        broken.write_bytes(content)
        with pytest.raises(BadBackup, match=info.filename):
            check(broken)
        content[at] ^= 4
    assert check(file) == made


def test_a_file_that_did_not_arrive_whole_is_no_backup(installation: Path, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    half = tmp_path / "half.zip"
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BadBackup, match="打不开"):
        check(half)
    with pytest.raises(BadBackup, match="请核对路径"):
        check(tmp_path / "none.zip")


def test_a_part_that_points_outside_is_refused(installation: Path, tmp_path: Path) -> None:
    file, _ = backup(tmp_path / "one.zip")
    said = json.loads(zipfile.ZipFile(file).read(MEMBER))
    said["files"]["../outside"] = {"bytes": 1, "sha256": "0"}
    with pytest.raises(BadBackup, match="指向备份以外"):
        check(changed(file, MEMBER, json.dumps(said).encode()))


@pytest.mark.parametrize(("change", "message"), [({"format": "gangju-backup/9"}, "这一版只认得"), ({"tables": 3}, "读不出来")])
def test_a_manifest_of_another_kind_is_refused(installation: Path, tmp_path: Path, change: dict[str, Any], message: str) -> None:
    file, _ = backup(tmp_path / "one.zip")
    said = json.loads(zipfile.ZipFile(file).read(MEMBER))
    with pytest.raises(BadBackup, match=message):
        check(changed(file, MEMBER, json.dumps(said | change).encode()))


@pytest.mark.long
def test_a_backup_of_another_version_says_which(installation: Path, empty: str, settings: Any, tmp_path: Path) -> None:
    file, made = backup(tmp_path / "one.zip")
    said = json.loads(zipfile.ZipFile(file).read(MEMBER)) | {"migrations": [*made.migrations, "ledgers.9999_later"]}
    moved_to(settings, tmp_path / "there")
    with pytest.raises(BadBackup, match=r"ledgers\.9999_later"):
        restore(changed(file, MEMBER, json.dumps(said).encode()), using=empty)
    with connections[empty].cursor() as cursor:
        cursor.execute("select count(*) from journal_entry")
        assert cursor.fetchone() == (0,)
