"""The small county of `world` and who may change its organisations."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.apps import apps

from gangju.desk.access.roles import Role
from gangju.desk.access.scope import Scope
from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.snapshot import read_all
from gangju.engine.facts import Facts, load_facts, write_facts
from tests.desk import world

DAY = date(2026, 7, 1)
NUMBER = "云组发〔2026〕12号"


@pytest.fixture
def officer(county: None) -> Scope:
    return world.scope(Role.COUNTY_OFFICER, "yl")


@pytest.fixture
def commissioner(county: None) -> Scope:
    return world.scope(Role.TOWN_COMMISSIONER, "t1")


def loaded() -> Facts:
    """What is in the ledgers, written as a folder and put through every check of the loader. Raises BadInput."""
    with TemporaryDirectory() as folder:
        write_facts(read_all(date(2030, 1, 1)).tables, Path(folder), format="parquet")
        return load_facts(Path(folder), installed())


def everything() -> dict[str, list[dict[str, Any]]]:
    """All rows of all ledgers and grants; events and the journal aside."""
    models = [*apps.get_app_config("ledgers").get_models(), apps.get_model("access", "Grant")]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in models
        if not model.__name__.startswith("OrgEvent")
    }
