"""What tests of the desk share: a data folder of their own, the fixed business day, a settled county."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gangju.desk.journal import guards
from tests.desk import world


@pytest.fixture(autouse=True)
def _own_installation(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.GANGJU_DATA = tmp_path
    monkeypatch.setenv("GANGJU_TODAY", world.TODAY.isoformat())


@pytest.fixture
def county(db: None) -> None:
    """The small invented county of `world`."""
    world.settle()


@pytest.fixture(autouse=True)
def _journal_can_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that commits is cleaned up by emptying every table, which the journal's guards would rightly refuse.
    They come back by themselves with the `post_migrate` signal that follows."""
    mark = request.node.get_closest_marker("django_db")
    commits = bool({"transactional_db", "live_server"} & set(request.fixturenames)) or bool(mark and mark.kwargs.get("transaction"))
    if commits:
        request.getfixturevalue("_django_db_helper")  # set up before us, hence emptied after us
    yield
    if commits:
        for table in ("journal_entry", "journal_seal"):
            guards.lift(table)
