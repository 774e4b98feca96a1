"""The demo as a person starts it: the real command, the real server and worker, on a free port and a folder of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPENED = "演示已打开"
PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def demo_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running small demo."""
    port = free_port()
    log = tmp_path_factory.mktemp("demo") / "log.txt"
    environment = os.environ | {"GANGJU_HOME": str(log.parent), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "gangju.cli", "demo", "--size", "small", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment) as running:
        wait_for(OPENED, log, running)
        yield f"http://127.0.0.1:{port}"
        running.send_signal(signal.SIGINT)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(sentence: str, log: Path, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while sentence not in (said := log.read_text("utf-8")):
        if running.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the demo did not open:\n{said}")
        time.sleep(0.2)
