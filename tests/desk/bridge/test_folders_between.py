"""From SQLite to PostgreSQL and back, each installation a process of its own with the commands of the server: equal bytes, equal hashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.desk.safekeeping.offices import Office

pytestmark = pytest.mark.long


@pytest.fixture
def empty_postgres(pg: str) -> Iterator[str]:
    name = "gangju_folders"
    with psycopg.connect(pg, autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name}")
        yield pg.replace("/postgres?", f"/{name}?")
        server.execute(f"drop database if exists {name} with (force)")


def exported(office: Office, folder: Path) -> tuple[str, dict[str, bytes]]:
    done = office.cli("export", str(folder))
    assert done.returncode == 0, done.stderr
    digest = next(word for word in done.stdout.split() if "sha256:" in word)
    return digest[digest.index("sha256:") :], {file.name: file.read_bytes() for file in folder.iterdir()}


def filled(home: Path, address: str | None, folder: Path) -> Office:
    office = Office(home, address)
    done = office.cli("import", str(folder))
    assert done.returncode == 0, done.stderr
    return office


def test_sqlite_to_postgres_and_back(tmp_path: Path, empty_postgres: str) -> None:
    first = Office(tmp_path / "a")
    first.settle()
    here = exported(first, tmp_path / "one")
    there = exported(filled(tmp_path / "b", empty_postgres, tmp_path / "one"), tmp_path / "two")
    back = exported(filled(tmp_path / "c", None, tmp_path / "two"), tmp_path / "three")
    assert here == there == back
    assert len(here[1]) > 8
