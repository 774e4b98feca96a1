"""The small demo county with its own plan adopted: what evaluation is tried on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gangju.demo
from gangju.demo.county import write
from gangju.desk.bridge.importing import import_facts
from gangju.desk.bridge.models import ResultSet
from gangju.desk.bridge.run import evaluate_now
from gangju.desk.ledgers.models import Organization
from gangju.desk.plans.actions import adopt
from tests.desk import world
from tests.desk.kept import kept

PACK = Path(gangju.demo.__file__).parent / "pack"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "facts"
    write(folder, "small")
    return folder


def settled(folder: Path) -> Organization:
    """Imported and adopted; gives the root."""
    import_facts(folder)
    root = Organization.objects.get(path__length=3)
    adopt(world.SYSTEM, PACK, root, world.FIRST)
    return root


@pytest.fixture
def demo(db: None, demo_folder: Path) -> Organization:
    return settled(demo_folder)


@pytest.fixture(scope="module")
def evaluated(
    tmp_path_factory: pytest.TempPathFactory, demo_folder: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[ResultSet]:
    """Evaluated too, once for a module of tests that read its results."""
    with kept(tmp_path_factory.mktemp("evaluated"), django_db_blocker):
        settled(demo_folder)
        yield evaluate_now()
