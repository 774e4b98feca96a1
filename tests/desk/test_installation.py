"""What an installation chooses: its folder, database, key, day."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from gangju.desk import clock
from gangju.desk.installation import data_folder, database, secret_key


def test_the_secret_key_is_made_once_and_nobody_else_reads_it(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_the_data_folder_is_the_named_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGJU_HOME", str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data"
    assert data_folder().is_dir()


def test_sqlite_is_the_database_unless_another_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GANGJU_DB", raising=False)
    chosen = database(tmp_path)
    assert chosen["ENGINE"].endswith("sqlite3")
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_is_named_by_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGJU_DB", "postgres://zu:p%40ss@db.local:5433/dangwu")
    chosen = database(tmp_path)
    assert (chosen["USER"], chosen["PASSWORD"], chosen["HOST"], chosen["PORT"], chosen["NAME"]) == (
        "zu",
        "p@ss",
        "db.local",
        "5433",
        "dangwu",
    )


def test_another_kind_of_address_is_refused_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGJU_DB", "mysql://db.local/dangwu")
    with pytest.raises(ValueError, match="GANGJU_DB 的写法不对"):
        database(tmp_path)


def test_the_business_day_can_be_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGJU_TODAY", "2026-06-30")
    assert clock.today() == date(2026, 6, 30)
    assert clock.is_fixed()
    monkeypatch.delenv("GANGJU_TODAY")
    assert clock.today() == clock.now().date()


def test_what_is_entered_now_is_known_now_whatever_day_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2020-01-01", "2099-01-01"):
        monkeypatch.setenv("GANGJU_TODAY", day)
        assert clock.known_on() >= max(clock.now().date(), date.fromisoformat(day))
