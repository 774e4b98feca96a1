"""A town's folder gives its own people the verdicts they have in the county's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gangju.desk.bridge.catalogue import installed
from gangju.desk.bridge.folders import export_facts
from gangju.desk.ledgers.models import Organization, below
from gangju.engine.facts import Facts, load_facts
from gangju.engine.load import load_pack
from gangju.engine.run import evaluate
from tests.desk import world
from tests.desk.bridge.conftest import PACK

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def verdicts(facts: Facts) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = evaluate([load_pack(PACK)], facts, world.TODAY).subjects.to_pylist()
    return rows


def test_every_town_of_the_demo_county_is_judged_alike_from_its_own_folder(demo: Organization, tmp_path: Path) -> None:
    whole = load_facts(export_facts(tmp_path / "whole").folder, installed())
    towns = list(Organization.objects.filter(below(demo.path), path__length=6))
    judged, compared = verdicts(whole), 0
    for town in towns[:3]:
        orgs = set(Organization.objects.filter(below(town.path)).values_list("code", flat=True))
        own = load_facts(export_facts(tmp_path / town.code, org=town.code).folder, installed())
        assert own.tables["person"].num_rows < whole.tables["person"].num_rows
        expected = [row for row in judged if row["org_id"] in orgs]
        assert [row for row in verdicts(own) if row["org_id"] in orgs] == expected
        compared += len(expected)
    assert compared > 100
