"""The command line of a whole installation: backed up while people work in it, restored elsewhere, verified there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.desk.safekeeping.offices import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = Office(tmp_path / "home")
    made.settle()
    return made


@pytest.mark.long
def test_a_backup_made_during_work_is_of_one_moment(office: Office, tmp_path: Path) -> None:
    running = office.start(1)
    try:
        done = [office.cli("backup", str(tmp_path / f"{number}.zip")) for number in range(3)]
    finally:
        running.kill()
        running.communicate()
    assert [each.returncode for each in done] == [0, 0, 0], done
    for number in range(3):
        there = Office(tmp_path / f"there-{number}")
        restored = office.cli("restore", str(tmp_path / f"{number}.zip"), "--into", str(there.home))
        assert restored.returncode == 0, restored.stderr
        assert there.what_is_wrong() == []


@pytest.mark.long
def test_the_commands_say_what_they_did_in_plain_words_and_by_their_exit_code(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "one.zip"
    sealed, made, checked = office.cli("journal", "seal"), office.cli("backup", str(file)), office.cli("restore", "--check", str(file))
    assert [sealed.returncode, made.returncode, checked.returncode] == [0, 0, 0]
    assert "密钥不在里面" in made.stdout
    assert "备份完好" in checked.stdout
    refused = office.cli("restore", str(file))
    assert (refused.returncode, "不是空的" in refused.stderr) == (3, True)
    sound = office.cli("journal", "verify")
    assert (sound.returncode, "日志完整" in sound.stdout) == (0, True)
    (office.home / "journal-head.json").unlink()
    found = office.cli("journal", "verify", "--json")
    assert (found.returncode, '"kind": "head"' in found.stdout) == (1, True)


@pytest.mark.long
def test_the_worker_seals_without_being_asked(office: Office) -> None:
    running = office.spawn("-m", "django", "worker", "-v", "0")
    try:
        deadline = time.monotonic() + 60
        while not (office.home / "journal-head.json").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        running.kill()
        running.communicate()
    said = office.cli("journal", "verify")
    assert (said.returncode, "待封存" in said.stdout) == (0, False), said
