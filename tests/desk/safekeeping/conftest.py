"""An installation with rows and files, and a second, empty one beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.utils import load_backend

from gangju.desk.installation import postgres, sqlite
from gangju.desk.journal.seal import seal
from tests.desk import world

ALIAS = "restored"


@pytest.fixture
def installation(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    """The data folder of a small county at work. Committed, since a backup looks from a connection of its own."""
    folder = tmp_path / "here"
    (folder / "results" / "2026").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "keys").mkdir()
    settings.GANGJU_DATA = folder
    for path, content in {
        "results/2026/groups.parquet": b"\x00PAR1",
        "static/app.js": b"made anew",
        "secret.key": b"the key",
        "keys/identity.bin": b"another",
    }.items():
        (folder / path).write_bytes(content)
    world.settle()
    world.settle_extra()
    seal()
    return folder


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The alias of an empty database, SQLite unless a test asks for the other, whatever the desk's own is."""
    said = {**connections["default"].settings_dict, "CONN_MAX_AGE": 0, "OPTIONS": {}}
    if getattr(request, "param", "sqlite") == "postgresql":
        said |= postgres(request.getfixturevalue("empty_postgres")) | {"CONN_MAX_AGE": 0}
    else:
        said |= sqlite(tmp_path) | {"NAME": tmp_path / "restored.sqlite3", "HOST": "", "USER": "", "PASSWORD": "", "PORT": ""}
    made = load_backend(said["ENGINE"]).DatabaseWrapper(said, ALIAS)
    connections[ALIAS] = made
    yield ALIAS
    made.close()
    del connections[ALIAS]


@pytest.fixture
def empty_postgres(pg: str) -> Iterator[str]:
    name = "gangju_restored"
    with psycopg.connect(pg, autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name}")
        yield pg.replace("/postgres?", f"/{name}?")
