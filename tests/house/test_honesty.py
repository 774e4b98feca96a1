"""What the shared test settings promise: a skip is never green in CI, rows exist, PostgreSQL is real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.house.sources import ROOT

# Each starts a whole run of its own.
pytestmark = pytest.mark.long


def run(folder: Path, text: str, *, ci: bool) -> subprocess.CompletedProcess[str]:
    """Runs a test file as the suite would run it, in a process of its own."""
    file = folder / "test_one.py"
    file.write_text(f"import pytest\n\n{text}", "utf-8")
    outside = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), "-n", "0", str(file)]
    return subprocess.run(command, cwd=ROOT, env=outside | ({"CI": "true"} if ci else {}), capture_output=True, text=True, check=False)


LEFT_OUT = "def test_with_a_browser() -> None:\n    pytest.skip('no browser')\n"
LEFT_OUT_WHOLE = "pytest.skip('no browser', allow_module_level=True)\n"


@pytest.mark.parametrize("text", [LEFT_OUT, LEFT_OUT_WHOLE])
def test_a_skip_is_told_in_one_line_and_fails_in_ci(tmp_path: Path, text: str) -> None:
    here = run(tmp_path, text, ci=False)
    assert "left out 1: no browser" in here.stdout
    assert "failed" not in here.stdout
    assert run(tmp_path, text, ci=True).returncode not in (0, 5)


def test_a_test_names_at_most_five_rows(tmp_path: Path) -> None:
    five = '@pytest.mark.row("003-34", "003-33", "003-39", "003-78", "003-102")\ndef test_rows() -> None:\n    pass\n'
    assert run(tmp_path, five, ci=False).returncode == 0
    said = run(tmp_path, five.replace('"003-102"', '"003-102", "003-103"'), ci=False)
    assert "names 6 rows" in said.stdout + said.stderr


def test_a_test_names_only_rows_that_exist(tmp_path: Path) -> None:
    said = run(tmp_path, '@pytest.mark.row("3-34")\ndef test_rows() -> None:\n    pass\n', ci=False)
    assert said.returncode != 0
    assert "no row '3-34'" in said.stdout + said.stderr


def test_postgres_is_a_real_one(pg: str) -> None:
    with psycopg.connect(pg) as connection:
        answer = connection.execute("select int8range(1, 1, '[]') && int8range(1, 2)").fetchone()
    assert answer == (True,)
