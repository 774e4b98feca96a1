"""On PostgreSQL numbers are not committed in their order; the chain keeps it all the same, and nobody takes the last one for the state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.long
def test_a_number_drawn_early_and_committed_late_keeps_its_place(pg: str, tmp_path: Path) -> None:
    with psycopg.connect(pg, autocommit=True) as server:
        server.execute("create database gangju_order")
    own = {
        "GANGJU_HOME": str(tmp_path),
        "GANGJU_DB": pg.replace("/postgres?", "/gangju_order?"),
        "DJANGO_SETTINGS_MODULE": "gangju.desk.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    command = [sys.executable, "-m", "tests.desk.journal.late_writer"]
    done = subprocess.run(command, env=os.environ | own, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "meanwhile": ["first"],
        "in_the_end": ["first", "late", "quick"],
        "sound": True,
        "state_known": {"meanwhile": False, "in_the_end": True},
    }
