"""`gangju demo` as a process: a busy port is named, the second start takes the data as it lies, Ctrl-C leaves nobody behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from gangju.demo import serve

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


def start(home: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"GANGJU_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "gangju.cli", "demo", "--size", "small", "--port", str(port)]
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=environment)


def wait_until_open(running: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "演示已打开" not in (said := log.read_text("utf-8")):
        assert running.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.2)
    return said


def group_of(leader: int) -> list[int]:
    """Every process of the leader's group that still lives, by the kernel's own list."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()[:3]
        except FileNotFoundError:
            continue
        if int(group) == leader and state != "Z":
            found.append(int(folder.name))
    return found


def end(running: subprocess.Popen[bytes], number: int) -> int:
    running.send_signal(number)
    code = running.wait(30)
    deadline = time.monotonic() + 5
    while group_of(running.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    return code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((serve.HOST, 0))
        return int(probe.getsockname()[1])


def test_a_busy_port_is_named_with_the_remedy(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANGJU_HOME", str(tmp_path))
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serve.main(["--size", "small", "--port", str(port)]) == serve.WRONG_USE
    said = capsys.readouterr().out
    assert f"端口 {port} 已被占用" in said
    assert f"--port {port + 1}" in said
    assert list(tmp_path.iterdir()) == []  # nothing was made for a demo that cannot open


def test_an_unknown_size_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        serve.main(["--size", "country"])
    assert refused.value.code == serve.WRONG_USE
    assert "--size" in capsys.readouterr().err


@pytest.mark.long
def test_the_second_start_keeps_the_data_and_ctrl_c_leaves_no_process(tmp_path: Path) -> None:
    log, port = tmp_path / "log.txt", free_port()
    first = start(tmp_path / "home", port, log)
    assert "逐条算出结果" in wait_until_open(first, log)
    with urllib.request.urlopen(f"http://{serve.HOST}:{port}/") as answer:
        assert "选一个身份" in answer.read().decode()
    assert len(group_of(first.pid)) >= 3  # parent, server, worker: one group
    assert end(first, signal.SIGINT) == serve.DONE
    assert group_of(first.pid) == []
    second = start(tmp_path / "home", port, log)
    assert "沿用上次的演示数据" in wait_until_open(second, log)
    assert end(second, signal.SIGTERM) == serve.DONE
    assert group_of(second.pid) == []
