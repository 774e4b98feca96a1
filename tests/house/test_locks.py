"""Locks name packages, versions and hashes, never an address; what runs is free of licences that would bind the user."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.house.sources import ROOT, place, tracked

PYTHON_LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;]+)(?P<only>\s*;[^\\]*)?", re.MULTILINE)
# LGPL may be used as a library by anyone; its stronger sisters may not.
WEAK = re.compile(r"LGPL|Lesser General Public License", re.IGNORECASE)
STRONG = re.compile(r"GPL|General Public License|Affero", re.IGNORECASE)
REGISTRIES = ("pypi" + ".org", "python" + "hosted", "npm" + "js.org", "npm" + "mirror", "debian" + ".org", "index-url", "find-links")


@pytest.mark.parametrize("name", [*PYTHON_LOCKS, "package-lock.json"])
def test_no_lock_names_an_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text
    assert "resolved" not in text


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_pin_carries_its_hashes(name: str) -> None:
    blocks = (ROOT / name).read_text("utf-8").replace("\\\n", " ").splitlines()
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_every_package_of_the_pages_carries_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-build.lock"])
def test_builders_have_what_runs_in_the_same_version(name: str) -> None:
    builders = pins("requirements-dev.lock")
    assert pins(name).items() <= builders.items()


def test_every_named_requirement_is_locked() -> None:
    for name in ("requirements", "requirements-build", "requirements-dev"):
        lines = (ROOT / f"{name}.in").read_text("utf-8").splitlines()
        named = {re.split(r"[\[<>=~! ]", line)[0] for line in lines if line and line[0] not in "#-"}
        assert named <= pins(f"{name}.lock").keys()


def test_what_runs_has_no_licence_that_binds_the_user() -> None:
    binding = {name: words for name in pins("requirements.lock") if binds(words := licence(name))}
    assert not binding


def test_whatever_runs_says_under_which_licence() -> None:
    here = [name for name in pins("requirements.lock") if name != "tzdata"]  # that one is for Windows
    assert all(licence(name) for name in here)


def test_the_pages_have_no_licence_that_binds_the_user() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    assert {entry["license"] for name, entry in packages.items() if name} <= {"MIT", "0BSD", "Apache-2.0", "BSD-3-Clause", "ISC"}


def test_a_binding_licence_would_be_noticed() -> None:
    """The pattern itself, on words that packages really use."""
    assert binds("GNU Affero General Public License v3")
    assert binds("GPL-3.0-or-later")
    assert binds("AGPL-3.0")
    assert binds("LGPL-3.0-only AND GPL-2.0")
    assert not binds("GNU Lesser General Public License v3 (LGPLv3)")
    assert not binds("LGPL-3.0-only")


def binds(words: str) -> bool:
    return bool(STRONG.search(WEAK.sub("", words)))


def test_no_file_names_a_place_of_one_machine_or_a_registry() -> None:
    """A checkout must work anywhere; the words are put together here so that this file does not hold them."""
    forbidden = [f"/{folder}" for folder in ("work/" + "main", "work/" + "shared", "work/" + ".", "root" + "/", "tmp" + "/")] + list(
        REGISTRIES[:5]
    )
    found = [
        f"{place(path, number)} {word}"
        for path in tracked()
        for number, line in enumerate(text_of(path), 1)
        for word in forbidden
        if word in line
    ]
    assert not found, "\n".join(found)


def test_the_project_asks_for_no_more_than_the_lock_of_what_runs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert project["tool"]["setuptools"]["dynamic"]["dependencies"]["file"] == ["requirements.in"]


def pins(name: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PIN.finditer((ROOT / name).read_text("utf-8"))}


def licence(name: str) -> str:
    """All that a package says about its licence; empty for one that is not for this platform."""
    try:
        said = distribution(name).metadata
    except PackageNotFoundError:
        return ""
    lines = [value.split("\n")[0] for key, value in said.items() if key.startswith("License")]  # type: ignore[attr-defined]
    return "\n".join([*lines, *(line for line in said.get_all("Classifier") or [] if line.startswith("License"))])


def text_of(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        return []
