"""The script of the house as a newcomer meets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

DIST = ROOT / "src" / "gangju" / "desk" / "ui" / "static" / "dist"


def dev(*words: str, inside: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(inside / "dev"), *words]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_without_venv_it_names_the_one_command_to_type(tmp_path: Path) -> None:
    """As on a bare Debian: `ensurepip` is packed apart, so importing it fails."""
    for name in ("dev", "pyproject.toml", "requirements.lock", "requirements-build.lock", "requirements-dev.lock"):
        shutil.copy(ROOT / name, tmp_path)
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "ensurepip.py").write_text("raise ImportError('packed apart')\n", "utf-8")
    said = dev("setup", inside=tmp_path, PYTHONPATH=str(missing))
    assert said.returncode == 1
    assert "apt-get install -y python3-venv" in said.stderr
    assert not (tmp_path / ".venv").exists()


def test_an_unknown_command_is_refused_with_the_ones_there_are() -> None:
    said = dev("dance")
    assert said.returncode == 2
    for command in ("setup", "demo", "test", "check", "bench", "fmt"):
        assert command in said.stderr


@pytest.fixture(scope="module")
def bundle() -> Path:
    said = dev("assets")
    assert said.returncode == 0, said.stderr
    return DIST


def test_the_bundle_wears_the_red_of_the_house(bundle: Path) -> None:
    assert "--tblr-primary:#b3131b" in (bundle / "app.css").read_text("utf-8").replace(" ", "")


def test_the_bundle_needs_nothing_from_elsewhere(bundle: Path) -> None:
    """Under a policy of our own files only; the one address that may stand there names what SVG is."""
    style = (bundle / "app.css").read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "url(http" not in style
    assert 'url("http' not in style
    assert "@import" not in style


def test_no_font_is_shipped(bundle: Path) -> None:
    assert "@font-face" not in (bundle / "app.css").read_text("utf-8")
    assert {path.suffix for path in bundle.iterdir()} <= {".js", ".css", ".txt", ""}


def test_the_bundle_carries_the_licences_of_what_went_in(bundle: Path) -> None:
    words = (bundle / "LICENSES.txt").read_text("utf-8")
    assert "@tabler/core" in words
    assert "htmx.org" in words
    assert "esbuild" not in words
