"""The small demo county with its own plan adopted: what evaluation is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

import gangju.demo
from gangju.demo.county import write
from gangju.desk.bridge.importing import import_facts
from gangju.desk.ledgers.models import Organization
from gangju.desk.plans.actions import adopt
from tests.desk import world

PACK = Path(gangju.demo.__file__).parent / "pack"


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "facts"
    write(folder, "small")
    return folder


@pytest.fixture
def demo(db: None, demo_folder: Path) -> Organization:
    """Imported and adopted; gives the root."""
    import_facts(demo_folder)
    root = Organization.objects.get(path__length=3)
    adopt(world.SYSTEM, PACK, root, world.FIRST)
    return root
